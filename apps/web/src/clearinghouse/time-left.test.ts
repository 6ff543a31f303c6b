import { expect, test } from "vitest";
import { timeLeft } from "./time-left.ts";

test("what is left is never said to be more than it is", () => {
  const end = "2026-12-03T00:00:00.000Z";
  const at = (instant: string) => timeLeft(end, Date.parse(instant));
  expect([at("2026-11-01T00:00:01Z"), at("2026-12-01T00:00:00Z"), at("2026-12-01T00:00:01Z"), at("2026-12-02T23:30:00Z"), at(end), at("2026-12-04T00:00:00Z")]).toEqual([
    { unit: "days", count: 31 },
    { unit: "days", count: 2 },
    { unit: "hours", count: 47 },
    { unit: "hours", count: 0 },
    undefined,
    undefined,
  ]);
  expect(timeLeft("no instant", 0)).toBeUndefined();
});
