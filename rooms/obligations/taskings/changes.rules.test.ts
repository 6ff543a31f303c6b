import fc from "fast-check";
import { expect, test } from "vitest";
import type { EvidenceKind } from "#contracts/obligations";
import { listChangesOf } from "./changes.rules.ts";
import { addDays } from "./days.rules.ts";
import { standingAt, type Known } from "./status.rules.ts";
import { SIGNED_ON } from "./taskings.rules.ts";

const wordsOf = (known: Known, until: string) => listChangesOf({ paragraph: "2(d)", days: 30, known, until }).map(({ at, because, from, to }) => [at.slice(0, 10), because, from, to]);

test("a tasking's history tells of each day that moved it, and of everything that became known", () => {
  const late = { id: "evd_late", kind: "completion" as const, publishedOn: "2026-07-09", recordedAt: "2026-07-10T08:00:00.000Z", retractedAt: "2026-07-20T09:00:00.000Z" };
  const also = { id: "evd_also", kind: "progress" as const, publishedOn: "2026-07-11", recordedAt: "2026-07-11T08:00:00.000Z", retractedAt: null };
  const known = { evidence: [also, late], statements: [] };
  expect(wordsOf(known, "2026-12-31T00:00:00.000Z")).toEqual([
    ["2026-06-18", "due-near", "not_due", "due_soon"],
    ["2026-07-03", "due-passed", "due_soon", "passed_silent"],
    ["2026-07-10", "evidence", "passed_silent", "met_late"],
    ["2026-07-11", "evidence", "met_late", "met_late"],
    ["2026-07-20", "retraction", "met_late", "overdue"],
  ]);
  expect(wordsOf(known, "2026-07-09T23:59:59.999Z")).toHaveLength(2);
  expect(wordsOf({ evidence: [{ ...late, publishedOn: "2026-06-10", recordedAt: "2026-06-10T08:00:00.000Z", retractedAt: null }], statements: [] }, "2026-12-31T00:00:00.000Z")).toEqual([["2026-06-10", "evidence", "not_due", "met"]]);
});

test("on every day, the history up to it ends in the status of that day, and its steps follow from each other", () => {
  const some = fc.record({ kind: fc.constantFrom<EvidenceKind>("progress", "completion", "supersession"), after: fc.nat(90), struck: fc.option(fc.nat(60)) });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 5 }), fc.nat(150), (documents, after) => {
      const evidence = documents.map((one, place) => {
        const publishedOn = addDays(SIGNED_ON, one.after);
        return { id: `evd_${place}`, kind: one.kind, publishedOn, recordedAt: `${publishedOn}T12:00:00.000Z`, retractedAt: one.struck === null ? null : `${addDays(publishedOn, one.struck)}T13:00:00.000Z` };
      });
      const known = { evidence, statements: [] };
      const until = `${addDays(SIGNED_ON, after)}T23:59:59.999Z`;
      const changes = listChangesOf({ paragraph: "2(d)", days: 30, known, until });
      expect(changes.at(-1)?.to ?? "not_due").toBe(standingAt({ days: 30, at: until, known }).status);
      for (const [place, { from }] of changes.entries()) expect(from).toBe(changes[place - 1]?.to ?? "not_due");
    }),
  );
});
