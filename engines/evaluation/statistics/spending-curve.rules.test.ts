import { expect, test } from "vitest";

import { clopperPearsonInterval } from "./proportions.rules.ts";
import { seedRandom } from "./random.rules.ts";
import { readSpendingCurve, spendingCurve } from "./spending-curve.rules.ts";
import type { SpentSample } from "./spending-curve.rules.ts";

const succeeded = (spent: number): SpentSample => ({ spent, ended: "succeeded", limit: 100 });
const gaveUp = (spent: number): SpentSample => ({ spent, ended: "gave-up", limit: 100 });
const metLimit = (limit: number): SpentSample => ({ spent: limit, ended: "met-limit", limit });

test("without censoring the curve is the plain share with its exact interval", () => {
  const samples = [succeeded(10), succeeded(20), succeeded(20), gaveUp(5), gaveUp(30), metLimit(100), metLimit(100)];
  const { points, censored } = spendingCurve(samples);
  expect(censored).toBe(2);
  for (const { spent, succeeded: passed, share, low, high } of points) {
    const exact = clopperPearsonInterval(passed, 7);
    expect([spent, share, low, high]).toEqual([spent, expect.closeTo(passed / 7, 12), expect.closeTo(exact.low, 9), expect.closeTo(exact.high, 9)]);
  }
});

test("nought out of twenty is [0, 0.168], and nothing is said beyond what was watched", () => {
  const samples = Array.from({ length: 20 }, () => metLimit(100));
  const { share, low, high } = readSpendingCurve(samples, 99) ?? { share: 1, low: 1, high: 0 };
  expect([share, low, high]).toEqual([0, 0, expect.closeTo(1 - 0.025 ** (1 / 20), 9)]);
  expect(readSpendingCurve(samples, 101)).toBeNull();
});

test("who met a small limit is not counted as a failure at a larger one", () => {
  // Kaplan–Meier by hand: (1 − 1/4) at 10, then one of the two left succeeds at 50: 1 − 0.75·0.5.
  const { points, watchedUpTo } = spendingCurve([succeeded(10), metLimit(20), succeeded(50), metLimit(100)]);
  expect(points.map(({ share }) => share)).toEqual([0.25, 0.625]);
  expect(watchedUpTo).toBe(100);
});

test("who gave up had its chance, up to the limit it had", () => {
  expect(spendingCurve([succeeded(50), gaveUp(1)]).points.map(({ share, atRisk }) => ({ share, atRisk }))).toEqual([{ share: 0.5, atRisk: 2 }]);
  expect(spendingCurve([succeeded(50), { spent: 1, ended: "broken-off", limit: 100 }]).points.map(({ share }) => share)).toEqual([1]);
});

test("with censoring the bounds cover the true share in at least 95 of 100 runs", () => {
  const random = seedRandom(3);
  const runs = 1_500;
  let covered = 0;
  for (let run = 0; run < runs; run += 1) {
    // Success times are exponential with mean 50, limits uniform up to 120: at 40 the true share is 1 − e^−0.8.
    const samples = Array.from({ length: 30 }, (): SpentSample => {
      const [time, limit] = [-50 * Math.log(1 - random()), 120 * random()];
      return time <= limit ? { spent: time, ended: "succeeded", limit } : { spent: limit, ended: "met-limit", limit };
    });
    const { low, high } = readSpendingCurve(samples, 40) ?? { low: 0, high: 1 };
    const truth = 1 - Math.exp(-0.8);
    if (low <= truth && truth <= high) covered += 1;
  }
  expect(covered / runs).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / runs));
});
