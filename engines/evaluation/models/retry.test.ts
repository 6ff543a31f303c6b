import { expect, test } from "vitest";

import { canPass, chooseDelay, readAskedDelay } from "./retry.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const asked = (headers: Readonly<Record<string, string>>) => readAskedDelay((name) => headers[name], NOW);

test("the wait doubles from try to try, half of it by chance, and ends at a minute", () => {
  const waits = (random: number) => [1, 2, 3, 9].map((tried) => chooseDelay({ tried, baseMs: 500, askedMs: 0, random }));
  expect([waits(0), waits(0.999)]).toEqual([[250, 500, 1_000, 60_000], [500, 1_000, 1_999, 60_000]]);
});

test("what the endpoint asks for is never cut short, except by the minute", () => {
  expect([chooseDelay({ tried: 1, baseMs: 500, askedMs: 3_000, random: 0 }), chooseDelay({ tried: 1, baseMs: 500, askedMs: 3_000, random: 0.5 }), chooseDelay({ tried: 1, baseMs: 500, askedMs: 3.6e6, random: 0 })]).toEqual([3_000, 3_150, 60_000]);
});

test.each([
  [{ "retry-after-ms": "1500", "retry-after": "9" }, 1_500],
  [{ "retry-after": "2.5" }, 2_500],
  [{ "retry-after": "Sat, 21 Nov 2026 12:00:07 GMT" }, 7_000],
  [{ "retry-after": "Sat, 21 Nov 2026 11:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, 0],
  [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0.5s", "x-ratelimit-remaining-requests": "9", "x-ratelimit-reset-requests": "1h" }, 360_500],
  [{ "x-ratelimit-reset-requests": "20ms" }, 20],
  [{ "x-ratelimit-reset-requests": "1h2m3s" }, 3_723_000],
  [{ "x-ratelimit-reset": "4" }, 4_000],
  [{ "x-ratelimit-reset": String(NOW / 1_000 + 8) }, 8_000],
  [{ "x-ratelimit-reset": String(NOW + 900) }, 900],
  [{ "x-ratelimit-reset": "-1" }, 0],
  [{}, 0],
])("%o asks for %i ms", (headers, ms) => {
  expect(asked(headers as Readonly<Record<string, string>>)).toBe(ms);
});

test("only what may pass by itself is tried again", () => {
  const codes = ["rate-limited", "overloaded", "unavailable", "timed-out", "truncated", "malformed", "credential-refused", "request-refused", "context-length", "refused-by-policy", "too-large", "spending-cap", "stopped", "bad-endpoint"] as const;
  expect(codes.filter(canPass)).toEqual(codes.slice(0, 6));
});
