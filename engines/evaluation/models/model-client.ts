import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";

import { ModelError } from "../evaluation.errors.ts";
import type { ModelErrorCode } from "../evaluation.errors.ts";
import { escapeControls } from "../hostile-text.rules.ts";
import { priceUsage, priceWorst } from "./cost.rules.ts";
import type { ChatMessage, EndpointFetch, ModelClient, ModelEndpoint, ModelPrices, ModelReply, ModelRequest, PlaceOutcome, Places, Reservation, Spending, Spent } from "./model.types.ts";
import { DEFAULT_OUTPUT_TOKENS } from "./providers/anthropic-messages.ts";
import type { Provider, WireReply } from "./providers/provider.types.ts";
import { PROVIDERS } from "./providers/providers.ts";
import { readFailure } from "./providers/read-failure.ts";
import { receiveAnswer } from "./receive-answer.ts";
import type { ReceivedAnswer } from "./receive-answer.ts";
import { canPass, chooseDelay, readAskedDelay } from "./retry.ts";
import { DEFAULT_TIMEOUTS, overFetch, overPool } from "./transport.ts";
import type { Timeouts } from "./transport.ts";
import { createRequestWriter } from "./write-request.ts";

const TRIES = 6;
const RETRY_BASE_MS = 500;
const LONGEST_MESSAGE = 300;
const CHARACTERS_PER_TOKEN = 4;
/** The reply was under way, or may have been, when it was lost: it may have to be paid. */
const MAYBE_CHARGED: ReadonlySet<ModelErrorCode> = new Set(["timed-out", "truncated", "malformed", "too-large", "stopped"]);

