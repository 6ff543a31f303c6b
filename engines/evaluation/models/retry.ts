import type { ModelErrorCode } from "../evaluation.errors.ts";

/** What may pass by itself. A refused credential, request or length will be refused again. */
const PASSING: ReadonlySet<ModelErrorCode> = new Set(["rate-limited", "overloaded", "unavailable", "timed-out", "truncated", "malformed"]);
export const LONGEST_RETRY_MS = 60_000;

/**
 * Milliseconds before the next try. What the endpoint asks for is kept, with a little added so that those it asked together do
 * not come back together; else the wait doubles, of which a random half is taken (Brooker 2015, "Exponential backoff and jitter").
 * `random` is from 0 to below 1.
 */
export function chooseDelay({ tried, baseMs, askedMs, random }: { readonly tried: number; readonly baseMs: number; readonly askedMs: number; readonly random: number }): number {
  const backoffMs = baseMs * 2 ** (tried - 1) * (0.5 + random / 2);
  return Math.round(Math.min(Math.max(backoffMs, askedMs * (1 + random / 10)), LONGEST_RETRY_MS));
}

export const canPass = (code: ModelErrorCode): boolean => PASSING.has(code);

/** Milliseconds the endpoint asks to be left alone, 0 where it does not say. `nowMs` for answers that name an instant. */
export function readAskedDelay(header: (name: string) => string | undefined, nowMs: number): number {
  const exact = toPositive(header("retry-after-ms"));
  if (exact !== null) return exact;
  const after = header("retry-after");
  if (after !== undefined) return readSecondsOrDate(after, nowMs);
  const waits = ["requests", "tokens"].flatMap((kind) => {
    const remaining = header(`x-ratelimit-remaining-${kind}`);
    return remaining === undefined || Number(remaining) <= 0 ? [readDuration(header(`x-ratelimit-reset-${kind}`))] : [];
  });
  return Math.max(0, ...waits, readReset(header("x-ratelimit-reset"), nowMs));
}

function toPositive(text: string | undefined): number | null {
  const value = Number(text ?? "");
  return text !== undefined && text.trim() !== "" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function readSecondsOrDate(text: string, nowMs: number): number {
  const seconds = toPositive(text);
  if (seconds !== null) return seconds * 1_000;
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs);
}

/** OpenAI's way: `1s`, `6m0s`, `20ms`, `1h2m3.5s`. */
function readDuration(text: string | undefined): number {
  const parts = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:(\d+)ms)?$/.exec(text ?? "");
  if (!parts || text === "") return 0;
  const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + milliseconds;
}

/** Seconds from now, or since 1970 in seconds or milliseconds: told apart by their size. */
function readReset(text: string | undefined, nowMs: number): number {
  const value = toPositive(text);
  if (value === null) return 0;
  if (value > 1e11) return Math.max(0, value - nowMs);
  return value > 1e8 ? Math.max(0, value * 1_000 - nowMs) : value * 1_000;
}
