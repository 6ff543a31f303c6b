import type { ForecastWeek } from "#contracts/agency-workbench";
import { addDays, daysBetween } from "../../taskings/days.rules.ts";
import { weekOf } from "./spans.rules.ts";

/*
 * What falls due, week by week. Two parts that are never added together: open instances, of which each due day is known, and those
 * whose exception ends by then; and what may come on top, if as much is detected as in the last eight whole weeks and due as late after detection as its row says.
 */

export const FORECAST_WEEKS = 12;
export const ARRIVAL_WEEKS = 8;
/** Student's t, 7 degrees of freedom, two-sided 95 %: eight weeks say little of how much weeks differ. */
const T_95 = 2.365;

export interface Arrival {
  readonly detectedOn: string;
  /** Days of its row of the table; null is never due by a day. */
  readonly days: number | null;
  readonly instances: number;
}

/** The first day of each of the last whole weeks before this one, the oldest first. */
export function arrivalWeeks(today: string): readonly string[] {
  const thisWeek = weekOf(today);
  return Array.from({ length: ARRIVAL_WEEKS }, (_, at) => addDays(thisWeek, -7 * (ARRIVAL_WEEKS - at)));
}

/** How many were detected in each of those weeks. */
export function countWeeks(arrivals: readonly Arrival[], today: string): readonly { readonly from: string; readonly instances: number }[] {
  const weekly = inWeeks(arrivals, today);
  return arrivalWeeks(today).map((from, at) => ({ from, instances: weekly[at] ?? 0 }));
}

function inWeeks(arrivals: readonly Arrival[], today: string): readonly number[] {
  const weekly = Array.from({ length: ARRIVAL_WEEKS }, () => 0);
  const first = arrivalWeeks(today)[0] ?? today;
  for (const { detectedOn, instances } of arrivals) {
    const week = Math.floor(daysBetween(first, detectedOn) / 7);
    const before = weekly[week];
    if (before !== undefined) weekly[week] = before + instances;
  }
  return weekly;
}

/** @param due instances by the day on which they press; what is overdue falls into no week */
export function forecast({ due, arrivals, today }: { readonly due: ReadonlyMap<string, number>; readonly arrivals: readonly Arrival[]; readonly today: string }): readonly ForecastWeek[] {
  const dated = arrivals.filter((one): one is Arrival & { readonly days: number } => one.days !== null);
  const byDays = [...Map.groupBy(dated, ({ days }) => days)].map(([days, some]) => ({ days, detected: inWeeks(some, today) }));
  return Array.from({ length: FORECAST_WEEKS }, (_, at): ForecastWeek => {
    const monday = addDays(weekOf(today), 7 * at);
    const from = at === 0 ? today : monday;
    const to = addDays(monday, 6);
    // What is detected from tomorrow on comes due that many days later: of a week's arrivals, the share whose day falls into this one.
    const weekly = Array.from({ length: ARRIVAL_WEEKS }, () => 0);
    for (const { days, detected } of byDays) {
      const share = shareOfWeek({ from, to, firstDue: addDays(today, 1 + days) });
      for (const [week, instances] of detected.entries()) weekly[week] = (weekly[week] ?? 0) + share * instances;
    }
    const mean = sum(weekly) / ARRIVAL_WEEKS;
    const spread = Math.sqrt(sum(weekly.map((one) => (one - mean) ** 2)) / (ARRIVAL_WEEKS - 1));
    const reach = T_95 * spread * Math.sqrt(1 + 1 / ARRIVAL_WEEKS);
    const known = sum([...due].filter(([day]) => day >= from && day <= to).map(([, instances]) => instances));
    return { from, to, due: known, expected: round(mean), low: round(Math.max(0, mean - reach)), high: round(mean + reach) };
  });
}

function shareOfWeek({ from, to, firstDue }: { readonly from: string; readonly to: string; readonly firstDue: string }): number {
  const first = firstDue > from ? firstDue : from;
  return Math.max(0, daysBetween(first, to) + 1) / 7;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
