import { sql, type Queryable, type Transaction } from "#rooms/platform";
import type { PushOutcome } from "./witness-addresses.store.ts";

export interface HeadRow {
  readonly size: number;
  readonly note: string;
  /** Signature lines of witnesses. */
  readonly lines: readonly string[];
}

export async function insertCheckpoint(tx: Transaction, row: { size: number; root: Uint8Array; note: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.checkpoint (size, root, note, at) VALUES (${row.size}, ${Buffer.from(row.root)}, ${row.note}, ${row.at})`);
}

export function findNewestCheckpoint(db: Queryable): Promise<{ readonly size: number; readonly note: string } | undefined> {
  return db.find(sql`SELECT size, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`);
}

/** The note of a head that was signed, whether or not the public was shown it. */
export async function findSignedNote(db: Queryable, size: number): Promise<string | undefined> {
  return (await db.find<{ note: string }>(sql`SELECT note FROM audit.checkpoint WHERE size = ${size}`))?.note;
}

export async function insertPublishedHead(tx: Transaction, hour: Date, size: number): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.published_head (hour, size) VALUES (${hour}, ${size})`);
}

export function findPublishedHead(db: Queryable): Promise<(HeadRow & { readonly hour: string }) | undefined> {
  return db.find(sql`SELECT p.hour, c.size, c.note, ARRAY(SELECT s.line FROM audit.cosignature s WHERE s.size = c.size ORDER BY s.line) AS lines
    FROM audit.published_head p JOIN audit.checkpoint c USING (size) ORDER BY p.hour DESC LIMIT 1`);
}

/** The newest head that a witness has cosigned. */
export function findWitnessedHead(db: Queryable): Promise<HeadRow | undefined> {
  return db.find(sql`SELECT c.size, c.note, ARRAY(SELECT s.line FROM audit.cosignature s WHERE s.size = c.size ORDER BY s.line) AS lines
    FROM audit.checkpoint c WHERE c.size = (SELECT max(size) FROM audit.cosignature)`);
}

/** The note of a head that the public was shown; of no other is a cosignature taken. */
export function findPublishedNote(db: Queryable, size: number): Promise<{ readonly note: string } | undefined> {
  return db.find(sql`SELECT c.note FROM audit.checkpoint c WHERE c.size = ${size} AND EXISTS (SELECT 1 FROM audit.published_head p WHERE p.size = c.size)`);
}

export async function insertWitness(tx: Transaction, row: { verifierKey: string; name: string; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO audit.witness (verifier_key, name, named_at) VALUES (${row.verifierKey}, ${row.name}, ${row.at}) ON CONFLICT DO NOTHING`);
}

export interface WitnessRow {
  readonly name: string;
  readonly verifier_key: string;
  readonly named_at: string;
  /** What became of the last head that was pushed to it; null where none was. */
  readonly outcome: PushOutcome | null;
  readonly pushed_size: number | null;
}

export function listWitnesses(db: Queryable): Promise<WitnessRow[]> {
  return db.query(sql`SELECT w.name, w.verifier_key, w.named_at, a.outcome, a.pushed_size FROM audit.witness w LEFT JOIN audit.witness_address a USING (name) ORDER BY w.named_at, w.verifier_key`);
}

/** The first one of a witness stands: a second of the same head says nothing more. */
export async function insertCosignature(tx: Transaction, row: { size: number; verifierKey: string; line: string; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO audit.cosignature (size, verifier_key, line, at) VALUES (${row.size}, ${row.verifierKey}, ${row.line}, ${row.at}) ON CONFLICT DO NOTHING`);
}

/** A witness may have keys of several kinds: one row a name. */
export function listNewestCosignatures(db: Queryable): Promise<{ readonly name: string; readonly size: number | null; readonly at: string | null }[]> {
  return db.query(sql`SELECT DISTINCT ON (w.name) w.name, c.size, c.at FROM audit.witness w LEFT JOIN audit.cosignature c USING (verifier_key) ORDER BY w.name, c.size DESC NULLS LAST`);
}
