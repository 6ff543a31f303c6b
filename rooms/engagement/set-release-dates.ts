import { appendEntry } from "#rooms/audit";
import { type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal, refuseNotLive } from "./engagement.errors.ts";
import { isLive } from "./engagement.rules.ts";
import { insertDates, setDates } from "./engagement.store.ts";
import { holdEngagement } from "./hold-engagement.ts";
import { shortenAccess } from "./end-access.ts";

export interface PlannedDates {
  readonly partnerReleaseAt: string | null;
  readonly publicReleaseAt: string | null;
}

/** Sets both planned dates anew. Bringing a release forward shortens access at once; postponing lengthens nothing. */
export async function setReleaseDates(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly dates: PlannedDates & { readonly reason: string } }): Promise<void> {
  const { actor, engagementId, dates } = input;
  const at = services.clock();
  refusePassedDates(dates, at);
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    if (!isLive(engagement.state)) throw refuseNotLive(engagement.state);
    await setDates(tx, engagementId, dates);
    await insertDates(tx, { engagementId, ...dates, at, by: actor.personId });
    await appendEntry(services, tx, { kind: "engagement.dates-set", subject: engagementId, by: actor, data: { partnerReleaseAt: dates.partnerReleaseAt, publicReleaseAt: dates.publicReleaseAt } });
    await shortenAccess(services, tx, { ...engagement, partner_release_at: dates.partnerReleaseAt, public_release_at: dates.publicReleaseAt });
  });
}

/** A planned date lies ahead; a release that happened is declared instead. */
export function refusePassedDates(dates: PlannedDates, now: Date): void {
  for (const field of ["partnerReleaseAt", "publicReleaseAt"] as const) {
    const date = dates[field];
    if (date !== null && Date.parse(date) <= now.getTime()) {
      throw new EngagementRefusal("date-passed", `${field}: lies in the past; give a coming instant, or declare the release`, { field });
    }
  }
}
