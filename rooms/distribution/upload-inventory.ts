import { createHash } from "node:crypto";
import { ZodError } from "zod";
import { InventoryError, parseInventory, type Inventory } from "#engines/exposure";
import { columnChoices, MAX_INVENTORIES, type ColumnChoices, type InventoryPreview, type InventoryReading, type InventorySummary, type TypedList } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { indexInventory } from "./component-index/index-components.ts";
import { askExposure } from "./count-exposure.ts";
import { DistributionRefusal, notEnrolled } from "./distribution.errors.ts";
import { countInventories, deleteInventory, deleteInventoryNamed, findInventory, findInventoryOwner, insertInventory, listInventories, lockOperator, type InventoryRow } from "./distribution.store.ts";
import { noteRead } from "./distribution.resources.ts";
import { requireOperator } from "./enrol-operator.ts";
import { matchOperatorJob } from "./match-operator.ts";
import { markKey, readMarks, withMark, type OwnMark } from "./own-marks/read-marks.ts";
import { describePlace, openFileName, openInventory, sealFileName, sealInventory } from "./sealed-inventory.ts";

const MOST_PREVIEWED = 200;

/** A file as it is sent. */
interface SentList {
  readonly fileName: string;
  /** Hostile. */
  readonly bytes: Uint8Array;
  /** What a person chose in the place of the columns guessed, as JSON. */
  readonly columns?: string | undefined;
  /** What it was sent as, for refusals: a file, when nothing is said. */
  readonly field?: "file" | "text" | "rows" | "list";
}

/** A file that was read, to be kept. */
export interface ReadList {
  readonly fileName: string;
  readonly digest: string;
  readonly inventory: Inventory;
}

/** Reads an operator's list. One that cannot be read is refused whole. */
export function readInventory({ fileName, bytes, columns, field = "file" }: SentList): ReadList {
  return { fileName, digest: createHash("sha256").update(bytes).digest("hex"), inventory: read(bytes, { fileName, columns, field }) };
}

/**
 * Reads an operator's list, keeps what was read of it, and asks for it to be matched.
 * @returns how it was understood, as it was kept: reading it back would miss one that another upload has replaced meanwhile
 */
export async function uploadInventory(services: Services, { actor, organisationId, ...sent }: SentList & { readonly actor: Actor; readonly organisationId: string }): Promise<InventoryPreview> {
  const list = readInventory(sent);
  return services.db.inTransaction((tx) => keepInventory(services, tx, { by: actor, organisationId, list }));
}

/** Keeps a list that was read; one of the same name takes the earlier one's place. */
export async function keepInventory(services: Services, tx: Transaction, { by, organisationId, list }: { readonly by: Pick<Actor, "personId" | "organisationId">; readonly organisationId: string; readonly list: ReadList }): Promise<InventoryPreview> {
  const { fileName, digest, inventory } = list;
  const id = newId("inv");
  const sealed = { file_name: sealFileName(services, id, fileName), content: sealInventory(services, id, inventory) };
  const nameHash = services.keys.keyedHash("distribution-file-name", `${organisationId}\n${fileName}`);
  const size = { assets: inventory.assets.length, skipped: inventory.skipped.length };
  if (!(await lockOperator(tx, organisationId))) throw notEnrolled();
  await deleteInventoryNamed(tx, organisationId, nameHash);
  if ((await countInventories(tx, organisationId)) >= MAX_INVENTORIES) {
    throw new DistributionRefusal("too-many-inventories", `You have ${MAX_INVENTORIES} lists here already. Remove one, or put them together in one file.`);
  }
  const at = services.clock();
  await insertInventory(tx, { id, organisationId, nameHash, format: inventory.format, digest, ...size, at, ...sealed });
  await indexInventory(services, tx, { id, organisationId, inventory });
  await appendEntry(services, tx, { kind: "distribution.inventory-uploaded", subject: id, by, data: size, visibleTo: [organisationId] });
  await services.jobs.enqueue(tx, matchOperatorJob, { organisationId, advisoryId: null });
  await askExposure(services, tx);
  const reading = toReading(services, { organisationId, inventory, marks: await readMarks(services, tx, organisationId) });
  return { ...reading, id, fileName, digest, uploadedAt: at.toISOString() };
}

