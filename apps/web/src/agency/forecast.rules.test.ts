import { expect, test } from "vitest";
import { toBars } from "./forecast.rules.ts";

const WEEK = { from: "2026-07-06", to: "2026-07-12" };

test("all weeks share one scale, and the widest fills it with the upper end of its interval", () => {
  const bars = toBars([
    { ...WEEK, due: 30, expected: 10, low: 5, high: 20 },
    { ...WEEK, due: 0, expected: 10, low: 0, high: 25 },
  ]);
  expect(bars).toEqual([
    { due: 60, expected: 20, from: 70, to: 100 },
    { due: 0, expected: 20, from: 0, to: 50 },
  ]);
});

test("weeks in which nothing is due nor expected have no bars", () => {
  expect(toBars([{ ...WEEK, due: 0, expected: 0, low: 0, high: 0 }])).toEqual([{ due: 0, expected: 0, from: 0, to: 0 }]);
});
