import type { AdvisoryState, DocumentKind } from "#contracts/publication";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { AdvisoryContent, PriorityInputs, PublishedPatch } from "./publication.types.ts";

export interface AdvisoryRow {
  readonly id: string;
  readonly case_id: string;
  readonly tracking_id: string;
  readonly state: AdvisoryState;
  readonly revision: number;
  readonly content: AdvisoryContent;
  readonly patch: PublishedPatch | null;
  readonly priority: PriorityInputs | null;
  readonly published_at: string;
  readonly revised_at: string;
}

export type FileKind = DocumentKind | "companion";

export interface FileRow {
  readonly path: string;
  readonly kind: FileKind;
  readonly digest: string;
}

export interface PreNoticeRow {
  readonly case_id: string;
  readonly vendor: string;
  readonly product: string;
  readonly fixed_version: string;
  readonly due_by: string;
}

const COLUMNS = sql`id, case_id, tracking_id, state, revision, content, patch, priority, published_at, revised_at`;

/** One publication at a time: numbers have no gaps, and two revisions never get one number. Held until the transaction ends. */
export async function lockPublishing(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('publication'))`);
}

export async function takeNumber(tx: Transaction, year: number): Promise<number> {
  const row = await tx.find<{ last: number }>(sql`INSERT INTO publication.numbering (year, last) VALUES (${year}, 1)
    ON CONFLICT (year) DO UPDATE SET last = numbering.last + 1 RETURNING last`);
  if (!row) throw new Error("The numbering gave no number");
  return row.last;
}

export async function insertAdvisory(tx: Transaction, row: Omit<AdvisoryRow, "published_at" | "revised_at"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.advisory (id, case_id, tracking_id, state, revision, content, patch, priority, published_at, revised_at)
    VALUES (${row.id}, ${row.case_id}, ${row.tracking_id}, ${row.state}, ${row.revision}, ${json(row.content)}, ${json(row.patch)}, ${json(row.priority)}, ${row.at}, ${row.at})`);
}

export async function updateAdvisory(tx: Transaction, row: Pick<AdvisoryRow, "id" | "state" | "revision" | "content" | "patch" | "priority"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE publication.advisory SET state = ${row.state}, revision = ${row.revision}, content = ${json(row.content)}, patch = ${json(row.patch)},
    priority = ${json(row.priority)}, revised_at = ${row.at} WHERE id = ${row.id}`);
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

export async function countAdvisories(db: Queryable): Promise<{ published: number; recalled: number }> {
  const row = await db.find<{ published: number; recalled: number }>(sql`SELECT count(*) AS published, count(*) FILTER (WHERE state = 'fix-recalled') AS recalled FROM publication.advisory`);
  return row ?? { published: 0, recalled: 0 };
}

export async function insertFile(tx: Transaction, row: FileRow & { readonly advisoryId: string; readonly revision: number }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.file (path, revision, advisory_id, kind, digest) VALUES (${row.path}, ${row.revision}, ${row.advisoryId}, ${row.kind}, ${row.digest})`);
}

/** The newest revision of a published file. */
export function findFile(db: Queryable, path: string): Promise<FileRow | undefined> {
  return db.find(sql`SELECT path, kind, digest FROM publication.file WHERE path = ${path} ORDER BY revision DESC LIMIT 1`);
}

export function listFiles(db: Queryable, advisoryId: string, revision: number): Promise<FileRow[]> {
  return db.query(sql`SELECT path, kind, digest FROM publication.file WHERE advisory_id = ${advisoryId} AND revision = ${revision} AND kind <> 'companion' ORDER BY path`);
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

export function findPreNotice(db: Queryable, caseId: string): Promise<PreNoticeRow | undefined> {
  return db.find(sql`SELECT case_id, vendor, product, fixed_version, due_by FROM publication.pre_notice WHERE case_id = ${caseId}`);
}
