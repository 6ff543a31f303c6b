import type { Grant, ListName, Offer } from "#contracts/assistance-lists";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";

export interface ListedVersion {
  readonly list: ListName;
  readonly key: string;
  readonly version: number;
  readonly content: Offer | Grant | null;
  readonly reason: string;
  readonly publishedAt: string;
}

export interface ListProposal {
  readonly id: string;
  readonly list: ListName;
  readonly key: string;
  readonly content: Offer | Grant | null;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
}

const VERSION = sql`list, key, version, content, reason, published_at AS "publishedAt" FROM assistance.list_entry WHERE version IS NOT NULL`;
const PROPOSAL = sql`id, list, key, content, reason, proposed_by AS "proposedBy", proposed_at AS "proposedAt" FROM assistance.list_entry WHERE version IS NULL AND withdrawn_at IS NULL`;

/** What stands on a list now, each entry in its latest version. */
export function listCurrent(db: Queryable, list: ListName): Promise<ListedVersion[]> {
  return db.query(sql`SELECT * FROM (SELECT DISTINCT ON (key) ${VERSION} AND list = ${list} ORDER BY key, version DESC) latest WHERE content IS NOT NULL ORDER BY key`);
}

/** Every version of one entry, the present one first. */
export function listVersions(db: Queryable, list: ListName, key: string): Promise<ListedVersion[]> {
  return db.query(sql`SELECT ${VERSION} AND list = ${list} AND key = ${key} ORDER BY version DESC LIMIT 100`);
}

export async function insertProposal(tx: Transaction, row: Omit<ListProposal, "proposedAt"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO assistance.list_entry (id, list, key, content, reason, proposed_by, proposed_at)
    VALUES (${row.id}, ${row.list}, ${row.key}, ${row.content === null ? null : json(row.content)}, ${row.reason}, ${row.proposedBy}, ${row.at})`);
}

export function findProposal(db: Queryable, id: string): Promise<ListProposal | undefined> {
  return db.find(sql`SELECT ${PROPOSAL} AND id = ${id}`);
}

export function listProposals(db: Queryable): Promise<ListProposal[]> {
  return db.query(sql`SELECT ${PROPOSAL} ORDER BY proposed_at, id LIMIT 100`);
}

/** One publication of a list at a time: versions of an entry follow one another. */
export async function lockList(tx: Transaction, list: ListName): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${`assistance.list_entry ${list}`}))`);
}

/** @returns the version it became; undefined when it no longer waits */
export async function publishProposal(tx: Transaction, row: { readonly id: string; readonly personId: string; readonly at: Date }): Promise<number | undefined> {
  const published = await tx.find<{ version: number }>(sql`UPDATE assistance.list_entry e
    SET version = 1 + coalesce((SELECT max(o.version) FROM assistance.list_entry o WHERE o.list = e.list AND o.key = e.key), 0), published_by = ${row.personId}, published_at = ${row.at}
    WHERE id = ${row.id} AND version IS NULL AND withdrawn_at IS NULL RETURNING version`);
  return published?.version;
}

export function withdrawProposal(tx: Transaction, id: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE assistance.list_entry SET withdrawn_at = ${at} WHERE id = ${id} AND version IS NULL AND withdrawn_at IS NULL`);
}
