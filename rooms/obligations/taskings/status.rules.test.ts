import fc from "fast-check";
import { expect, test } from "vitest";
import type { EvidenceKind, TaskingStatus } from "#contracts/obligations";
import { addDays, daysBetween } from "./days.rules.ts";
import { dueOn, standingAt, type KnownEvidence, type KnownStatement } from "./status.rules.ts";
import { SIGNED_ON } from "./taskings.rules.ts";

const DAY_MS = 86_400_000;
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

const document = (kind: EvidenceKind, publishedOn: string, more: Partial<KnownEvidence> = {}): KnownEvidence => ({ id: `evd_${publishedOn}`, kind, publishedOn, recordedAt: `${publishedOn}T12:00:00.000Z`, retractedAt: null, ...more });
const stated = (sequence: number, status: TaskingStatus, asOf: string, more: Partial<KnownStatement> = {}): KnownStatement => ({ id: `mst_${sequence}`, peerId: "mpe_1", status, asOf, sequence, receivedAt: `${asOf}T12:00:00.000Z`, trustEndedAt: null, ...more });
const on = (today: string, evidence: readonly KnownEvidence[] = [], statements: readonly KnownStatement[] = []) => {
  const { status, daysLate } = standingAt({ days: 30, at: `${today}T23:59:59.999Z`, known: { evidence, statements } });
  return [status, daysLate];
};

test("days are added and counted as the calendar does, over 4,000 years and both ways", () => {
  const somewhere = fc.integer({ min: Date.UTC(1, 0, 1) / DAY_MS, max: Date.UTC(4000, 0, 1) / DAY_MS });
  fc.assert(
    fc.property(somewhere, fc.integer({ min: -200_000, max: 200_000 }), (start, days) => {
      fc.pre(start + days > Date.UTC(1, 0, 1) / DAY_MS);
      const [from, to] = [day(start * DAY_MS), day((start + days) * DAY_MS)];
      expect([addDays(from, days), daysBetween(from, to)]).toEqual([to, days]);
    }),
  );
});

test("due days are counted from 2 June 2026 and from nothing else (INV-20)", () => {
  expect([dueOn(0), dueOn(30), dueOn(60), dueOn(638)]).toEqual(["2026-06-02", "2026-07-02", "2026-08-01", "2028-03-01"]);
  fc.assert(fc.property(fc.nat(40_000), (days) => dueOn(days) === day(Date.parse(SIGNED_ON) + days * DAY_MS)));
});

test("lateness and silence show by themselves as days pass", () => {
  expect([on("2026-06-17"), on("2026-06-18"), on("2026-07-02"), on("2026-07-03"), on("2026-08-01")]).toEqual([["not_due", 0], ["due_soon", 0], ["due_soon", 0], ["passed_silent", 1], ["passed_silent", 30]]);
});

test("progress is no completion, whenever it was published", () => {
  expect(on("2026-07-02", [document("progress", "2026-06-20")])).toEqual(["due_soon", 0]);
  expect(on("2026-07-03", [document("progress", "2026-06-20")])).toEqual(["overdue", 1]);
  expect(on("2026-07-12", [document("progress", "2026-07-10")])).toEqual(["overdue", 10]);
  // Until it came, nothing was known.
  expect(on("2026-07-09", [document("progress", "2026-07-10")])).toEqual(["passed_silent", 7]);
});

test("the first completion decides, and how late it was stays", () => {
  expect(on("2026-07-03", [document("completion", "2026-07-02")])).toEqual(["met", 0]);
  expect(on("2026-12-31", [document("completion", "2026-07-05"), document("completion", "2026-07-03"), document("progress", "2026-06-20")])).toEqual(["met_late", 1]);
});

test("a supersession ends what was open, and takes nothing from what was done before it", () => {
  expect(on("2027-01-01", [document("supersession", "2026-07-03")])).toEqual(["superseded", 1]);
  expect(on("2027-01-01", [document("supersession", "2026-06-20")])).toEqual(["superseded", 0]);
  expect(on("2027-01-01", [document("completion", "2026-07-01"), document("supersession", "2026-09-03")])).toEqual(["met", 0]);
  expect(on("2027-01-01", [document("completion", "2026-09-03"), document("supersession", "2026-09-02")])).toEqual(["superseded", 62]);
});

test("what was found wrong counts until it was struck, and never after", () => {
  const wrong = document("completion", "2026-07-01", { retractedAt: "2026-07-20T09:00:00.000Z" });
  expect([on("2026-07-19", [wrong]), on("2026-07-20", [wrong])]).toEqual([["met", 0], ["passed_silent", 18]]);
});

test("what another installation stated counts as it says, from the first day of its run", () => {
  expect(on("2026-07-12", [], [stated(1, "met", "2026-07-10")])).toEqual(["met", 0]);
  expect(on("2026-08-12", [], [stated(1, "passed_silent", "2026-07-05"), stated(2, "met_late", "2026-07-10"), stated(3, "met_late", "2026-07-17"), stated(4, "met_late", "2026-08-01")])).toEqual(["met_late", 8]);
  expect(on("2026-07-12", [], [stated(1, "overdue", "2026-07-10")])).toEqual(["overdue", 10]);
  expect(on("2026-07-12", [], [stated(1, "passed_silent", "2026-07-10")])).toEqual(["passed_silent", 10]);
  // Taken back there, it no longer stands here.
  expect(on("2026-07-22", [], [stated(1, "met", "2026-07-01"), stated(2, "overdue", "2026-07-20")])).toEqual(["overdue", 20]);
  expect(on("2026-07-22", [], [stated(1, "met", "2026-07-01", { trustEndedAt: "2026-07-21T00:00:00.000Z" })])).toEqual(["passed_silent", 20]);
});

test("whatever becomes known, the due day never moves and a tasking met in time never becomes late", () => {
  const some = fc.record({ kind: fc.constantFrom<EvidenceKind>("progress", "completion", "supersession"), after: fc.nat(90), struck: fc.option(fc.nat(90)) });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 6 }), fc.nat(120), (documents, after) => {
      const evidence = documents.map((one, place) => document(one.kind, addDays(SIGNED_ON, one.after), { id: `evd_${place}`, retractedAt: one.struck === null ? null : `${addDays(SIGNED_ON, one.after + one.struck)}T13:00:00.000Z` }));
      const today = addDays(SIGNED_ON, after);
      const [status, daysLate] = on(today, evidence);
      const standing = evidence.filter((one) => one.recordedAt.slice(0, 10) <= today && (one.retractedAt === null || one.retractedAt.slice(0, 10) > today));
      const isSilent = standing.length === 0;
      expect([status === "passed_silent", status === "met" && daysLate !== 0, status === "met_late" && daysLate === 0]).toEqual([isSilent && today > "2026-07-02", false, false]);
      const inTime = standing.some(({ kind, publishedOn }) => kind === "completion" && publishedOn <= "2026-07-02");
      const isSuperseded = standing.some(({ kind }) => kind === "supersession");
      expect(inTime && !isSuperseded && status !== "met").toBe(false);
    }),
  );
});
