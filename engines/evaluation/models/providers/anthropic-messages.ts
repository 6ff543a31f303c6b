import type { ChatMessage, Finish, ModelEndpoint, ToolCall } from "../model.types.ts";
import type { Provider, RequestSettings, StreamReader, WireReply } from "./provider.types.ts";
import { toStreamFailure } from "./read-failure.ts";
import { isWire, malformed, parseEvent, readCount, readList, readName, readText, readWire, requireFewCalls, toArgumentsObject } from "./wire.ts";
import type { Wire } from "./wire.ts";

/** The API does not take a request without a limit. */
export const DEFAULT_OUTPUT_TOKENS = 16_384;
const MOST_BLOCKS = 1_000;
const FINISHES: Readonly<Record<string, Finish>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  tool_use: "tool-calls",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "refused",
};
const CACHED = `"cache_control":{"type":"ephemeral"}`;

/**
 * Anthropic's Messages. Neighbours of one side are one message there (results of parallel calls must be), so a message is left
 * open, and with it its last block, which the end of the request marks as the end of what is worth caching.
 */
export const anthropicMessages: Provider = {
  name: "anthropic-messages",
  path: "/v1/messages",
  takesSeed: false,
  headers: (apiKey) => ({ "x-api-key": apiKey, "anthropic-version": "2023-06-01" }),
  head: writeHead,
  skip: countSystem,
  encode(message, group) {
    const side = message.role === "assistant" ? "assistant" : "user";
    const blocks = writeBlocks(message);
    // An empty block is refused; a turn in which nothing was said is no turn.
    if (blocks === "") return { text: "", group };
    const before = group === side ? "}," : `${group === null ? "" : "}]},"}{"role":"${side}","content":[`;
    return { text: before + blocks.slice(0, -1), group: side };
  },
  tail(group, settings) {
    // A cache pays from the second call with the same beginning on: where there are tools, there will be one.
    const mark = group === "user" && settings.tools.length > 0 ? `,${CACHED}` : "";
    return group === null ? "]}" : `${mark}}]}]}`;
  },
  read: readMessage,
  openStream: readEvents,
};

function countSystem(messages: readonly ChatMessage[]): number {
  const first = messages.findIndex((message) => message.role !== "system");
  return first === -1 ? messages.length : first;
}

function writeHead(endpoint: ModelEndpoint, settings: RequestSettings, messages: readonly ChatMessage[]): string {
  const system = messages.slice(0, countSystem(messages)).map((message) => message.text).filter((text) => text !== "").join("\n\n");
  const choice = settings.toolChoice === "required" ? "any" : settings.toolChoice;
  const fields = {
    model: endpoint.name,
    max_tokens: settings.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS,
    temperature: settings.temperature,
    stop_sequences: settings.stop,
    ...(settings.effort && { output_config: { effort: settings.effort }, ...(settings.thinkingTokens === undefined && { thinking: { type: "adaptive" } }) }),
    ...(settings.thinkingTokens !== undefined && { thinking: { type: "enabled", budget_tokens: settings.thinkingTokens } }),
    ...(system !== "" && { system: [{ type: "text", text: system, ...(settings.tools.length > 0 && { cache_control: { type: "ephemeral" } }) }] }),
    ...(settings.tools.length > 0 && {
      tools: settings.tools.map((tool) => ({ name: tool.name, description: tool.description, input_schema: tool.parameters })),
      ...(choice && { tool_choice: { type: choice } }),
    }),
    ...(endpoint.stream && { stream: true }),
  };
  return `${JSON.stringify(fields).slice(0, -1)},"messages":[`;
}

function writeBlocks(message: ChatMessage): string {
  if (message.role === "tool") return JSON.stringify({ type: "tool_result", tool_use_id: message.callId, content: message.text });
  const words = message.text === "" ? [] : [JSON.stringify({ type: "text", text: message.text })];
  if (message.role !== "assistant") return words.join(",");
  if (message.opaque) return message.opaque.slice(1, -1);
  const calls = message.toolCalls.map((call) => `{"type":"tool_use","id":${JSON.stringify(call.id)},"name":${JSON.stringify(call.name)},"input":${toArgumentsObject(call.argumentsText)}}`);
  return [...words, ...calls].join(",");
}

function readMessage(body: unknown): WireReply {
  const wire = readWire(body, "body");
  if (isWire(wire.error)) throw toStreamFailure(wire.error);
  if (wire.content === undefined) throw malformed("content", "an array");
  const content = readList(wire.content, "content");
  if (content.length > MOST_BLOCKS) throw malformed("content", `at most ${MOST_BLOCKS} blocks`);
  const blocks = content.map((block, index) => readWire(block, `content.${index}`));
  const toolCalls = requireFewCalls(blocks.filter((block) => block.type === "tool_use").map(readCall));
  const reason = readText(wire.stop_reason, "stop_reason");
  const finish = FINISHES[reason] ?? "unknown";
  const reasoning = blocks.filter((block) => block.type === "thinking").map((block) => readText(block.thinking, "content.thinking")).join("\n\n");
  return {
    text: blocks.filter((block) => block.type === "text").map((block) => readText(block.text, "content.text")).join(""),
    reasoning: reasoning === "" ? null : reasoning,
    toolCalls,
    opaque: blocks.every((block) => block.type === "text" || block.type === "tool_use") ? null : JSON.stringify(blocks.filter((block) => block.type !== "text" || block.text !== "")),
    finish,
    refusal: finish === "refused" ? { seenBy: "finish", text: readExplanation(wire) } : null,
    model: typeof wire.model === "string" ? wire.model : null,
    usage: readUsage(wire.usage),
  };
}

