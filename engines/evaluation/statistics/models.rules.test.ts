import { expect, test } from "vitest";

import { fitItemResponse } from "./item-response.rules.ts";
import { fitLogistic, invertSymmetric, logistic, multiply } from "./logistic.rules.ts";
import { seedRandom } from "./random.rules.ts";
import { timeHorizon } from "./time-horizon.rules.ts";

test("a symmetric matrix times its inverse is one, and one without an inverse is refused", () => {
  const matrix = [[4, 1, 0.5], [1, 3, 0.2], [0.5, 0.2, 2]];
  const inverse = invertSymmetric(matrix);
  for (const [index, row] of matrix.entries()) expect(multiply(inverse, row)).toEqual([0, 1, 2].map((place) => expect.closeTo(place === index ? 1 : 0, 12)));
  expect(() => invertSymmetric([[1, 1], [1, 1]])).toThrow("cannot be told apart");
});

test("a logistic fit finds the curve its data were drawn from, and stays finite where a model passes all and fails all", () => {
  const random = seedRandom(2);
  const points = Array.from({ length: 4_000 }, () => {
    const x = 6 * random() - 3;
    return { x, score: random() < logistic(0.5 - 1.5 * x) ? 1 : 0 };
  });
  const { intercept, slope } = fitLogistic(points);
  expect([intercept, slope]).toEqual([expect.closeTo(0.5, 0), expect.closeTo(-1.5, 0)]);
  expect(Math.abs(slope + 1.5)).toBeLessThan(0.15);
  const separated = fitLogistic([1, 2, 3, 4].map((x) => ({ x, score: x < 3 ? 1 : 0 })));
  expect(Number.isFinite(separated.slope) && separated.slope < 0).toBe(true);
  expect(-separated.intercept / separated.slope).toBeCloseTo(2.5, 6);
});

test("with one x only, the penalised fit is the share with half a pass and half a failure added", () => {
  // Jeffreys' prior on a single proportion; two x values of the same weight keep the slope free and the pair symmetric.
  const { intercept, slope } = fitLogistic([-1, 1].flatMap((x) => [1, 1, 0].map((score) => ({ x, score }))));
  expect(slope).toBeCloseTo(0, 9);
  expect(logistic(intercept)).toBeCloseTo((2 + 0.5) / (3 + 1), 9);
});

test("the time horizon finds the length at which success was made to be one half, with bounds around it", () => {
  const random = seedRandom(9);
  const samples = Array.from({ length: 240 }, (_, index) => {
    const humanMinutes = 2 ** (index % 10);
    return { humanMinutes, family: `f${Math.floor(index / 4)}`, score: random() < logistic(1.2 * (5 - Math.log2(humanMinutes))) ? 1 : 0 };
  });
  const half = timeHorizon(samples, 0.5, { resamples: 300 });
  expect(half.low).toBeLessThan(32);
  expect(half.high).toBeGreaterThan(32);
  expect(half.minutes).toBeGreaterThan(20);
  expect(half.minutes).toBeLessThan(50);
  expect(half.extrapolated).toBe(false);
  expect(timeHorizon(samples, 0.8, { resamples: 50 }).minutes).toBeLessThan(half.minutes);
});

test("a model that does all tasks has its horizon beyond them, which is said", () => {
  const all = Array.from({ length: 20 }, (_, index) => ({ humanMinutes: 1 + index, family: `f${index}`, score: 1 }));
  expect(timeHorizon(all, 0.5, { resamples: 50 }).extrapolated).toBe(true);
});

test("item response puts models and tasks in their order, with intervals that hold the truth", () => {
  const random = seedRandom(4);
  const abilities = [-1.5, -0.5, 0, 0.8, 1.6];
  const difficulties = Array.from({ length: 30 }, (_, index) => -2 + (4 * index) / 29);
  const counts = abilities.flatMap((ability, model) =>
    difficulties.map((difficulty, task) => ({ model: `m${model}`, task: `t${task}`, samples: 20, passed: Array.from({ length: 20 }).filter(() => random() < logistic(ability - difficulty)).length })),
  );
  const fit = fitItemResponse(counts);
  expect(fit.abilities.map(({ value }) => value)).toEqual(fit.abilities.map(({ value }) => value).toSorted((a, b) => a - b));
  const held = fit.difficulties.filter(({ low, high }, index) => low <= (difficulties[index] ?? 0) && (difficulties[index] ?? 0) <= high).length;
  expect(held).toBeGreaterThanOrEqual(26);
  expect(fitItemResponse(counts)).toEqual(fit);
});

test("a task nobody passes is hard, not impossible: its interval stays finite", () => {
  const { difficulties } = fitItemResponse([{ model: "a", task: "x", passed: 0, samples: 5 }, { model: "a", task: "y", passed: 5, samples: 5 }]);
  const [x, y] = difficulties;
  expect((x?.value ?? 0) > (y?.value ?? 0) && Number.isFinite(x?.high)).toBe(true);
});
