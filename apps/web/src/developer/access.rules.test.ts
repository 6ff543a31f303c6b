import { describe, expect, test } from "vitest";
import { toDays } from "./access.rules.ts";

describe("the days-used meter", () => {
  test("shows a used moment as a tenth of a day, and the whole budget as 30", () => {
    expect([0, 1, 8640, 8641, 2_591_999, 2_592_000].map(toDays)).toEqual([0, 0.1, 0.1, 0.2, 30, 30]);
  });
});
