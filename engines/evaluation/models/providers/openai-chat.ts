import { ModelError } from "../../evaluation.errors.ts";
import type { ChatMessage, Finish, ModelEndpoint, ProviderName, ToolCall } from "../model.types.ts";
import type { Provider, RequestSettings, StreamReader, WireReply } from "./provider.types.ts";
import { toStreamFailure } from "./read-failure.ts";
import { isWire, malformed, parseEvent, readCount, readList, readName, readText, readWire, requireFewCalls, toArgumentsObject } from "./wire.ts";
import type { Wire } from "./wire.ts";

const FINISHES: Readonly<Record<string, Finish>> = { stop: "stop", tool_calls: "tool-calls", function_call: "tool-calls", length: "length", content_filter: "refused" };
// Which of these a server knows depends on the server; each wants its own back, in a turn with tool calls.
const REASONING_FIELDS = ["reasoning_content", "reasoning", "reasoning_details"] as const;
const PLAIN_CALL_FIELDS: ReadonlySet<string> = new Set(["id", "type", "function", "index"]);

/** OpenAI's Chat Completions, as spoken by OpenAI and, in the older spelling, by most other servers. */
function chatProvider(name: ProviderName, outputLimit: "max_completion_tokens" | "max_tokens"): Provider {
  return {
    name,
    path: "/v1/chat/completions",
    takesSeed: true,
    headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    head: (endpoint, settings) => writeHead(endpoint, settings, outputLimit),
    skip: () => 0,
    encode: (message, group) => ({ text: (group === null ? "" : ",") + writeMessage(message), group: "open" }),
    tail: () => "]}",
    read: readCompletion,
    openStream: readChunks,
  };
}
export const openaiChat = chatProvider("openai-chat", "max_completion_tokens");
export const openaiCompatible = chatProvider("openai-compatible", "max_tokens");

function writeHead(endpoint: ModelEndpoint, settings: RequestSettings, outputLimit: string): string {
  if (settings.thinkingTokens !== undefined) throw new ModelError("request-refused", "thinkingTokens: only Anthropic's messages have it; give effort");
  const fields = {
    model: endpoint.name,
    seed: settings.seed,
    [outputLimit]: settings.maxOutputTokens,
    temperature: settings.temperature,
    stop: settings.stop,
    reasoning_effort: settings.effort,
    ...(settings.tools.length > 0 && { tools: settings.tools.map((tool) => ({ type: "function", function: tool })), tool_choice: settings.toolChoice }),
    ...(endpoint.stream && { stream: true, stream_options: { include_usage: true } }),
  };
  return `${JSON.stringify(fields).slice(0, -1)},"messages":[`;
}

function writeMessage(message: ChatMessage): string {
  if (message.role === "tool") return JSON.stringify({ role: "tool", tool_call_id: message.callId, content: message.text });
  if (message.role !== "assistant") return JSON.stringify({ role: message.role, content: message.text });
  if (message.opaque) return message.opaque;
  if (message.toolCalls.length === 0) return JSON.stringify({ role: "assistant", content: message.text });
  const calls = message.toolCalls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: toArgumentsObject(call.argumentsText) } }));
  // Null and not empty: some templates write an empty text into the prompt.
  return JSON.stringify({ role: "assistant", content: message.text === "" ? null : message.text, tool_calls: calls });
}

function readCompletion(body: unknown): WireReply {
  const wire = readWire(body, "body");
  if (isWire(wire.error) || typeof wire.error === "string") throw toStreamFailure(wire.error);
  const choice = readWire(readList(wire.choices, "choices")[0], "choices.0");
  if (isWire(choice.error)) throw toStreamFailure(choice.error);
  const message = readWire(choice.message, "choices.0.message");
  const wireCalls = readList(message.tool_calls, "choices.0.message.tool_calls").map((call, index) => readWire(call, `choices.0.message.tool_calls.${index}`));
  const toolCalls = requireFewCalls(wireCalls.map(readToolCall));
  const refusal = readText(message.refusal, "choices.0.message.refusal");
  const finish = readFinish(choice.finish_reason, toolCalls);
  return {
    text: readContent(message.content),
    reasoning: readText(message.reasoning_content ?? message.reasoning, "choices.0.message.reasoning") || null,
    toolCalls,
    opaque: toOpaque(message, wireCalls, toolCalls),
    finish: refusal === "" ? finish : "refused",
    refusal: refusal === "" ? (finish === "refused" ? { seenBy: "finish", text: readText(choice.finish_reason, "choices.0.finish_reason") } : null) : { seenBy: "field", text: refusal },
    model: typeof wire.model === "string" ? wire.model : null,
    usage: readUsage(wire.usage),
  };
}

/** Content is a text, or on some servers a list of parts. */
function readContent(content: unknown): string {
  if (!Array.isArray(content)) return readText(content, "choices.0.message.content");
  return content.map((part, index) => readText(readWire(part, `choices.0.message.content.${index}`).text, `choices.0.message.content.${index}.text`)).join("");
}

function readToolCall(call: Wire, index: number): ToolCall {
  const field = `choices.0.message.tool_calls.${index}`;
  const named = readWire(call.function, `${field}.function`);
  const given = named.arguments;
  return {
    // Servers that run one call at a time leave the id out.
    id: call.id === undefined || call.id === null || call.id === "" ? `call_${index}` : readName(call.id, `${field}.id`),
    name: readName(named.name, `${field}.function.name`),
    argumentsText: isWire(given) ? JSON.stringify(given) : readText(given, `${field}.function.arguments`),
  };
}

