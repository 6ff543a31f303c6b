import type { MoveInstance } from "#contracts/agency-workbench";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { lockAssets } from "../assets/assets.store.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { closeInstance, fixGoneOf, lockInstance, openInstance } from "./instances.store.ts";

/*
 *   open, exception ──▶ fixed | not_affected(justification) ──▶ open
 *   A complete scan that sees one no more only proposes `fixed`; its agency confirms, or says that it is open.
 *   An exception begins and ends by its own record. Late is what is open and past its due day: no state.
 */

/** The agency's word on one of its instances. */
export async function moveInstance(services: Services, { actor, instanceId, move }: { readonly actor: Actor; readonly instanceId: string; readonly move: MoveInstance }): Promise<void> {
  await requireAgency(services.db, actor.organisationId);
  await services.db.inTransaction(async (tx) => {
    const row = await lockInstance(tx, instanceId);
    if (!row) throw notFound();
    const isSaid = row.state === move.to || (move.to === "open" && row.state === "exception");
    if (isSaid && (move.to !== "open" || row.gone_on === null)) throw new InstancesRefusal("not-in-that-state", `to: the instance is ${row.state} already`, { field: "to" });
    if (move.to === "open" && row.asset_retired_on !== null) throw new InstancesRefusal("not-in-that-state", "to: its asset is out of use. A later scan that names the asset brings it back, or your own list of assets.", { field: "to" });
    if (move.to === "open") await openInstance(tx, row.id);
    else await closeInstance(tx, { id: row.id, state: move.to, justification: move.to === "not_affected" ? move.justification : null, closedOn: dayOf(services.clock().toISOString()) });
    await appendEntry(services, tx, { kind: "obligations.instance-moved", subject: row.id, by: actor, data: { from: row.state, to: move.to, justification: move.to === "not_affected" ? move.justification : null } });
  });
}

/** Confirms that what complete scans saw no more is fixed. */
export async function confirmGone(services: Services, { actor, cveId }: { readonly actor: Actor; readonly cveId: string | null }): Promise<{ readonly fixed: number }> {
  const { organisationId } = actor;
  await requireAgency(services.db, organisationId);
  return services.db.inTransaction(async (tx) => {
    await lockAssets(tx, organisationId);
    const fixed = await fixGoneOf(tx, { organisationId, cveId, closedOn: dayOf(services.clock().toISOString()) });
    if (fixed === 0) throw new InstancesRefusal("nothing-open", "No open instance is proposed as fixed there.");
    await appendEntry(services, tx, { kind: "obligations.instances-confirmed-fixed", subject: organisationId, by: actor, data: { fixed, cveId } });
    return { fixed };
  });
}
