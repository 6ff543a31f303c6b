import { expect, test } from "vitest";

import { clusteredBootstrap, hierarchicalBootstrap, quantile } from "./bootstrap.rules.ts";
import { mean } from "./estimates.rules.ts";
import { seedRandom } from "./random.rules.ts";

test("the same seed gives the same interval, another one nearly the same", () => {
  const clusters = [[0, 1], [1, 1], [0], [0, 0, 1], [1]];
  expect(clusteredBootstrap(clusters, mean, { seed: 7 })).toEqual(clusteredBootstrap(clusters, mean, { seed: 7 }));
  expect(clusteredBootstrap(clusters, mean, { seed: 8 }).low).toBeCloseTo(clusteredBootstrap(clusters, mean, { seed: 7 }).low, 1);
});

test("one cluster says nothing of how clusters differ", () => {
  expect(clusteredBootstrap([[1, 1, 0]], mean)).toEqual({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
});

test("drawing whole clusters covers the true rate in at least 92 of 100 runs with 30 clusters", () => {
  const random = seedRandom(20_261_121);
  const runs = 800;
  let covered = 0;
  for (let run = 0; run < runs; run += 1) {
    // Each cluster has a rate of its own, uniform on [0, 1], and four samples: the true mean rate is one half.
    const clusters = Array.from({ length: 30 }, () => {
      const rate = random();
      return Array.from({ length: 4 }, () => (random() < rate ? 1 : 0));
    });
    const { low, high } = clusteredBootstrap(clusters, mean, { resamples: 300, seed: run });
    if (low <= 0.5 && 0.5 <= high) covered += 1;
  }
  expect(covered / runs).toBeGreaterThanOrEqual(0.92);
  // Nor is it wider than it says, but for three standard errors of the simulation.
  expect(covered / runs).toBeLessThan(0.95 + 3 * Math.sqrt((0.95 * 0.05) / runs));
});

test("with nothing to nest, the hierarchy is a plain bootstrap; with families, the interval widens to what they differ by", () => {
  const values = Array.from({ length: 60 }, (_, index) => ({ family: `f${index % 6}`, score: index % 6 < 3 ? 1 : 0 }));
  const flat = hierarchicalBootstrap(values, [], (drawn) => mean(drawn.map(({ score }) => score)));
  const nested = hierarchicalBootstrap(values, [({ family }) => family], (drawn) => mean(drawn.map(({ score }) => score)));
  expect(flat.high - flat.low).toBeLessThan(0.3);
  expect(nested.high - nested.low).toBeGreaterThan(0.6);
});

test("quantiles lie on the straight line between neighbours", () => {
  expect([quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0), quantile([1, 2], 0.25), quantile([], 0.5)]).toEqual([2.5, 1, 1.25, Number.NaN]);
});
