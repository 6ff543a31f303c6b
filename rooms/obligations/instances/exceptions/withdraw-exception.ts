import type { InstanceException } from "#contracts/agency-workbench";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { readException } from "./ask-exception.ts";
import { dropAsked, withdrawAsked } from "./exceptions.store.ts";

/** The agency takes back what it asked and nobody has decided. An exception that runs goes on. @throws InstancesRefusal `not-in-that-state` */
export async function withdrawException(services: Services, { actor, exceptionId }: { readonly actor: Actor; readonly exceptionId: string }): Promise<InstanceException> {
  await requireAgency(services.db, actor.organisationId);
  await services.db.inTransaction(async (tx) => {
    const [row] = await withdrawAsked(tx, { id: exceptionId }, services.clock());
    if (!row) throw new InstancesRefusal("not-in-that-state", "This exception waits for no decision any more.");
    await dropAsked(tx, [row.id]);
    await appendEntry(services, tx, { kind: "obligations.instance-exception-withdrawn", subject: row.id, by: actor, data: { cveId: row.cve_id, because: "taken-back" } });
  });
  return readException(services, exceptionId);
}

/** No officer could settle what an agency asked that is on the list no more. @param tx as the house; safe to run again */
export async function withdrawOfStruckAgencies(services: Services, tx: Transaction): Promise<void> {
  const rows = await withdrawAsked(tx, "of-struck-agencies", services.clock());
  await dropAsked(tx, rows.map(({ id }) => id));
  for (const row of rows) {
    await appendEntry(services, tx, { kind: "obligations.instance-exception-withdrawn", subject: row.id, by: SYSTEM_ACTOR, data: { cveId: row.cve_id, because: "struck-off" }, visibleTo: [row.organisation_id] });
  }
}
