import { addSignatures, issueReceipt, parseLedgerEntry, type Receipt } from "#engines/ledger";
import { notFound, type Services } from "#rooms/platform";
import { findLeafById, listLeavesOf, type LeafRow } from "./audit.store.ts";
import { findWitnessedHead } from "./heads.store.ts";
import { treeAt } from "./read-tree.ts";
import { sealLedger, type SealedLedger } from "./seal-ledger.ts";

/** Receipts for every act on a subject that this organisation may hold. */
export async function listReceipts(services: Services, input: { readonly subject: string; readonly organisationId: string }): Promise<readonly Receipt[]> {
  const heads = await findHeads(services);
  const leaves = await listLeavesOf(services.db, input.subject, input.organisationId, heads.newest.size);
  const receipts: Receipt[] = [];
  for (const leaf of leaves) receipts.push(await receiptOf(services, heads, leaf));
  return receipts;
}

/** The receipt of one entry by its id, for a room that puts it into a bundle. */
export async function getReceipt(services: Services, entryId: string): Promise<Receipt> {
  const heads = await findHeads(services);
  const leaf = await findLeafById(services.db.asSystem("the room that asks has judged who may have its bundle"), entryId, heads.newest.size);
  if (!leaf) throw notFound();
  return receiptOf(services, heads, leaf);
}

interface Heads {
  readonly newest: SealedLedger;
  /** With the cosignatures of witnesses, whose word is worth more than a newer head of ours. */
  readonly witnessed: SealedLedger | undefined;
}

async function findHeads(services: Services): Promise<Heads> {
  const newest = await sealLedger(services);
  const row = await findWitnessedHead(services.db);
  return { newest, witnessed: row && { ...newest, size: row.size, checkpoint: addSignatures(row.note, row.lines) } };
}

async function receiptOf(services: Services, { newest, witnessed }: Heads, leaf: LeafRow): Promise<Receipt> {
  const { size, checkpoint, verifierKey, furtherKeys } = witnessed && leaf.leaf_index < witnessed.size ? witnessed : newest;
  return issueReceipt({ tree: treeAt(services.db, size), entry: parseLedgerEntry(JSON.parse(leaf.content)), leafIndex: leaf.leaf_index, checkpoint, verifierKey, furtherKeys });
}
