import type { AdvisoryState, DocumentKind, PublicStatement } from "#contracts/publication";
import type { ListedProvider } from "#engines/advisories";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { AdvisoryContent, Ending, PriorityInputs, PublishedPatch } from "./publication.types.ts";

export interface AdvisoryRow {
  readonly id: string;
  readonly case_id: string;
  readonly tracking_id: string;
  readonly state: AdvisoryState;
  readonly revision: number;
  readonly content: AdvisoryContent;
  readonly patch: PublishedPatch | null;
  readonly priority: PriorityInputs | null;
  readonly statement: PublicStatement | null;
  readonly ending: Ending | null;
  readonly published_at: string;
  readonly revised_at: string;
}

export type FileKind = DocumentKind | "companion";

export interface FileRow {
  readonly path: string;
  readonly kind: FileKind;
  readonly digest: string;
}

export interface ProviderRow {
  readonly metadata: ListedProvider;
  readonly listed_at: string;
}

export interface PreNoticeRow {
  readonly case_id: string;
  readonly vendor: string;
  readonly product: string;
  readonly fixed_version: string;
  readonly due_by: string;
}

const COLUMNS = sql`id, case_id, tracking_id, state, revision, content, patch, priority, statement, ending, published_at, revised_at`;

/** One publication at a time: numbers have no gaps, and two revisions never get one number. Held until the transaction ends. */
export async function lockPublishing(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('publication'))`);
}

/** Whoever holds this sees what is out, and what was announced, stay as it is until its transaction ends; any number hold it at once. */
export async function holdPublishing(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock_shared(hashtext('publication'))`);
}

export async function takeNumber(tx: Transaction, year: number): Promise<number> {
  const row = await tx.find<{ last: number }>(sql`INSERT INTO publication.numbering (year, last) VALUES (${year}, 1)
    ON CONFLICT (year) DO UPDATE SET last = numbering.last + 1 RETURNING last`);
  if (!row) throw new Error("The numbering gave no number");
  return row.last;
}

export async function insertAdvisory(tx: Transaction, row: Omit<AdvisoryRow, "published_at" | "revised_at" | "ending"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.advisory (id, case_id, tracking_id, state, revision, content, patch, priority, statement, published_at, revised_at)
    VALUES (${row.id}, ${row.case_id}, ${row.tracking_id}, ${row.state}, ${row.revision}, ${json(row.content)}, ${json(row.patch)}, ${json(row.priority)}, ${row.statement && json(row.statement)}, ${row.at}, ${row.at})`);
}

export async function updateAdvisory(tx: Transaction, row: Pick<AdvisoryRow, "id" | "state" | "revision" | "content" | "patch" | "priority" | "statement" | "ending"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE publication.advisory SET state = ${row.state}, revision = ${row.revision}, content = ${json(row.content)}, patch = ${json(row.patch)},
    priority = ${json(row.priority)}, statement = ${row.statement && json(row.statement)}, ending = ${row.ending && json(row.ending)}, revised_at = ${row.at} WHERE id = ${row.id}`);
}

export function findAdvisory(db: Queryable, id: string): Promise<AdvisoryRow | undefined> {
  return db.find(sql`SELECT ${COLUMNS} FROM publication.advisory WHERE id = ${id}`);
}

export function findAdvisoryOfCase(db: Queryable, caseId: string): Promise<AdvisoryRow | undefined> {
  return db.find(sql`SELECT ${COLUMNS} FROM publication.advisory WHERE case_id = ${caseId}`);
}

export function listAdvisories(db: Queryable, limit: number): Promise<AdvisoryRow[]> {
  return db.query(sql`SELECT ${COLUMNS} FROM publication.advisory ORDER BY revised_at DESC, tracking_id DESC LIMIT ${limit}`);
}

export async function countAdvisories(db: Queryable): Promise<{ published: number; recalled: number; withdrawn: number; superseded: number }> {
  const row = await db.find<{ published: number; recalled: number; withdrawn: number; superseded: number }>(sql`SELECT count(*) AS published, count(*) FILTER (WHERE state = 'fix-recalled') AS recalled,
    count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn, count(*) FILTER (WHERE state = 'superseded') AS superseded FROM publication.advisory`);
  return row ?? { published: 0, recalled: 0, withdrawn: 0, superseded: 0 };
}