const readExplanation = (wire: Wire): string => (isWire(wire.stop_details) ? readText(wire.stop_details.explanation, "stop_details.explanation") : "") || "refusal";

function readCall(block: Wire): ToolCall {
  const input = block.input ?? {};
  // A stream that was cut by the output limit leaves the arguments as text that is not JSON.
  return { id: readName(block.id, "content.id"), name: readName(block.name, "content.name"), argumentsText: typeof input === "string" ? input : JSON.stringify(readWire(input, "content.input")) };
}

/** Anthropic counts what went through the cache beside the input, not in it. */
function readUsage(value: unknown): WireReply["usage"] {
  if (!isWire(value)) return null;
  const cacheRead = readCount(value.cache_read_input_tokens, "usage.cache_read_input_tokens");
  const cacheWrite = readCount(value.cache_creation_input_tokens, "usage.cache_creation_input_tokens");
  const input = readCount(value.input_tokens, "usage.input_tokens") + cacheRead + cacheWrite;
  const output = readCount(value.output_tokens, "usage.output_tokens");
  const ofOutput = isWire(value.output_tokens_details) ? value.output_tokens_details : {};
  return { input, output, cacheRead, cacheWrite, reasoning: Math.min(output, readCount(ofOutput.thinking_tokens, "usage.output_tokens_details.thinking_tokens")), total: input + output };
}

interface GatheredBlock {
  readonly fields: Record<string, unknown>;
  readonly pieces: Readonly<Record<"text" | "thinking" | "signature" | "partial_json", string[]>>;
}
const DELTAS: Readonly<Record<string, keyof GatheredBlock["pieces"]>> = { text_delta: "text", thinking_delta: "thinking", signature_delta: "signature", input_json_delta: "partial_json" };

function readEvents(): StreamReader {
  const blocks = new Map<number, GatheredBlock>();
  let message: Wire | null = null;
  let ending: Wire = {};
  let usage: Wire = {};
  let done = false;

  const findBlock = (index: unknown) => {
    const block = typeof index === "number" ? blocks.get(index) : undefined;
    if (!block) throw malformed("index", "a block that was started");
    return block;
  };
  function startBlock(event: Wire): void {
    if (typeof event.index !== "number" || blocks.size >= MOST_BLOCKS) throw malformed("index", `a number, for at most ${MOST_BLOCKS} blocks`);
    blocks.set(event.index, { fields: { ...readWire(event.content_block, "content_block") }, pieces: { text: [], thinking: [], signature: [], partial_json: [] } });
  }
  function takeDelta(event: Wire): void {
    const delta = readWire(event.delta, "delta");
    const field = DELTAS[readText(delta.type, "delta.type")];
    if (field) findBlock(event.index).pieces[field].push(readText(delta[field], `delta.${field}`));
  }

  return {
    push({ data }) {
      const event = parseEvent(data);
      switch (event.type) {
        case "error":
          throw toStreamFailure(event.error);
        case "message_start":
          message = readWire(event.message, "message");
          usage = isWire(message.usage) ? message.usage : {};
          break;
        case "content_block_start":
          startBlock(event);
          break;
        case "content_block_delta":
          takeDelta(event);
          break;
        case "message_delta":
          ending = { ...ending, ...readWire(event.delta, "delta") };
          // Cumulative counts; null stands for "as before".
          usage = { ...usage, ...(isWire(event.usage) && Object.fromEntries(Object.entries(event.usage).filter(([, count]) => count !== null))) };
          break;
        case "message_stop":
          done = true;
          break;
        default:
        // A ping, the end of a block, and whatever comes to be added.
      }
    },
    body() {
      if (!done || message === null) return null;
      const content = [...blocks.entries()].toSorted(([a], [b]) => a - b).map(([, block]) => closeBlock(block));
      return { ...message, ...ending, content, ...(Object.keys(usage).length > 0 && { usage }) };
    },
  };
}

function closeBlock({ fields, pieces }: GatheredBlock): Wire {
  const block: Record<string, unknown> = { ...fields };
  for (const field of ["text", "thinking", "signature"] as const) {
    const text = pieces[field].join("");
    if (text !== "") block[field] = readText(block[field], `content_block.${field}`) + text;
  }
  const input = pieces.partial_json.join("");
  if (input !== "") block.input = parseInput(input);
  return block;
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut by the output limit: the tool says what is wrong with it.
    return text;
  }
}
