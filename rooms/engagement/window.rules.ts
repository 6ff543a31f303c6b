import { ACCESS_LIMIT_SECONDS } from "#contracts/engagement";

/*
 * The clock of an access window (REQUIREMENTS 4.2, INV-3). Instants are milliseconds of UTC since 1970, so that days of
 * 23 or 25 hours do not exist here.
 *
 *   end = min(start + what is left of 2,592,000 s, planned partner release; without one, planned public release)
 *
 * Nothing stops the clock, a pause neither, and an end moves in, never out. Readings of a server's clock may run back or
 * ahead: nothing begins or ends before what is on record already, and a clock that is behind what it showed before gives
 * no access until it has caught up. Which states a window goes through stands in access-window.rules.ts.
 */

/** A stretch in which government could reach the model: a window, or the enclave's access for benchmarking. */
export interface AccessPeriod {
  readonly openedAt: number;
  /** Its end at the latest. */
  readonly endsAt: number;
  /** When it was ended; see `closePeriod`. */
  readonly endedAt: number | null;
}

const LIMIT_MS = ACCESS_LIMIT_SECONDS * 1000;

/** Milliseconds used of the model's budget by `now`: time covered by any period, overlaps counted once. */
export function countUsedMs(periods: readonly AccessPeriod[], now: number): number {
  const spans = periods
    .map((period) => ({ from: period.openedAt, to: Math.min(now, period.endedAt ?? period.endsAt) }))
    .filter((span) => span.to > span.from)
    .toSorted((a, b) => a.from - b.from);
  let used = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans) {
    if (to <= covered) continue;
    used += to - Math.max(from, covered);
    covered = to;
  }
  return used;
}

export interface ReleaseDates {
  readonly partnerReleaseAt: number | null;
  readonly publicReleaseAt: number | null;
}

/** The planned release that access must end by: the earlier of the two that are set, or null when none is planned. */
export function findReleaseBound({ partnerReleaseAt, publicReleaseAt }: ReleaseDates): number | null {
  if (partnerReleaseAt === null) return publicReleaseAt;
  // A public release reaches partners too, so an earlier one bounds as well.
  return publicReleaseAt === null ? partnerReleaseAt : Math.min(partnerReleaseAt, publicReleaseAt);
}

export type AccessPlan =
  | { readonly ok: true; readonly opensAt: number; readonly endsAt: number; readonly opensEarly: boolean }
  | { readonly ok: false; readonly code: "no-days-left" | "release-date-passed" };

/** Plans a period that begins at this reading of the clock; `periods` are all of the model's, over all its engagements. */
export function planAccess(now: number, periods: readonly AccessPeriod[], dates: ReleaseDates): AccessPlan {
  const opensAt = Math.max(now, ...periods.map(({ openedAt, endedAt }) => Math.max(openedAt, endedAt ?? openedAt)));
  const left = LIMIT_MS - countUsedMs(periods, opensAt);
  if (left <= 0) return { ok: false, code: "no-days-left" };
  const bound = findReleaseBound(dates);
  if (bound !== null && bound <= opensAt) return { ok: false, code: "release-date-passed" };
  // The order's words can also be read as "within the last 30 days before"; so an earlier opening is pointed out, not refused.
  const opensEarly = bound !== null && opensAt < bound - LIMIT_MS;
  return { ok: true, opensAt, endsAt: bound === null ? opensAt + left : Math.min(opensAt + left, bound), opensEarly };
}

/** The end after the developer changed dates: earlier if they are, never later. */
export function moveEndIn(endsAt: number, dates: ReleaseDates): number {
  const bound = findReleaseBound(dates);
  return bound === null ? endsAt : Math.min(endsAt, bound);
}

/** Whether a period gives access at `now`; asked again at each use. */
export function isStanding(period: AccessPeriod, now: number): boolean {
  return period.endedAt === null && period.openedAt <= now && now < period.endsAt;
}

/** Smallest steps back of a clock that is set by the network are no faults. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Whether the clock is behind what it showed when the period was last used: then nobody has access by it. */
export function isClockBehind(now: number, seenAt: number | null): boolean {
  return seenAt !== null && now < seenAt - CLOCK_TOLERANCE_MS;
}

/**
 * The instant that a period which is ended now ends at: at the latest at its end, but not before it was last used. With a
 * clock that ran back, a release can be brought forward to before that.
 */
export function closePeriod(period: AccessPeriod, now: number, seenAt: number | null): number {
  return Math.max(period.openedAt, seenAt ?? period.openedAt, Math.min(now, period.endsAt));
}

/** Whether a partner may become active (INV-4): not before the end of a window that was opened, by whichever clock. */
export function mayActivatePartner(window: AccessPeriod | undefined, now: number): boolean {
  return window === undefined || window.endedAt !== null || now >= window.endsAt;
}

/** Why a period that reached its end did so. */
export function nameEnd(period: AccessPeriod, dates: ReleaseDates): "elapsed" | "partner-release" {
  const bound = findReleaseBound(dates);
  return bound !== null && bound <= period.endsAt ? "partner-release" : "elapsed";
}
