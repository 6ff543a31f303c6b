import { tellHolders } from "#rooms/access";
import { type Services, type Transaction } from "#rooms/platform";
import type { RequestRow } from "./determination.store.ts";

/** Tells the leads of the developer whose model it is, where it has one. */
export async function tellDeveloper(services: Services, tx: Transaction, request: RequestRow, kind: string): Promise<void> {
  for (const role of ["developer-release-lead", "developer-security-lead"] as const) {
    await tellHolders(services, tx, { roles: [role], who: ({ organisationId }) => organisationId === request.organisation_id, kind, link: `/developer/determinations/${request.id}` });
  }
}
