import { expect, test } from "vitest";
import { MILESTONE_SCHEMA, type MilestoneStatement } from "#contracts/milestones";
import { decidingDigest, findStatementFault, nextStatement } from "./milestone.rules.ts";

const statement = (change: Partial<MilestoneStatement> = {}): MilestoneStatement => ({ schema: MILESTONE_SCHEMA, installation: "shield.example", paragraph: "2(a)", status: "met", evidenceDigest: null, asOf: "2026-07-10", sequence: 3, ...change });
const faultOf = (change: Partial<MilestoneStatement>, last?: { asOf: string; sequence: number }) => findStatementFault(statement(change), { last, today: "2026-07-20" })?.code;

test("what is stated changes with the status and with its evidence, and is said again after a week", () => {
  const last = { status: "overdue" as const, evidenceDigest: "a", asOf: "2026-07-10", sequence: 4 };
  const next = (status: "overdue" | "met", evidenceDigest: string, today: string) => nextStatement({ last, status, evidenceDigest, today })?.sequence;
  expect([next("overdue", "a", "2026-07-16"), next("overdue", "a", "2026-07-17"), next("met", "a", "2026-07-10"), next("overdue", "b", "2026-07-10")]).toEqual([undefined, 5, 5, 5]);
  expect(nextStatement({ last: undefined, status: "not_due", evidenceDigest: null, today: "2026-06-03" })).toEqual({ status: "not_due", evidenceDigest: null, asOf: "2026-06-03", sequence: 1 });
});

test("the digest that is stated is that of the first standing document of the kind that decides", () => {
  const document = (kind: "progress" | "completion", publishedOn: string, digest: string, retractedAt: string | null = null) => ({ id: digest, kind, publishedOn, digest, recordedAt: "2026-07-01T00:00:00.000Z", retractedAt });
  const evidence = [document("progress", "2026-06-10", "p"), document("completion", "2026-06-20", "late"), document("completion", "2026-06-12", "first"), document("completion", "2026-06-11", "struck", "2026-07-02T00:00:00.000Z")];
  const at = "2026-07-10T00:00:00.000Z";
  expect([decidingDigest("met", evidence, at), decidingDigest("overdue", evidence, at), decidingDigest("superseded", evidence, at), decidingDigest("passed_silent", evidence, at)]).toEqual(["first", "p", null, null]);
});

test("a statement that the calendar or the one before it contradicts is refused, whoever signed it", () => {
  expect([faultOf({}), faultOf({ sequence: 3 }, { asOf: "2026-07-10", sequence: 2 })]).toEqual([undefined, undefined]);
  expect([faultOf({ asOf: "2026-07-21" }), faultOf({ asOf: "2026-06-01" })]).toEqual(["date-in-future", "before-signing"]);
  expect([faultOf({ sequence: 3 }, { asOf: "2026-07-01", sequence: 3 }), faultOf({ sequence: 3 }, { asOf: "2026-07-01", sequence: 9 })]).toEqual(["milestone-not-newer", "milestone-not-newer"]);
  expect(faultOf({ sequence: 4 }, { asOf: "2026-07-11", sequence: 3 })).toBe("milestone-contradicts-itself");
  const wrong = [{ status: "not_due", asOf: "2026-06-18" }, { status: "due_soon", asOf: "2026-06-17" }, { status: "due_soon", asOf: "2026-07-03" }, { status: "overdue", asOf: "2026-07-02" }, { status: "passed_silent", asOf: "2026-07-02" }, { status: "met_late", asOf: "2026-07-02" }] as const;
  const right = [{ status: "not_due", asOf: "2026-06-17" }, { status: "due_soon", asOf: "2026-06-18" }, { status: "overdue", asOf: "2026-07-03" }, { status: "met_late", asOf: "2026-07-03" }, { status: "superseded", asOf: "2026-06-03" }, { status: "met", asOf: "2026-06-03" }] as const;
  expect(wrong.map((change) => faultOf(change))).toEqual(wrong.map(() => "milestone-contradicts-itself"));
  expect(right.map((change) => faultOf(change))).toEqual(right.map(() => undefined));
});
