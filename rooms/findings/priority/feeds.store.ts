import type { FeedFault, FeedName } from "#contracts/priority";
import type { EpssScore, KevEntry } from "#engines/advisories";
import { sql, type Queryable, type Transaction } from "#rooms/platform";
import type { Said } from "./priority.rules.ts";

export interface ImportRow {
  readonly id: string;
  readonly digest: string;
  readonly version: string | null;
  readonly released_at: string | null;
  readonly records: number | null;
  readonly missed: number;
  readonly fault: FeedFault | null;
  readonly fault_detail: string | null;
  readonly at: string;
}

export type TakenRow = ImportRow & { readonly version: string; readonly released_at: string; readonly records: number };

const IMPORT = sql`SELECT id, digest, version, released_at, records, missed, fault, fault_detail, at FROM findings.feed_import`;

/** Two releases at one moment must not both be compared with the one before them. */
export async function lockFeed(tx: Transaction, feed: FeedName): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${feed}, 76))`);
}

/** The last good one. */
export function findTaken(db: Queryable, feed: FeedName): Promise<TakenRow | undefined> {
  return db.find(sql`${IMPORT} WHERE feed = ${feed} AND fault IS NULL ORDER BY at DESC, ordinal DESC LIMIT 1`);
}

/** The newest that was not taken, while none was taken after it. */
export function findRefused(db: Queryable, feed: FeedName): Promise<ImportRow | undefined> {
  return db.find(sql`SELECT * FROM (${IMPORT} WHERE feed = ${feed} ORDER BY at DESC, ordinal DESC LIMIT 1) AS newest WHERE fault IS NOT NULL`);
}

export async function insertImport(tx: Transaction, row: Omit<ImportRow, "at" | "released_at"> & { feed: FeedName; released_at: string | null; personId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.feed_import (id, feed, digest, version, released_at, records, missed, fault, fault_detail, person_id, at)
    VALUES (${row.id}, ${row.feed}, ${row.digest}, ${row.version}, ${row.released_at}, ${row.records}, ${row.missed}, ${row.fault}, ${row.fault_detail}, ${row.personId}, ${row.at})`);
}

export async function replaceKev(tx: Transaction, entries: readonly KevEntry[]): Promise<void> {
  await tx.execute(sql`DELETE FROM findings.kev_entry`);
  await tx.execute(sql`INSERT INTO findings.kev_entry (cve_id, added_on, due_on, in_ransomware)
    SELECT * FROM unnest(${entries.map(({ cveId }) => cveId)}::text[], ${entries.map(({ addedOn }) => addedOn)}::date[], ${entries.map(({ dueOn }) => dueOn)}::date[], ${entries.map(({ inRansomware }) => inRansomware)}::boolean[])`);
}

export async function replaceScores(tx: Transaction, scores: readonly EpssScore[]): Promise<void> {
  await tx.execute(sql`DELETE FROM findings.epss_score`);
  await tx.execute(sql`INSERT INTO findings.epss_score (cve_id, score, percentile)
    SELECT * FROM unnest(${scores.map(({ cveId }) => cveId)}::text[], ${scores.map(({ score }) => score)}::double precision[], ${scores.map(({ percentile }) => percentile)}::double precision[])`);
}

/** What the feeds say now of every reference of a finding that is not closed. */
export function listSaid(db: Queryable): Promise<Said[]> {
  return db.query(sql`SELECT r.finding_id AS "findingId", r.reference AS "cveId", k.added_on::text AS "addedOn", e.score
    FROM findings.reference r JOIN findings.finding f ON f.id = r.finding_id LEFT JOIN findings.kev_entry k ON k.cve_id = r.reference LEFT JOIN findings.epss_score e ON e.cve_id = r.reference
    WHERE f.state IN ('validated', 'prioritised', 'in_case') ORDER BY r.finding_id, r.reference`);
}

/** The day on which each of these CVE ids came into KEV; those that are not in it are left out. */
export async function listKevDays(db: Queryable, cveIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ cveId: string; addedOn: string }>(sql`SELECT cve_id AS "cveId", added_on::text AS "addedOn" FROM findings.kev_entry WHERE cve_id = ANY (${cveIds})`);
  return new Map(rows.map(({ cveId, addedOn }) => [cveId, addedOn]));
}

/** The whole catalogue as it was taken in last. */
export function listKevCatalogue(db: Queryable): Promise<{ readonly cveId: string; readonly addedOn: string }[]> {
  return db.query(sql`SELECT cve_id AS "cveId", added_on::text AS "addedOn" FROM findings.kev_entry`);
}

export function listKev(db: Queryable, findingId: string): Promise<KevEntry[]> {
  return db.query(sql`SELECT k.cve_id AS "cveId", k.added_on::text AS "addedOn", k.due_on::text AS "dueOn", k.in_ransomware AS "inRansomware"
    FROM findings.reference r JOIN findings.kev_entry k ON k.cve_id = r.reference WHERE r.finding_id = ${findingId} ORDER BY k.added_on, k.cve_id`);
}

export function listScores(db: Queryable, findingId: string): Promise<EpssScore[]> {
  return db.query(sql`SELECT e.cve_id AS "cveId", e.score, e.percentile FROM findings.reference r JOIN findings.epss_score e ON e.cve_id = r.reference WHERE r.finding_id = ${findingId} ORDER BY e.score DESC, e.cve_id`);
}

export async function findSource(db: Queryable, feed: FeedName): Promise<string | undefined> {
  return (await db.find<{ url: string }>(sql`SELECT url FROM findings.feed_source WHERE feed = ${feed}`))?.url;
}

export async function setSource(tx: Transaction, row: { feed: FeedName; url: string; personId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.feed_source (feed, url, person_id, at) VALUES (${row.feed}, ${row.url}, ${row.personId}, ${row.at})
    ON CONFLICT (feed) DO UPDATE SET url = excluded.url, person_id = excluded.person_id, at = excluded.at`);
}

export async function deleteSource(tx: Transaction, feed: FeedName): Promise<void> {
  await tx.execute(sql`DELETE FROM findings.feed_source WHERE feed = ${feed}`);
}
