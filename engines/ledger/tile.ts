// Tiles as c2sp.org/tlog-tiles has them: 256 neighbouring hashes of one level, eight tree levels apart from the next.
// A full tile never changes, so that it can be stored once, served from anywhere and kept for ever.
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { nodeHash } from "./merkle-proof.ts";
import type { NodeAddress, NodeStorage } from "./merkle-tree.ts";
import { sha256 } from "./sha256.ts";

const HEIGHT = 8;
export const TILE_WIDTH = 2 ** HEIGHT;
const HASH_BYTES = 32;
/** Hashes that a full tile and the levels between it and the next hold: 256 + 128 + … + 2. */
const HASHES_KEPT = 2 * TILE_WIDTH - 2;

export interface TileAddress {
  readonly level: number;
  readonly index: number;
}

/** A tile with all 256 hashes, ready to be stored. */
export interface FullTile extends TileAddress {
  /** Its 256 hashes, then the 128 above them, and so on to the last 2: a proof reads its hashes instead of making them. */
  readonly hashes: Buffer;
  /** Its hash in the tile above. */
  readonly root: Uint8Array;
}

/** A tile that is not full yet. */
export interface OpenTile {
  /** How many hashes it has. */
  readonly width: number;
  /** Its hashes and those above them, each where the full tile will keep it; zeros where there is none yet. */
  readonly hashes: Buffer;
}

/** The unfinished tile of each level, from the leaves up: all that is needed to go on. */
export type TileEdge = readonly OpenTile[];

export interface GrownTiles {
  /** Tiles of the edge before to which nothing came are the same objects. */
  readonly edge: TileEdge;
  /** Tiles that became full. */
  readonly full: readonly FullTile[];
  /** Of the whole tree. */
  readonly root: Uint8Array;
}

const EMPTY: OpenTile = { width: 0, hashes: Buffer.alloc(HASHES_KEPT * HASH_BYTES) };

/** Adds leaf hashes to a tree of `size` leaves of which only the edge is known. Pure; every hash is made once. */
export function growTiles({ size, edge, leafHashes }: { readonly size: number; readonly edge: TileEdge; readonly leafHashes: readonly Uint8Array[] }): GrownTiles {
  const open: OpenTile[] = [...edge];
  const growing: GrowingTile[] = [];
  const full: FullTile[] = [];
  let leaves = size;
  for (const leaf of leafHashes) {
    leaves += 1;
    let hash = leaf;
    let span = TILE_WIDTH;
    for (let level = 0; ; level += 1, span *= TILE_WIDTH) {
      const tile = (growing[level] ??= growFrom(open[level] ?? EMPTY));
      open[level] = tile;
      addHash(tile, hash);
      if (tile.width < TILE_WIDTH) break;
      hash = hashOver(tile.hashes, HASHES_KEPT - 2);
      full.push({ level, index: leaves / span - 1, hashes: tile.hashes, root: hash });
      open[level] = growing[level] = growFrom(EMPTY);
    }
  }
  return { edge: open, full, root: rootOfEdge(open) };
}

interface GrowingTile extends OpenTile {
  width: number;
}

const growFrom = ({ width, hashes }: OpenTile): GrowingTile => ({ width, hashes: Buffer.from(hashes) });

/** Puts a hash at the tile's end, and above it those of the pairs that this completes. */
function addHash(tile: GrowingTile, hash: Uint8Array): void {
  let place = tile.width;
  let row = 0;
  let across = TILE_WIDTH;
  tile.hashes.set(hash, place * HASH_BYTES);
  tile.width += 1;
  while (place % 2 === 1 && across > 2) {
    const above = hashOver(tile.hashes, row + place - 1);
    row += across;
    across /= 2;
    place = (place - 1) / 2;
    tile.hashes.set(above, (row + place) * HASH_BYTES);
  }
}

/** The hash over two neighbours that a tile keeps. */
function hashOver(hashes: Buffer, first: number): Uint8Array {
  return nodeHash(keptHash(hashes, first), keptHash(hashes, first + 1));
}

const keptHash = (hashes: Buffer, place: number): Buffer => hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);

/** How many hashes of the unfinished tile each level of a tree has, from the leaves up. */
export function edgeWidths(size: number): readonly number[] {
  const widths: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / TILE_WIDTH)) widths.push(rest % TILE_WIDTH);
  return widths;
}

/** How many hashes a tile has in a tree of this size; 0 when the tree does not reach it. */
export function tileWidth({ level, index }: TileAddress, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH;
  return Math.max(0, Math.min(TILE_WIDTH, hashes));
}

export interface PlaceInTile {
  readonly tile: TileAddress;
  /** The hashes of the tile that the node covers: `count` from `first` on. */
  readonly first: number;
  readonly count: number;
  /** Where the node stands among the hashes that a tile keeps. */
  readonly kept: number;
}

