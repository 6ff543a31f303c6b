import { createHash } from "node:crypto";
import { InventoryError, parseInventory, type Inventory } from "#engines/exposure";
import { MAX_INVENTORIES, type InventoryPreview, type InventorySummary } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services } from "#rooms/platform";
import { askExposure } from "./count-exposure.ts";
import { DistributionRefusal, notEnrolled } from "./distribution.errors.ts";
import { countInventories, deleteInventory, deleteInventoryNamed, findInventory, findInventoryOwner, insertInventory, listInventories, lockOperator, type InventoryRow } from "./distribution.store.ts";
import { noteRead } from "./distribution.resources.ts";
import { matchOperatorJob } from "./match-operator.ts";
import { describePlace, openFileName, openInventory, sealFileName, sealInventory } from "./sealed-inventory.ts";

const MOST_PREVIEWED = 200;

export interface UploadInventory {
  readonly actor: Actor;
  readonly organisationId: string;
  readonly fileName: string;
  /** Hostile. */
  readonly bytes: Uint8Array;
}

/**
 * Reads an operator's list, keeps what was read of it, and asks for it to be matched. A file of the same name takes the
 * earlier one's place. A file that cannot be read is refused whole, and nothing of it is kept.
 * @returns how it was understood, as it was kept: reading it back would miss one that another upload has replaced meanwhile
 */
export async function uploadInventory(services: Services, { actor, organisationId, fileName, bytes }: UploadInventory): Promise<InventoryPreview> {
  const inventory = read(bytes, fileName);
  const id = newId("inv");
  const sealed = { file_name: sealFileName(services, id, fileName), content: sealInventory(services, id, inventory) };
  const nameHash = services.keys.keyedHash("distribution-file-name", `${organisationId}\n${fileName}`);
  const digest = createHash("sha256").update(bytes).digest("hex");
  const size = { assets: inventory.assets.length, skipped: inventory.skipped.length };
  return services.db.inTransaction(async (tx) => {
    if (!(await lockOperator(tx, organisationId))) throw notEnrolled();
    await deleteInventoryNamed(tx, organisationId, nameHash);
    if ((await countInventories(tx, organisationId)) >= MAX_INVENTORIES) {
      throw new DistributionRefusal("too-many-inventories", `You have ${MAX_INVENTORIES} lists here already. Remove one, or put them together in one file.`);
    }
    const at = services.clock();
    await insertInventory(tx, { id, organisationId: organisationId, nameHash, format: inventory.format, digest, ...size, at, ...sealed });
    await appendEntry(services, tx, { kind: "distribution.inventory-uploaded", subject: id, by: actor, data: size, visibleTo: [organisationId] });
    await services.jobs.enqueue(tx, matchOperatorJob, { organisationId: organisationId, advisoryId: null });
    await askExposure(services, tx);
    return toPreview({ id, fileName, format: inventory.format, digest, ...size, uploadedAt: at.toISOString() }, inventory);
  });
}

/** Erases one list, and with the next matching the open matches that stood on it. */
export async function removeInventory(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  const { actor, id } = input;
  await services.db.inTransaction(async (tx) => {
    const organisationId = await findInventoryOwner(tx, id);
    // Another request may have removed it meanwhile.
    if (organisationId === undefined || !(await lockOperator(tx, organisationId)) || (await deleteInventory(tx, organisationId, id)) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "distribution.inventory-removed", subject: id, by: actor, data: {}, visibleTo: [organisationId] });
    await services.jobs.enqueue(tx, matchOperatorJob, { organisationId, advisoryId: null });
    await askExposure(services, tx);
  });
}

/** How a file was understood. */
export async function previewInventory(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<InventoryPreview> {
  const organisationId = await findInventoryOwner(services.db, input.id);
  const row = organisationId === undefined ? undefined : await findInventory(services.db, organisationId, input.id);
  if (!row) throw notFound();
  await noteRead(services, { actor: input.actor, organisationId: row.organisation_id, subject: row.id, what: "inventory" });
  return toPreview(toSummary(services, row), openInventory(services, row.id, row.content));
}

function toPreview(summary: InventorySummary, inventory: Inventory): InventoryPreview {
  return {
    ...summary,
    columns: { ...inventory.columns },
    notes: [...inventory.notes],
    firstAssets: inventory.assets.slice(0, MOST_PREVIEWED).map((asset) => ({
      place: describePlace(asset.source), vendor: asset.vendor, product: asset.product, version: asset.version, location: asset.location, exposed: asset.exposed,
    })),
    skippedLines: inventory.skipped.slice(0, MOST_PREVIEWED).map(({ line, path, reason, original }) => ({ place: describePlace({ line, path }), reason, original })),
  };
}

/** An operator's lists, oldest first. */
export async function listOwnInventories(services: Services, organisationId: string): Promise<readonly InventorySummary[]> {
  return (await listInventories(services.db, organisationId)).map((row) => toSummary(services, row));
}

function read(bytes: Uint8Array, fileName: string) {
  try {
    return parseInventory(bytes, { fileName });
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    throw new DistributionRefusal("inventory-not-readable", error.message, { field: "file", cause: error });
  }
}

function toSummary(services: Services, row: Omit<InventoryRow, "content">): InventorySummary {
  return { id: row.id, fileName: openFileName(services, row.id, row.file_name), format: row.format, digest: row.digest, assets: row.assets, skipped: row.skipped, uploadedAt: row.uploaded_at };
}
