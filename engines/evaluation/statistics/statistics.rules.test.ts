import { expect, test } from "vitest";

import { accuracy, clopperPearsonInterval, stderr, summarise, wilsonInterval } from "./statistics.rules.ts";

const rounded = ({ low, high }: { low: number; high: number }, digits = 4) => [Number(low.toFixed(digits)), Number(high.toFixed(digits))];

test("the exact interval agrees with the published tables", () => {
  // Ends at 0 and n have the closed form 1 − (α/2)^(1/n); the others stand in any table of exact binomial limits.
  expect(rounded(clopperPearsonInterval(0, 20))).toEqual([0, 0.1684]);
  expect(clopperPearsonInterval(0, 20).high).toBeCloseTo(1 - 0.025 ** (1 / 20), 12);
  expect(rounded(clopperPearsonInterval(1, 10))).toEqual([0.0025, 0.445]);
  expect(rounded(clopperPearsonInterval(5, 10))).toEqual([0.1871, 0.8129]);
  expect(rounded(clopperPearsonInterval(10, 10))).toEqual([0.6915, 1]);
  expect(rounded(clopperPearsonInterval(15, 50))).toEqual([0.1786, 0.4461]);
  expect(rounded(clopperPearsonInterval(50, 100))).toEqual([0.3983, 0.6017]);
});

test("the exact interval's ends leave exactly half of the error in each binomial tail", () => {
  const binomialAtMost = (k: number, n: number, p: number) => {
    let term = (1 - p) ** n;
    let sum = term;
    for (let i = 1; i <= k; i += 1) sum += term *= ((n - i + 1) / i) * (p / (1 - p));
    return sum;
  };
  for (const [k, n] of [[1, 8], [3, 11], [7, 11], [30, 64]] as const) {
    const { low, high } = clopperPearsonInterval(k, n);
    expect(binomialAtMost(k, n, high)).toBeCloseTo(0.025, 9);
    expect(1 - binomialAtMost(k - 1, n, low)).toBeCloseTo(0.025, 9);
  }
});

test("the Wilson interval agrees with known values and never leaves the unit interval", () => {
  expect(rounded(wilsonInterval(0, 20))).toEqual([0, 0.1611]);
  // Newcombe (1998, Statistics in Medicine 17:857–872), table I, method 3.
  expect(rounded(wilsonInterval(81, 263))).toEqual([0.2553, 0.3662]);
  expect(rounded(wilsonInterval(15, 148))).toEqual([0.0624, 0.1605]);
  expect(rounded(wilsonInterval(1, 29))).toEqual([0.0061, 0.1718]);
  expect(wilsonInterval(7, 7).high).toBe(1);
});

test("no samples means nothing is known, not that the model fails", () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  expect(clopperPearsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test("accuracy and standard error agree with a hand calculation", () => {
  expect(accuracy([0, 1, 1, 1, 0])).toBe(0.6);
  expect(stderr([0, 1, 1, 1, 0])).toBeCloseTo(Math.sqrt(0.3 / 5), 12);
  expect(stderr([1])).toBe(0);
});

test("samples the endpoint spoiled are counted apart and move no figure", () => {
  const summary = summarise([
    { outcome: "correct", score: 1 },
    { outcome: "attempt-limit", score: 0 },
    { outcome: "model-error", score: 0 },
    { outcome: "stopped", score: 0 },
  ]);
  expect({ samples: summary.samples, passed: summary.passed, excluded: summary.excluded, accuracy: summary.accuracy }).toEqual({
    samples: 2, passed: 1, excluded: 2, accuracy: 0.5,
  });
});

test("impossible counts are refused", () => {
  expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  expect(() => clopperPearsonInterval(1, 2, 1)).toThrow(RangeError);
});
