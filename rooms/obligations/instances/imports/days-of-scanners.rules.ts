/*
 * The ways in which scanners write a day. Where month and day cannot be told apart it is month first, as the exports of these
 * products have it.
 */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day as `YYYY-MM-DD`; undefined when it is none. Hours are left out: days are taken as they are written. */
export function readDay(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[T ])/.exec(text);
  if (iso) return toDay(iso[1], iso[2], iso[3]);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:$|[ ,])/.exec(text);
  if (slashed) return toDay(slashed[3], slashed[1], slashed[2]);
  const named = /^(?:[A-Za-z]{3},? )?([A-Za-z]{3})[a-z]* (\d{1,2}),? (?:\d{1,2}:\d{2}(?::\d{2})? )?(\d{4})(?:$|[ ,])/.exec(text);
  if (named) return toDay(named[3], String(MONTHS.indexOf((named[1] ?? "").toLowerCase()) + 1), named[2]);
  return undefined;
}

function toDay(year = "", month = "", date = ""): string | undefined {
  const [m, d] = [Number(month), Number(date)];
  const isLeap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  if (m < 1 || m > 12 || d < 1 || d > (DAYS_IN[m - 1] ?? 0) || (m === 2 && d === 29 && !isLeap)) return undefined;
  return `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
}
