import { z } from "zod";

import type { ChatMessage, ToolCall } from "../model.types.ts";
import type { ProxyShape } from "./proxy.types.ts";
import { chooseTools, effort, MOST_MESSAGES, MOST_TOOLS, name, outputLimit, parameters, readAs, refuseField, temperature, text, toEffort, writeEvent } from "./read-asked.ts";

const part = z.union([z.object({ type: z.enum(["input_text", "output_text"]), text }), z.object({ type: z.literal("refusal"), refusal: text })]);
const content = z.union([text, z.array(part).max(1_000)], "only text can be carried");
const itemSchema = z.union(
  [
    z.object({ type: z.literal("function_call"), call_id: name, name, arguments: text }),
    z.object({ type: z.literal("function_call_output"), call_id: name, output: content }),
    // What the model wants back of its reasoning is remembered here.
    z.object({ type: z.literal("reasoning") }),
    z.object({ type: z.literal("message").optional(), role: z.enum(["system", "developer", "user", "assistant"]), content }),
  ],
  "not an item that can be carried: give messages, function calls and their outputs",
);
const requestSchema = z.object({
  input: z.union([text, z.array(itemSchema).min(1).max(MOST_MESSAGES)]),
  instructions: text.nullish(),
  previous_response_id: z.null("nothing is stored here: send the whole input").optional(),
  tools: z.array(z.object({ type: z.literal("function", "only functions can be carried"), name, description: text.nullish(), parameters: parameters.nullish() })).max(MOST_TOOLS).nullish(),
  tool_choice: z.union([z.enum(["auto", "none", "required"]), z.object({ name })]).nullish(),
  max_output_tokens: outputLimit,
  temperature,
  reasoning: z.object({ effort }).nullish(),
  text: z.object({ format: z.object({ type: z.string() }).optional() }).nullish(),
  stream: z.boolean().nullish(),
});
type Item = z.infer<typeof itemSchema>;

export const responsesShape: ProxyShape = {
  path: "/v1/responses",
  read(body) {
    const asked = readAs(requestSchema, body);
    if (asked.text?.format && asked.text.format.type !== "text") throw refuseField("text.format", "it cannot be carried; ask for the form in words");
    const items: readonly Item[] = typeof asked.input === "string" ? [{ role: "user", content: asked.input }] : asked.input;
    const tools = (asked.tools ?? []).map((tool) => ({ name: tool.name, description: tool.description ?? "", parameters: tool.parameters ?? { type: "object", properties: {} } }));
    const choice = asked.tool_choice;
    return {
      messages: [...(asked.instructions ? [{ role: "system", text: asked.instructions } as const] : []), ...toMessages(items)],
      ...chooseTools(tools, typeof choice === "object" && choice !== null ? { mode: "required", named: choice.name } : { mode: choice ?? undefined, named: null }),
      maxOutputTokens: asked.max_output_tokens ?? undefined,
      temperature: asked.temperature ?? undefined,
      effort: toEffort(asked.reasoning?.effort),
      stream: asked.stream ?? false,
    };
  },
  write(reply, { id, atSeconds, model }) {
    const words = reply.refusal?.seenBy === "field" ? [{ type: "refusal", refusal: reply.refusal.text }] : reply.text === "" ? [] : [{ type: "output_text", text: reply.text, annotations: [] }];
    const cut = reply.finish === "length" ? "max_output_tokens" : reply.refusal?.seenBy === "finish" ? "content_filter" : null;
    return {
      id: `resp_${id}`,
      object: "response",
      created_at: atSeconds,
      status: cut === null ? "completed" : "incomplete",
      model,
      output: [
        ...(words.length > 0 ? [{ type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content: words }] : []),
        ...reply.toolCalls.map((call, index) => ({ type: "function_call", id: `fc_${id}_${index}`, call_id: call.id, name: call.name, arguments: call.argumentsText, status: "completed" })),
      ],
      error: null,
      incomplete_details: cut === null ? null : { reason: cut },
      usage: {
        input_tokens: reply.usage.input,
        input_tokens_details: { cached_tokens: reply.usage.cacheRead },
        output_tokens: reply.usage.output,
        output_tokens_details: { reasoning_tokens: reply.usage.reasoning },
        total_tokens: reply.usage.total,
      },
    };
  },
  writeEvents(body) {
    let number = 0;
    const event = (type: string, fields: object) => writeEvent(type, { type, sequence_number: number++, ...fields });
    const { output, status } = body as { readonly output: readonly Readonly<Record<string, unknown>>[]; readonly status: string };
    const begun = { ...body, status: "in_progress", output: [], usage: null };
    return [
      event("response.created", { response: begun }),
      event("response.in_progress", { response: begun }),
      ...output.flatMap((item, place) => [
        event("response.output_item.added", { output_index: place, item: { ...item, status: "in_progress", ...(item.type === "message" ? { content: [] } : { arguments: "" }) } }),
        ...(item.type === "message" ? messageEvents(item, place, event) : callEvents(item, place, event)),
        event("response.output_item.done", { output_index: place, item }),
      ]),
      event(status === "completed" ? "response.completed" : "response.incomplete", { response: body }),
    ].join("");
  },
  writeError: ({ status, code, message }) => ({ error: { message, type: status === 401 ? "authentication_error" : status >= 500 ? "server_error" : "invalid_request_error", param: null, code } }),
};

type WriteEvent = (type: string, fields: object) => string;

function messageEvents(item: Readonly<Record<string, unknown>>, place: number, event: WriteEvent): string[] {
  return (item.content as readonly Readonly<Record<string, unknown>>[]).flatMap((piece, index) => {
    const at = { item_id: item.id, output_index: place, content_index: index };
    const [kind, words] = piece.type === "refusal" ? ["refusal", "refusal"] : ["output_text", "text"];
    return [
      event("response.content_part.added", { ...at, part: { ...piece, [words]: "" } }),
      event(`response.${kind}.delta`, { ...at, delta: piece[words] }),
      event(`response.${kind}.done`, { ...at, [words]: piece[words] }),
      event("response.content_part.done", { ...at, part: piece }),
    ];
  });
}

function callEvents(item: Readonly<Record<string, unknown>>, place: number, event: WriteEvent): string[] {
  const at = { item_id: item.id, output_index: place };
  return [event("response.function_call_arguments.delta", { ...at, delta: item.arguments }), event("response.function_call_arguments.done", { ...at, arguments: item.arguments })];
}

/** Words and calls of one turn are items of their own here, and one message with us. */
function toMessages(items: readonly Item[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let turn: { text: string; toolCalls: ToolCall[] } | null = null;
  const closeTurn = () => {
    if (turn) messages.push({ role: "assistant", ...turn });
    turn = null;
  };
  for (const item of items) {
    if ("type" in item && item.type === "reasoning") continue;
    if ("type" in item && item.type === "function_call") {
      turn ??= { text: "", toolCalls: [] };
      turn.toolCalls.push({ id: item.call_id, name: item.name, argumentsText: item.arguments });
    } else if ("type" in item && item.type === "function_call_output") {
      closeTurn();
      messages.push({ role: "tool", callId: item.call_id, text: toText(item.output) });
    } else if ("role" in item && item.role === "assistant") {
      closeTurn();
      turn = { text: toText(item.content), toolCalls: [] };
    } else if ("role" in item) {
      closeTurn();
      messages.push({ role: item.role === "user" ? "user" : "system", text: toText(item.content) });
    }
  }
  closeTurn();
  return messages;
}

const toText = (given: z.infer<typeof content>): string => (typeof given === "string" ? given : given.map((piece) => ("text" in piece ? piece.text : piece.refusal)).join(""));
