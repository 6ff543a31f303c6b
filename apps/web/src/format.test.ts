import { describe, expect, test } from "vitest";
import { formatBytes, formatCount, formatDay, formatLocal, formatShare, formatUtc } from "./format.ts";

describe("formats", () => {
  test("an instant is written in UTC and in a time zone", () => {
    expect(formatUtc("2026-06-02T14:05:00Z")).toBe("2 Jun 2026, 14:05 UTC");
    expect(formatLocal("2026-06-02T14:05:00Z", "America/New_York")).toBe("2 Jun 2026, 10:05 EDT");
    expect(formatLocal("2026-12-02T02:05:00Z", "America/New_York")).toBe("1 Dec 2026, 21:05 EST");
    expect(formatLocal("2026-06-02T14:05:00Z", "UTC")).toBe(formatUtc("2026-06-02T14:05:00Z"));
  });

  test("a day is the day in UTC", () => {
    expect(formatDay("2026-06-02T23:59:59Z")).toBe("2 Jun 2026");
  });

  test("what is no instant is not written as one", () => {
    expect([formatUtc("soon"), formatLocal("", "UTC"), formatDay("2026-13-40")]).toEqual([undefined, undefined, undefined]);
  });

  test("counts, shares and sizes are written for people", () => {
    expect(formatCount(29439)).toBe("29,439");
    expect([formatShare(97, 1596), formatShare(1, 3), formatShare(0, 5), formatShare(3, 0), formatShare(5, 5)]).toEqual([
      "6.1 %",
      "33 %",
      "0 %",
      "0 %",
      "100 %",
    ]);
    expect([formatBytes(512), formatBytes(1536), formatBytes(20 * 1024 * 1024)]).toEqual(["512 bytes", "1.5 KiB", "20 MiB"]);
  });
});
