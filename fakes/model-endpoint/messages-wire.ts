import { z } from "zod";

import { parseWith } from "./parse-request.ts";
import { countTokens, inPieces, stepsOf, wordsOf, WireError } from "./wire-shape.ts";
import type { StreamedEvent, WireShape } from "./wire-shape.ts";

const text = z.string().max(4_000_000);
const cache = z.object({ type: z.literal("ephemeral") }).optional();
const blockSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: text.min(1, "text content blocks must be non-empty"), cache_control: cache }),
  z.object({ type: z.literal("tool_use"), id: z.string(), name: z.string(), input: z.record(z.string(), z.unknown()), cache_control: cache }),
  z.object({ type: z.literal("tool_result"), tool_use_id: z.string(), content: z.union([text, z.array(z.object({ type: z.literal("text"), text }))]).optional(), cache_control: cache }),
  z.object({ type: z.literal("thinking"), thinking: text, signature: text }),
  z.object({ type: z.literal("redacted_thinking"), data: text }),
]);
type Block = z.infer<typeof blockSchema>;
const requestSchema = z.object({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  system: z.union([text, z.array(z.object({ type: z.literal("text"), text, cache_control: cache }))]).optional(),
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.union([text, z.array(blockSchema).min(1)]) })).min(1).max(10_000),
  tools: z.array(z.object({ name: z.string(), input_schema: z.looseObject({ type: z.literal("object") }) })).max(128).optional(),
  stream: z.boolean().optional(),
});

/** Anthropic's Messages; as strict as the real one on where results of calls must stand. */
export const messagesShape: WireShape = {
  path: "/v1/messages",
  parse(body) {
    const request = parseWith(requestSchema, body);
    const turns = request.messages.map(({ role, content }): { role: string; blocks: readonly Block[] } => ({ role, blocks: typeof content === "string" ? [{ type: "text", text: content }] : content }));
    requireResults(turns);
    const blocks = turns.flatMap((turn) => turn.blocks);
    const results = new Map(blocks.flatMap((block) => (block.type === "tool_result" ? [[block.tool_use_id, toText(block.content)] as const] : [])));
    const first = turns.find((turn) => turn.role === "user")?.blocks.find((block) => block.type === "text");
    return {
      model: request.model,
      stream: request.stream ?? false,
      conversation: {
        prompt: first?.text ?? "",
        tools: (request.tools ?? []).map((tool) => tool.name),
        past: blocks.flatMap((block) => (block.type === "tool_use" ? [{ tool: block.name, input: block.input, output: results.get(block.id) ?? "" }] : [])),
      },
      sealed: blocks.flatMap((block) => (block.type === "thinking" ? [`${block.thinking} ${block.signature}`] : [])),
      turnsWithCalls: turns.filter((turn) => turn.blocks.some((block) => block.type === "tool_use")).length,
    };
  },
  body(asked, move, answered) {
    const calls = stepsOf(move).map((step, index) => ({ type: "tool_use", id: `toolu_${answered.id}_${index}`, name: step.tool, input: step.input }));
    const words = wordsOf(move);
    const content = [
      ...(answered.reasoning ? [{ type: "thinking", thinking: answered.reasoning.text, signature: answered.reasoning.seal }] : []),
      ...(words === "" ? [] : [{ type: "text", text: words }]),
      ...calls,
    ];
    return {
      id: `msg_${answered.id}`,
      type: "message",
      role: "assistant",
      model: asked.model,
      content,
      stop_reason: "refuse" in move ? "refusal" : calls.length > 0 ? "tool_use" : "end_turn",
      stop_sequence: null,
      usage: { input_tokens: answered.inputTokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: countTokens(JSON.stringify(content)) },
    };
  },
  events(body) {
    const { content, stop_reason: reason, usage } = body as { readonly content: readonly Readonly<Record<string, unknown>>[]; readonly stop_reason: string; readonly usage: Readonly<Record<string, number>> };
    const event = (type: string, fields: Readonly<Record<string, unknown>> = {}): StreamedEvent => ({ event: type, data: JSON.stringify({ type, ...fields }) });
    return [
      event("message_start", { message: { ...body, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } }),
      event("ping"),
      ...content.flatMap((block, index) => [
        event("content_block_start", { index, content_block: emptied(block) }),
        ...deltasOf(block).map((delta) => event("content_block_delta", { index, delta })),
        event("content_block_stop", { index }),
      ]),
      event("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: usage.output_tokens } }),
      event("message_stop"),
    ];
  },
  error: (status, _code, message) => ({
    type: "error",
    error: { type: status === 401 ? "authentication_error" : status === 429 ? "rate_limit_error" : status === 529 ? "overloaded_error" : status >= 500 ? "api_error" : "invalid_request_error", message },
  }),
};

/** Each call must be answered in the very next message, all of a turn's calls in one. */
function requireResults(turns: readonly { readonly role: string; readonly blocks: readonly Block[] }[]): void {
  for (const [index, turn] of turns.entries()) {
    const calls = turn.blocks.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
    const answered = new Set(turns[index + 1]?.blocks.flatMap((block) => (block.type === "tool_result" ? [block.tool_use_id] : [])));
    if (calls.some((id) => !answered.has(id))) throw new WireError(400, "invalid_request_error", `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after`);
  }
}

const toText = (content: string | readonly { readonly text: string }[] | undefined): string => (typeof content === "string" ? content : (content ?? []).map((part) => part.text).join(""));

function emptied(block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (block.type === "tool_use") return { ...block, input: {} };
  return block.type === "thinking" ? { type: "thinking", thinking: "", signature: "" } : { ...block, text: "" };
}

function deltasOf(block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  if (block.type === "tool_use") return inPieces(JSON.stringify(block.input)).map((piece) => ({ type: "input_json_delta", partial_json: piece }));
  if (block.type === "thinking") return [...inPieces(String(block.thinking)).map((piece) => ({ type: "thinking_delta", thinking: piece })), { type: "signature_delta", signature: block.signature }];
  return inPieces(String(block.text)).map((piece) => ({ type: "text_delta", text: piece }));
}
