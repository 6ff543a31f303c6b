import { edgeWidths, MerkleTree, placeInTile, subtreeHash, TILE_WIDTH, tileWidth, type NodeStorage, type TileEdge } from "#engines/ledger";
import type { Queryable } from "#rooms/platform";
import { readHashes } from "./tree.store.ts";

const HASH_BYTES = 32;

/** The tree as it was at `size` leaves, to prove from; each proof reads once. */
export function treeAt(db: Queryable, size: number): MerkleTree {
  return new MerkleTree(nodesAt(db, size), size);
}

/** The hashes of the unfinished tile of each level: what the sequencer goes on from. */
export async function readEdge(db: Queryable, size: number): Promise<TileEdge> {
  const widths = edgeWidths(size);
  const open = widths.map((width, level) => {
    const past = Math.floor(size / TILE_WIDTH ** level);
    return { level: level - 1, from: past - width, to: past };
  });
  const found = await readHashes(db, { kept: [], leaves: open.slice(0, 1), roots: open.slice(1) });
  return widths.map((width, level) => {
    const own = found.find(({ sort, place }) => (level === 0 ? sort === "leaves" : sort === "roots" && place === level - 1));
    return split(own?.hashes, width, `the unfinished tile of level ${level}`);
  });
}

type Place = ReturnType<typeof placeInTile>;

function nodesAt(db: Queryable, size: number): NodeStorage {
  const isFull = ({ tile }: Place): boolean => tileWidth(tile, size) === TILE_WIDTH;
  const rangeOf = ({ tile, first, count }: Place) => {
    const from = tile.index * TILE_WIDTH + first;
    return { level: tile.level - 1, from, to: from + count };
  };
  return {
    read: async (addresses) => {
      const places = addresses.map(placeInTile);
      const sorted = {
        kept: places.filter(isFull),
        leaves: places.filter((place) => !isFull(place) && place.tile.level === 0),
        roots: places.filter((place) => !isFull(place) && place.tile.level > 0),
      };
      const found = await readHashes(db, { kept: sorted.kept.map(({ tile, kept }) => ({ ...tile, kept })), leaves: sorted.leaves.map(rangeOf), roots: sorted.roots.map(rangeOf) });
      const hashes = new Map(found.map(({ sort, place, hashes: own }) => [sorted[sort][place], own]));
      return places.map((place, at) => subtreeHash(split(hashes.get(place), isFull(place) ? 1 : place.count, `node ${addresses[at]?.level}/${addresses[at]?.index}`)));
    },
    write: () => Promise.reject(new Error("Only the sequencer adds leaves")),
  };
}

function split(hashes: Buffer | null | undefined, count: number, what: string): readonly Uint8Array[] {
  if ((hashes?.length ?? 0) !== count * HASH_BYTES) throw new Error(`The ledger's database does not hold ${what}`);
  return Array.from({ length: count }, (_, place) => (hashes as Buffer).subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES));
}
