import { Agent } from "undici";

import { ModelError } from "../evaluation.errors.ts";
import type { EndpointFetch } from "./model.types.ts";

/** Milliseconds. `headers`: until the answer begins; `idle`: between two of its pieces; `total`: for one whole try. */
export interface Timeouts {
  readonly headers: number;
  readonly idle: number;
  readonly total: number;
}
// A model that reasons may be silent for many minutes before a reply that is not streamed.
export const DEFAULT_TIMEOUTS: Timeouts = { headers: 600_000, idle: 120_000, total: 1_800_000 };

export interface AnswerHead {
  readonly status: number;
  header(name: string): string | undefined;
}
export interface Exchange {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
  /** Gives who takes the pieces of the body; its throw, or theirs, ends the exchange. */
  readonly onHead: (head: AnswerHead) => (piece: Uint8Array) => void;
}
/** Resolves when the answer has ended as HTTP says it should. Redirects are answers like any other. */
export type Transport = (exchange: Exchange) => Promise<void>;

// One pool for the whole process: a connection stays open for the next call, and an idle one holds no process up. HTTP/1.1,
// because a try that hangs must not share its connection with one that does not.
let agent: Agent | undefined;

export const overPool: Transport = async ({ address, headers, body, timeouts, signal, onHead }) => {
  agent ??= new Agent({ keepAliveTimeout: 30_000, allowH2: false, connect: { timeout: 30_000 } });
  const pool = agent;
  const ending = Promise.withResolvers<void>();
  let abort: ((reason: Error) => void) | null = null;
  let ended: Error | null = null;
  let take: ((piece: Uint8Array) => void) | null = null;
  const end = (reason: unknown) => {
    ending.reject(reason);
    ended ??= reason instanceof Error ? reason : new Error("aborted", { cause: reason });
    abort?.(ended);
  };
  const clock = setTimeout(() => end(new ModelError("timed-out", `the endpoint's answer was not whole after ${timeouts.total} ms`)), timeouts.total);
  const onAbort = () => end(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    pool.dispatch(
      { origin: address.origin, path: address.pathname, method: "POST", headers, body, headersTimeout: timeouts.headers, bodyTimeout: timeouts.idle },
      {
        onRequestStart(controller) {
          abort = (reason) => controller.abort(reason);
          // It ended while it waited for a connection.
          if (ended) controller.abort(ended);
        },
        onResponseStart(_controller, status, received) {
          if (status < 200) return;
          guarded(() => {
            take = onHead({ status, header: (name) => firstOf(received[name]) });
          }, end);
        },
        onResponseData(_controller, chunk) {
          guarded(() => take?.(chunk), end);
        },
        onResponseEnd: () => ending.resolve(),
        onResponseError: (_controller, cause) => ending.reject(toModelError(cause, take !== null, timeouts)),
      },
    );
    await ending.promise;
  } finally {
    clearTimeout(clock);
    signal.removeEventListener("abort", onAbort);
  }
};

/** For a caller that reaches endpoints in its own way. */
export function overFetch(call: EndpointFetch): Transport {
  return async ({ address, headers, body, timeouts, signal, onHead }) => {
    const stop = new AbortController();
    const total = setTimeout(() => stop.abort(new ModelError("timed-out", `the endpoint's answer was not whole after ${timeouts.total} ms`)), timeouts.total);
    const silence = (ms: number, what: string) => setTimeout(() => stop.abort(new ModelError("timed-out", `the endpoint ${what} within ${ms} ms`)), ms);
    let quiet = silence(timeouts.headers, "did not begin its answer");
    const onAbort = () => stop.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    let begun = false;
    try {
      signal.throwIfAborted();
      // A redirect would carry the prompt, and on the same host the credential, to an address nobody agreed to.
      const response = await call(address, { method: "POST", headers: { ...headers }, body: body as Uint8Array<ArrayBuffer>, redirect: "manual", signal: stop.signal });
      begun = true;
      const take = onHead({ status: response.status, header: (name) => response.headers.get(name) ?? undefined });
      for await (const chunk of response.body ?? []) {
        clearTimeout(quiet);
        quiet = silence(timeouts.idle, "fell silent in its answer, which did not go on");
        // Leaving the loop by a throw cancels the body.
        take(chunk);
      }
    } catch (cause) {
      if (stop.signal.aborted) throw stop.signal.reason;
      throw toModelError(cause, begun, timeouts);
    } finally {
      clearTimeout(total);
      clearTimeout(quiet);
      signal.removeEventListener("abort", onAbort);
    }
  };
}

const firstOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** A throw inside a parser's callback belongs to the call, not to the parser. */
function guarded(act: () => void, fail: (cause: unknown) => void): void {
  try {
    act();
  } catch (cause) {
    fail(cause);
  }
}

/** A failure of the connection: before the answer began the endpoint is unavailable, after it the answer is cut. */
function toModelError(cause: unknown, begun: boolean, timeouts: Timeouts): unknown {
  if (cause instanceof ModelError) return cause;
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = (inner as NodeJS.ErrnoException).code ?? "";
  if (code === "UND_ERR_HEADERS_TIMEOUT") return new ModelError("timed-out", `the endpoint did not begin its answer within ${timeouts.headers} ms`, { cause });
  if (code === "UND_ERR_BODY_TIMEOUT") return new ModelError("timed-out", `the endpoint fell silent in its answer for ${timeouts.idle} ms`, { cause });
  const detail = inner instanceof Error ? inner.message : "unknown";
  return begun ? new ModelError("truncated", `the endpoint's answer was cut: ${detail}`, { cause }) : new ModelError("unavailable", `the endpoint cannot be reached: ${detail}`, { cause });
}