export async function insertFile(tx: Transaction, row: FileRow & { readonly advisoryId: string; readonly revision: number }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.file (path, revision, advisory_id, kind, digest) VALUES (${row.path}, ${row.revision}, ${row.advisoryId}, ${row.kind}, ${row.digest})`);
}

/** A file as the current revision of its advisory has it; what only an earlier one had is no longer at its address. */
export function findFile(db: Queryable, path: string): Promise<FileRow | undefined> {
  return db.find(sql`SELECT f.path, f.kind, f.digest FROM publication.file f JOIN publication.advisory a ON a.id = f.advisory_id AND a.revision = f.revision WHERE f.path = ${path}`);
}

/** Every file at its address now, companions too. */
export function listServedFiles(db: Queryable): Promise<(FileRow & { readonly advisory_id: string })[]> {
  return db.query(sql`SELECT f.path, f.kind, f.digest, f.advisory_id FROM publication.file f JOIN publication.advisory a ON a.id = f.advisory_id AND a.revision = f.revision ORDER BY f.path`);
}

export function listFiles(db: Queryable, advisoryId: string, revision: number): Promise<FileRow[]> {
  return db.query(sql`SELECT path, kind, digest FROM publication.file WHERE advisory_id = ${advisoryId} AND revision = ${revision} AND kind <> 'companion' ORDER BY path`);
}

/** The documents of all revisions. */
export function listAllFiles(db: Queryable, advisoryId: string): Promise<(FileRow & { readonly revision: number })[]> {
  return db.query(sql`SELECT path, kind, digest, revision FROM publication.file WHERE advisory_id = ${advisoryId} AND kind <> 'companion' ORDER BY revision, path`);
}

export function listProviders(db: Queryable): Promise<ProviderRow[]> {
  return db.query(sql`SELECT metadata, listed_at FROM publication.listed_provider ORDER BY canonical_url LIMIT 1000`);
}

export async function upsertProvider(tx: Transaction, row: { readonly metadata: ListedProvider; readonly listedBy: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.listed_provider (canonical_url, metadata, listed_by, listed_at) VALUES (${row.metadata.canonical_url}, ${json(row.metadata)}, ${row.listedBy}, ${row.at})
    ON CONFLICT (canonical_url) DO UPDATE SET metadata = excluded.metadata, listed_by = excluded.listed_by, listed_at = excluded.listed_at`);
}

export function deleteProvider(tx: Transaction, canonicalUrl: string): Promise<number> {
  return tx.execute(sql`DELETE FROM publication.listed_provider WHERE canonical_url = ${canonicalUrl}`);
}

export async function insertPreNotice(tx: Transaction, row: Omit<PreNoticeRow, "due_by"> & { readonly dueBy: Date; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.pre_notice (case_id, vendor, product, fixed_version, due_by, issued_at)
    VALUES (${row.case_id}, ${row.vendor}, ${row.product}, ${row.fixed_version}, ${row.dueBy}, ${row.at})`);
}

export function deletePreNotice(tx: Transaction, caseId: string): Promise<number> {
  return tx.execute(sql`DELETE FROM publication.pre_notice WHERE case_id = ${caseId}`);
}

/** Pre-notices that no advisory has followed yet. */
export function listOpenPreNotices(db: Queryable): Promise<PreNoticeRow[]> {
  return db.query(sql`SELECT n.case_id, n.vendor, n.product, n.fixed_version, n.due_by FROM publication.pre_notice n
    WHERE NOT EXISTS (SELECT FROM publication.advisory a WHERE a.case_id = n.case_id) ORDER BY n.due_by, n.case_id LIMIT 200`);
}

/** Cases whose pre-notice an advisory has followed. */
export async function listEndedPreNotices(db: Queryable): Promise<readonly string[]> {
  return (await db.query<{ case_id: string }>(sql`SELECT n.case_id FROM publication.pre_notice n JOIN publication.advisory a ON a.case_id = n.case_id ORDER BY n.case_id`)).map((row) => row.case_id);
}

export function findPreNotice(db: Queryable, caseId: string): Promise<PreNoticeRow | undefined> {
  return db.find(sql`SELECT case_id, vendor, product, fixed_version, due_by FROM publication.pre_notice WHERE case_id = ${caseId}`);
}
