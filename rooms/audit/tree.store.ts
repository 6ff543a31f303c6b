import type { FullTile, OpenTile, TileAddress } from "#engines/ledger";
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

/** Writes over the unfinished tile of each of these levels. */
export async function saveEdge(tx: Transaction, tiles: readonly (OpenTile & TileAddress)[]): Promise<void> {
  if (tiles.length === 0) return;
  await tx.execute(sql`INSERT INTO audit.edge (level, index, width, hashes)
    SELECT * FROM unnest(${tiles.map((tile) => tile.level)}::integer[], ${tiles.map((tile) => tile.index)}::bigint[], ${tiles.map((tile) => tile.width)}::integer[], ${tiles.map((tile) => tile.hashes)}::bytea[])
    ON CONFLICT (level) DO UPDATE SET index = excluded.index, width = excluded.width, hashes = excluded.hashes`);
}

export function listEdge(tx: Transaction): Promise<(OpenTile & TileAddress)[]> {
  return tx.query(sql`SELECT level, index, width, hashes FROM audit.edge`);
}

export interface WantedHash extends TileAddress {
  /** Where it stands among the hashes that the tile keeps. */
  readonly kept: number;
  /** How many hashes the tile must have for this one to be there. */
  readonly width: number;
}

/**
 * All that a proof needs in one statement of one text, in the order asked: 32 bytes out of the middle of each tile, or null
 * where it does not reach so far. By one look-up after another, whatever the planner thinks of the tables' sizes.
 */
export function readHashes(db: Queryable, wanted: readonly WantedHash[]): Promise<{ hash: Buffer | null }[]> {
  return db.query(prepared("audit.read-hashes", sql`
    SELECT COALESCE(
      (SELECT substr(t.hashes, wanted.kept * 32 + 1, 32) FROM audit.tile t WHERE t.level = wanted.level AND t.index = wanted.index),
      (SELECT substr(e.hashes, wanted.kept * 32 + 1, 32) FROM audit.edge e WHERE e.level = wanted.level AND e.index = wanted.index AND e.width >= wanted.width)) AS hash
    FROM unnest(${wanted.map((one) => one.level)}::integer[], ${wanted.map((one) => one.index)}::bigint[], ${wanted.map((one) => one.kept)}::integer[], ${wanted.map((one) => one.width)}::integer[])
      WITH ORDINALITY AS wanted (level, index, kept, width, place) ORDER BY wanted.place`));
}

/** The first hashes of a tile, which are the tile as others know it. */
export async function findTile(db: Queryable, { level, index, width }: TileAddress & { readonly width: number }): Promise<Buffer | undefined> {
  return (await db.find<{ tile: Buffer }>(sql`SELECT substr(hashes, 1, ${width}::integer * 32) AS tile FROM audit.tile WHERE level = ${level} AND index = ${index}
    UNION ALL SELECT substr(hashes, 1, ${width}::integer * 32) FROM audit.edge WHERE level = ${level} AND index = ${index} AND width >= ${width} LIMIT 1`))?.tile;
}

export async function findLeafIndex(db: Queryable, leafHash: Uint8Array, size: number): Promise<number | undefined> {
  return (await db.find<{ leaf_index: number }>(sql`SELECT leaf_index FROM audit.leaf WHERE hash = ${Buffer.from(leafHash)} AND leaf_index < ${size} ORDER BY leaf_index LIMIT 1`))?.leaf_index;
}
