import type { AgencyAsset, AssetReceipt, SaveAsset } from "#contracts/agency-workbench";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { moveToClocks } from "../dating/clocks.store.ts";
import { lockDating } from "../dating/date-clocks.store.ts";
import { RULE_IN_FORCE } from "../dating/redate.ts";
import { beginForensics } from "../forensics/begin-forensics.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { insertAssets, instancesExposedOtherwise, listAssetsByKey, lockAsset, lockAssets, updateAssets, type AssetRow } from "./assets.store.ts";
import { hashContent, hashKey, openAsset, sealAsset, toContent } from "./sealed-asset.ts";

export type Saved = Pick<AssetReceipt, "added" | "changed" | "same">;

/** Puts an agency's assets down, by its own key of each: one that is known changes. See `saveBatch`. */
export async function saveAssets(services: Services, { actor, assets }: { readonly actor: Actor; readonly assets: readonly SaveAsset[] }): Promise<AssetReceipt> {
  await requireAgency(services.db, actor.organisationId);
  const saved = await saveBatch(services, actor, assets);
  return { records: assets.length, ...saved, refused: 0, told: [] };
}

/**
 * What is said of name, kind and unit takes the place of what was said before; exposure and environment stay where nothing is
 * said of them. What was out of use is in use again. Where the exposure changes, what was found on the asset comes under other clocks.
 */
export function saveBatch(services: Services, actor: Actor, assets: readonly SaveAsset[]): Promise<Saved> {
  const { organisationId } = actor;
  // Of one key twice in a list, the later one counts.
  const wanted = new Map(assets.map((asset) => [hashKey(services, organisationId, asset.key), asset]));
  return services.db.inTransaction(async (tx) => {
    await lockDating(tx, "to-make-clocks");
    await lockAssets(tx, organisationId);
    const known = new Map((await listAssetsByKey(tx, organisationId, [...wanted.keys()])).map((row) => [row.key_hash, row]));
    const fresh = [...wanted].filter(([hash]) => !known.has(hash)).map(([hash, asset]) => toNewRow(services, organisationId, hash, asset));
    if (fresh.length > 0) await insertAssets(tx, organisationId, fresh, services.clock());
    const changed = [...known.values()].flatMap((row) => toChange(services, row, wanted.get(row.key_hash)) ?? []);
    await changeAssets(services, tx, { actor, changed });
    if (fresh.length + changed.length > 0) await appendEntry(services, tx, { kind: "obligations.assets-saved", subject: organisationId, by: actor, data: { added: fresh.length, changed: changed.length } });
    return { added: fresh.length, changed: changed.length, same: assets.length - fresh.length - changed.length };
  });
}

/** The agency's own judgement of one asset. */
export async function judgeAsset(services: Services, { actor, assetId, ...judged }: { readonly actor: Actor; readonly assetId: string; readonly exposed?: AgencyAsset["exposed"] | undefined; readonly environment?: AgencyAsset["environment"] | undefined }): Promise<void> {
  await requireAgency(services.db, actor.organisationId);
  await services.db.inTransaction(async (tx) => {
    await lockDating(tx, "to-make-clocks");
    const row = await lockAsset(tx, assetId);
    if (!row) throw notFound();
    if (row.retired_on !== null) throw new InstancesRefusal("not-in-that-state", "This asset is out of use. A later scan that names it brings it back, or your own list of assets.");
    const next = { ...row, exposed: judged.exposed ?? row.exposed, environment: judged.environment ?? row.environment };
    if (next.exposed === row.exposed && next.environment === row.environment) return;
    await changeAssets(services, tx, { actor, changed: [next] });
    await appendEntry(services, tx, { kind: "obligations.asset-judged", subject: row.id, by: actor, data: { exposed: next.exposed, environment: next.environment } });
  });
}

type Changed = Pick<AssetRow, "id" | "content_hash" | "environment" | "exposed" | "content">;

async function changeAssets(services: Services, tx: Transaction, { actor, changed }: { readonly actor: Actor; readonly changed: readonly Changed[] }): Promise<void> {
  if (changed.length === 0) return;
  await updateAssets(tx, changed, services.clock());
  await moveToClocks(tx, RULE_IN_FORCE, { wanted: instancesExposedOtherwise(changed.map(({ id }) => id)), cause: "exposure-changed", at: services.clock() });
  await beginForensics(services, tx, { organisationId: actor.organisationId });
}

function toNewRow(services: Services, organisationId: string, keyHash: string, asset: SaveAsset): Changed & { readonly key_hash: string } {
  const id = newId("ast");
  const content = toContent(asset);
  return { id, key_hash: keyHash, content_hash: hashContent(services, organisationId, content), environment: asset.environment ?? "unknown", exposed: asset.exposed ?? "unknown", content: sealAsset(services, id, content) };
}

/** Undefined: the list says what is known already. */
function toChange(services: Services, row: AssetRow, asset: SaveAsset | undefined): Changed | undefined {
  if (!asset) return undefined;
  // Letter case of the key is no difference, so the key stays as it was written first.
  const content = toContent({ ...asset, key: openAsset(services, row).key });
  const next = { id: row.id, content_hash: hashContent(services, row.organisation_id, content), environment: asset.environment ?? row.environment, exposed: asset.exposed ?? row.exposed };
  if (row.retired_on === null && next.content_hash === row.content_hash && next.environment === row.environment && next.exposed === row.exposed) return undefined;
  return { ...next, content: next.content_hash === row.content_hash ? row.content : sealAsset(services, row.id, content) };
}
