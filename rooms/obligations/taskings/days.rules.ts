/*
 * Days of the Gregorian calendar, `YYYY-MM-DD`: no hour, no time zone, no summer time. A day's number counts from 1 March of the
 * year 0, so that the leap day is the last of its year.
 */

/** The day so many days later; earlier for a negative number. */
export function addDays(day: string, days: number): string {
  return fromNumber(toNumber(day) + days);
}

/** How many days after `from` the day `to` is; negative when before. */
export function daysBetween(from: string, to: string): number {
  return toNumber(to) - toNumber(from);
}

/** The day of an instant in UTC. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

const DAYS_IN_400_YEARS = 146_097;

function toNumber(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const from = month > 2 ? year : year - 1;
  return from * 365 + leapDaysBefore(from) + daysBeforeMonth(month) + date - 1;
}

function fromNumber(number: number): string {
  const era = Math.floor(number / DAYS_IN_400_YEARS);
  const within = number - era * DAYS_IN_400_YEARS;
  // Taking away the leap days of 4, 100 and 400 years leaves years of 365 days.
  const yearInEra = Math.floor((within - Math.floor(within / 1460) + Math.floor(within / 36_524) - Math.floor(within / 146_096)) / 365);
  const dayInYear = within - (yearInEra * 365 + leapDaysBefore(yearInEra));
  const monthFromMarch = Math.floor((5 * dayInYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const date = dayInYear - daysBeforeMonth(month) + 1;
  const year = era * 400 + yearInEra + (month > 2 ? 0 : 1);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}

function leapDaysBefore(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

/** From March on, five months have 153 days each time. */
function daysBeforeMonth(month: number): number {
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  return Math.floor((153 * monthFromMarch + 2) / 5);
}
