import { expect, test } from "vitest";

import { betaProbability, betaQuantile, binomialAtLeast, logChoose, logGamma, normalProbability, normalQuantile, studentQuantile } from "./distributions.rules.ts";

test("the distributions agree with tables and closed forms", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(normalQuantile(0.025)).toBeCloseTo(-1.959963984540054, 12);
  expect(normalProbability(1)).toBeCloseTo(0.8413447460685429, 13);
  expect([normalProbability(-20), normalProbability(20)]).toEqual([0, 1]);
  expect(studentQuantile(0.975, 1)).toBeCloseTo(Math.tan(Math.PI * 0.475), 9);
  expect(studentQuantile(0.975, 2)).toBeCloseTo(0.95 / Math.sqrt(2 * 0.975 * 0.025), 10);
  expect(studentQuantile(0.05, 10)).toBeCloseTo(-1.8124611228107335, 10);
  expect(studentQuantile(0.5, 3)).toBe(0);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
  expect(Math.exp(logChoose(10, 3))).toBeCloseTo(120, 9);
});

test("the beta distribution is its own inverse, also in its far tails", () => {
  for (const [a, b] of [[0.5, 0.5], [1, 20], [8, 3], [300, 2]] as const)
    for (const probability of [1e-6, 0.025, 0.5, 0.975]) expect(betaProbability(betaQuantile(probability, a, b), a, b)).toBeCloseTo(probability, 10);
  expect(betaProbability(0.3, 1, 4)).toBeCloseTo(1 - 0.7 ** 4, 13);
});

test("a binomial tail is the sum of its terms", () => {
  expect(binomialAtLeast(2, 3, 0.5)).toBeCloseTo(0.5, 12);
  expect(binomialAtLeast(3, 4, 0.2)).toBeCloseTo(4 * 0.2 ** 3 * 0.8 + 0.2 ** 4, 12);
  expect([binomialAtLeast(0, 4, 0.2), binomialAtLeast(5, 4, 0.2)]).toEqual([1, 0]);
});

test("probabilities outside of 0 to 1 are refused", () => {
  expect(() => normalQuantile(1)).toThrow(RangeError);
  expect(() => studentQuantile(0, 3)).toThrow(RangeError);
});