export interface ModelClientOptions {
  /** Runs before each try, retries included; its throw becomes `ModelError("stopped")`. */
  readonly beforeCall?: (() => Promise<void>) | undefined;
  /** How the endpoint is reached; default a pool of kept-alive connections. */
  readonly fetch?: EndpointFetch | undefined;
  /** Default 6. */
  readonly tries?: number;
  /** Wait before the second try, doubled with each; default 500. */
  readonly retryBaseMs?: number;
  readonly timeouts?: Partial<Timeouts>;
  readonly prices?: ModelPrices | undefined;
  readonly spending?: Spending | undefined;
  readonly places?: Places | undefined;
  /** From 0 to below 1, for the waits between tries; default `Math.random`. */
  readonly random?: () => number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

type TryOutcome = { readonly reply: Omit<ModelReply, "retries"> } | { readonly error: ModelError; readonly askedMs: number; readonly charged: Spent; readonly latencyMs: number };

/**
 * A client of one model endpoint. The credential stays in this closure: it goes out in one header, and is cut out of everything
 * that comes back, because an endpoint may echo it. What may pass is tried again; a place (`places`) is held only while a try is
 * under way, and the worst that it can cost is set aside (`spending`) before it begins.
 * @throws {ModelError} `bad-endpoint` when the address, credential or prices cannot be used
 */
export function createModelClient(endpoint: ModelEndpoint, options: ModelClientOptions = {}): ModelClient {
  const provider = PROVIDERS[endpoint.provider ?? "openai-compatible"];
  const address = addressOf(endpoint, provider);
  const price = options.prices?.[endpoint.name];
  if (options.spending?.cap.microUsd !== undefined && !price) throw new ModelError("bad-endpoint", `prices: there is no price for ${endpoint.name}; a cap on cost needs one`);
  const redact = redactorOf(endpoint.apiKey);
  const headers = { ...provider.headers(endpoint.apiKey), "content-type": "application/json", accept: endpoint.stream ? "text/event-stream, application/json" : "application/json" };
  const transport = options.fetch ? overFetch(options.fetch) : overPool;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const write = createRequestWriter(provider, endpoint);
  const counted = new WeakMap<readonly ChatMessage[], { readonly bytes: number; readonly tokens: number }>();
  const { now = Date.now, random = Math.random, tries = TRIES, retryBaseMs = RETRY_BASE_MS } = options;

  /** A token is at least one byte; what the endpoint has counted already is known better. */
  function boundInput(messages: readonly ChatMessage[], body: Buffer): number {
    const before = counted.get(messages);
    return before && before.bytes <= body.length ? before.tokens + body.length - before.bytes : body.length;
  }

  async function tryOnce(body: Buffer, request: ModelRequest): Promise<TryOutcome> {
    const { signal, messages } = request;
    let leave: ((outcome: PlaceOutcome) => void) | undefined;
    let reservation: Reservation | undefined;
    let charged: Spent = { tokens: 0, microUsd: 0 };
    let place: PlaceOutcome = "other";
    let askedMs = 0;
    let sentAt = 0;
    const answer = receiveAnswer(provider);
    try {
      leave = await options.places?.take(signal);
      await options.beforeCall?.().catch((cause: unknown) => {
        throw new ModelError("stopped", `stopped before a call of the model: ${cause instanceof Error ? cause.message : "no reason given"}`, { cause });
      });
      reservation = await options.spending?.reserve(priceWorst({ input: boundInput(messages, body), output: request.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS }, price), signal);
      sentAt = performance.now();
      await transport({ address, headers, body, timeouts, signal, onHead: answer.onHead });
      const latencyMs = performance.now() - sentAt;
      const reply = complete(readAnswer(provider, answer), { body, answer, latencyMs });
      charged = { tokens: reply.usage.total, microUsd: reply.costMicroUsd ?? 0 };
      counted.set(messages, { bytes: body.length, tokens: reply.usage.input });
      place = "served";
      return { reply };
    } catch (cause) {
      const error = toModelError(cause, signal, redact);
      if (error.code === "rate-limited" || error.code === "overloaded") place = "overloaded";
      askedMs = answer.head ? readAskedDelay(answer.head.header, now()) : 0;
      if (sentAt > 0 && MAYBE_CHARGED.has(error.code)) charged = priceWorst(estimate(body, answer), price);
      return { error, askedMs, charged, latencyMs: sentAt > 0 ? performance.now() - sentAt : 0 };
    } finally {
      reservation?.settle(charged);
      leave?.(place);
    }
  }

  async function tryUntilServed(body: Buffer, request: ModelRequest): Promise<ModelReply> {
    for (let number = 1; ; number += 1) {
      const outcome = await tryOnce(body, request);
      if ("reply" in outcome) return { ...outcome.reply, retries: number - 1 };
      const { error, askedMs, charged, latencyMs } = outcome;
      const retryInMs = canPass(error.code) && number < tries ? chooseDelay({ tried: number, baseMs: retryBaseMs, askedMs, random: random() }) : null;
      request.onTry?.({ number, code: error.code, message: error.message, latencyMs, retryInMs, charged });
      if (retryInMs === null) throw error;
      await delay(retryInMs, undefined, { signal: request.signal }).catch((cause: unknown) => {
        throw toModelError(cause, request.signal, redact);
      });
    }
  }

  function complete(wire: WireReply, { body, answer, latencyMs }: { readonly body: Buffer; readonly answer: ReceivedAnswer; readonly latencyMs: number }): Omit<ModelReply, "retries"> {
    const guess = estimate(body, answer);
    const usage = wire.usage ? { ...wire.usage, estimated: false } : { ...guess, cacheRead: 0, cacheWrite: 0, reasoning: 0, total: guess.input + guess.output, estimated: true };
    return {
      text: redact(wire.text),
      reasoning: wire.reasoning === null ? null : redact(wire.reasoning),
      toolCalls: wire.toolCalls.map((call) => ({ id: redact(call.id), name: redact(call.name), argumentsText: redact(plainJson(call.argumentsText)) })),
      opaque: wire.opaque === null ? null : redact(wire.opaque),
      finish: wire.finish,
      refusal: wire.refusal && { seenBy: wire.refusal.seenBy, text: redact(wire.refusal.text) },
      model: wire.model === null ? null : redact(wire.model).slice(0, LONGEST_MESSAGE),
      usage,
      costMicroUsd: priceUsage(usage, price),
      latencyMs,
    };
  }

  return {
    name: endpoint.name,
    provider: provider.name,
    takesSeed: provider.takesSeed,
    async call(asked) {
      const request = options.spending && asked.maxOutputTokens === undefined ? { ...asked, maxOutputTokens: DEFAULT_OUTPUT_TOKENS } : asked;
      const { body, release } = write(request);
      try {
        return await tryUntilServed(body, request);
      } finally {
        release();
      }
    },
  };
}

/** The reply, or the failure, that a whole answer is. */
function readAnswer(provider: Provider, answer: ReceivedAnswer): WireReply {
  const { status } = answer.head ?? { status: 0 };
  if (status < 200 || status > 299) {
    const { code, message } = readFailure(status, answer.text());
    throw new ModelError(code, message);
  }
  return provider.read(answer.body());
}

function estimate(body: Buffer, answer: ReceivedAnswer): { readonly input: number; readonly output: number } {
  return { input: Math.ceil(body.length / CHARACTERS_PER_TOKEN), output: Math.ceil(answer.characters() / CHARACTERS_PER_TOKEN) };
}

/** Whatever went wrong, in words that are fit to show: bounded, escaped, without the credential. */
function toModelError(cause: unknown, signal: AbortSignal, redact: (text: string) => string): ModelError {
  const known = cause instanceof ModelError ? cause : null;
  const kept = { cause: withoutCredential(known ? known.cause : cause, redact) };
  if (signal.aborted) return new ModelError("stopped", known?.code === "stopped" ? known.message : "stopped by the caller during a call of the model", kept);
  const message = cause instanceof Error ? cause.message : "unknown";
  return new ModelError(known?.code ?? "unavailable", redact(escapeControls(message)).slice(0, LONGEST_MESSAGE), kept);
}

/** A cause may quote what the endpoint sent, as a parser's does; one that holds the credential is let go. */
function withoutCredential(cause: unknown, redact: (text: string) => string): unknown {
  const shown = inspect(cause, { depth: 10, showHidden: true });
  return redact(shown) === shown ? cause : undefined;
}

/** Cuts the credential out, as it is and as JSON writes it. */
function redactorOf(apiKey: string): (text: string) => string {
  if (!/^[\x21-\x7e]{8,4096}$/.test(apiKey)) throw new ModelError("bad-endpoint", "apiKey: give 8 or more printable characters without spaces");
  const escaped = JSON.stringify(apiKey).slice(1, -1);
  return (text) => {
    const cut = text.replaceAll(apiKey, "[redacted]");
    return escaped === apiKey ? cut : cut.replaceAll(escaped, "[redacted]");
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

function addressOf({ url }: ModelEndpoint, provider: Provider): URL {
  const address = URL.parse(url);
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password || address.search || address.hash)
    throw new ModelError("bad-endpoint", "url: give an http or https address without credentials, query or fragment");
  address.pathname = `${address.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}${provider.path}`;
  return address;
}
