import { generateNoteKey, issueReceipt, leafHash, MerkleTree, openCheckpoint, parseLedgerEntry, parseSignerKey, parseVerifierKey, signCheckpoint, type NodeStorage, type NoteSigner, type Receipt } from "#engines/ledger";
import type { Queryable, Services, Transaction } from "#rooms/platform";
import { notFound } from "#rooms/platform";
import { findLeafById, findNewestCheckpoint, insertCheckpoint, insertLeaves, insertNodes, listLeaves, listLeavesOf, listUnsequenced, lockLog, readNodes, type LeafRow } from "./audit.store.ts";

const BATCH = 1000;

export interface SealedLedger {
  readonly size: number;
  /** The signed checkpoint's text. */
  readonly checkpoint: string;
  readonly verifierKey: string;
}

/**
 * Takes every committed act into the Merkle log and signs a checkpoint over the whole. Safe to call at any time and by
 * several servers at once: one does the work, the others wait and find nothing left.
 */
export async function sealLedger(services: Services): Promise<SealedLedger> {
  const signer = logSigner(services);
  for (;;) {
    const step = await services.db.inTransaction((tx) => sealBatch(services, tx, signer));
    if (step.done) return { ...step.sealed, verifierKey: signer.verifierKey };
  }
}

async function sealBatch(services: Services, tx: Transaction, signer: NoteSigner): Promise<{ done: boolean; sealed: { size: number; checkpoint: string } }> {
  await lockLog(tx);
  const newest = await findNewestCheckpoint(tx);
  const rows = await listUnsequenced(tx.asSystem("the log takes in every act, whoever asks for its newest head"), BATCH);
  if (rows.length === 0 && newest) return { done: true, sealed: { size: newest.size, checkpoint: newest.note } };
  const tree = new MerkleTree(nodesIn(tx), newest?.size ?? 0);
  const first = tree.size;
  await tree.append(rows.map((row) => leafHash(row.content)));
  await insertLeaves(tx, first, rows.map((row) => row.sequence));
  const root = await tree.root();
  const note = signCheckpoint({ origin: signer.name, size: tree.size, root }, signer);
  await insertCheckpoint(tx, { size: tree.size, root, note, at: services.clock() });
  return { done: rows.length < BATCH, sealed: { size: tree.size, checkpoint: note } };
}

/** Receipts for every act on a subject that this organisation may hold. */
export async function listReceipts(services: Services, input: { readonly subject: string; readonly organisationId: string }): Promise<readonly Receipt[]> {
  const sealed = await sealLedger(services);
  const leaves = await listLeavesOf(services.db, input.subject, input.organisationId, sealed.size);
  const receipts: Receipt[] = [];
  for (const leaf of leaves) receipts.push(await receiptOf(services, sealed, leaf));
  return receipts;
}

/** The receipt of one entry by its id, for a room that puts it into a bundle. */
export async function getReceipt(services: Services, entryId: string): Promise<Receipt> {
  const sealed = await sealLedger(services);
  const leaf = await findLeafById(services.db.asSystem("the room that asks has judged who may have its bundle"), entryId, sealed.size);
  if (!leaf) throw notFound();
  return receiptOf(services, sealed, leaf);
}

/** Proof that the log at `first` leaves is the beginning of the log at `second` leaves, hex hashes. */
export async function proveConsistency(services: Services, first: number, second: number): Promise<readonly string[]> {
  const tree = new MerkleTree(nodesIn(services.db), second);
  return (await tree.consistencyProof(first, second)).map((hash) => Buffer.from(hash).toString("hex"));
}

export interface ExportedLedger extends SealedLedger {
  /** Each entry's exact canonical JSON, in the log's order. */
  readonly entries: readonly string[];
}

/** The whole log, for whoever may check it from end to end. */
export async function exportLedger(services: Services): Promise<ExportedLedger> {
  const sealed = await sealLedger(services);
  const leaves = await listLeaves(services.db, sealed.size);
  return { ...sealed, entries: leaves.map((leaf) => leaf.content) };
}

/** Leaves in a checkpoint that this log has signed; refuses a text it has not. */
export function checkpointSize(services: Services, checkpoint: string): number {
  return openCheckpoint(checkpoint, [parseVerifierKey(logSigner(services).verifierKey)]).size;
}

async function receiptOf(services: Services, sealed: SealedLedger, leaf: LeafRow): Promise<Receipt> {
  const tree = new MerkleTree(nodesIn(services.db), sealed.size);
  return issueReceipt({ tree, entry: parseLedgerEntry(JSON.parse(leaf.content)), leafIndex: leaf.leaf_index, checkpoint: sealed.checkpoint, verifierKey: sealed.verifierKey });
}

function logSigner(services: Services): NoteSigner {
  const origin = `${services.configuration.mailDomain}/ledger`;
  return parseSignerKey(services.keys.secret("ledger", () => generateNoteKey(origin).signerKey));
}

function nodesIn(db: Queryable): NodeStorage {
  return {
    read: async (addresses) => {
      const found = new Map((await readNodes(db, addresses)).map((row) => [`${row.level}/${row.index}`, row.hash]));
      return addresses.map(({ level, index }) => {
        const hash = found.get(`${level}/${index}`);
        if (!hash) throw new Error(`The ledger's node ${level}/${index} is missing from the database`);
        return hash;
      });
    },
    write: (nodes) => insertNodes(db, nodes),
  };
}
