import { describe, expect, test } from "vitest";
import { describeReceipt } from "./describe-receipt.ts";

describe("a receipt in a table", () => {
  test("is named by its act and instant", () => {
    const entry = { kind: "engagement.window-opened", at: "2026-09-01T12:00:00.000Z" };
    expect(describeReceipt({ schema: "breakwater-receipt/1", entry })).toEqual({ kind: "window opened", at: entry.at });
  });

  test("of another shape is still listed", () => {
    for (const receipt of [{}, { entry: null }, { entry: { kind: 7 } }]) {
      expect(describeReceipt(receipt)).toEqual({ kind: "", at: undefined });
    }
  });
});