function readFinish(reason: unknown, toolCalls: readonly ToolCall[]): Finish {
  const finish = typeof reason === "string" ? (FINISHES[reason] ?? "unknown") : "unknown";
  // Some servers say "stop" even when they call tools.
  return toolCalls.length > 0 && (finish === "stop" || finish === "unknown") ? "tool-calls" : finish;
}

function toOpaque(message: Wire, wireCalls: readonly Wire[], toolCalls: readonly ToolCall[]): string | null {
  const isSealed = wireCalls.some((call) => Object.keys(call).some((field) => !PLAIN_CALL_FIELDS.has(field)));
  const reasoning = REASONING_FIELDS.filter((field) => message[field] !== undefined && message[field] !== null && message[field] !== "");
  if (toolCalls.length === 0 || (!isSealed && reasoning.length === 0)) return null;
  const calls = wireCalls.map(({ index: _place, ...call }, index) => ({
    ...call,
    id: toolCalls[index]?.id,
    type: "function",
    function: { ...readWire(call.function, "function"), arguments: toArgumentsObject(toolCalls[index]?.argumentsText ?? "") },
  }));
  return JSON.stringify({ role: "assistant", content: readContent(message.content) || null, ...Object.fromEntries(reasoning.map((field) => [field, message[field]])), tool_calls: calls });
}

function readUsage(value: unknown): WireReply["usage"] {
  if (!isWire(value)) return null;
  const input = readCount(value.prompt_tokens, "usage.prompt_tokens");
  const output = readCount(value.completion_tokens, "usage.completion_tokens");
  const ofInput = isWire(value.prompt_tokens_details) ? value.prompt_tokens_details : {};
  const ofOutput = isWire(value.completion_tokens_details) ? value.completion_tokens_details : {};
  return {
    input,
    output,
    cacheRead: Math.min(input, readCount(ofInput.cached_tokens ?? value.prompt_cache_hit_tokens, "usage.prompt_tokens_details.cached_tokens")),
    cacheWrite: Math.min(input, readCount(ofInput.cache_write_tokens, "usage.prompt_tokens_details.cache_write_tokens")),
    reasoning: Math.min(output, readCount(ofOutput.reasoning_tokens, "usage.completion_tokens_details.reasoning_tokens")),
    total: input + output,
  };
}

interface GatheredCall {
  readonly fields: Record<string, unknown>;
  name: string;
  readonly arguments: string[];
}

/** Chunks carry fragments; the fragments of one call's arguments are told apart by its index. */
function readChunks(): StreamReader {
  const texts = { content: [] as string[], refusal: [] as string[], reasoning_content: [] as string[], reasoning: [] as string[] };
  const details: unknown[] = [];
  const calls = new Map<number, GatheredCall>();
  let model: unknown;
  let usage: unknown;
  let finish: unknown = null;
  let done = false;

  function takeCall(value: unknown, place: number): void {
    const { function: named, index, ...fields } = readWire(value, "choices.0.delta.tool_calls");
    const key = typeof index === "number" ? index : place;
    const call = calls.get(key) ?? { fields: {}, name: "", arguments: [] };
    calls.set(key, call);
    if (calls.size > 128) throw malformed("choices.0.delta.tool_calls", "at most 128 calls");
    for (const [field, given] of Object.entries(fields)) if (given !== null && given !== "") call.fields[field] = given;
    if (!isWire(named)) return;
    call.name += readText(named.name, "choices.0.delta.tool_calls.function.name");
    call.arguments.push(isWire(named.arguments) ? JSON.stringify(named.arguments) : readText(named.arguments, "choices.0.delta.tool_calls.function.arguments"));
  }

  return {
    push({ data }) {
      if (data === "[DONE]") {
        done = true;
        return;
      }
      const chunk = parseEvent(data);
      if (chunk.error !== undefined && chunk.error !== null) throw toStreamFailure(chunk.error);
      model ??= chunk.model;
      usage = chunk.usage ?? usage;
      const [choice] = readList(chunk.choices, "choices");
      if (!isWire(choice)) return;
      finish = choice.finish_reason ?? finish;
      if (!isWire(choice.delta)) return;
      for (const field of ["content", "refusal", "reasoning_content", "reasoning"] as const) if (choice.delta[field] !== undefined) texts[field].push(readText(choice.delta[field], `choices.0.delta.${field}`));
      details.push(...readList(choice.delta.reasoning_details, "choices.0.delta.reasoning_details"));
      readList(choice.delta.tool_calls, "choices.0.delta.tool_calls").forEach(takeCall);
    },
    body() {
      // A finish without [DONE] will do: some servers never send it. Nothing else tells a whole stream from a cut one.
      if (!done && finish === null) return null;
      const toolCalls = [...calls.entries()].toSorted(([a], [b]) => a - b).map(([, call]) => ({ ...call.fields, function: { name: call.name, arguments: call.arguments.join("") } }));
      const message = {
        ...Object.fromEntries(Object.entries(texts).map(([field, pieces]) => [field, pieces.join("")])),
        ...(details.length > 0 && { reasoning_details: details }),
        ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
      };
      return { model, usage, choices: [{ finish_reason: finish, message }] };
    },
  };
}
