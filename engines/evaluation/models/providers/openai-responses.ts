import { ModelError } from "../../evaluation.errors.ts";
import type { ChatMessage, Finish, ModelEndpoint, ToolCall } from "../model.types.ts";
import type { Provider, RequestSettings, StreamReader, WireReply } from "./provider.types.ts";
import { toStreamFailure } from "./read-failure.ts";
import { isWire, malformed, parseEvent, readCount, readList, readName, readText, readWire, requireFewCalls, toArgumentsObject } from "./wire.ts";
import type { Wire } from "./wire.ts";

const MOST_ITEMS = 1_000;
const FINISHES: Readonly<Record<string, Finish>> = { max_output_tokens: "length", content_filter: "refused" };

/** OpenAI's Responses, without a memory on the server: the whole conversation is sent, sealed reasoning included. */
export const openaiResponses: Provider = {
  name: "openai-responses",
  path: "/v1/responses",
  takesSeed: false,
  headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  head: writeHead,
  skip: () => 0,
  encode(message, group) {
    const text = writeItems(message);
    return text === "" ? { text, group } : { text: (group === null ? "" : ",") + text, group: "open" };
  },
  tail: () => "]}",
  read: readResponse,
  openStream: readEvents,
};

function writeHead(endpoint: ModelEndpoint, settings: RequestSettings): string {
  if (settings.thinkingTokens !== undefined) throw new ModelError("request-refused", "thinkingTokens: only Anthropic's messages have it; give effort");
  if (settings.stop !== undefined) throw new ModelError("request-refused", "stop: the Responses API has none; leave it out or use openai-chat");
  const fields = {
    model: endpoint.name,
    store: false,
    max_output_tokens: settings.maxOutputTokens,
    temperature: settings.temperature,
    // Models that do not reason refuse to be asked for sealed reasoning.
    ...(settings.effort && { reasoning: { effort: settings.effort, summary: "auto" }, include: ["reasoning.encrypted_content"] }),
    ...(settings.tools.length > 0 && { tools: settings.tools.map((tool) => ({ type: "function", strict: false, ...tool })), tool_choice: settings.toolChoice }),
    ...(endpoint.stream && { stream: true }),
  };
  return `${JSON.stringify(fields).slice(0, -1)},"input":[`;
}

function writeItems(message: ChatMessage): string {
  if (message.role === "tool") return JSON.stringify({ type: "function_call_output", call_id: message.callId, output: message.text });
  if (message.role !== "assistant") return JSON.stringify({ role: message.role, content: message.text });
  if (message.opaque) return message.opaque.slice(1, -1);
  const calls = message.toolCalls.map((call) => ({ type: "function_call", call_id: call.id, name: call.name, arguments: toArgumentsObject(call.argumentsText) }));
  return [...(message.text === "" ? [] : [{ role: "assistant", content: message.text }]), ...calls].map((item) => JSON.stringify(item)).join(",");
}

function readResponse(body: unknown): WireReply {
  const wire = readWire(body, "body");
  if (isWire(wire.error)) throw toStreamFailure(wire.error);
  if (wire.status === "failed" || wire.status === "cancelled") throw toStreamFailure({ message: `status ${wire.status}` });
  if (wire.output === undefined) throw malformed("output", "an array");
  const output = readList(wire.output, "output");
  if (output.length > MOST_ITEMS) throw malformed("output", `at most ${MOST_ITEMS} items`);
  const items = output.map((item, index) => readWire(item, `output.${index}`));
  const parts = items.filter((item) => item.type === "message").flatMap((item) => readList(item.content, "output.content").map((part) => readWire(part, "output.content")));
  const toolCalls = requireFewCalls(items.filter((item) => item.type === "function_call").map(readCall));
  const refusal = parts.filter((part) => part.type === "refusal").map((part) => readText(part.refusal, "output.content.refusal")).join("");
  const cut = wire.status === "incomplete" ? readText(isWire(wire.incomplete_details) ? wire.incomplete_details.reason : "", "incomplete_details.reason") : null;
  const finish = cut === null ? (toolCalls.length > 0 ? "tool-calls" : "stop") : (FINISHES[cut] ?? "unknown");
  const reasoning = items.filter((item) => item.type === "reasoning").flatMap(readThoughts).join("\n\n");
  return {
    text: parts.filter((part) => part.type === "output_text").map((part) => readText(part.text, "output.content.text")).join(""),
    reasoning: reasoning === "" ? null : reasoning,
    toolCalls,
    opaque: toOpaque(items),
    finish: refusal === "" ? finish : "refused",
    refusal: refusal === "" ? (finish === "refused" ? { seenBy: "finish", text: cut ?? "" } : null) : { seenBy: "field", text: refusal },
    model: typeof wire.model === "string" ? wire.model : null,
    usage: readUsage(wire.usage),
  };
}

