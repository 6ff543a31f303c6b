import { MILESTONE_PARAGRAPHS, type MilestoneParagraph, type MilestoneStatement } from "#contracts/milestones";
import type { TaskingStatus } from "#contracts/obligations";
import { addDays } from "../taskings/days.rules.ts";
import { counts, dueOn, dueSoonOn, type KnownEvidence } from "../taskings/status.rules.ts";
import { SIGNED_ON, TASKINGS } from "../taskings/taskings.rules.ts";

/** A status that has not changed is stated again after so many days, so that silence can be told from a file that was not carried. */
const STATED_AGAIN_DAYS = 7;

export function isMilestoneParagraph(paragraph: string): paragraph is MilestoneParagraph {
  return MILESTONE_PARAGRAPHS.some((one) => one === paragraph);
}

export type Stated = Pick<MilestoneStatement, "status" | "evidenceDigest" | "asOf" | "sequence">;

/** What is stated next, after the last; undefined when there is nothing to say. */
export function nextStatement({ last, status, evidenceDigest, today }: { readonly last: Stated | undefined; readonly status: TaskingStatus; readonly evidenceDigest: string | null; readonly today: string }): Stated | undefined {
  const isSame = last !== undefined && last.status === status && last.evidenceDigest === evidenceDigest;
  if (isSame && today < addDays(last.asOf, STATED_AGAIN_DAYS)) return undefined;
  return { status, evidenceDigest, asOf: today, sequence: (last?.sequence ?? 0) + 1 };
}

const DECIDED_BY: Readonly<Partial<Record<TaskingStatus, KnownEvidence["kind"]>>> = { met: "completion", met_late: "completion", superseded: "supersession", overdue: "progress" };

/** The digest of the public document by which a status stands: the first of its kind. */
export function decidingDigest(status: TaskingStatus, evidence: readonly (KnownEvidence & { readonly digest: string })[], at: string): string | null {
  const kind = DECIDED_BY[status];
  const deciding = evidence.filter((one) => one.kind === kind && counts(one, at)).toSorted((a, b) => (a.publishedOn < b.publishedOn ? -1 : a.publishedOn > b.publishedOn ? 1 : 0));
  return deciding[0]?.digest ?? null;
}

export type StatementFault = { readonly code: "date-in-future" | "before-signing" | "milestone-contradicts-itself" | "milestone-not-newer"; readonly says: string };

/** What is wrong with a well-signed statement, judged by the calendar and by the last one of its installation; undefined when nothing. */
export function findStatementFault(statement: MilestoneStatement, { last, today }: { readonly last: Pick<Stated, "asOf" | "sequence"> | undefined; readonly today: string }): StatementFault | undefined {
  const { asOf, status, sequence } = statement;
  if (asOf > today) return { code: "date-in-future", says: `is of ${asOf}, a day that has not come` };
  if (asOf < SIGNED_ON) return { code: "before-signing", says: `is of ${asOf}, before the order was signed` };
  if (!fits(status, asOf, daysOf(statement.paragraph))) return { code: "milestone-contradicts-itself", says: `says ${status} of ${asOf}, which cannot be on that day` };
  if (last && sequence <= last.sequence) return { code: "milestone-not-newer", says: `has the number ${sequence}; number ${last.sequence} of that installation is known` };
  if (last && asOf < last.asOf) return { code: "milestone-contradicts-itself", says: `is newer than number ${last.sequence} and of an earlier day` };
  return undefined;
}

function fits(status: TaskingStatus, asOf: string, days: number): boolean {
  const due = dueOn(days);
  switch (status) {
    case "not_due":
      return asOf < dueSoonOn(days);
    case "due_soon":
      return asOf >= dueSoonOn(days) && asOf <= due;
    case "overdue":
    case "passed_silent":
    case "met_late":
      return asOf > due;
    case "met":
    case "superseded":
      return true;
  }
}

function daysOf(paragraph: MilestoneParagraph): number {
  return TASKINGS.find((text) => text.paragraph === paragraph)?.days ?? 0;
}
