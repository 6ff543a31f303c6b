import type { ChangeReason, TaskingStatus } from "#contracts/obligations";
import { addDays } from "./days.rules.ts";
import { dueOn, dueSoonOn, standingAt, type Known } from "./status.rules.ts";

export interface Change {
  readonly paragraph: string;
  readonly at: string;
  readonly because: ChangeReason;
  /** The evidence, statement or key that is the reason; null for a day that came. */
  readonly about: string | null;
  readonly from: TaskingStatus;
  readonly to: TaskingStatus;
}

interface Moment {
  readonly at: string;
  readonly because: ChangeReason;
  readonly about: string | null;
}

/**
 * What became different about a tasking until an instant, earliest first: a day that came and moved the status, and everything
 * that became known, whether it moved the status or not.
 */
export function listChangesOf({ paragraph, days, known, until }: { readonly paragraph: string; readonly days: number; readonly known: Known; readonly until: string }): readonly Change[] {
  const changes: Change[] = [];
  let from: TaskingStatus = "not_due";
  for (const moment of momentsOf(days, known).filter(({ at }) => at <= until).toSorted(byTime)) {
    const to = standingAt({ days, at: moment.at, known }).status;
    if (moment.about !== null || from !== to) changes.push({ paragraph, ...moment, from, to });
    from = to;
  }
  return changes;
}

function momentsOf(days: number, { evidence, statements }: Known): readonly Moment[] {
  const ended = new Map(statements.flatMap(({ peerId, trustEndedAt }) => (trustEndedAt === null ? [] : [[peerId, trustEndedAt] as const])));
  return [
    { at: beginOf(dueSoonOn(days)), because: "due-near", about: null },
    { at: beginOf(addDays(dueOn(days), 1)), because: "due-passed", about: null },
    ...evidence.map(({ id, recordedAt }) => ({ at: recordedAt, because: "evidence" as const, about: id })),
    ...evidence.flatMap(({ id, retractedAt }) => (retractedAt === null ? [] : [{ at: retractedAt, because: "retraction" as const, about: id }])),
    ...statements.map(({ id, receivedAt }) => ({ at: receivedAt, because: "statement" as const, about: id })),
    ...[...ended].map(([peerId, at]) => ({ at, because: "trust-ended" as const, about: peerId })),
  ];
}

function beginOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}

function byTime(a: Moment, b: Moment): number {
  return compare(a.at, b.at) || compare(a.about ?? "", b.about ?? "") || compare(a.because, b.because);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
