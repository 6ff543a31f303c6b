import { expect, test } from "vitest";

import { clusteredStandardError, mean, reduceEpochs, standardError, variance } from "./estimates.rules.ts";

test("mean, variance and standard error agree with a hand calculation", () => {
  const scores = [0, 1, 1, 1, 0];
  expect(mean(scores)).toBe(0.6);
  expect(variance(scores)).toBeCloseTo(0.3, 12);
  expect(standardError(scores)).toBeCloseTo(Math.sqrt(0.3 / 5), 12);
  expect([mean([]), variance([1]), standardError([1])]).toEqual([0, 0, 0]);
});

test("scores that hang together tell less: copying each score three times changes nothing when copies are one cluster", () => {
  const scores = [0, 1, 1, 0, 1, 1];
  const tripled = scores.flatMap((score) => [score, score, score]);
  const clusters = scores.flatMap((_, index) => [index, index, index]);
  expect(clusteredStandardError(tripled, clusters)).toBeCloseTo(standardError(scores), 12);
  expect(standardError(tripled)).toBeLessThan(standardError(scores) * 0.6);
  expect(() => clusteredStandardError([1, 0], [1])).toThrow(RangeError);
});

test("pass-at-k and pass-all-k are the shares over all ways to draw k epochs", () => {
  const scores = [1, 0, 1, 0, 0, 1];
  const pairs = scores.flatMap((first, i) => scores.slice(i + 1).map((second) => [first, second] as const));
  expect(reduceEpochs(scores, { reducer: "pass-at-k", k: 2 })).toBeCloseTo(mean(pairs.map(([a, b]) => Math.max(a, b))), 12);
  expect(reduceEpochs(scores, { reducer: "pass-all-k", k: 2 })).toBeCloseTo(mean(pairs.map(([a, b]) => Math.min(a, b))), 12);
  expect([2, 3, 4].map((k) => reduceEpochs(scores, { reducer: "at-least-k", k }))).toEqual([1, 1, 0]);
  expect(() => reduceEpochs(scores, { reducer: "pass-at-k", k: 7 })).toThrow("from 1 to the number of epochs (6)");
});

test("median, mode and max: the middle, the most frequent or first of equals, the largest", () => {
  expect(reduceEpochs([0.2, 1, 0.4, 0.4], { reducer: "median" })).toBeCloseTo(0.4, 12);
  expect(reduceEpochs([3, 1, 2], { reducer: "median" })).toBe(2);
  expect([reduceEpochs([0, 1], { reducer: "mode" }), reduceEpochs([1, 0], { reducer: "mode" }), reduceEpochs([1, 0, 0], { reducer: "mode" })]).toEqual([0, 1, 0]);
  expect(reduceEpochs([0, 0.5], { reducer: "max" })).toBe(0.5);
});
