import { setTimeout as delay } from "node:timers/promises";

import { z } from "zod";

import { ModelError } from "../evaluation.errors.ts";
import type { ModelErrorCode } from "../evaluation.errors.ts";
import type { EndpointFetch, ModelEndpoint } from "../evaluation.types.ts";
import { escapeControls } from "../hostile-text.rules.ts";

const LARGEST_RESPONSE_BYTES = 4 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 120_000;
const TRIES = 4;
const LONGEST_RETRY_MS = 30_000;
const MOST_TOOL_CALLS = 16;
const RETRIED: ReadonlySet<ModelErrorCode> = new Set(["rate-limited", "unavailable", "timed-out", "malformed"]);

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As sent, the credential redacted; hostile. */
  readonly argumentsText: string;
}
export type ChatMessage =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: "tool"; readonly callId: string; readonly text: string };
export interface ModelReply {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: string;
  /** Prompt and completion together, as the endpoint counts them, or a quarter of the characters where it does not. */
  readonly tokens: number;
}
export interface ModelClient {
  readonly name: string;
  call(request: { readonly messages: readonly ChatMessage[]; readonly tools: readonly ToolDefinition[]; readonly seed: number; readonly signal: AbortSignal }): Promise<ModelReply>;
}

const tokenCount = z.int().min(0).max(1_000_000_000);
const responseSchema = z.object({
  choices: z.array(z.object({
    finish_reason: z.string().max(100).nullish(),
    message: z.object({
      content: z.string().nullish(),
      tool_calls: z.array(z.object({
        id: z.string().min(1).max(200),
        type: z.literal("function").optional(),
        function: z.object({ name: z.string().min(1).max(200), arguments: z.string() }),
      })).max(MOST_TOOL_CALLS).nullish(),
    }),
  })).min(1),
  usage: z.object({ prompt_tokens: tokenCount, completion_tokens: tokenCount }).nullish(),
});

/**
 * A client of an OpenAI-compatible Chat Completions endpoint. The credential stays in this closure: it goes out in one
 * header, and is cut out of everything that comes back, because an endpoint may echo it.
 * `beforeCall` runs before each request, retries included; its throw becomes `ModelError("stopped")`.
 */
export function createModelClient(endpoint: ModelEndpoint, options: { readonly beforeCall?: (() => Promise<void>) | undefined; readonly fetch?: EndpointFetch | undefined; readonly retryBaseMs?: number } = {}): ModelClient {
  const address = completionsAddress(endpoint);
  const { apiKey } = endpoint;
  if (!/^[\x21-\x7e]{8,4096}$/.test(apiKey)) throw new ModelError("bad-endpoint", "apiKey: give 8 or more printable characters without spaces");
  const escapedKey = JSON.stringify(apiKey).slice(1, -1);
  const redact = (text: string) => text.replaceAll(apiKey, "[redacted]").replaceAll(escapedKey, "[redacted]");

  async function tryOnce(body: string, signal: AbortSignal): Promise<ModelReply> {
    await options.beforeCall?.().catch((cause: unknown) => {
      throw new ModelError("stopped", `stopped before a call of the model: ${cause instanceof Error ? cause.message : "no reason given"}`, { cause });
    });
    const response = await (options.fetch ?? fetch)(address, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", accept: "application/json" },
      body,
      // A redirect would carry the prompt, and on the same host the credential, to an address nobody agreed to.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    const text = await readBounded(response);
    if (!response.ok) throw new RefusedCall(response, redact(text));
    return toReply(text, body.length, redact);
  }

  return {
    name: endpoint.name,
    async call({ messages, tools, seed, signal }) {
      const body = JSON.stringify({
        model: endpoint.name,
        seed,
        messages: messages.map(toWireMessage),
        ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: "function", function: tool })) }),
      });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await tryOnce(body, signal);
        } catch (cause) {
          const error = toModelError(cause, signal, redact);
          if (!RETRIED.has(error.code) || attempt === TRIES) throw error;
          const backoffMs = (options.retryBaseMs ?? 500) * 2 ** (attempt - 1);
          const askedMs = cause instanceof RefusedCall ? cause.retryAfterMs : 0;
          await delay(Math.min(Math.max(backoffMs, askedMs), LONGEST_RETRY_MS), undefined, { signal }).catch((stopped: unknown) => {
            throw toModelError(stopped, signal, redact);
          });
        }
      }
    },
  };
}

