import type { ProposedWindow } from "./plan.types.ts";

/** When things may stand still, on the clock of the operator's place. */
export interface WindowRules {
  /** IANA time zone. */
  readonly zone: string;
  /** `to` at or before `from` is on the next day. */
  readonly weekly: readonly { readonly day: string; readonly from: string; readonly to: string }[];
  /** Days on which nothing may be touched, both included. */
  readonly blackouts: readonly { readonly from: string; readonly to: string }[];
}

const DAY_MS = 86_400_000;
const MOST_PROPOSED = 2;
// Longer than any due date of the table but the open one.
const DAYS_AHEAD = 62;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Whether the zone is one that is known here. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The next two windows that begin after `now` and touch no day on which nothing may be touched. */
export function proposeWindows({ zone, weekly, blackouts }: WindowRules, now: string): readonly ProposedWindow[] {
  const isBlackout = (date: string): boolean => blackouts.some(({ from, to }) => from <= date && date <= to);
  const today = localDate(new Date(now), zone);
  const found: ProposedWindow[] = [];
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const date = addDays(today, ahead);
    for (const { day, from, to } of weekly) {
      if (day !== DAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]) continue;
      const endDate = to <= from ? addDays(date, 1) : date;
      const [start, end] = [toInstant(date, from, zone), toInstant(endDate, to, zone)];
      if (start.toISOString() <= now || isBlackout(date) || isBlackout(endDate)) continue;
      found.push({ from: start.toISOString(), to: end.toISOString(), says: describe(date, { from, to }) });
    }
    if (found.length >= MOST_PROPOSED) break;
  }
  return found.toSorted((a, b) => (a.from < b.from ? -1 : 1)).slice(0, MOST_PROPOSED);
}

/** The last second of a day, as a clock in the zone shows it. */
export function endOfDay(date: string, zone: string): string {
  return new Date(toInstant(date, "23:59", zone).getTime() + 59_000).toISOString();
}

/** The day that a clock in the zone shows. */
export function localDate(at: Date, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

/** A day of the calendar, so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The instant at which a clock in the zone shows this; one that summer time skips is taken an hour later. */
function toInstant(date: string, time: string, zone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  let at = wanted;
  // The zone's offset at the guess, and once more at the corrected one: summer time may begin in between.
  for (let round = 0; round < 2; round++) at = wanted - offsetMs(new Date(at), zone);
  return new Date(at);
}

function offsetMs(at: Date, zone: string): number {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);
  return Date.parse(`${shown.replace(" ", "T")}Z`) - Math.floor(at.getTime() / 1000) * 1000;
}

/** "Tuesday, September 8, 10 PM to 2 AM" */
function describe(date: string, { from, to }: { readonly from: string; readonly to: string }): string {
  const day = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", weekday: "long", month: "long", day: "numeric" }).format(new Date(`${date}T00:00:00Z`));
  return `${day}, ${toClock(from)} to ${toClock(to)}`;
}

function toClock(time: string): string {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return `${hours % 12 === 0 ? 12 : hours % 12}${minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`} ${hours < 12 ? "AM" : "PM"}`;
}
