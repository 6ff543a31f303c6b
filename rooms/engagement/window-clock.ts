import type { Queryable } from "#rooms/platform";
import type { EngagementRow } from "./engagement.store.ts";
import type { AccessPeriod, ReleaseDates } from "./window.rules.ts";
import { listPeriods, type PeriodRow } from "./window.store.ts";

/** Rows tell instants in text; the rules of the window count in milliseconds. */
export function toPeriod(row: PeriodRow): AccessPeriod {
  return { openedAt: Date.parse(row.opened_at), endsAt: Date.parse(row.ends_at), endedAt: row.ended_at === null ? null : Date.parse(row.ended_at) };
}

export async function readPeriods(db: Queryable, modelId: string): Promise<readonly AccessPeriod[]> {
  return (await listPeriods(db, modelId)).map(toPeriod);
}

export function readDates(engagement: Pick<EngagementRow, "partner_release_at" | "public_release_at">): ReleaseDates {
  const { partner_release_at, public_release_at } = engagement;
  return { partnerReleaseAt: partner_release_at === null ? null : Date.parse(partner_release_at), publicReleaseAt: public_release_at === null ? null : Date.parse(public_release_at) };
}

/** A window that has been opened, as a period; undefined before that. */
export function openedPeriod(window: { readonly opened_at: string | null; readonly ends_at: string | null; readonly ended_at: string | null }): AccessPeriod | undefined {
  const { opened_at, ends_at, ended_at } = window;
  return opened_at === null || ends_at === null ? undefined : toPeriod({ opened_at, ends_at, ended_at });
}
