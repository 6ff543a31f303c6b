import { z } from "zod";

import type { ChatMessage, Finish, ToolCall } from "../model.types.ts";
import type { ProxyShape } from "./proxy.types.ts";
import { chooseTools, effort, MOST_MESSAGES, MOST_TOOLS, name, parameters, readAs, temperature, text, toEffort, writeEvent } from "./read-asked.ts";

const words = z.object({ type: z.literal("text", "only text can be carried"), text });
const blockSchema = z.discriminatedUnion(
  "type",
  [
    words,
    z.object({ type: z.literal("tool_use"), id: name, name, input: z.record(z.string(), z.unknown()) }),
    z.object({ type: z.literal("tool_result"), tool_use_id: name, content: z.union([text, z.array(words).max(1_000)]).optional(), is_error: z.boolean().nullish() }),
    // What the model wants back of its thinking is remembered here.
    z.object({ type: z.literal("thinking") }),
    z.object({ type: z.literal("redacted_thinking") }),
  ],
  "not a block that can be carried: give text, tool_use and tool_result",
);
const requestSchema = z.object({
  max_tokens: z.int().min(1).max(1_000_000),
  system: z.union([text, z.array(words).max(1_000)]).nullish(),
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.union([text, z.array(blockSchema).max(10_000)]) })).min(1).max(MOST_MESSAGES),
  tools: z.array(z.object({ type: z.literal("custom", "only tools of one's own can be carried").nullish(), name, description: text.nullish(), input_schema: parameters })).max(MOST_TOOLS).nullish(),
  tool_choice: z.object({ type: z.enum(["auto", "any", "none", "tool"]), name: name.optional() }).nullish(),
  temperature,
  stop_sequences: z.array(text).max(64).nullish(),
  output_config: z.object({ effort }).nullish(),
  stream: z.boolean().nullish(),
});
type Turn = z.infer<typeof requestSchema>["messages"][number];

const REASONS: Readonly<Record<Finish, string>> = { stop: "end_turn", "tool-calls": "tool_use", length: "max_tokens", refused: "refusal", unknown: "end_turn" };
const ERROR_TYPES: Readonly<Record<number, string>> = { 400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error" };

export const messagesShape: ProxyShape = {
  path: "/v1/messages",
  read(body) {
    const asked = readAs(requestSchema, body);
    const system = typeof asked.system === "string" ? asked.system : (asked.system ?? []).map((block) => block.text).join("\n\n");
    const tools = (asked.tools ?? []).map((tool) => ({ name: tool.name, description: tool.description ?? "", parameters: tool.input_schema }));
    const choice = asked.tool_choice?.type;
    return {
      messages: [...(system === "" ? [] : [{ role: "system", text: system } as const]), ...asked.messages.flatMap(toMessages)],
      ...chooseTools(tools, { mode: choice === "any" || choice === "tool" ? "required" : choice, named: choice === "tool" ? (asked.tool_choice?.name ?? "") : null }),
      maxOutputTokens: asked.max_tokens,
      temperature: asked.temperature ?? undefined,
      stop: asked.stop_sequences ?? undefined,
      effort: toEffort(asked.output_config?.effort),
      stream: asked.stream ?? false,
    };
  },
  write(reply, { id, model }) {
    const said = reply.refusal?.seenBy === "field" ? reply.refusal.text : reply.text;
    return {
      id: `msg_${id}`,
      type: "message",
      role: "assistant",
      model,
      content: [...(said === "" ? [] : [{ type: "text", text: said }]), ...reply.toolCalls.map((call) => ({ type: "tool_use", id: call.id, name: call.name, input: toInput(call) }))],
      stop_reason: REASONS[reply.finish],
      stop_sequence: null,
      usage: {
        input_tokens: reply.usage.input - reply.usage.cacheRead - reply.usage.cacheWrite,
        cache_creation_input_tokens: reply.usage.cacheWrite,
        cache_read_input_tokens: reply.usage.cacheRead,
        output_tokens: reply.usage.output,
      },
    };
  },
  writeEvents(body) {
    const { content, stop_reason: reason, usage } = body as { readonly content: readonly Readonly<Record<string, unknown>>[]; readonly stop_reason: string; readonly usage: Readonly<Record<string, number>> };
    const event = (type: string, fields: object = {}) => writeEvent(type, { type, ...fields });
    return [
      event("message_start", { message: { ...body, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } }),
      ...content.flatMap((block, index) => [
        event("content_block_start", { index, content_block: block.type === "text" ? { type: "text", text: "" } : { ...block, input: {} } }),
        event("content_block_delta", { index, delta: block.type === "text" ? { type: "text_delta", text: block.text } : { type: "input_json_delta", partial_json: JSON.stringify(block.input) } }),
        event("content_block_stop", { index }),
      ]),
      event("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: usage.output_tokens } }),
      event("message_stop"),
    ].join("");
  },
  writeError: ({ status, message }) => ({ type: "error", error: { type: ERROR_TYPES[status] ?? "api_error", message } }),
};

/** Results of tools stand in a message of the user there, and are messages of their own with us. */
function toMessages({ role, content }: Turn): ChatMessage[] {
  if (typeof content === "string") return [role === "user" ? { role, text: content } : { role, text: content, toolCalls: [] }];
  const said = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  if (role === "assistant") {
    const toolCalls = content.flatMap((block): ToolCall[] => (block.type === "tool_use" ? [{ id: block.id, name: block.name, argumentsText: JSON.stringify(block.input) }] : []));
    return [{ role, text: said, toolCalls }];
  }
  const results = content.flatMap((block): ChatMessage[] => (block.type === "tool_result" ? [{ role: "tool", callId: block.tool_use_id, text: `${block.is_error ? "error: " : ""}${toText(block.content)}` }] : []));
  return said === "" ? results : [...results, { role: "user", text: said }];
}

const toText = (given: string | readonly { readonly text: string }[] | undefined): string => (typeof given === "string" ? given : (given ?? []).map((block) => block.text).join(""));

function toInput(call: ToolCall): unknown {
  try {
    return JSON.parse(call.argumentsText);
  } catch {
    // The API has no way to say that arguments are no JSON; the program sees what the model wrote.
    return { unparsed: call.argumentsText };
  }
}
