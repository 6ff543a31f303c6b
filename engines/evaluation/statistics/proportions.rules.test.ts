import { expect, test } from "vitest";

import { clopperPearsonInterval, differenceInterval, powerOfBound, requiredSuccesses, samplesForPower, wilsonInterval } from "./proportions.rules.ts";
import type { Interval } from "./proportions.rules.ts";

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

const binomialShares = (samples: number, rate: number) => {
  const shares = [(1 - rate) ** samples];
  for (let k = 1; k <= samples; k += 1) shares.push((shares[k - 1] ?? 0) * ((samples - k + 1) / k) * (rate / (1 - rate)));
  return shares;
};
const rates = Array.from({ length: 199 }, (_, index) => (index + 1) / 200);
const coverage = (interval: (passed: number, samples: number) => Interval, samples: number, rate: number) =>
  binomialShares(samples, rate).reduce((sum, share, passed) => {
    const { low, high } = interval(passed, samples);
    return low <= rate && rate <= high ? sum + share : sum;
  }, 0);

test("the exact interval covers at least 95 % at every rate, computed over all outcomes", () => {
  for (const samples of [5, 20, 40, 77]) {
    const bounds = Array.from({ length: samples + 1 }, (_, passed) => clopperPearsonInterval(passed, samples));
    for (const rate of rates) expect(coverage((passed) => bounds[passed] ?? { low: 1, high: 0 }, samples, rate)).toBeGreaterThanOrEqual(0.95 - 1e-9);
  }
});

test("the Wilson interval covers 94 to 96 % on average over the rates", () => {
  for (const samples of [10, 20, 40, 100]) {
    const average = rates.reduce((sum, rate) => sum + coverage(wilsonInterval, samples, rate), 0) / rates.length;
    expect(average).toBeGreaterThan(0.94);
    expect(average).toBeLessThan(0.96);
  }
});

test("the difference of two rates agrees with the published examples", () => {
  // Newcombe (1998, Statistics in Medicine 17:873–890), table II, method 10.
  const shown = (first: [number, number], second: [number, number]) => rounded(differenceInterval({ passed: first[0], samples: first[1] }, { passed: second[0], samples: second[1] }));
  expect(shown([56, 70], [48, 80])).toEqual([0.0524, 0.3339]);
  expect(shown([9, 10], [3, 10])).toEqual([0.1705, 0.809]);
  expect(shown([0, 10], [0, 10])).toEqual([-0.2775, 0.2775]);
  expect(shown([10, 10], [0, 10])).toEqual([0.6075, 1]);
});

test("a rule on the exact lower bound is a rule on a whole number", () => {
  const needed = requiredSuccesses(40, 0.5) ?? 0;
  expect(clopperPearsonInterval(needed, 40).low).toBeGreaterThanOrEqual(0.5);
  expect(clopperPearsonInterval(needed - 1, 40).low).toBeLessThan(0.5);
  // Even 3 of 3 leave a lower bound of 0.292.
  expect(requiredSuccesses(3, 0.5)).toBeNull();
});

test("the power of a planned run is what that rule does at the supposed rate", () => {
  const shares = binomialShares(40, 0.7);
  const needed = requiredSuccesses(40, 0.5) ?? 0;
  expect(powerOfBound({ rate: 0.7, samples: 40, threshold: 0.5 })).toBeCloseTo(shares.slice(needed).reduce((sum, share) => sum + share, 0), 9);
  const samples = samplesForPower({ rate: 0.7, threshold: 0.5, power: 0.9 }) ?? 0;
  for (const more of [0, 1, 2, 3, 5, 20]) expect(powerOfBound({ rate: 0.7, samples: samples + more, threshold: 0.5 })).toBeGreaterThanOrEqual(0.9);
  expect(powerOfBound({ rate: 0.7, samples: samples - 1, threshold: 0.5 })).toBeLessThan(0.9);
  expect(samplesForPower({ rate: 0.5, threshold: 0.5, power: 0.9, most: 500 })).toBeNull();
});

test("impossible counts are refused", () => {
  expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  expect(() => clopperPearsonInterval(1, 2, 1)).toThrow(RangeError);
});
