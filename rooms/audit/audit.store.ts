import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface LeafRow {
  readonly leaf_index: number;
  readonly content: string;
}

export interface NewEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly subject: string;
  readonly acted_by: string;
  readonly visible_to: readonly string[];
  readonly content: string;
}

/** Any number of entries in one statement, in their order. */
export async function insertEntries(tx: Transaction, rows: readonly NewEntry[]): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.entry (id, at, kind, subject, acted_by, visible_to, content)
    SELECT id, at, kind, subject, acted_by, visible_to, content
    FROM json_to_recordset(${JSON.stringify(rows)}) AS row (id text, at timestamptz, kind text, subject text, acted_by text, visible_to text[], content text)`);
}

export function listLeaves(db: Queryable, size: number): Promise<LeafRow[]> {
  return db.query(sql`SELECT l.leaf_index, e.content FROM audit.leaf l JOIN audit.entry e USING (sequence) WHERE l.leaf_index < ${size} ORDER BY l.leaf_index`);
}

/** A page of the leaves of these kinds, from a place on. */
export function listLeavesOfKinds(db: Queryable, { kinds, from, size, limit }: { readonly kinds: readonly string[]; readonly from: number; readonly size: number; readonly limit: number }): Promise<LeafRow[]> {
  return db.query(sql`SELECT l.leaf_index, e.content FROM audit.leaf l JOIN audit.entry e USING (sequence)
    WHERE l.leaf_index >= ${from} AND l.leaf_index < ${size} AND e.kind = ANY (${kinds}) ORDER BY l.leaf_index LIMIT ${limit}`);
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

export function findFirstInstant(db: Queryable): Promise<{ readonly at: string } | undefined> {
  return db.find(sql`SELECT at FROM audit.entry ORDER BY sequence LIMIT 1`);
}
