import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { settleItemsJob } from "../directives/items/settle-items.ts";
import { withdrawOfStruckAgencies } from "../instances/exceptions/withdraw-exception.ts";
import { lockWaitingChange, settleChange, strikeAgency, upsertAgency, type AgencyChangeRow } from "./agencies.store.ts";
import { requireAgency } from "./require-agency.ts";

interface Settle {
  readonly actor: Actor;
  readonly id: string;
}

/** A second officer puts the agency on the list, or strikes it off; its items follow by a job. */
export async function confirmChange(services: Services, { actor, id }: Settle): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { organisation_id: organisationId, change } = await lock(tx, id);
    const at = services.clock();
    await settleChange(tx, { id, settled: "confirmed", personId: actor.personId, at });
    if (change === "list") {
      await upsertAgency(tx, { organisationId, changeId: id, at });
      await requireAgency(tx, organisationId);
    } else {
      await strikeAgency(tx, { organisationId, changeId: id, at });
      await withdrawOfStruckAgencies(services, tx.asSystem("what the agency asked nobody can decide any more"));
    }
    await appendEntry(services, tx, { kind: change === "list" ? "obligations.agency-listed" : "obligations.agency-struck", subject: id, by: actor, data: { organisationId }, visibleTo: [organisationId] });
    await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === organisationId, kind: change === "list" ? "obligations.agency-listed" : "obligations.agency-struck", link: "/agency" });
    await services.jobs.enqueue(tx, settleItemsJob, {});
  });
}

export async function withdrawChange(services: Services, { actor, id }: Settle): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { organisation_id: organisationId, change } = await lock(tx, id);
    await settleChange(tx, { id, settled: "withdrawn", personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "obligations.agency-change-withdrawn", subject: id, by: actor, data: { organisationId, change } });
  });
}

async function lock(tx: Transaction, id: string): Promise<AgencyChangeRow> {
  const row = await lockWaitingChange(tx, id);
  // Settled by somebody else since the request was judged.
  if (!row) throw notFound();
  return row;
}
