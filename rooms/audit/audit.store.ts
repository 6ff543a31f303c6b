import type { NodeAddress, TreeNode } from "#engines/ledger";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface EntryRow {
  readonly sequence: number;
  readonly content: string;
}

export interface LeafRow {
  readonly leaf_index: number;
  readonly content: string;
}

export interface CheckpointRow {
  readonly size: number;
  readonly note: string;
}

export async function insertEntry(tx: Transaction, row: { id: string; at: Date; kind: string; subject: string; by: string; visibleTo: readonly string[]; content: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.entry (id, at, kind, subject, acted_by, visible_to, content)
    VALUES (${row.id}, ${row.at}, ${row.kind}, ${row.subject}, ${row.by}, ${row.visibleTo}, ${row.content})`);
}

/** One sequencer at a time over all servers; ends with the transaction. */
export async function lockLog(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('breakwater-ledger'))`);
}

export function listUnsequenced(tx: Queryable, limit: number): Promise<EntryRow[]> {
  return tx.query(sql`SELECT e.sequence, e.content FROM audit.entry e LEFT JOIN audit.leaf l USING (sequence)
    WHERE l.sequence IS NULL ORDER BY e.sequence LIMIT ${limit}`);
}

export async function insertLeaves(tx: Transaction, first: number, sequences: readonly number[]): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.leaf (leaf_index, sequence)
    SELECT ${first}::bigint + place - 1, sequence FROM unnest(${sequences}::bigint[]) WITH ORDINALITY AS rows (sequence, place)`);
}

export async function insertNodes(tx: Queryable, nodes: readonly TreeNode[]): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.node (level, index, hash)
    SELECT * FROM unnest(${nodes.map((node) => node.level)}::integer[], ${nodes.map((node) => node.index)}::bigint[], ${nodes.map((node) => Buffer.from(node.hash))}::bytea[])`);
}

export function readNodes(db: Queryable, addresses: readonly NodeAddress[]): Promise<{ level: number; index: number; hash: Buffer }[]> {
  return db.query(sql`SELECT n.level, n.index, n.hash FROM audit.node n
    JOIN unnest(${addresses.map((node) => node.level)}::integer[], ${addresses.map((node) => node.index)}::bigint[]) AS wanted (level, index)
      ON n.level = wanted.level AND n.index = wanted.index`);
}

export async function insertCheckpoint(tx: Transaction, row: { size: number; root: Uint8Array; note: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.checkpoint (size, root, note, at) VALUES (${row.size}, ${Buffer.from(row.root)}, ${row.note}, ${row.at})`);
}

export function findNewestCheckpoint(db: Queryable): Promise<CheckpointRow | undefined> {
  return db.find(sql`SELECT size, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`);
}

export function listLeaves(db: Queryable, size: number): Promise<LeafRow[]> {
  return db.query(sql`SELECT l.leaf_index, e.content FROM audit.leaf l JOIN audit.entry e USING (sequence) WHERE l.leaf_index < ${size} ORDER BY l.leaf_index`);
}

export function listLeavesOf(db: Queryable, subject: string, organisationId: string | null, size: number): Promise<LeafRow[]> {
  return db.query(sql`SELECT l.leaf_index, e.content FROM audit.leaf l JOIN audit.entry e USING (sequence)
    WHERE e.subject = ${subject} AND l.leaf_index < ${size} AND (${organisationId}::text IS NULL OR ${organisationId} = ANY (e.visible_to))
    ORDER BY l.leaf_index LIMIT 200`);
}

export function findLeafById(db: Queryable, entryId: string, size: number): Promise<LeafRow | undefined> {
  return db.find(sql`SELECT l.leaf_index, e.content FROM audit.leaf l JOIN audit.entry e USING (sequence) WHERE e.id = ${entryId} AND l.leaf_index < ${size}`);
}

/** Acts of these kinds that name a person, as their subject or in their data, oldest first. */
export function listEntriesNaming(db: Queryable, personId: string, kinds: readonly string[]): Promise<{ content: string }[]> {
  return db.query(sql`SELECT content FROM audit.entry WHERE kind = ANY (${kinds}) AND (subject = ${personId} OR content::jsonb -> 'data' ->> 'personId' = ${personId}) ORDER BY sequence`);
}

export async function countEntries(db: Queryable): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM audit.entry`))?.count ?? 0;
}