/** How a file would be understood, so that its columns can be put right before it is kept. Nothing of it is. */
export async function readOnly(services: Services, { organisationId, fileName, bytes, columns }: SentList & { readonly organisationId: string }): Promise<InventoryReading> {
  await requireOperator(services.db, organisationId);
  return toReading(services, { organisationId, inventory: readOrShow(services, bytes, { fileName, columns }), marks: await readMarks(services, services.db, organisationId) });
}

/** Where no heading says what the things are, the first column is shown as that, for a person to choose another. */
function readOrShow(services: Services, bytes: Uint8Array, options: { readonly fileName: string; readonly columns: string | undefined }): Inventory {
  try {
    return read(bytes, options);
  } catch (error) {
    if (!(error instanceof DistributionRefusal && error.cause instanceof InventoryError && error.cause.code === "no-product-column") || options.columns !== undefined) throw error;
    const inventory = read(bytes, { ...options, columns: '{"product":0}' });
    return { ...inventory, notes: [services.messages.text("distribution.list.no-product"), ...inventory.notes] };
  }
}

/** What stands on the paper form, as the list that it is. */
export function typedToBytes({ rows }: TypedList): Uint8Array {
  const cell = (text: string | undefined) => `"${(text ?? "").replaceAll('"', '""')}"`;
  const lines = rows.flatMap(({ vendor, product, version, location, exposed, count = 1 }) =>
    [[vendor, product, version, location, exposed === "unknown" ? "" : exposed, String(count)].map(cell).join(",")]);
  return Buffer.from(["Vendor,Product,Version,Location,Exposed,Quantity", ...lines].join("\n"));
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
  const reading = toReading(services, { organisationId: row.organisation_id, inventory: openInventory(services, row.id, row.content), marks: await readMarks(services, services.db, row.organisation_id) });
  return { ...reading, ...toSummary(services, row) };
}

function toReading(services: Services, { organisationId, inventory, marks }: { readonly organisationId: string; readonly inventory: Inventory; readonly marks: ReadonlyMap<string, OwnMark> }): InventoryReading {
  return {
    format: inventory.format,
    assets: inventory.assets.length,
    skipped: inventory.skipped.length,
    columns: { ...inventory.columns },
    headings: [...(inventory.table?.headings ?? [])],
    notes: [...inventory.notes],
    firstAssets: inventory.assets.slice(0, MOST_PREVIEWED).map((asset) => ({
      id: asset.id, place: describePlace(asset.source), vendor: asset.vendor, product: asset.product, model: asset.model ?? null, version: asset.version, location: asset.location,
      ...withMark(asset.exposed, marks.size === 0 ? undefined : marks.get(markKey(services, organisationId, asset))),
    })),
    skippedLines: inventory.skipped.slice(0, MOST_PREVIEWED).map(({ line, path, reason, original }) => ({ place: describePlace({ line, path }), reason, original })),
  };
}

/** An operator's lists, oldest first. */
export async function listOwnInventories(services: Services, organisationId: string): Promise<readonly InventorySummary[]> {
  return (await listInventories(services.db, organisationId)).map((row) => toSummary(services, row));
}

function read(bytes: Uint8Array, { fileName, columns, field = "file" }: { readonly fileName: string; readonly columns: string | undefined; readonly field?: string }): Inventory {
  try {
    if (columns === undefined) return parseInventory(bytes, { fileName });
    const options = { fileName, columns: readColumns(columns) };
    const inventory = parseInventory(bytes, options);
    const first = inventory.table?.headingLine === null ? inventory.table.firstRows[0] : undefined;
    // Headings in words that we do not know are headings all the same: a person has just chosen among them.
    return first?.cells.every((cell) => !/\d/.test(cell)) ? parseInventory(bytes, { ...options, headingLine: first.line }) : inventory;
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    throw new DistributionRefusal("inventory-not-readable", error.message, { field, cause: error });
  }
}

function readColumns(text: string): ColumnChoices {
  try {
    return columnChoices.parse(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof ZodError)) throw cause;
    throw new DistributionRefusal("inventory-not-readable", 'columns: give the number of each column from 0, such as {"vendor":0,"product":2}', { field: "columns", cause });
  }
}

function toSummary(services: Services, row: Omit<InventoryRow, "content">): InventorySummary {
  return { id: row.id, fileName: openFileName(services, row.id, row.file_name), format: row.format, digest: row.digest, assets: row.assets, skipped: row.skipped, uploadedAt: row.uploaded_at };
}
