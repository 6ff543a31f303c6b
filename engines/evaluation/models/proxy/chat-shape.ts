import { z } from "zod";

import type { ChatMessage } from "../model.types.ts";
import type { ProxyShape } from "./proxy.types.ts";
import { chooseTools, effort, MOST_MESSAGES, MOST_TOOLS, name, outputLimit, parameters, readAs, refuseField, temperature, text, toEffort, writeEvent } from "./read-asked.ts";

const content = z.union([text, z.array(z.object({ type: z.literal("text", "only text can be carried"), text })).max(1_000)]);
const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer", "user"]), content }),
  z.object({ role: z.literal("assistant"), content: content.nullish(), tool_calls: z.array(z.object({ id: name, function: z.object({ name, arguments: text }) })).max(128).nullish() }),
  z.object({ role: z.literal("tool"), tool_call_id: name, content }),
]);
const requestSchema = z.object({
  messages: z.array(messageSchema).min(1).max(MOST_MESSAGES),
  tools: z.array(z.object({ type: z.literal("function"), function: z.object({ name, description: text.nullish(), parameters: parameters.nullish() }) })).max(MOST_TOOLS).nullish(),
  tool_choice: z.union([z.enum(["auto", "none", "required"]), z.object({ function: z.object({ name }) })]).nullish(),
  max_tokens: outputLimit,
  max_completion_tokens: outputLimit,
  temperature,
  stop: z.union([text.transform((word) => [word]), z.array(text).max(16)]).nullish(),
  reasoning_effort: effort,
  stream: z.boolean().nullish(),
  n: z.literal(1, "one reply to a call").nullish(),
  response_format: z.object({ type: z.string() }).nullish(),
});

const FINISHES = { stop: "stop", "tool-calls": "tool_calls", length: "length", refused: "content_filter", unknown: "stop" } as const;

export const chatShape: ProxyShape = {
  path: "/v1/chat/completions",
  read(body) {
    const asked = readAs(requestSchema, body);
    if (asked.response_format && asked.response_format.type !== "text") throw refuseField("response_format", "it cannot be carried; ask for the form in words");
    const tools = (asked.tools ?? []).map(({ function: tool }) => ({ name: tool.name, description: tool.description ?? "", parameters: tool.parameters ?? { type: "object", properties: {} } }));
    const choice = asked.tool_choice;
    return {
      messages: asked.messages.map(toMessage),
      ...chooseTools(tools, typeof choice === "object" && choice !== null ? { mode: "required", named: choice.function.name } : { mode: choice ?? undefined, named: null }),
      maxOutputTokens: asked.max_completion_tokens ?? asked.max_tokens ?? undefined,
      temperature: asked.temperature ?? undefined,
      stop: asked.stop ?? undefined,
      effort: toEffort(asked.reasoning_effort),
      stream: asked.stream ?? false,
    };
  },
  write: (reply, { id, atSeconds, model }) => ({
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    created: atSeconds,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: reply.text === "" && reply.toolCalls.length > 0 ? null : reply.text,
          refusal: reply.refusal?.seenBy === "field" ? reply.refusal.text : null,
          ...(reply.toolCalls.length > 0 && { tool_calls: reply.toolCalls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.argumentsText } })) }),
        },
        finish_reason: reply.refusal?.seenBy === "field" ? "stop" : FINISHES[reply.finish],
        logprobs: null,
      },
    ],
    usage: {
      prompt_tokens: reply.usage.input,
      completion_tokens: reply.usage.output,
      total_tokens: reply.usage.total,
      prompt_tokens_details: { cached_tokens: reply.usage.cacheRead },
      completion_tokens_details: { reasoning_tokens: reply.usage.reasoning },
    },
  }),
  writeEvents(body) {
    const { choices, usage, ...frame } = body as { readonly choices: readonly [{ readonly message: Readonly<Record<string, unknown>>; readonly finish_reason: string }]; readonly usage: unknown };
    const [{ message, finish_reason: finish }] = choices;
    const chunk = (delta: unknown, ending: string | null, more: object = {}) => writeEvent(null, { ...frame, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: ending }], ...more });
    const calls = (message.tool_calls as readonly object[] | undefined)?.map((call, index) => ({ index, ...call }));
    return [
      chunk({ ...message, ...(calls && { tool_calls: calls }) }, null),
      chunk({}, finish),
      writeEvent(null, { ...frame, object: "chat.completion.chunk", choices: [], usage }),
      writeEvent(null, "[DONE]"),
    ].join("");
  },
  writeError: ({ status, code, message }) => ({ error: { message, type: status === 401 ? "authentication_error" : status >= 500 ? "server_error" : "invalid_request_error", param: null, code } }),
};

function toMessage(message: z.infer<typeof messageSchema>): ChatMessage {
  const words = toText(message.content);
  if (message.role === "tool") return { role: "tool", callId: message.tool_call_id, text: words };
  if (message.role !== "assistant") return { role: message.role === "user" ? "user" : "system", text: words };
  return { role: "assistant", text: words, toolCalls: (message.tool_calls ?? []).map((call) => ({ id: call.id, name: call.function.name, argumentsText: call.function.arguments })) };
}

const toText = (given: z.infer<typeof content> | null | undefined): string => (typeof given === "string" ? given : (given ?? []).map((part) => part.text).join(""));
