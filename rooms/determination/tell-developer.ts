import { listHolders } from "#rooms/access";
import { notify, type Services, type Transaction } from "#rooms/platform";
import type { RequestRow } from "./determination.store.ts";

/** Tells the leads of the developer whose model it is, where it has one. */
export async function tellDeveloper(services: Services, tx: Transaction, request: RequestRow, kind: string): Promise<void> {
  for (const role of ["developer-release-lead", "developer-security-lead"] as const) {
    for (const person of await listHolders(tx, role)) {
      if (person.organisationId !== request.organisation_id) continue;
      await notify(services, tx, { to: { personId: person.id, email: person.email }, kind, link: `/developer/determinations/${request.id}` });
    }
  }
}