/** Where the hash of a complete subtree is found. */
export function placeInTile({ level, index }: NodeAddress): PlaceInTile {
  const height = level % HEIGHT;
  const across = TILE_WIDTH / 2 ** height;
  const place = index % across;
  return {
    tile: { level: Math.floor(level / HEIGHT), index: Math.floor(index / across) },
    first: place * 2 ** height,
    count: 2 ** height,
    kept: 2 * TILE_WIDTH - 2 * across + place,
  };
}

/** The hash over a power of two of hashes. */
function subtreeHash(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) row = pairUp(row);
  return row[0] as Uint8Array;
}

/** `tile/0/x001/x234/067`, and `tile/0/x001/x234/067.p/16` for one that is not full. */
export function writeTilePath({ level, index }: TileAddress, width: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
  const groups = digits.match(/\d{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ""}`;
}

/** Reads an attacker-controlled path; only the one spelling that `writeTilePath` gives is taken. */
export function parseTilePath(path: string): TileAddress & { readonly width: number } {
  const fields = /^tile\/(?<level>\d{1,2})\/(?<index>(?:x\d{3}\/){0,4}\d{3})(?:\.p\/(?<width>\d{1,3}))?$/.exec(path)?.groups;
  const level = Number(fields?.["level"]);
  const index = Number(fields?.["index"]?.replaceAll(/[x/]/g, ""));
  const width = Number(fields?.["width"] ?? TILE_WIDTH);
  if (!fields || level > 63 || writeTilePath({ level, index }, width) !== path || width < 1) {
    throw new LedgerRefusal("malformed", `${quote(path)} is no tile's path; it must read tile/LEVEL/INDEX or tile/LEVEL/INDEX.p/WIDTH as c2sp.org/tlog-tiles has it`);
  }
  return { level, index, width };
}

/**
 * A tree's nodes as read from such tiles, one of them fetched at most once. What comes back is attacker-controlled: a
 * false tile makes a proof that does not verify, and nothing worse.
 */
export class TileNodes implements NodeStorage {
  readonly #size: number;
  readonly #fetch: (path: string) => Promise<Uint8Array>;
  readonly #tiles = new Map<string, Promise<readonly Uint8Array[]>>();

  constructor(size: number, fetch: (path: string) => Promise<Uint8Array>) {
    this.#size = size;
    this.#fetch = fetch;
  }

  read(addresses: readonly NodeAddress[]): Promise<readonly Uint8Array[]> {
    return Promise.all(
      addresses.map(async (address) => {
        const { tile, first, count } = placeInTile(address);
        const hashes = (await this.#tile(tile)).slice(first, first + count);
        if (hashes.length < count) throw new LedgerRefusal("node-missing", `No hash is in the tiles for node ${address.index} of level ${address.level}`);
        return subtreeHash(hashes);
      }),
    );
  }

  write(): Promise<void> {
    throw new LedgerRefusal("out-of-range", "Tiles that somebody else serves cannot be written");
  }

  #tile(tile: TileAddress): Promise<readonly Uint8Array[]> {
    const width = tileWidth(tile, this.#size);
    const path = writeTilePath(tile, width);
    const known = this.#tiles.get(path) ?? this.#fetch(path).then((bytes) => splitTile(path, bytes, width));
    this.#tiles.set(path, known);
    return known;
  }
}

function splitTile(path: string, bytes: Uint8Array, width: number): readonly Uint8Array[] {
  if (bytes.length !== width * HASH_BYTES) throw new LedgerRefusal("malformed", `${path} has ${bytes.length} bytes, not ${width * HASH_BYTES}`);
  return Array.from({ length: width }, (_, place) => bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES));
}

function pairUp(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  return Array.from({ length: hashes.length / 2 }, (_, pair) => nodeHash(hashes[2 * pair] as Uint8Array, hashes[2 * pair + 1] as Uint8Array));
}

/** The root over complete subtrees, widest first (RFC 6962 section 2.1); of nothing, the SHA-256 of nothing. */
function rootOfEdge(edge: TileEdge): Uint8Array {
  const subtrees = edge.toReversed().flatMap(completeSubtrees);
  return subtrees.length === 0 ? sha256("") : subtrees.reduceRight((right, left) => nodeHash(left, right));
}

function completeSubtrees({ width, hashes }: OpenTile): Uint8Array[] {
  const subtrees: Uint8Array[] = [];
  let from = 0;
  for (let level = HEIGHT - 1; level >= 0; level -= 1) {
    const span = 2 ** level;
    if (width - from < span) continue;
    subtrees.push(keptHash(hashes, placeInTile({ level, index: from / span }).kept));
    from += span;
  }
  return subtrees;
}
