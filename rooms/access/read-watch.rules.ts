/*
 * Which reads are unlike the reader's own. A person is compared with nobody but themselves over the last four weeks:
 * what is much for one is a day's work for another. Three signs, each enough:
 *
 *   volume   more reads within an hour than three times the busiest hour before, and than any newcomer's fair start
 *   hour     at a time of day, within an hour to either side, at which they never read before, once their days are known
 *   scope    records of more owners within an hour than twice as many as on any day before, and than three
 *
 * These tell people to look. They judge nobody, and somebody patient stays below them: the log itself is complete.
 */
export type ReadSign = "volume" | "hour" | "scope";

export interface LoggedRead {
  readonly ownerOrganisationId: string;
  readonly at: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
// A first morning with a new case: some twenty records in an hour is work.
const FAIR_START = 20;
const FAIR_OWNERS = 3;
const TIMES_BUSIEST = 3;
const TIMES_WIDEST = 2;
const DAYS_TO_KNOW_SOMEBODY = 10;

/** Four weeks: what a person's reads are compared with. */
export const WATCHED_MS = 28 * DAY_MS;

/**
 * The signs that a person's reads of one hour show, against those before it.
 * @param hour reads within the hour that is judged
 * @param before the same person's reads of the four weeks before that hour
 */
export function judgeReads(hour: readonly LoggedRead[], before: readonly LoggedRead[]): readonly ReadSign[] {
  if (hour.length === 0) return [];
  const signs: ReadSign[] = [];
  if (hour.length > Math.max(FAIR_START, TIMES_BUSIEST * busiest(before, HOUR_MS))) signs.push("volume");
  if (isAtNewTime(hour, before)) signs.push("hour");
  if (ownersOf(hour) > Math.max(FAIR_OWNERS, TIMES_WIDEST * widestDay(before))) signs.push("scope");
  return signs;
}

function isAtNewTime(hour: readonly LoggedRead[], before: readonly LoggedRead[]): boolean {
  if (new Set(before.map(({ at }) => Math.floor(at.getTime() / DAY_MS))).size < DAYS_TO_KNOW_SOMEBODY) return false;
  const known = new Set(before.flatMap(({ at }) => [23, 24, 25].map((beside) => (at.getUTCHours() + beside) % 24)));
  return hour.some(({ at }) => !known.has(at.getUTCHours()));
}

function busiest(reads: readonly LoggedRead[], spanMs: number): number {
  return Math.max(0, ...grouped(reads, spanMs).map((group) => group.length));
}

function widestDay(reads: readonly LoggedRead[]): number {
  return Math.max(0, ...grouped(reads, DAY_MS).map(ownersOf));
}

function ownersOf(reads: readonly LoggedRead[]): number {
  return new Set(reads.map(({ ownerOrganisationId }) => ownerOrganisationId)).size;
}

function grouped(reads: readonly LoggedRead[], spanMs: number): readonly (readonly LoggedRead[])[] {
  return [...Map.groupBy(reads, ({ at }) => Math.floor(at.getTime() / spanMs)).values()];
}
