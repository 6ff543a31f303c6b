import { expect, test } from "vitest";
import { toInstant } from "./local-time.ts";

test("a local time or day becomes the instant it means, and what is neither becomes nothing", () => {
  expect([toInstant("2026-12-01T15:00"), toInstant("2026-12-01")]).toEqual([new Date(2026, 11, 1, 15).toISOString(), new Date(2026, 11, 1).toISOString()]);
  expect([toInstant(""), toInstant("soon")]).toEqual(["", ""]);
});
