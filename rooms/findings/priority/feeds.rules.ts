import type { FeedFault, FeedName } from "#contracts/priority";

/** EPSS is scored every day; CISA adds to KEV on most working days, and a week without a release is unusual. */
export const CADENCE_HOURS: Readonly<Record<FeedName, number>> = { epss: 24, kev: 7 * 24 };

/** Below this share of the last one's records a file was probably cut: entries leave KEV one by one, CVEs never leave EPSS. */
const LEAST_SHARE = 0.95;
const STALE_AFTER_CADENCES = 2;
/** A publisher's clock may be a little ahead of ours, and a day's scores are dated at midnight. */
const MOST_AHEAD_HOURS = 24;

const HOUR_MS = 3_600_000;

export interface Release {
  readonly releasedAt: Date;
  readonly records: number;
}

/** Whether a release may take the last one's place. `missed`: how many between the two were never seen. */
export function judgeRelease(feed: FeedName, { next, last, now }: { readonly next: Release; readonly last: Release | undefined; readonly now: Date }): { readonly fault: FeedFault; readonly detail: string } | { readonly missed: number } {
  if (hoursBetween(now, next.releasedAt) > MOST_AHEAD_HOURS) return { fault: "from-the-future", detail: `It is dated ${next.releasedAt.toISOString()}.` };
  if (next.records === 0) return { fault: "shrunk", detail: "It holds no records." };
  if (!last) return { missed: 0 };
  if (next.releasedAt < last.releasedAt) return { fault: "older", detail: `It is dated ${next.releasedAt.toISOString()}, and the one we have ${last.releasedAt.toISOString()}.` };
  if (next.records < last.records * LEAST_SHARE) return { fault: "shrunk", detail: `It holds ${next.records} records, and the one we have ${last.records}.` };
  return { missed: Math.max(0, Math.round(hoursBetween(last.releasedAt, next.releasedAt) / CADENCE_HOURS[feed]) - 1) };
}

/** How old the release is on which decisions stand, and whether that is too old. */
export function judgeAge(feed: FeedName, { releasedAt, now }: { readonly releasedAt: Date | null; readonly now: Date }): { readonly ageHours: number; readonly isStale: boolean } {
  if (releasedAt === null) return { ageHours: 0, isStale: true };
  const ageHours = Math.max(0, hoursBetween(releasedAt, now));
  return { ageHours: Math.round(ageHours * 10) / 10, isStale: ageHours > CADENCE_HOURS[feed] * STALE_AFTER_CADENCES };
}

function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / HOUR_MS;
}
