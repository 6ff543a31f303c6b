import { createHash } from "node:crypto";
import { growTiles, nodeHash, type TileEdge } from "#engines/ledger";
import { expect, test } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { openTileAt, readEdge, treeAt } from "./read-tree.ts";
import { insertTiles, saveEdge } from "./tree.store.ts";

/*
 * The tables that proofs are read from, against RFC 6962 section 2.1 as it stands there: no tile, no complete subtree, only its
 * three definitions.
 */

const leafAt = (index: number): Uint8Array => createHash("sha256").update(`leaf ${index}`).digest();
const known = new Map<string, Uint8Array>();

/** MTH(D[from:to]); remembered, because the tests ask for the same ranges again and again. */
function definedHash(from: number, to: number): Uint8Array {
  if (to - from === 1) return leafAt(from);
  const key = `${from}-${to}`;
  const hash = known.get(key) ?? nodeHash(definedHash(from, from + largestPowerBelow(to - from)), definedHash(from + largestPowerBelow(to - from), to));
  known.set(key, hash);
  return hash;
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** PATH(index, D[from:to]). */
function definedPath(index: number, from: number, to: number): Uint8Array[] {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle ? [...definedPath(index, from, middle), definedHash(middle, to)] : [...definedPath(index, middle, to), definedHash(from, middle)];
}

/** SUBPROOF(first, D[from:to], isWhole). */
function definedSubproof(first: number, from: number, to: number, isWhole: boolean): Uint8Array[] {
  if (first === to) return isWhole ? [] : [definedHash(from, to)];
  const middle = from + largestPowerBelow(to - from);
  return first <= middle ? [...definedSubproof(first, from, middle, isWhole), definedHash(middle, to)] : [...definedSubproof(first, middle, to, false), definedHash(from, middle)];
}

const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString("hex"));

/** The tree's tables as the sequencer leaves them. */
async function grow({ services }: World, from: number, to: number): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const before: TileEdge = await readEdge(tx, from);
    const { edge, full, root } = growTiles({ size: from, edge: before, leafHashes: Array.from({ length: to - from }, (_, place) => leafAt(from + place)) });
    expect([to, hex([root])]).toEqual([to, hex([definedHash(0, to)])]);
    await insertTiles(tx, full);
    await saveEdge(tx, edge.flatMap((tile, level) => (tile === before[level] || tile.width === 0 ? [] : [{ ...openTileAt(to, level), ...tile }])));
  });
}

async function expectDefinedProofs({ services }: World, size: number, indexes: readonly number[]): Promise<void> {
  const tree = treeAt(services.db, size);
  for (const index of indexes) {
    expect([index, size, hex(await tree.inclusionProof(index))]).toEqual([index, size, hex(definedPath(index, 0, size))]);
    expect([index + 1, size, hex(await tree.consistencyProof(index + 1))]).toEqual([index + 1, size, hex(definedSubproof(index + 1, 0, size, true))]);
  }
}

test("at every size up to 600 the tables give the proofs that RFC 6962 defines, of that size and of one before", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  for (let size = 1; size <= 600; size += 1) {
    await grow(world, size - 1, size);
    expect([size, hex([await treeAt(world.services.db, size).root()])]).toEqual([size, hex([definedHash(0, size)])]);
    await expectDefinedProofs(world, size, [...new Set([0, size - 1, (7919 * 7919) % size, (size * 3 + 104_729) % size])]);
    const earlier = 1 + (104_723 % size);
    await expectDefinedProofs(world, earlier, [7907 % earlier]);
  }
});

test("and so at sizes around whole tiles of tiles, and of every size before, from the tables of the last", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  let size = 0;
  for (const next of [255, 256, 257, 65_280, 65_535, 65_536, 65_537, 66_000, 131_071, 131_072]) {
    await grow(world, size, next);
    size = next;
    expect([size, hex([await treeAt(world.services.db, size).root()])]).toEqual([size, hex([definedHash(0, size)])]);
    await expectDefinedProofs(world, size, [0, size - 1, Math.floor(size / 2), Math.floor(size / 3), size - (size % 256 || 256)]);
  }
  for (const earlier of [1, 255, 256, 300, 65_535, 65_536, 65_791, 65_792, 100_000, 131_071]) await expectDefinedProofs(world, earlier, [0, earlier - 1, Math.floor(earlier / 2)]);
});

test("a proof is one statement, and what the tables do not hold is said and not made up", async () => {
  const world = await createWorld();
  await grow(world, 0, 300);
  const { db } = world.services;
  let statements = 0;
  const counting = {
    ...db,
    query: <Row>(statement: Parameters<typeof db.query>[0]) => {
      statements += 1;
      return db.query<Row>(statement);
    },
  };
  await treeAt(counting, 300).inclusionProof(17);
  await treeAt(counting, 300).consistencyProof(255);
  expect(statements).toBe(2);
  await expect(treeAt(db, 301).root()).rejects.toThrow("does not hold node 0/300");
  await expect(db.inTransaction((tx) => readEdge(tx, 299))).rejects.toThrow("does not hold the unfinished tile of level 0, of 43 hashes");
});