function readCall(item: Wire): ToolCall {
  return { id: readName(item.call_id, "output.call_id"), name: readName(item.name, "output.name"), argumentsText: readText(item.arguments, "output.arguments") };
}

/** The summary, or the reasoning itself where the server shows it. */
function readThoughts(item: Wire): string[] {
  const shown = readList(item.summary, "output.summary");
  return (shown.length > 0 ? shown : readList(item.content, "output.content")).map((part) => readText(readWire(part, "output.summary").text, "output.summary.text"));
}

/** Plain words and plain calls are written anew each time; anything more goes back exactly as it came. */
function toOpaque(items: readonly Wire[]): string | null {
  const isPlain = (item: Wire) => item.type === "function_call" || (item.type === "message" && item.phase === undefined);
  // A reasoning item that is not sealed lives in a memory on the server, which we do not use: it cannot be named.
  const kept = items.filter((item) => item.type !== "reasoning" || typeof item.encrypted_content === "string");
  return kept.every(isPlain) ? null : JSON.stringify(kept);
}

function readUsage(value: unknown): WireReply["usage"] {
  if (!isWire(value)) return null;
  const input = readCount(value.input_tokens, "usage.input_tokens");
  const output = readCount(value.output_tokens, "usage.output_tokens");
  const ofInput = isWire(value.input_tokens_details) ? value.input_tokens_details : {};
  const ofOutput = isWire(value.output_tokens_details) ? value.output_tokens_details : {};
  return {
    input,
    output,
    cacheRead: Math.min(input, readCount(ofInput.cached_tokens, "usage.input_tokens_details.cached_tokens")),
    cacheWrite: Math.min(input, readCount(ofInput.cache_write_tokens, "usage.input_tokens_details.cache_write_tokens")),
    reasoning: Math.min(output, readCount(ofOutput.reasoning_tokens, "usage.output_tokens_details.reasoning_tokens")),
    total: input + output,
  };
}

/** The last event holds the whole response; items are kept beside it for servers that leave them out of it. */
function readEvents(): StreamReader {
  const items = new Map<number, unknown>();
  let whole: Wire | null = null;
  return {
    push({ data }) {
      if (data === "[DONE]") return;
      const event = parseEvent(data);
      switch (event.type) {
        case "error":
          throw toStreamFailure(isWire(event.error) ? event.error : event);
        case "response.failed":
          throw toStreamFailure(isWire(event.response) ? (event.response.error ?? event.response) : event);
        case "response.output_item.done":
          items.set(typeof event.output_index === "number" ? event.output_index : items.size, event.item);
          if (items.size > MOST_ITEMS) throw malformed("output", `at most ${MOST_ITEMS} items`);
          break;
        case "response.completed":
        case "response.incomplete":
          whole = readWire(event.response, "response");
          break;
        default:
        // Deltas say what the last event says again.
      }
    },
    body() {
      if (whole === null) return null;
      if (Array.isArray(whole.output) && whole.output.length > 0) return whole;
      return { ...whole, output: [...items.entries()].toSorted(([a], [b]) => a - b).map(([, item]) => item) };
    },
  };
}
