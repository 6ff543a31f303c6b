import type { FullTile } from "#engines/ledger";
import { prepared, sql, type Queryable, type Transaction } from "#rooms/platform";

/** One sequencer at a time over all servers; ends with the transaction. */
export async function lockLog(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('breakwater-ledger'))`);
}

/**
 * Gives up to `limit` waiting entries their leaves from `first` on, in the order they were written, and returns the leaf
 * hashes (RFC 6962 section 2.1) one after the other. One statement, and no entry leaves the database for it. It goes by
 * ranges and by one entry after another, because of a table that is empty most of the time the planner knows nothing: joined
 * freely it took once a millisecond, once a minute.
 */
export async function sequenceWaiting(tx: Transaction, first: number, limit: number): Promise<Buffer> {
  const row = await tx.find<{ hashes: Buffer | null }>(sql`
    WITH bound AS MATERIALIZED (SELECT max(sequence) AS last FROM (SELECT sequence FROM audit.waiting ORDER BY sequence LIMIT ${limit}) AS next),
    taken AS (DELETE FROM audit.waiting WHERE sequence <= (SELECT last FROM bound) RETURNING sequence),
    placed AS (
      INSERT INTO audit.leaf (leaf_index, sequence, hash)
      SELECT ${first}::bigint + row_number() OVER (ORDER BY taken.sequence) - 1, taken.sequence, sha256('\\x00'::bytea || convert_to(e.content, 'UTF8'))
      FROM taken CROSS JOIN LATERAL (SELECT content FROM audit.entry WHERE entry.sequence = taken.sequence LIMIT 1) AS e
      RETURNING leaf_index, hash)
    SELECT string_agg(hash, ''::bytea ORDER BY leaf_index) AS hashes FROM placed`);
  return row?.hashes ?? Buffer.alloc(0);
}

export async function insertTiles(tx: Transaction, tiles: readonly FullTile[]): Promise<void> {
  if (tiles.length === 0) return;
  await tx.execute(sql`INSERT INTO audit.tile (level, index, hashes, root)
    SELECT * FROM unnest(${tiles.map((tile) => tile.level)}::integer[], ${tiles.map((tile) => tile.index)}::bigint[], ${tiles.map((tile) => tile.hashes)}::bytea[], ${tiles.map((tile) => Buffer.from(tile.root))}::bytea[])`);
}

export interface HashRange {
  readonly from: number;
  readonly to: number;
}

export interface WantedHashes {
  /** 32 bytes out of the middle of each of these full tiles. */
  readonly kept: readonly { readonly level: number; readonly index: number; readonly kept: number }[];
  /** The hashes of leaves in each range, one after the other. */
  readonly leaves: readonly HashRange[];
  /** The same of the hashes over full tiles of a level. */
  readonly roots: readonly (HashRange & { readonly level: number })[];
}

/** All that a proof needs in one statement of one text; `place` counts the wanted ones of each sort from 0. */
export function readHashes(db: Queryable, { kept, leaves, roots }: WantedHashes): Promise<{ sort: keyof WantedHashes; place: number; hashes: Buffer }[]> {
  return db.query(prepared("audit.read-hashes", sql`
    SELECT 'kept' AS sort, wanted.place - 1 AS place, substr(t.hashes, wanted.kept * 32 + 1, 32) AS hashes
      FROM unnest(${kept.map((one) => one.level)}::integer[], ${kept.map((one) => one.index)}::bigint[], ${kept.map((one) => one.kept)}::integer[]) WITH ORDINALITY AS wanted (level, index, kept, place)
      JOIN audit.tile t ON t.level = wanted.level AND t.index = wanted.index
    UNION ALL
    SELECT 'leaves', wanted.place - 1, (SELECT string_agg(l.hash, ''::bytea ORDER BY l.leaf_index) FROM audit.leaf l WHERE l.leaf_index >= wanted.first AND l.leaf_index < wanted.past)
      FROM unnest(${leaves.map(({ from }) => from)}::bigint[], ${leaves.map(({ to }) => to)}::bigint[]) WITH ORDINALITY AS wanted (first, past, place)
    UNION ALL
    SELECT 'roots', wanted.place - 1, (SELECT string_agg(t.root, ''::bytea ORDER BY t.index) FROM audit.tile t WHERE t.level = wanted.level AND t.index >= wanted.first AND t.index < wanted.past)
      FROM unnest(${roots.map(({ level }) => level)}::integer[], ${roots.map(({ from }) => from)}::bigint[], ${roots.map(({ to }) => to)}::bigint[]) WITH ORDINALITY AS wanted (level, first, past, place)`));
}

/** The first 256 hashes of a full tile, which are the tile as others know it. */
export async function findTile(db: Queryable, level: number, index: number): Promise<Buffer | undefined> {
  return (await db.find<{ tile: Buffer }>(sql`SELECT substr(hashes, 1, 256 * 32) AS tile FROM audit.tile WHERE level = ${level} AND index = ${index}`))?.tile;
}

export async function findLeafIndex(db: Queryable, leafHash: Uint8Array, size: number): Promise<number | undefined> {
  return (await db.find<{ leaf_index: number }>(sql`SELECT leaf_index FROM audit.leaf WHERE hash = ${Buffer.from(leafHash)} AND leaf_index < ${size} ORDER BY leaf_index LIMIT 1`))?.leaf_index;
}
