import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { fixAllOn, lockAsset, lockAssets, retireRow } from "./assets.store.ts";

const PURPOSE = "agency-asset-retirement";

/**
 * The agency takes an asset out of use: what is open on it is fixed, and it leaves lists and counts. A scan of a later day that
 * names it, or the agency's own list, brings it back. @throws InstancesRefusal `not-in-that-state`
 */
export async function retireAsset(services: Services, { actor, assetId, reason }: { readonly actor: Actor; readonly assetId: string; readonly reason: string }): Promise<{ readonly fixed: number }> {
  await requireAgency(services.db, actor.organisationId);
  return services.db.inTransaction(async (tx) => {
    await lockAssets(tx, actor.organisationId);
    const row = await lockAsset(tx, assetId);
    if (!row) throw notFound();
    if (row.retired_on !== null) throw new InstancesRefusal("not-in-that-state", "This asset is out of use already.");
    const at = services.clock();
    const retiredOn = dayOf(at.toISOString());
    await retireRow(tx, { id: row.id, retiredOn, retirement: services.keys.seal(PURPOSE, row.id, reason), at });
    const fixed = await fixAllOn(tx, row.id, retiredOn);
    await appendEntry(services, tx, { kind: "obligations.asset-retired", subject: row.id, by: actor, data: { fixed } });
    return { fixed };
  });
}
