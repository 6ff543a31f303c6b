import type { EvidenceKind, TaskingStatus } from "#contracts/obligations";
import { addDays, dayOf, daysBetween } from "./days.rules.ts";
import { SIGNED_ON } from "./taskings.rules.ts";

/*
 * A tasking's status is not stored: it follows from its due day, the instant asked about, and what was known by then.
 *
 *   not_due ──▶ due_soon (14 days before) ──▶ passed_silent   due day over, nothing is publicly known
 *                                        └──▶ overdue         due day over, progress is known and no completion, whenever it
 *                                                             was published
 *   any of these ──▶ met | met_late     the first completion, published by the due day or after it
 *                └─▶ superseded         unless it was completed before
 *
 * What was found wrong counts no more from then on, and neither does what an installation stated whose key is trusted no more.
 */

const DUE_SOON_DAYS = 14;

/** A public document, as far as the status asks. */
export interface KnownEvidence {
  readonly id: string;
  readonly kind: EvidenceKind;
  readonly publishedOn: string;
  readonly recordedAt: string;
  readonly retractedAt: string | null;
}

/** What another installation stated and signed. */
export interface KnownStatement {
  readonly id: string;
  readonly peerId: string;
  readonly status: TaskingStatus;
  readonly asOf: string;
  readonly sequence: number;
  readonly receivedAt: string;
  readonly trustEndedAt: string | null;
}

export interface Known {
  readonly evidence: readonly KnownEvidence[];
  readonly statements: readonly KnownStatement[];
}

export interface Standing {
  readonly status: TaskingStatus;
  /** Days between the due day and the end of the tasking, or the day asked about; 0 when in time. */
  readonly daysLate: number;
}

/** The day a tasking falls due: signing day plus calendar days. */
export function dueOn(days: number): string {
  return addDays(SIGNED_ON, days);
}

/** From this day on it is due soon. */
export function dueSoonOn(days: number): string {
  return addDays(dueOn(days), -DUE_SOON_DAYS);
}

/** @param at the instant asked about, in UTC */
export function standingAt({ days, at, known }: { readonly days: number; readonly at: string; readonly known: Known }): Standing {
  const due = dueOn(days);
  const today = dayOf(at);
  const facts = [...known.evidence.filter((one) => counts(one, at)).map(({ kind, publishedOn: on }) => ({ kind, on })), ...standingStatements(known.statements, at).flatMap((one) => toFact(one, due))];
  const completedOn = firstDay(facts, "completion");
  const supersededOn = firstDay(facts, "supersession");
  const lateOn = (day: string) => Math.max(0, daysBetween(due, day));
  if (completedOn !== undefined && (supersededOn === undefined || completedOn <= supersededOn)) return { status: completedOn <= due ? "met" : "met_late", daysLate: lateOn(completedOn) };
  if (supersededOn !== undefined) return { status: "superseded", daysLate: lateOn(supersededOn) };
  if (today > due) return { status: facts.length > 0 ? "overdue" : "passed_silent", daysLate: lateOn(today) };
  return { status: today >= dueSoonOn(days) ? "due_soon" : "not_due", daysLate: 0 };
}

/**
 * The latest that each installation had stated by then, with the first day of an unbroken run of the same status: it is stated
 * again and again, and must not become later by that.
 */
export function standingStatements(statements: readonly KnownStatement[], at: string): readonly (KnownStatement & { readonly since: string })[] {
  const received = statements.filter(({ receivedAt, trustEndedAt }) => receivedAt <= at && !(trustEndedAt !== null && trustEndedAt <= at));
  return [...Map.groupBy(received, ({ peerId }) => peerId).values()].flatMap((own) => {
    const [latest, ...earlier] = own.toSorted((a, b) => b.sequence - a.sequence);
    if (!latest) return [];
    const broken = earlier.findIndex(({ status }) => status !== latest.status);
    const run = broken < 0 ? earlier : earlier.slice(0, broken);
    return [{ ...latest, since: run.at(-1)?.asOf ?? latest.asOf }];
  });
}

/** Whether a document was known by then, and not found wrong by then. */
export function counts({ recordedAt, retractedAt }: Pick<KnownEvidence, "recordedAt" | "retractedAt">, at: string): boolean {
  return recordedAt <= at && !(retractedAt !== null && retractedAt <= at);
}

interface Fact {
  readonly kind: EvidenceKind;
  readonly on: string;
}

/** That nothing is known, or that it is not due yet, says nothing about the tasking. */
function toFact({ status, since }: { readonly status: TaskingStatus; readonly since: string }, due: string): readonly Fact[] {
  switch (status) {
    case "met":
      // In time, by the word of those who know; the statement itself may be of a later day.
      return [{ kind: "completion", on: since < due ? since : due }];
    case "met_late":
      return [{ kind: "completion", on: since }];
    case "superseded":
      return [{ kind: "supersession", on: since }];
    case "overdue":
      return [{ kind: "progress", on: since }];
    case "not_due":
    case "due_soon":
    case "passed_silent":
      return [];
  }
}

function firstDay(facts: readonly Fact[], kind: EvidenceKind): string | undefined {
  return facts.filter((fact) => fact.kind === kind).map(({ on }) => on).toSorted()[0];
}
