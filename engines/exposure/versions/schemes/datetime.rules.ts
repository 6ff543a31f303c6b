import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

interface Instant {
  /** Whole seconds since the day before year 0, so that no offset makes it negative. */
  readonly seconds: string;
  /** Digits after the point, without trailing zeros. */
  readonly fraction: string;
}

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_SECONDS = 86_400;

/** RFC 3339, section 5.6; ordered as instants in UTC. */
export const datetime: VersionScheme<Instant> = {
  name: "datetime",

  parse(version) {
    const found = PATTERN.exec(version);
    if (!found) return undefined;
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
    const [offsetHours = 0, offsetMinutes = 0] = found.slice(9, 11).map((digits) => Number(digits ?? 0));
    const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
    // A second of 60 is a leap second.
    if (!isDay || hour > 23 || minute > 59 || second > 60 || offsetHours > 23 || offsetMinutes > 59) return undefined;
    const offset = (offsetHours * 3600 + offsetMinutes * 60) * (found[8] === "-" ? -1 : 1);
    const seconds = (daysBefore(year, month) + day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
    return { seconds: String(seconds), fraction: (found[7] ?? "").replace(/0+$/, "") };
  },

  compare(a, b) {
    return compareDigits(a.seconds, b.seconds) || compareText(a.fraction, b.fraction);
  },

  key({ seconds, fraction }) {
    const out: number[] = [];
    encodeNumber(out, seconds);
    encodeAscii(out, fraction);
    return out;
  },
};

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysOf(year: number, month: number): number {
  return (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
}

function daysBefore(year: number, month: number): number {
  const leapYears = Math.floor((year + 3) / 4) - Math.floor((year + 99) / 100) + Math.floor((year + 399) / 400);
  let days = year * 365 + leapYears;
  for (let earlier = 1; earlier < month; earlier++) days += daysOf(year, earlier);
  return days;
}
