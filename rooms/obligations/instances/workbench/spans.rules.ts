import type { DueSpan } from "#contracts/agency-workbench";
import { WEEK_DAYS } from "../../directives/items/directive-item.rules.ts";
import { addDays, daysBetween } from "../../taskings/days.rules.ts";

/** A Monday; the weeks of the forecast run from Monday to Sunday, UTC. */
const A_MONDAY = "2026-01-05";

/** The Monday of a day's week. */
export function weekOf(day: string): string {
  const since = daysBetween(A_MONDAY, day);
  return addDays(day, -(((since % 7) + 7) % 7));
}

/** First and last due day; null has no end. `on-upgrade` is what has no day. */
export type DueDays = { readonly from: string | null; readonly to: string | null } | "on-upgrade";

/** First and last due day of a span. This week is today and the six days after it, as for action items. Each due day is in one span, but this week's are also among the next 30 days. */
export function daysOf(span: DueSpan, today: string): DueDays {
  if (span === "on-upgrade") return "on-upgrade";
  if (span === "overdue") return { from: null, to: addDays(today, -1) };
  if (span === "this-week") return { from: today, to: addDays(today, WEEK_DAYS - 1) };
  const in30Days = addDays(today, 30);
  return span === "next-30-days" ? { from: today, to: in30Days } : { from: addDays(in30Days, 1), to: null };
}

export function isWithin(dueOn: string | null, days: DueDays): boolean {
  if (days === "on-upgrade" || dueOn === null) return days === "on-upgrade" && dueOn === null;
  return (days.from === null || dueOn >= days.from) && (days.to === null || dueOn <= days.to);
}
