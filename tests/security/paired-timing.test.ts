import { expect, test } from "vitest";
import { judgePairs, measurePairs, median } from "../../benchmarks/paired-timing.ts";

/** The same numbers in each run: a linear congruential generator (Knuth's MMIX constants, upper bits). */
function numbers(seed: bigint): () => number {
  let state = seed;
  return () => Number((state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn) >> 11n) / 2 ** 53;
}

/** Times as a busy machine gives them: 2 ms, some noise, and now and then a long pause. */
function times(n: number, seed: bigint, more = 0): number[] {
  const random = numbers(seed);
  return Array.from({ length: n }, () => 2 + more + random() * 0.8 + (random() < 0.03 ? 20 * random() : 0));
}

test("a leak of a millisecond is found, and one of nothing is not", () => {
  const none = judgePairs(times(500, 1n), times(500, 2n));
  expect(Math.abs(none.shiftMs)).toBeLessThan(0.1);
  expect(none.p).toBeGreaterThan(0.01);
  const leak = judgePairs(times(500, 1n), times(500, 2n, 1));
  expect(Math.abs(leak.shiftMs - 1)).toBeLessThan(0.1);
  expect(leak.p).toBeLessThan(1e-6);
});

test("no difference is called one more often than its level says", () => {
  const found = Array.from({ length: 400 }, (_, at) => judgePairs(times(100, BigInt(at * 2 + 1)), times(100, BigInt(at * 2 + 2) << 20n)).p).filter((p) => p < 0.05).length;
  // 20 are expected of 400; 40 would be a one in a hundred thousand.
  expect(found).toBeLessThan(40);
  expect(found).toBeGreaterThan(4);
});

test("the signed-rank test says what the tables say, ties included", () => {
  expect(judgePairs(Array.from({ length: 10 }, () => 1), Array.from({ length: 10 }, (_, at) => 2 + at)).p).toBeCloseTo(0.00506, 4);
  expect(judgePairs(Array.from({ length: 20 }, () => 1), Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 2 : 0))).p).toBeCloseTo(1, 6);
  expect(judgePairs([1, 1], [1, 1]).p).toBe(1);
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});

test("each of a pair comes first as often as the other, and the first rounds are thrown away", async () => {
  const order: string[] = [];
  const timing = await measurePairs({ pairs: 100, left: async () => void order.push("left"), right: async () => void order.push("right"), random: numbers(7n) });
  expect([timing.pairs, order.length]).toEqual([100, 240]);
  const leftFirst = order.filter((one, at) => at % 2 === 0 && one === "left").length;
  expect(leftFirst).toBeGreaterThan(40);
  expect(leftFirst).toBeLessThan(80);
});
