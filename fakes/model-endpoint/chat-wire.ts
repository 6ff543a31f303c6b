import { z } from "zod";

import { countTokens, inPieces, parseInput, stepsOf } from "./wire-shape.ts";
import type { StreamedEvent, WireShape } from "./wire-shape.ts";
import { parseWith } from "./parse-request.ts";

const text = z.string().max(4_000_000);
const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer", "user"]), content: text }),
  z.object({
    role: z.literal("assistant"),
    content: text.nullish(),
    reasoning_content: text.optional(),
    tool_calls: z.array(z.object({ id: z.string(), type: z.literal("function"), function: z.object({ name: z.string(), arguments: text }) })).optional(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: text }),
]);
const requestSchema = z.object({
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1).max(10_000),
  tools: z.array(z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) })).max(128).optional(),
  stream: z.boolean().optional(),
});

interface ChatMessage {
  readonly content: string | null;
  readonly refusal?: string;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly { readonly id: string; readonly type: string; readonly function: { readonly name: string; readonly arguments: string } }[];
}

/** OpenAI's Chat Completions. */
export const chatShape: WireShape = {
  path: "/v1/chat/completions",
  parse(body) {
    const request = parseWith(requestSchema, body);
    const results = new Map(request.messages.flatMap((message) => (message.role === "tool" ? [[message.tool_call_id, message.content] as const] : [])));
    const turns = request.messages.filter((message) => message.role === "assistant");
    const user = request.messages.find((message) => message.role === "user");
    return {
      model: request.model,
      stream: request.stream ?? false,
      // Calls without a result, or with arguments that are not JSON, end the pairing.
      conversation: {
        prompt: user?.content ?? "",
        tools: (request.tools ?? []).map((tool) => tool.function.name),
        past: turns.flatMap((turn) => (turn.tool_calls ?? []).map((call) => ({ tool: call.function.name, input: parseInput(call.function.arguments, "messages"), output: results.get(call.id) ?? "" }))),
      },
      sealed: turns.flatMap((turn) => (turn.reasoning_content ? [turn.reasoning_content] : [])),
      turnsWithCalls: turns.filter((turn) => turn.tool_calls?.length).length,
    };
  },
  body(asked, move, answered) {
    const calls = stepsOf(move).map((step, index) => ({ id: `call_${answered.id}_${index}`, type: "function", function: { name: step.tool, arguments: JSON.stringify(step.input) } }));
    const message: ChatMessage = {
      content: "say" in move ? move.say : null,
      ...("refuse" in move && { refusal: move.refuse }),
      // This API seals nothing: the reasoning itself, with its seal in it, is what comes back.
      ...(answered.reasoning && { reasoning_content: `${answered.reasoning.text} ${answered.reasoning.seal}` }),
      ...(calls.length > 0 && { tool_calls: calls }),
    };
    const output = countTokens(JSON.stringify(message));
    return {
      id: `chatcmpl-${answered.id}`,
      object: "chat.completion",
      created: answered.atSeconds,
      model: asked.model,
      choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: calls.length > 0 ? "tool_calls" : "stop", logprobs: null }],
      usage: {
        prompt_tokens: answered.inputTokens,
        completion_tokens: output,
        total_tokens: answered.inputTokens + output,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: answered.reasoning ? countTokens(answered.reasoning.text) : 0 },
      },
    };
  },
  events(body) {
    const { choices, usage, ...frame } = body as { readonly choices: [{ readonly message: ChatMessage; readonly finish_reason: string }]; readonly usage: unknown };
    const chunk = (delta: unknown, finish: string | null = null): StreamedEvent => ({ data: JSON.stringify({ ...frame, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }], usage: null }) });
    const { message, finish_reason: finish } = choices[0];
    return [
      chunk({ role: "assistant", content: "" }),
      ...inPieces(message.reasoning_content ?? "").map((piece) => chunk({ reasoning_content: piece })),
      ...inPieces(message.content ?? "").map((piece) => chunk({ content: piece })),
      ...inPieces(message.refusal ?? "").map((piece) => chunk({ refusal: piece })),
      ...(message.tool_calls ?? []).flatMap((call, index) => [
        chunk({ tool_calls: [{ index, id: call.id, type: "function", function: { name: call.function.name, arguments: "" } }] }),
        ...inPieces(call.function.arguments).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ]),
      chunk({}, finish),
      { data: JSON.stringify({ ...frame, object: "chat.completion.chunk", choices: [], usage }) },
      { data: "[DONE]" },
    ];
  },
  error: (status, code, message, param) => ({ error: { message, type: status === 401 ? "authentication_error" : status === 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error", param, code } }),
};
