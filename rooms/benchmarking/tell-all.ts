import { listHolders } from "#rooms/access";
import { notify, type Services, type Transaction } from "#rooms/platform";

/** Tells everybody of a role, in the enclave only: its inbox knows no mail. */
export async function tellAll(services: Services, tx: Transaction, notice: { readonly role: "benchmark-analyst" | "nsa-director" | "consultee"; readonly kind: string; readonly requestId: string; readonly except?: string }): Promise<void> {
  for (const person of await listHolders(tx, notice.role)) {
    if (person.id === notice.except) continue;
    await notify(services, tx, { to: { personId: person.id }, kind: notice.kind, params: { requestId: notice.requestId }, link: `/requests/${notice.requestId}` });
  }
}
