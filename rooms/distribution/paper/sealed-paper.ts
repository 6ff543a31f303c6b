import type { ContactBy, Enrolment } from "#contracts/enrolment";
import type { Services } from "#rooms/platform";

const PURPOSE = "distribution-paper";

/** What is kept of a paper form beside the profile and the list: for the operator to see, and for whoever is to tell it. */
export type PaperRecord = NonNullable<Enrolment["paper"]> & { readonly by: ContactBy };

export function sealPaper(services: Services, organisationId: string, record: PaperRecord): string {
  return services.keys.seal(PURPOSE, organisationId, JSON.stringify(record));
}

export function openPaper(services: Services, organisationId: string, sealed: string): PaperRecord {
  const kept = JSON.parse(services.keys.open(PURPOSE, organisationId, sealed).toString("utf8")) as Omit<PaperRecord, "helper"> & Partial<PaperRecord>;
  // Forms that were typed in before helpers were asked for have none.
  return { ...kept, helper: kept.helper ?? null };
}

/** What the operator sees of it. */
export function showPaper(services: Services, organisationId: string, sealed: string): NonNullable<Enrolment["paper"]> {
  const { by: _by, ...shown } = openPaper(services, organisationId, sealed);
  return shown;
}
