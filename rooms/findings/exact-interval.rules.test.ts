import { expect, test } from "vitest";
import { exactInterval } from "./exact-interval.rules.ts";

const rounded = (seen: number, of: number, confidence?: number) => Object.values(exactInterval(seen, of, confidence)).map((bound) => Number(bound.toFixed(4)));

// None of n: the upper bound is 1 − (α/2)^(1/n), in closed form. The others stand in tables of the exact interval.
test("the exact interval is the tables' and the closed form's", () => {
  expect(rounded(0, 20)).toEqual([0, Number((1 - 0.025 ** (1 / 20)).toFixed(4))]);
  expect(rounded(20, 20)).toEqual([Number((0.025 ** (1 / 20)).toFixed(4)), 1]);
  expect(rounded(5, 10)).toEqual([0.1871, 0.8129]);
  expect(rounded(1, 10)).toEqual([0.0025, 0.445]);
  expect(rounded(10, 100, 0.95)).toEqual([0.049, 0.1762]);
  expect(rounded(0, 0)).toEqual([0, 1]);
});

test("the bounds mirror each other and close in as more is seen", () => {
  const [few, many] = [exactInterval(3, 30), exactInterval(300, 3_000)];
  expect(many.high - many.low).toBeLessThan((few.high - few.low) / 5);
  expect(1 - exactInterval(27, 30).high).toBeCloseTo(few.low, 9);
});
