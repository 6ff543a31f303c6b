import type { TaskingStatus } from "#contracts/obligations";
import { SIGNED_ON } from "./taskings.rules.ts";

/*
 * A tasking's status is not stored: it follows from its due day, today, and the public evidence.
 *
 *   not_due ──▶ due_soon (14 days before) ──▶ passed_silent   due day over, no public evidence at all
 *                                        └──▶ overdue         due day over, evidence of progress only
 *   any of these ──▶ met | met_late (completion published by the due day, or after it) ; superseded
 */

const DUE_SOON_DAYS = 14;

export interface PublicEvidence {
  readonly kind: "progress" | "completion" | "supersession";
  /** Day of publication, `YYYY-MM-DD`. */
  readonly publishedOn: string;
}

/** The day a tasking falls due: signing day plus calendar days, as `YYYY-MM-DD`. */
export function dueOn(days: number): string {
  return addDays(SIGNED_ON, days);
}

/** @param today the present day in UTC, `YYYY-MM-DD` */
export function taskingStatus(input: { readonly days: number; readonly today: string; readonly evidence: readonly PublicEvidence[] }): TaskingStatus {
  const due = dueOn(input.days);
  if (input.evidence.some((one) => one.kind === "supersession")) return "superseded";
  const completed = input.evidence.filter((one) => one.kind === "completion").map((one) => one.publishedOn).toSorted()[0];
  if (completed !== undefined) return completed <= due ? "met" : "met_late";
  if (input.today > due) return input.evidence.length > 0 ? "overdue" : "passed_silent";
  return input.today >= addDays(due, -DUE_SOON_DAYS) ? "due_soon" : "not_due";
}

// Days only, on the Gregorian calendar: no hour, no time zone, no summer time. Counts are in the tens, so one by one.
function addDays(day: string, days: number): string {
  let [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  for (let left = days; left > 0; left -= 1) {
    if (date < daysIn(year, month)) date += 1;
    else [year, month, date] = month < 12 ? [year, month + 1, 1] : [year + 1, 1, 1];
  }
  for (let left = days; left < 0; left += 1) {
    if (date > 1) date -= 1;
    else [year, month, date] = month > 1 ? [year, month - 1, daysIn(year, month - 1)] : [year - 1, 12, 31];
  }
  return `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31;
}
