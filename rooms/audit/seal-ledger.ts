import { growTiles, readNote, readTreeHead, signCheckpoint } from "#engines/ledger";
import type { Services, Transaction } from "#rooms/platform";
import { findNewestCheckpoint, insertCheckpoint } from "./heads.store.ts";
import { logSigners, type LogSigners } from "./log-keys.ts";
import { openTileAt, readEdge } from "./read-tree.ts";
import { insertTiles, lockLog, saveEdge, sequenceWaiting } from "./tree.store.ts";

// A batch holds its hashes in memory, 64 bytes an entry, and the other servers' sequencers up for its time: 0.3 s of them.
const BATCH = 8192;

export interface SealedLedger {
  readonly size: number;
  /** The signed checkpoint's text. */
  readonly checkpoint: string;
  readonly verifierKey: string;
  /** The log's keys of other kinds, which sign too. */
  readonly furtherKeys: readonly string[];
}

/**
 * Takes every committed act into the Merkle log and signs a checkpoint over the whole. Safe to call at any time and by
 * several servers at once: one does the work, the others wait and find nothing left. Whoever is killed amid it has done
 * nothing.
 */
export async function sealLedger(services: Services): Promise<SealedLedger> {
  const log = logSigners(services);
  for (;;) {
    const { isDone, size, checkpoint } = await services.db.inTransaction((tx) => sealBatch(services, tx, log));
    if (isDone) return { size, checkpoint, verifierKey: log.verifierKey, furtherKeys: log.furtherKeys };
  }
}

/** One batch, in the caller's transaction, which holds the log's lock until its end. */
export async function sealBatch(services: Services, tx: Transaction, { origin, signers }: LogSigners): Promise<{ readonly isDone: boolean; readonly size: number; readonly checkpoint: string }> {
  await lockLog(tx);
  const newest = await findNewestCheckpoint(tx);
  const first = newest?.size ?? 0;
  const house = tx.asSystem("the log takes in every act, whoever asks for its newest head");
  const leafHashes = splitHashes(await sequenceWaiting(house, first, BATCH));
  if (leafHashes.length === 0 && newest) return { isDone: true, size: first, checkpoint: newest.note };
  const before = await readEdge(tx, first);
  if (newest) requireSigned(newest.note, growTiles({ size: first, edge: before, leafHashes: [] }).root);
  const { edge, full, root } = growTiles({ size: first, edge: before, leafHashes });
  const size = first + leafHashes.length;
  await insertTiles(tx, full);
  await saveEdge(tx, edge.flatMap((tile, level) => (tile === before[level] || tile.width === 0 ? [] : [{ ...openTileAt(size, level), ...tile }])));
  const checkpoint = signCheckpoint({ origin, size, root }, ...signers);
  await insertCheckpoint(tx, { size, root, note: checkpoint, at: services.clock() });
  return { isDone: leafHashes.length < BATCH, size, checkpoint };
}

/** Whoever altered the stored tree must not get a head signed that contradicts the one before. */
function requireSigned(note: string, root: Uint8Array): void {
  const { size, root: signed } = readTreeHead(readNote(note).text);
  if (Buffer.compare(signed, root) !== 0) throw new Error(`The ledger's database does not hold the tree of ${size} entries that was signed: it was altered, and nothing more is signed`);
}

function splitHashes(hashes: Buffer): readonly Uint8Array[] {
  return Array.from({ length: hashes.length / 32 }, (_, place) => hashes.subarray(place * 32, (place + 1) * 32));
}
