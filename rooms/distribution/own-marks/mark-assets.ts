import type { InventoryPreview, MarkAssets } from "#contracts/distribution";
import type { Asset } from "#engines/exposure";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { findInventory, findInventoryOwner, lockOperator } from "../distribution.store.ts";
import { openInventory } from "../sealed-inventory.ts";
import { previewInventory } from "../upload-inventory.ts";
import { insertMark, listMarks, updateMark } from "./own-marks.store.ts";
import { MARK_PURPOSE, markKey, openMark, type OwnMark } from "./read-marks.ts";

/** Marks things on one list; dates and order of the plan follow at once, as they are worked out when it is read. */
export async function markAssets(services: Services, { actor, id, marks }: { readonly actor: Actor; readonly id: string; readonly marks: MarkAssets }): Promise<InventoryPreview> {
  const { assets: wanted, ...said } = marks;
  await services.db.inTransaction(async (tx) => {
    const organisationId = await findInventoryOwner(tx, id);
    const row = organisationId !== undefined && (await lockOperator(tx, organisationId)) ? await findInventory(tx, organisationId, id) : undefined;
    if (!row) throw notFound();
    const assets = openInventory(services, row.id, row.content).assets.filter((asset) => wanted.includes(asset.id));
    if (assets.length !== new Set(wanted).size) throw new DistributionRefusal("no-such-asset", "assets: one of them is not on this list; leave it out", { field: "assets" });
    await keepMarksOf(services, tx, { by: actor, organisationId: row.organisation_id, inventoryId: id, assets, said });
  });
  return previewInventory(services, { actor, id });
}

/** Marks these things of one list, in the transaction of whatever act says so. */
export async function keepMarksOf(
  services: Services, tx: Transaction,
  { by, organisationId, inventoryId, assets, said }: { readonly by: Pick<Actor, "personId" | "organisationId">; readonly organisationId: string; readonly inventoryId: string; readonly assets: readonly Asset[]; readonly said: OwnMark },
): Promise<void> {
  const changed = await keepMarks(services, tx, { organisationId, keys: assets.map((asset) => markKey(services, organisationId, asset)), said });
  await appendEntry(services, tx, { kind: "distribution.assets-marked", subject: inventoryId, by, data: { assets: changed }, visibleTo: [organisationId] });
}

async function keepMarks(services: Services, tx: Transaction, { organisationId, keys, said }: { readonly organisationId: string; readonly keys: readonly string[]; readonly said: OwnMark }): Promise<number> {
  const known = new Map((await listMarks(tx, organisationId)).map((row) => [row.asset_key, row]));
  const at = services.clock();
  const wanted = new Set(keys);
  for (const key of wanted) {
    const row = known.get(key);
    const id = row?.id ?? newId("mark");
    const content = services.keys.seal(MARK_PURPOSE, id, JSON.stringify({ ...(row && openMark(services, row)), ...withoutUnsaid(said) }));
    if (row) await updateMark(tx, { id, content, at });
    else await insertMark(tx, { id, organisationId, asset_key: key, content, at });
  }
  return wanted.size;
}

function withoutUnsaid(said: OwnMark): OwnMark {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
