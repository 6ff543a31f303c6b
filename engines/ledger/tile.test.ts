import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyConsistency, verifyInclusion } from "./merkle-proof.ts";
import { MemoryNodes, MerkleTree } from "./merkle-tree.ts";
import { sha256 } from "./sha256.ts";
import { edgeWidths, growTiles, parseTilePath, TileNodes, tileWidth, TILE_WIDTH, writeTilePath, type TileEdge } from "./tile.ts";

const LEAVES = Array.from({ length: 70_000 }, (_, index) => sha256(String(index)));
const reference = await MerkleTree.fromLeafHashes(LEAVES);

/** A log's tiles as it would serve them for a tree of this size, grown in steps of these lengths. */
function serve(size: number, steps: readonly number[]) {
  const stored = new Map<string, Uint8Array>();
  let edge: TileEdge = [];
  let at = 0;
  for (const step of [...steps, size]) {
    const leafHashes = LEAVES.slice(at, Math.min(at + step, size));
    const grown = growTiles({ size: at, edge, leafHashes });
    edge = grown.edge;
    at += leafHashes.length;
    for (const { level, index, hashes } of grown.full) stored.set(writeTilePath({ level, index }, TILE_WIDTH), hashes.subarray(0, 8192));
  }
  edge.forEach(({ width, hashes }, level) => {
    if (width > 0) stored.set(writeTilePath({ level, index: Math.floor(size / TILE_WIDTH ** level / TILE_WIDTH) }, width), hashes.subarray(0, width * 32));
  });
  return { stored, root: growTiles({ size, edge, leafHashes: [] }).root };
}

const nodesOf = (stored: ReadonlyMap<string, Uint8Array>, size: number): TileNodes =>
  new TileNodes(size, async (path) => {
    const tile = stored.get(path);
    if (!tile) throw new Error(`no ${path}`);
    return tile;
  });

describe("tiles", () => {
  test("are of the number and width that the specification counts for 70,000 entries and for 256", () => {
    const widths = (size: number) => {
      const paths = [...serve(size, [999]).stored.keys()];
      const count = (level: number, full: boolean) => paths.filter((path) => path.startsWith(`tile/${level}/`) && path.includes(".p/") !== full);
      return [0, 1, 2].map((level) => [count(level, true).length, ...count(level, false).map((path) => path.split("/").at(-1))]);
    };
    expect(widths(70_000)).toEqual([[273, "112"], [1, "17"], [0, "1"]]);
    expect(widths(256)).toEqual([[1], [0, "1"], [0]]);
    expect(edgeWidths(70_000)).toEqual([112, 17, 1]);
    expect(edgeWidths(0)).toEqual([]);
  });

  test.each([0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])("give the root of RFC 6962 for %i entries, whatever the steps they came in", async (size) => {
    const root = Buffer.from(await reference.root(size));
    expect(Buffer.from(serve(size, []).root)).toEqual(root);
    expect(Buffer.from(serve(size, [1, 255, 3, 700, 0, 30_000]).root)).toEqual(root);
  });

  test("are all that somebody needs to prove any entry and any earlier size", { timeout: 60_000 }, async () => {
    const size = 66_000;
    const { stored, root } = serve(size, [10_000, 256]);
    const tree = new MerkleTree(nodesOf(stored, size), size);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: size - 1 }), fc.integer({ min: 1, max: size }), async (index, first) => {
        expect(verifyInclusion({ leafHash: LEAVES[index] as Uint8Array, index, size, proof: await tree.inclusionProof(index), root })).toBe(true);
        expect(verifyConsistency({ firstSize: first, firstRoot: await reference.root(first), secondSize: size, secondRoot: root, proof: await tree.consistencyProof(first) })).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("keep the hashes between themselves and the next tile, each where a proof looks for it", async () => {
    const nodes = new MemoryNodes();
    await new MerkleTree(nodes).append(LEAVES.slice(0, 256));
    const [tile] = growTiles({ size: 0, edge: [], leafHashes: LEAVES.slice(0, 256) }).full;
    const wanted = Array.from({ length: 8 }, (_, level) => Array.from({ length: 256 / 2 ** level }, (_none, index) => ({ level, index }))).flat();
    expect(tile?.hashes).toEqual(Buffer.concat(await nodes.read(wanted)));
  });

  test("that are not full keep them too, as far as they are complete, and nothing else", async () => {
    const nodes = new MemoryNodes();
    await new MerkleTree(nodes).append(LEAVES.slice(0, 256));
    let edge: TileEdge = [];
    for (let width = 1; width < 256; width += 1) {
      const before = edge;
      ({ edge } = growTiles({ size: width - 1, edge, leafHashes: LEAVES.slice(width - 1, width) }));
      const kept = await Promise.all(Array.from({ length: 8 }, (_, level) => Array.from({ length: 256 / 2 ** level }, async (_none, index) => ((index + 1) * 2 ** level <= width ? (await nodes.read([{ level, index }]))[0] as Uint8Array : Buffer.alloc(32)))).flat());
      expect([width, edge.length, edge[0]?.width, edge[0]?.hashes.equals(Buffer.concat(kept))]).toEqual([width, 1, width, true]);
      expect(before[0]?.width ?? 0, "what was handed in stays as it was").toBe(width - 1);
    }
  });

  test("to which nothing came are handed back as they were", () => {
    const { edge } = growTiles({ size: 0, edge: [], leafHashes: LEAVES.slice(0, 600) });
    const grown = growTiles({ size: 600, edge, leafHashes: LEAVES.slice(600, 610) });
    expect(grown.edge.map((tile, level) => tile === edge[level])).toEqual([false, true]);
    expect(growTiles({ size: 600, edge, leafHashes: LEAVES.slice(600, 800) }).edge.map((tile, level) => tile === edge[level])).toEqual([false, false]);
  });

  test("that are short or missing make no proof", async () => {
    const { stored } = serve(300, []);
    const short = new MerkleTree(nodesOf(new Map([...stored, ["tile/0/001.p/44", Buffer.alloc(32)]]), 300), 300);
    await expect(short.inclusionProof(299)).rejects.toMatchObject({ code: "malformed" });
    const missing = new MerkleTree(nodesOf(new Map(), 300), 300);
    await expect(missing.inclusionProof(0)).rejects.toThrow("no tile/");
    expect([tileWidth({ level: 0, index: 1 }, 300), tileWidth({ level: 0, index: 2 }, 300), tileWidth({ level: 1, index: 0 }, 300)]).toEqual([44, 0, 1]);
  });

  test("have one path each, written as the specification's example", () => {
    expect(writeTilePath({ level: 0, index: 1_234_067 }, 256)).toBe("tile/0/x001/x234/067");
    fc.assert(
      fc.property(fc.nat({ max: 63 }), fc.nat({ max: 999_999_999 }), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(writeTilePath({ level, index }, width))).toEqual({ level, index, width });
      }),
    );
    for (const path of ["", "tile/0/0", "tile/0/x000/067", "tile/00/067", "tile/64/067", "tile/0/067.p/0", "tile/0/067.p/256", "tile/0/067.p/01", "tile/0/x067", "tile/entries/067", "tile/0/067/", "tile/0/../067"]) {
      expect(() => parseTilePath(path), path).toThrow("is no tile's path");
    }
  });
});
