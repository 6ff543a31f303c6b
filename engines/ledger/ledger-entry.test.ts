import { describe, expect, test } from "vitest";
import { canonicalEntry, parseLedgerEntry } from "./ledger-entry.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { makeEntry } from "../../tests/setup/small-log.ts";

describe("ledger entry", () => {
  test("has one spelling, which is the leaf's content", () => {
    expect(canonicalEntry(makeEntry(3))).toBe(
      '{"at":"2026-06-02T12:00:03.000Z","by":"person-1","data":{"place":3},"id":"entry-3","kind":"engagement.release-declared","subject":"engagement-3","v":1}',
    );
  });

  test.each([
    ["no entry at all", null, "entry must be an object"],
    ["another version", { ...makeEntry(0), v: 2 }, "entry.v must be 1; a newer Breakwater may know this version"],
    ["an unknown field", { ...makeEntry(0), note: 1 }, 'entry has the unknown key "note"; remove it'],
    ["an empty id", { ...makeEntry(0), id: "" }, "entry.id must be text"],
    ["a long id", { ...makeEntry(0), id: "x".repeat(129) }, "entry.id is longer than 128 characters"],
    ["a time without a zone", { ...makeEntry(0), at: "2026-06-02T12:00:00" }, 'entry.at must be a UTC time such as 2026-06-02T00:00:00.000Z, not "2026-06-02T12:00:00"'],
    ["a day that does not exist", { ...makeEntry(0), at: "2026-02-30T12:00:00.000Z" }, 'entry.at is not a real date: "2026-02-30T12:00:00.000Z"'],
    ["a kind in capitals", { ...makeEntry(0), kind: "Release" }, 'entry.kind must be lower-case words such as determination.results-sealed, not "Release"'],
    ["an escape sequence in the subject", { ...makeEntry(0), subject: "\u001b[2J" }, "entry.subject contains control characters"],
    ["data that is a list", { ...makeEntry(0), data: [] }, "entry.data must be an object"],
    ["data of 70 kB", { ...makeEntry(0), data: { text: "x".repeat(70_000) } }, "entry is larger than 65536 bytes; store the content elsewhere and put its digest in data"],
    ["data that JSON cannot say", { ...makeEntry(0), data: { n: undefined } }, "value.data.n is of type undefined; it cannot be written as canonical JSON"],
  ])("is refused with %s, and the field is named", (_, value, message) => {
    expect(() => parseLedgerEntry(value)).toThrow(message);
    expect(() => canonicalEntry(value as LedgerEntry)).toThrow(message);
  });

  test("is refused with a missing field", () => {
    for (const field of Object.keys(makeEntry(0))) {
      const { [field as keyof LedgerEntry]: _, ...rest } = makeEntry(0);
      expect(() => parseLedgerEntry(rest)).toThrow(`entry.${field} is missing`);
    }
  });
});
