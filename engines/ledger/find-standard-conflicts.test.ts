import { expect, test } from "vitest";
import { DETERMINATION_ENTRY_KINDS } from "./determination-bundle.types.ts";
import { findStandardConflicts } from "./find-standard-conflicts.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { makeEntry } from "../../tests/setup/small-log.ts";

const commitmentOf = (version: number): string => String(version).repeat(128);
const at = (minute: number): string => `2026-06-02T12:0${minute}:00.000Z`;

const entry = (kind: keyof typeof DETERMINATION_ENTRY_KINDS, data: LedgerEntry["data"]): LedgerEntry => makeEntry(1, { kind: DETERMINATION_ENTRY_KINDS[kind], data });
const standard = (version: number, more: LedgerEntry["data"] = {}): LedgerEntry =>
  entry("standardCommitted", { id: "s", version: String(version), commitment: commitmentOf(version), ruleCommitment: "a".repeat(64), sequence: version, supersedes: version === 1 ? null : commitmentOf(version - 1), committedAt: at(version), ...more });
const run = (version: number, minute: number): LedgerEntry => entry("runBegun", { determinationId: "det-1", standard: commitmentOf(version), begunAt: at(minute) });
const results = (version: number): LedgerEntry => entry("resultsSealed", { determinationId: "det-1", commitment: "b".repeat(128), standard: commitmentOf(version) });

const codes = (...entries: readonly LedgerEntry[]) => findStandardConflicts(entries).map(({ code }) => code);

test("one line of standards, each run under the one that was active, shows no conflict", () => {
  expect(codes(standard(1), standard(2), run(2, 4), results(2), standard(5, { sequence: 3, supersedes: commitmentOf(2) }))).toEqual([]);
  // One that was begun before another took its place keeps it, whenever the log heard of it.
  expect(codes(standard(1), standard(3, { sequence: 2, supersedes: commitmentOf(1) }), run(1, 2), results(1))).toEqual([]);
  expect(codes(makeEntry(1), entry("standardCommitted", { id: "old", version: "0", commitment: commitmentOf(9) }))).toEqual([]);
});

test("two standards that were active at once are shown by their two entries alone", () => {
  const twin = standard(2, { commitment: commitmentOf(7), version: "7" });
  expect(findStandardConflicts([standard(2), twin])).toEqual([{ code: "two-active", message: 'Two standards claim one place in the line: "s", version "2" and "s", version "7".' }]);
  expect(codes(standard(1), standard(2), standard(3, { supersedes: commitmentOf(1) }))).toEqual(["two-active"]);
  expect(codes(standard(1), standard(8, { sequence: 1, supersedes: null }))).toEqual(["two-active"]);
});

test("a run under a standard that was no longer active shows, and so does a standard chosen after the results", () => {
  expect(codes(standard(1), standard(2), run(1, 4))).toEqual(["not-active"]);
  expect(codes(standard(1), standard(2), run(2, 4), results(1))).toEqual(["chosen-later"]);
});

test("entries of an attacker's making are named without their control characters, and break nothing", () => {
  const odd = standard(2, { commitment: 7, id: "\u001b[2J", version: null });
  expect(findStandardConflicts([standard(2), odd])[0]?.message).toContain("\\u001b");
  expect(codes(entry("runBegun", { determinationId: 1, standard: null, begunAt: [] }), entry("resultsSealed", {}))).toEqual([]);
});
