import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { growTiles, leafHash, MemoryNodes, MerkleTree, verifyInclusion, type TreeNode } from "#engines/ledger";
import { openDatabase, sql, type Database } from "#rooms/platform";
import { expect, inject, onTestFinished, test } from "vitest";
import { treeAt } from "./read-tree.ts";
import { listEdge } from "./tree.store.ts";

const LEAVES = 600;
const WAITING = 5;

/** A ledger as release 0.1.0 kept it, with a row for each hash. */
async function openOldLedger(): Promise<Database> {
  const { socket } = inject("postgres");
  const url = (name: string) => `postgresql://breakwater_owner@/${name}?host=${encodeURIComponent(socket)}`;
  const name = `t_${randomBytes(6).toString("hex")}`;
  const cluster = openDatabase({ url: url("postgres"), maxConnections: 1 });
  await cluster.execute(raw(`CREATE DATABASE ${name}`));
  const db = openDatabase({ url: url(name), maxConnections: 2 });
  onTestFinished(async () => {
    await db.close();
    await cluster.execute(raw(`DROP DATABASE ${name} WITH (FORCE)`));
    await cluster.close();
  });
  return db;
}

function raw(text: string) {
  return sql(Object.assign([text], { raw: [text] }));
}

const migration = async (name: string) => raw(await readFile(join(import.meta.dirname, "../../migrations", name), "utf8"));

test("a ledger from before tiles keeps its tree: the same root, proofs of every entry, and what was not yet sequenced waits", async () => {
  const db = await openOldLedger();
  await db.execute(await migration("0020-audit.sql"));
  await db.execute(sql`INSERT INTO audit.entry (id, at, kind, subject, acted_by, visible_to, content) SELECT 'ent_' || n, now(), 'test.act', 'x', 'x', '{}', '{"n":' || n || '}' FROM generate_series(1, ${LEAVES + WAITING}::int) AS n`);
  const hashes = Array.from({ length: LEAVES }, (_, place) => leafHash(`{"n":${place + 1}}`));
  const nodes: TreeNode[] = [];
  const kept = new MemoryNodes();
  const old = new MerkleTree({
    read: (addresses) => kept.read(addresses),
    write: (added) => {
      nodes.push(...added);
      return kept.write(added);
    },
  });
  await old.append(hashes);
  await db.execute(sql`INSERT INTO audit.leaf (leaf_index, sequence) SELECT n - 1, n FROM generate_series(1, ${LEAVES}::int) AS n`);
  await db.execute(sql`INSERT INTO audit.node (level, index, hash) SELECT * FROM unnest(${nodes.map(({ level }) => level)}::integer[], ${nodes.map(({ index }) => index)}::bigint[], ${nodes.map(({ hash }) => Buffer.from(hash))}::bytea[])`);

  await db.execute(await migration("0022-audit-tiles.sql"));
  await db.execute(await migration("0023-audit-edge.sql"));

  const tree = treeAt(db, LEAVES);
  const root = await tree.root();
  expect(Buffer.from(root)).toEqual(Buffer.from(await old.root()));
  for (const index of [0, 255, 256, 511, 512, LEAVES - 1]) {
    expect([index, verifyInclusion({ leafHash: hashes[index] as Uint8Array, index, size: LEAVES, proof: await tree.inclusionProof(index), root })]).toEqual([index, true]);
  }
  const { edge } = growTiles({ size: 0, edge: [], leafHashes: hashes });
  expect(await db.inTransaction((tx) => listEdge(tx))).toEqual(edge.map((tile, level) => ({ level, index: level === 0 ? 2 : 0, ...tile })));
  expect(await db.find(sql`SELECT (SELECT count(*) FROM audit.tile) AS tiles, (SELECT count(*) FROM audit.waiting) AS waiting`)).toEqual({ tiles: 2, waiting: WAITING });
});