/** An answer with a status that is not 2xx; becomes a ModelError once the retries are spent. */
class RefusedCall extends Error {
  readonly status: number;
  readonly retryAfterMs: number;
  constructor(response: Response, body: string) {
    super(`the endpoint answered ${response.status}: ${escapeControls(body).slice(0, 300)}`);
    this.status = response.status;
    const seconds = Number(response.headers.get("retry-after") ?? "0");
    this.retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
  }
}

function toModelError(cause: unknown, signal: AbortSignal, redact: (text: string) => string): ModelError {
  if (cause instanceof ModelError) return cause;
  if (signal.aborted) return new ModelError("stopped", "stopped by the caller during a call of the model", { cause });
  if (cause instanceof RefusedCall) return new ModelError(codeOfStatus(cause.status), cause.message, { cause });
  if (cause instanceof DOMException && cause.name === "TimeoutError") return new ModelError("timed-out", `the endpoint gave no answer within ${REQUEST_TIMEOUT_MS} ms`, { cause });
  const detail = cause instanceof Error ? ((cause.cause instanceof Error && cause.cause.message) || cause.message) : "unknown";
  return new ModelError("unavailable", `the endpoint cannot be reached: ${redact(escapeControls(detail)).slice(0, 300)}`, { cause });
}

function codeOfStatus(status: number): ModelErrorCode {
  if (status === 401 || status === 403) return "credential-refused";
  if (status === 429) return "rate-limited";
  if (status === 408) return "timed-out";
  return status >= 500 ? "unavailable" : "request-refused";
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop by a throw cancels the body.
    if (bytes > LARGEST_RESPONSE_BYTES) throw new ModelError("too-large", `the endpoint's answer exceeds ${LARGEST_RESPONSE_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function toReply(body: string, requestLength: number, redact: (text: string) => string): ModelReply {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch (cause) {
    throw new ModelError("malformed", "the endpoint's answer is not JSON, or cut short", { cause });
  }
  const parsed = responseSchema.safeParse(content);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || !choice) {
    const issue = parsed.error?.issues[0];
    throw new ModelError("malformed", `the endpoint's answer is not a chat completion: ${issue?.path.join(".") ?? "choices"}: ${issue?.message ?? "empty"}`, { cause: parsed.error });
  }
  const { usage } = parsed.data;
  return {
    text: redact(choice.message.content ?? ""),
    toolCalls: (choice.message.tool_calls ?? []).map((call) => ({ id: redact(call.id), name: redact(call.function.name), argumentsText: redact(plainJson(call.function.arguments)) })),
    finish: choice.finish_reason ?? "unknown",
    tokens: usage ? usage.prompt_tokens + usage.completion_tokens : Math.ceil((requestLength + body.length) / 4),
  };
}

/** Without needless escapes, behind which an echoed credential would pass the redaction; text that is not JSON stays for the tool to refuse. */
function plainJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    // The tool that is called tells the model what is wrong with its arguments.
    return text;
  }
}

function toWireMessage(message: ChatMessage): Record<string, unknown> {
  if (message.role === "tool") return { role: "tool", tool_call_id: message.callId, content: message.text };
  if (message.role !== "assistant") return { role: message.role, content: message.text };
  return {
    role: "assistant",
    content: message.text,
    ...(message.toolCalls.length > 0 && {
      tool_calls: message.toolCalls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.argumentsText } })),
    }),
  };
}

function completionsAddress({ url }: ModelEndpoint): URL {
  const address = URL.parse(url);
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password || address.search || address.hash)
    throw new ModelError("bad-endpoint", "url: give an http or https address without credentials, query or fragment");
  address.pathname = `${address.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1/chat/completions`;
  return address;
}
