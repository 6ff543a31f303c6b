import { z } from "zod";

import { parseWith } from "./parse-request.ts";
import { countTokens, inPieces, parseInput, stepsOf, WireError } from "./wire-shape.ts";
import type { StreamedEvent, WireShape } from "./wire-shape.ts";

const text = z.string().max(4_000_000);
const parts = z.array(z.object({ type: z.enum(["input_text", "output_text", "refusal"]), text: text.optional(), refusal: text.optional() })).max(1_000);
const itemSchema = z.union([
  z.object({ type: z.literal("function_call"), call_id: z.string(), name: z.string(), arguments: text }),
  z.object({ type: z.literal("function_call_output"), call_id: z.string(), output: text }),
  z.object({ type: z.literal("reasoning"), id: z.string().optional(), summary: z.array(z.object({ type: z.literal("summary_text"), text })), encrypted_content: text }),
  z.object({ type: z.literal("message").optional(), role: z.enum(["system", "developer", "user", "assistant"]), content: z.union([text, parts]) }),
]);
const requestSchema = z.object({
  model: z.string().min(1),
  input: z.union([text, z.array(itemSchema).min(1).max(10_000)]),
  instructions: text.nullish(),
  tools: z.array(z.object({ type: z.literal("function"), name: z.string() })).max(128).optional(),
  stream: z.boolean().optional(),
  store: z.literal(false, "nothing is stored here; send store: false"),
});
type Item = z.infer<typeof itemSchema>;

const isCall = (item: Item) => "type" in item && item.type === "function_call";

/** OpenAI's Responses, without a memory. */
export const responsesShape: WireShape = {
  path: "/v1/responses",
  parse(body) {
    const request = parseWith(requestSchema, body);
    const items: readonly Item[] = typeof request.input === "string" ? [{ role: "user", content: request.input }] : request.input;
    const results = new Map(items.flatMap((item) => (item.type === "function_call_output" ? [[item.call_id, item.output] as const] : [])));
    const user = items.find((item) => "role" in item && item.role === "user");
    return {
      model: request.model,
      stream: request.stream ?? false,
      conversation: {
        prompt: user && "role" in user ? toText(user.content) : "",
        tools: (request.tools ?? []).map((tool) => tool.name),
        past: items.flatMap((item) => (item.type === "function_call" ? [{ tool: item.name, input: parseInput(item.arguments, "input"), output: results.get(item.call_id) ?? "" }] : [])),
      },
      sealed: items.flatMap((item) => (item.type === "reasoning" ? [`${item.summary.map((part) => part.text).join("")} ${item.encrypted_content}`] : [])),
      turnsWithCalls: items.filter((item, index) => isCall(item) && !(index > 0 && isCall(items[index - 1] as Item))).length,
    };
  },
  body(asked, move, answered) {
    const calls = stepsOf(move).map((step, index) => ({ type: "function_call", id: `fc_${answered.id}_${index}`, call_id: `call_${answered.id}_${index}`, name: step.tool, arguments: JSON.stringify(step.input), status: "completed" }));
    const words = "refuse" in move ? [{ type: "refusal", refusal: move.refuse }] : "say" in move ? [{ type: "output_text", text: move.say, annotations: [] }] : [];
    const output = [
      ...(answered.reasoning ? [{ type: "reasoning", id: `rs_${answered.id}`, summary: [{ type: "summary_text", text: answered.reasoning.text }], encrypted_content: answered.reasoning.seal }] : []),
      ...(words.length > 0 ? [{ type: "message", id: `msg_${answered.id}`, role: "assistant", status: "completed", content: words }] : []),
      ...calls,
    ];
    const outputTokens = countTokens(JSON.stringify(output));
    return {
      id: `resp_${answered.id}`,
      object: "response",
      created_at: answered.atSeconds,
      status: "completed",
      model: asked.model,
      output,
      error: null,
      incomplete_details: null,
      usage: {
        input_tokens: answered.inputTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: outputTokens,
        output_tokens_details: { reasoning_tokens: answered.reasoning ? countTokens(answered.reasoning.text) : 0 },
        total_tokens: answered.inputTokens + outputTokens,
      },
    };
  },
  events(body) {
    const { output } = body as { readonly output: readonly Readonly<Record<string, unknown>>[] };
    const event = (type: string, fields: Readonly<Record<string, unknown>>): StreamedEvent => ({ event: type, data: JSON.stringify({ type, ...fields }) });
    return [
      event("response.created", { response: { ...body, status: "in_progress", output: [], usage: null } }),
      ...output.flatMap((item, index) => [
        event("response.output_item.added", { output_index: index, item: { ...item, status: "in_progress" } }),
        ...(item.type === "function_call" ? inPieces(String(item.arguments)).map((delta) => event("response.function_call_arguments.delta", { output_index: index, delta })) : []),
        event("response.output_item.done", { output_index: index, item }),
      ]),
      event("response.completed", { response: body }),
    ];
  },
  error: (status, code, message, param) => ({ error: { message, type: status === 401 ? "authentication_error" : status === 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error", param, code } }),
};

function toText(content: string | z.infer<typeof parts>): string {
  if (typeof content === "string") return content;
  const [first] = content;
  if (first && first.text === undefined) throw new WireError(400, "invalid_value", "input: a part has no text", "input");
  return content.map((part) => part.text ?? "").join("");
}
