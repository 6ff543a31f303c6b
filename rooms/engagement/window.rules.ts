import { ACCESS_LIMIT_SECONDS } from "#contracts/engagement";

/*
 * The clock of an access window (REQUIREMENTS 4.2, INV-3). Instants are milliseconds of UTC since 1970, so that days of
 * 23 or 25 hours do not exist here.
 *
 *   proposed → agreed (the first named evaluator accepted the terms) → open → ended
 *
 *   end = min(start + what is left of 2,592,000 s, planned partner release; without one, planned public release)
 *
 * Nothing stops the clock, and an end moves in, never out.
 */

/** A stretch in which government could reach the model: a window, or the enclave's access for benchmarking. */
export interface AccessPeriod {
  readonly openedAt: number;
  /** Its end at the latest. */
  readonly endsAt: number;
  /** When it was ended before that. */
  readonly endedAt: number | null;
}

const LIMIT_MS = ACCESS_LIMIT_SECONDS * 1000;

/** Milliseconds used of the model's budget by `now`: time covered by any period, overlaps counted once. */
export function countUsedMs(periods: readonly AccessPeriod[], now: number): number {
  const spans = periods
    .map((period) => ({ from: period.openedAt, to: Math.min(now, period.endsAt, period.endedAt ?? period.endsAt) }))
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
  | { readonly ok: true; readonly endsAt: number; readonly opensEarly: boolean }
  | { readonly ok: false; readonly code: "no-days-left" | "release-date-passed" };

/** Plans a period that begins now; `periods` are all of the model's, over all its engagements. */
export function planAccess(now: number, periods: readonly AccessPeriod[], dates: ReleaseDates): AccessPlan {
  const left = LIMIT_MS - countUsedMs(periods, now);
  if (left <= 0) return { ok: false, code: "no-days-left" };
  const bound = findReleaseBound(dates);
  if (bound !== null && bound <= now) return { ok: false, code: "release-date-passed" };
  // The order's words can also be read as "within the last 30 days before"; so an earlier opening is pointed out, not refused.
  const opensEarly = bound !== null && now < bound - LIMIT_MS;
  return { ok: true, endsAt: bound === null ? now + left : Math.min(now + left, bound), opensEarly };
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

/** Why a period that reached its end did so. */
export function nameEnd(period: AccessPeriod, dates: ReleaseDates): "elapsed" | "partner-release" {
  const bound = findReleaseBound(dates);
  return bound !== null && bound <= period.endsAt ? "partner-release" : "elapsed";
}
