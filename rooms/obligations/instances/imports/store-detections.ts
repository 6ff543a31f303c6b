import { newId, type Services, type Transaction } from "#rooms/platform";
import { insertAssets, listAssetsByKey, lockAssets, takeBackIntoUse, type AssetRow } from "../assets/assets.store.ts";
import { hashContent, hashKey, sealAsset, toContent } from "../assets/sealed-asset.ts";
import { makeClocks, moveToClocks } from "../dating/clocks.store.ts";
import { lockDating } from "../dating/date-clocks.store.ts";
import { RULE_IN_FORCE } from "../dating/redate.ts";
import { clocksOf, insertInstances, listKnown, noteSeen, reopen, withDetection, type KnownInstance, type Placed, type Scan } from "./detections.store.ts";
import { hearOf } from "./hear-of-import.ts";
import type { Detection } from "./read-detection.rules.ts";

export interface Stored {
  readonly added: number;
  readonly seenAgain: number;
  readonly reopened: number;
  readonly newAssets: number;
}

/**
 * Stores a batch of detections in one transaction. An asset that is not known is made under the name the scanner gives it. What
 * is known and open keeps its earliest day of detection; what was fixed and is seen on a later day is open again, and its
 * clock starts anew; what the agency judged as not affected stays so. An asset out of use that is seen on a later day is in use
 * again; what is only known of it from before stays fixed.
 */
export function storeDetections(services: Services, scan: Scan, detections: readonly Detection[]): Promise<Stored> {
  return services.db.inTransaction(async (tx) => {
    await lockDating(tx, "to-make-clocks");
    await lockAssets(tx, scan.organisationId);
    await hearOf(services, tx, scan.importId);
    const { assets, newAssets } = await findOrMakeAssets(services, tx, scan.organisationId, detections);
    const placed = place(services, scan.organisationId, detections, assets);
    const known = new Map((await listKnown(tx, [...placed.values()])).map((row) => [pairOf(row), row]));
    const fresh = [...placed].filter(([pair]) => !known.has(pair)).map(([, one]) => ({ ...one, id: newId("vin") }));
    if (fresh.length > 0) {
      await makeClocks(tx, RULE_IN_FORCE, clocksOf(scan.organisationId, fresh));
      await insertInstances(tx, scan, fresh);
    }
    const reopened = await noteKnown(services, tx, { scan, placed, known: [...known.values()] });
    return { added: fresh.length, seenAgain: known.size - reopened, reopened, newAssets };
  });
}

const pairOf = ({ assetId, cveId }: Pick<Placed, "assetId" | "cveId">) => `${assetId} ${cveId}`;

type FoundAsset = Pick<AssetRow, "id" | "environment" | "exposed" | "retired_on">;

async function findOrMakeAssets(services: Services, tx: Transaction, organisationId: string, detections: readonly Detection[]): Promise<{ readonly assets: ReadonlyMap<string, FoundAsset>; readonly newAssets: number }> {
  const keys = new Map(detections.map(({ key }) => [hashKey(services, organisationId, key), key]));
  const known = await listAssetsByKey(tx, organisationId, [...keys.keys()]);
  const assets = new Map<string, FoundAsset>(known.map((row) => [row.key_hash, row]));
  const fresh = [...keys].filter(([hash]) => !assets.has(hash)).map(([hash, key]) => {
    const id = newId("ast");
    const content = toContent({ key });
    return { id, key_hash: hash, content_hash: hashContent(services, organisationId, content), environment: "unknown" as const, exposed: "unknown" as const, content: sealAsset(services, id, content) };
  });
  if (fresh.length > 0) await insertAssets(tx, organisationId, fresh, services.clock());
  for (const row of fresh) assets.set(row.key_hash, { ...row, retired_on: null });
  const back = await takeBack(services, tx, organisationId, { assets, detections });
  return { assets, newAssets: fresh.length + back };
}

/** Assets out of use that were seen on a later day. @returns how many; in `assets` they are in use */
async function takeBack(services: Services, tx: Transaction, organisationId: string, { assets, detections }: { readonly assets: Map<string, FoundAsset>; readonly detections: readonly Detection[] }): Promise<number> {
  const back: string[] = [];
  if (![...assets.values()].some((asset) => asset.retired_on !== null)) return 0;
  for (const { key, lastSeenOn } of detections) {
    const hash = hashKey(services, organisationId, key);
    const asset = assets.get(hash);
    if (!asset || asset.retired_on === null || lastSeenOn <= asset.retired_on) continue;
    assets.set(hash, { ...asset, retired_on: null });
    back.push(asset.id);
  }
  if (back.length > 0) await takeBackIntoUse(tx, back, services.clock());
  return back.length;
}

/** One entry for each pair of asset and vulnerability: scanners name one once for each port. */
function place(services: Services, organisationId: string, detections: readonly Detection[], assets: ReadonlyMap<string, FoundAsset>): ReadonlyMap<string, Placed> {
  const placed = new Map<string, Placed>();
  for (const { key, cveId, detectedOn, lastSeenOn } of detections) {
    const asset = assets.get(hashKey(services, organisationId, key));
    if (!asset) throw new Error("An asset just made is not there");
    const pair = pairOf({ assetId: asset.id, cveId });
    const before = placed.get(pair);
    placed.set(pair, {
      assetId: asset.id, environment: asset.environment, exposed: asset.exposed, cveId,
      detectedOn: before && before.detectedOn < detectedOn ? before.detectedOn : detectedOn,
      lastSeenOn: before && before.lastSeenOn > lastSeenOn ? before.lastSeenOn : lastSeenOn,
      retiredOn: asset.retired_on,
    });
  }
  return placed;
}

/** @returns how many were fixed and are open again */
async function noteKnown(services: Services, tx: Transaction, { scan, placed, known }: { readonly scan: Scan; readonly placed: ReadonlyMap<string, Placed>; readonly known: readonly KnownInstance[] }): Promise<number> {
  if (known.length === 0) return 0;
  const at = services.clock();
  const seen = known.map((row) => ({ row, now: placed.get(pairOf(row)) as Placed }));
  await noteSeen(tx, scan, seen.map(({ row, now }) => ({ id: row.id, lastSeenOn: now.lastSeenOn })));
  const back = seen.filter(({ row, now }) => row.state === "fixed" && row.closedOn !== null && now.lastSeenOn > row.closedOn);
  if (back.length > 0) {
    await reopen(tx, back.map(({ row }) => row.id));
    // Found before it was fixed says nothing of when it came back.
    const wanted = back.map(({ row, now }) => ({ id: row.id, exposed: now.exposed, detectedOn: now.detectedOn > (row.closedOn ?? "") ? now.detectedOn : now.lastSeenOn }));
    await moveToClocks(tx, RULE_IN_FORCE, { wanted: withDetection(wanted), cause: "seen-again", at });
  }
  const earlier = seen.filter(({ row, now }) => row.state !== "fixed" && now.detectedOn < row.detectedOn);
  if (earlier.length > 0) {
    const wanted = earlier.map(({ row, now }) => ({ id: row.id, exposed: now.exposed, detectedOn: now.detectedOn }));
    await moveToClocks(tx, RULE_IN_FORCE, { wanted: withDetection(wanted), cause: "detected-earlier", at });
  }
  return back.length;
}
