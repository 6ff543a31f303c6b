import { z } from "zod";

import type { Conversation, Move } from "./scripted-agent.ts";

const text = z.string().max(4_000_000);
const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer", "user"]), content: text }),
  z.object({
    role: z.literal("assistant"),
    content: text.nullish(),
    tool_calls: z.array(z.object({ id: z.string(), type: z.literal("function"), function: z.object({ name: z.string(), arguments: text }) })).optional(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: text }),
]);
export const completionRequestSchema = z.object({
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1).max(10_000),
  tools: z.array(z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) })).max(128).optional(),
  stream: z.literal(false, "streaming is not supported here; leave it out").optional(),
});
export type CompletionRequest = z.infer<typeof completionRequestSchema>;

/** A quarter of the characters: near enough to a tokenizer for accounts, and the same on every machine. */
export const countTokens = (content: string): number => Math.ceil(content.length / 4);

/** Pairs each call with its result. Calls without a result, or with arguments that are not JSON, end the pairing. */
export function toConversation(request: CompletionRequest): Conversation {
  const results = new Map(request.messages.flatMap((message) => (message.role === "tool" ? [[message.tool_call_id, message.content] as const] : [])));
  const past = request.messages.flatMap((message) =>
    message.role === "assistant"
      ? (message.tool_calls ?? []).map((call) => ({ tool: call.function.name, input: JSON.parse(call.function.arguments) as Record<string, unknown>, output: results.get(call.id) ?? "" }))
      : [],
  );
  const user = request.messages.find((message) => message.role === "user");
  return { prompt: user?.content ?? "", tools: (request.tools ?? []).map((tool) => tool.function.name), past };
}

export function toCompletion(request: CompletionRequest, move: Move, answered: { readonly id: string; readonly atSeconds: number; readonly promptTokens: number }): Record<string, unknown> {
  const message =
    "say" in move
      ? { role: "assistant", content: move.say }
      : { role: "assistant", content: null, tool_calls: [{ id: `call_${answered.id}`, type: "function", function: { name: move.call.tool, arguments: JSON.stringify(move.call.input) } }] };
  const completionTokens = countTokens(JSON.stringify(message));
  return {
    id: `chatcmpl-${answered.id}`,
    object: "chat.completion",
    created: answered.atSeconds,
    model: request.model,
    choices: [{ index: 0, message, finish_reason: "say" in move ? "stop" : "tool_calls", logprobs: null }],
    usage: { prompt_tokens: answered.promptTokens, completion_tokens: completionTokens, total_tokens: answered.promptTokens + completionTokens },
  };
}
