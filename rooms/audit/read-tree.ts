import { edgeWidths, MerkleTree, placeInTile, TILE_WIDTH, type OpenTile, type TileAddress, type TileEdge } from "#engines/ledger";
import type { Queryable, Transaction } from "#rooms/platform";
import { listEdge, readHashes } from "./tree.store.ts";

const HASH_BYTES = 32;

/** The tree as it was at `size` leaves, to prove from; each proof reads once and makes next to no hash. */
export function treeAt(db: Queryable, size: number): MerkleTree {
  return new MerkleTree(
    {
      read: async (addresses) => {
        const places = addresses.map(placeInTile);
        const rows = await readHashes(db, places.map(({ tile, kept, first, count }) => ({ ...tile, kept, width: first + count })));
        return rows.map(({ hash }, at) => {
          if (hash?.length !== HASH_BYTES) throw new Error(`The ledger's database does not hold node ${addresses[at]?.level}/${addresses[at]?.index}`);
          return hash;
        });
      },
      write: () => Promise.reject(new Error("Only the sequencer adds leaves")),
    },
    size,
  );
}

/** The unfinished tile of each level: what the sequencer goes on from. */
export async function readEdge(tx: Transaction, size: number): Promise<TileEdge> {
  const rows = await listEdge(tx);
  return edgeWidths(size).map((width, level): OpenTile => {
    const { index } = openTileAt(size, level);
    // A tile that became full leaves its row until the next one of its level begins.
    if (width === 0) return { width, hashes: Buffer.alloc((2 * TILE_WIDTH - 2) * HASH_BYTES) };
    const row = rows.find((one) => one.level === level);
    if (row?.index !== index || row.width !== width) throw new Error(`The ledger's database does not hold the unfinished tile of level ${level}, of ${width} hashes`);
    return row;
  });
}

/** Which tile of a level is the unfinished one. */
export function openTileAt(size: number, level: number): TileAddress {
  return { level, index: Math.floor(size / TILE_WIDTH ** (level + 1)) };
}
