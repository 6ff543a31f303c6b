import type { OutsideAdvisory } from "#contracts/outside-advisories";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface OutsideRow {
  readonly id: string;
  readonly format: OutsideAdvisory["format"];
  readonly publisher: string;
  readonly tracking_id: string;
  readonly version: string | null;
  readonly released_at: string | null;
  readonly title: string;
  readonly url: string | null;
  readonly state: OutsideAdvisory["state"];
  readonly digest: string;
  readonly proof: OutsideAdvisory["proof"];
  readonly products: number;
  readonly vulnerabilities: readonly string[];
  readonly imported_at: string;
}

export interface OutsideDocument {
  readonly id: string;
  readonly edition: number;
  readonly state: OutsideAdvisory["state"];
  /** Compressed. */
  readonly document: Buffer;
}

const ADVISORY = sql`id, format, publisher, tracking_id, version, released_at, title, url, state, digest, proof, products, vulnerabilities, imported_at`;

/** The newest first. */
export function listOutside(db: Queryable, after: string | undefined, limit: number): Promise<OutsideRow[]> {
  const from = after === undefined ? sql`true` : sql`edition < (SELECT edition FROM distribution.outside_advisory WHERE id = ${after})`;
  return db.query(sql`SELECT ${ADVISORY} FROM distribution.outside_advisory WHERE ${from} ORDER BY edition DESC LIMIT ${limit}`);
}

export async function countOutside(db: Queryable): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM distribution.outside_advisory`))?.count ?? 0;
}

export function listOutsideByIds(db: Queryable, ids: readonly string[]): Promise<OutsideRow[]> {
  return db.query(sql`SELECT ${ADVISORY} FROM distribution.outside_advisory WHERE id = ANY (${ids})`);
}

export function findOutsideDocument(db: Queryable, id: string): Promise<OutsideDocument | undefined> {
  return db.find(sql`SELECT id, edition, state, document FROM distribution.outside_advisory WHERE id = ${id}`);
}

/** What changed after an edition, in the order it came. */
export function listOutsideDocuments(db: Queryable, afterEdition: number): Promise<OutsideDocument[]> {
  return db.query(sql`SELECT id, edition, state, document FROM distribution.outside_advisory WHERE edition > ${afterEdition} ORDER BY edition LIMIT 500`);
}

export interface KnownVersion {
  readonly id: string;
  readonly version: string | null;
  readonly released_at: string | null;
  readonly digest: string;
  readonly state: OutsideAdvisory["state"];
  readonly proof: OutsideAdvisory["proof"];
}

/** Imports come one after the other: whoever reads what changed since an edition would otherwise miss a lower one that is committed later. */
export async function lockEditions(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('distribution.outside_advisory', 114))`);
}

export function findVersion(tx: Transaction, publisher: string, trackingId: string): Promise<KnownVersion | undefined> {
  return tx.find(sql`SELECT id, version, released_at, digest, state, proof FROM distribution.outside_advisory WHERE publisher = ${publisher} AND tracking_id = ${trackingId}`);
}

/** A new one, or the next version of one that is known. */
export async function upsertOutside(tx: Transaction, row: Omit<OutsideRow, "imported_at" | "released_at"> & { readonly releasedAt: Date | null; readonly feedId: string | null; readonly at: Date; readonly document: Buffer }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.outside_advisory (id, format, publisher, tracking_id, version, released_at, title, url, state, digest, proof, products, vulnerabilities, feed_id, imported_at, edition, document)
    VALUES (${row.id}, ${row.format}, ${row.publisher}, ${row.tracking_id}, ${row.version}, ${row.releasedAt}, ${row.title}, ${row.url}, ${row.state}, ${row.digest}, ${row.proof}, ${row.products}, ${row.vulnerabilities}::text[], ${row.feedId}, ${row.at},
      nextval('distribution.outside_edition'), ${row.document})
    ON CONFLICT (publisher, tracking_id) DO UPDATE SET format = excluded.format, version = excluded.version, released_at = excluded.released_at, title = excluded.title, url = excluded.url, state = excluded.state,
      digest = excluded.digest, proof = excluded.proof, products = excluded.products, vulnerabilities = excluded.vulnerabilities, feed_id = excluded.feed_id, imported_at = excluded.imported_at, edition = excluded.edition, document = excluded.document`);
}

export interface FeedRow {
  readonly id: string;
  readonly url: string;
  readonly publisher: string | null;
  readonly state: "active" | "stopped";
  readonly added_at: string;
  readonly checked_at: string | null;
  readonly succeeded_at: string | null;
  readonly fault: string | null;
  readonly fetched_until: string | null;
  readonly documents: number;
}

const FEED = sql`id, url, publisher, state, added_at, checked_at, succeeded_at, fault, fetched_until, (SELECT count(*) FROM distribution.outside_advisory a WHERE a.feed_id = advisory_feed.id) AS documents`;

export function listFeeds(db: Queryable): Promise<FeedRow[]> {
  return db.query(sql`SELECT ${FEED} FROM distribution.advisory_feed ORDER BY added_at, id LIMIT 200`);
}

export function findFeed(db: Queryable, id: string): Promise<FeedRow | undefined> {
  return db.find(sql`SELECT ${FEED} FROM distribution.advisory_feed WHERE id = ${id}`);
}

/** 0 when an active feed has this address already. */
export function insertFeed(tx: Transaction, row: { readonly id: string; readonly url: string; readonly personId: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO distribution.advisory_feed (id, url, state, added_by, added_at) VALUES (${row.id}, ${row.url}, 'active', ${row.personId}, ${row.at}) ON CONFLICT (url) WHERE state = 'active' DO NOTHING`);
}

export function stopFeed(tx: Transaction, id: string): Promise<number> {
  return tx.execute(sql`UPDATE distribution.advisory_feed SET state = 'stopped' WHERE id = ${id} AND state = 'active'`);
}

/** How a look at a feed went; a fault leaves what was reached before. */
export async function updateFeedChecked(tx: Transaction, row: { readonly id: string; readonly at: Date; readonly fault: string | null; readonly publisher: string | null; readonly fetchedUntil: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE distribution.advisory_feed SET checked_at = ${row.at}, succeeded_at = CASE WHEN ${row.fault}::text IS NULL THEN ${row.at} ELSE succeeded_at END, fault = ${row.fault},
    publisher = coalesce(${row.publisher}, publisher), fetched_until = coalesce(${row.fetchedUntil}, fetched_until) WHERE id = ${row.id}`);
}
