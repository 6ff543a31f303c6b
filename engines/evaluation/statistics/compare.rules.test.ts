import { expect, test } from "vitest";

import { comparePaired, powerOfPairs } from "./compare.rules.ts";
import { seedRandom } from "./random.rules.ts";

const pairs = (firstOnly: number, secondOnly: number, both: number, neither: number) =>
  ([[firstOnly, 1, 0], [secondOnly, 0, 1], [both, 1, 1], [neither, 0, 0]] as const).flatMap(([count, first, second], kind) => Array.from({ length: count }, (_, index) => ({ first, second, cluster: `${kind}.${index}` })));

test("a paired comparison agrees with the textbook: difference, t interval and the exact sign test", () => {
  const { low, high, ...rest } = comparePaired(pairs(8, 2, 5, 5));
  // s² of the differences is (10 − 20·0.3²)/19; 2·P(X ≥ 8 of 10) = 112/1024.
  expect(rest).toEqual({ difference: 0.3, standardError: expect.closeTo(Math.sqrt((10 - 1.8) / 19 / 20), 12), pairs: 20, clusters: 20, onlyFirst: 8, onlySecond: 2, exactProbability: expect.closeTo(112 / 1024, 12) });
  expect([low, high]).toEqual([expect.closeTo(-0.00745, 4), expect.closeTo(0.60745, 4)]);
});

test("models that never differ are not told apart, and one cluster tells nothing", () => {
  expect(comparePaired(pairs(0, 0, 3, 3)).exactProbability).toBe(1);
  expect(comparePaired([{ first: 1, second: 0, cluster: "a" }, { first: 1, second: 0, cluster: "a" }]).low).toBe(Number.NEGATIVE_INFINITY);
});

test("pairing sees a difference that two separate intervals would not", () => {
  const { low } = comparePaired(pairs(9, 0, 40, 40));
  expect(low).toBeGreaterThan(0);
});

test("the promised power is what a simulation sees", () => {
  const question = { tasks: 120, difference: 0.15, discordance: 0.3 };
  const random = seedRandom(5);
  const runs = 600;
  let seen = 0;
  for (let run = 0; run < runs; run += 1) {
    const drawn = Array.from({ length: question.tasks }, (_, index) => {
      const at = random();
      // 0.225 − 0.075 = 0.15, together 0.3.
      return { first: at < 0.225 ? 1 : 0, second: at >= 0.225 && at < 0.3 ? 1 : 0, cluster: `${index}` };
    });
    const { low, high } = comparePaired(drawn);
    if (low > 0 || high < 0) seen += 1;
  }
  expect(Math.abs(seen / runs - powerOfPairs(question))).toBeLessThan(0.05);
});
