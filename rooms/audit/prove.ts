import { openCheckpoint, parseTilePath, parseVerifierKey, readNote, readTreeHead, TILE_WIDTH, tileWidth, LedgerRefusal } from "#engines/ledger";
import { notFound, PlatformRefusal, type Services } from "#rooms/platform";
import { findSignedNote } from "./heads.store.ts";
import { logSigners } from "./log-keys.ts";
import { publishHead } from "./publish-head.ts";
import { treeAt } from "./read-tree.ts";
import { findLeafIndex, findTile } from "./tree.store.ts";

const HASH_BYTES = 32;
const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");

/** Proof that the log at `first` leaves is the beginning of the log at `second` leaves, hex hashes. */
export async function proveConsistency(services: Services, first: number, second: number): Promise<readonly string[]> {
  return (await treeAt(services.db, second).consistencyProof(first, second)).map(hex);
}

/** Proof that a leaf stands at its place in the log of `size` leaves, hex hashes. */
export async function proveInclusion(services: Services, leafIndex: number, size: number): Promise<readonly string[]> {
  return (await treeAt(services.db, size).inclusionProof(leafIndex, size)).map(hex);
}

/** Leaves in a checkpoint that this log has signed; refuses a text it has not. */
export function checkpointSize(services: Services, checkpoint: string): number {
  return openCheckpoint(checkpoint, [parseVerifierKey(logSigners(services).verifierKey)]).size;
}

export async function hasHead(services: Services, size: number): Promise<boolean> {
  return (await findSignedNote(services.db, size)) !== undefined;
}

/** A signed head of this size, with its origin and root (hex); there must be one. */
export async function findHead(services: Services, size: number): Promise<{ readonly origin: string; readonly root: string; readonly note: string }> {
  const note = await findSignedNote(services.db, size);
  if (note === undefined) throw new Error(`No head of ${size} entries was signed`);
  const { origin, root } = readTreeHead(readNote(note).text);
  return { origin, root: hex(root), note };
}

/** The same for anybody, as far as the public log goes. */
export async function showConsistency(services: Services, { first, second }: { readonly first: number; readonly second: number }) {
  const { size } = await publishHead(services);
  if (second > size || first > second) throw new PlatformRefusal("invalid-input", `second: the public log has ${size} entries; ask for 1 ≤ first ≤ second ≤ ${size}`, { field: "second" });
  return { first, second, proof: await proveConsistency(services, first, second) };
}

/** Where an entry stands, for whoever has it and so knows its hash; absent and not yet public are one. */
export async function showInclusion(services: Services, leafHash: string) {
  const { size } = await publishHead(services);
  const leafIndex = await findLeafIndex(services.db, Buffer.from(leafHash, "hex"), size);
  if (leafIndex === undefined) throw notFound();
  return { leafIndex, size, proof: [...(await proveInclusion(services, leafIndex, size))] };
}

/** A tile of the public log (c2sp.org/tlog-tiles): hashes alone, each over an entry with 100 random bits in its id. */
export async function showTile(services: Services, path: string): Promise<{ readonly bytes: Uint8Array; readonly isFull: boolean }> {
  const { level, index, width } = readPath(path);
  const { size } = await publishHead(services);
  if (width > tileWidth({ level, index }, size)) throw notFound();
  const tile = await findTile(services.db, { level, index, width });
  if (tile?.length !== width * HASH_BYTES) throw new Error(`The ledger's database does not hold ${path}`);
  return { bytes: tile, isFull: width === TILE_WIDTH };
}

function readPath(path: string): ReturnType<typeof parseTilePath> {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof LedgerRefusal) throw new PlatformRefusal("invalid-input", `tile: ${error.message}`, { field: "tile", cause: error });
    throw error;
  }
}
