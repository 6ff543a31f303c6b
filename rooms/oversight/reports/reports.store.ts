import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface ReportRow {
  readonly id: string;
  readonly occasion: "quarter" | "at-will";
  readonly period_from: string;
  readonly period_to: string;
  readonly size: number;
  /** Digest of the definitions. */
  readonly definitions: string;
  readonly sha256: string;
  readonly entry_id: string;
  readonly published_at: string;
}

export type ReportFileName = "report.json" | "receipt.json";

/** One report after another, over all servers; ends with the transaction. */
export async function lockReports(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('oversight-reports'))`);
}

/** Newest first. */
export function listReports(db: Queryable): Promise<ReportRow[]> {
  return db.query(sql`SELECT id, occasion, period_from, period_to, size, definitions, sha256, entry_id, published_at FROM oversight.report ORDER BY published_at DESC, id LIMIT 1000`);
}

export function findReport(db: Queryable, id: string): Promise<ReportRow | undefined> {
  return db.find(sql`SELECT id, occasion, period_from, period_to, size, definitions, sha256, entry_id, published_at FROM oversight.report WHERE id = ${id}`);
}

export function findQuarterReport(db: Queryable, from: Date): Promise<{ readonly id: string } | undefined> {
  return db.find(sql`SELECT id FROM oversight.report WHERE occasion = 'quarter' AND period_from = ${from}`);
}

export async function insertReport(tx: Transaction, row: ReportRow): Promise<void> {
  await tx.execute(sql`INSERT INTO oversight.report (id, occasion, period_from, period_to, size, definitions, sha256, entry_id, published_at)
    VALUES (${row.id}, ${row.occasion}, ${row.period_from}, ${row.period_to}, ${row.size}, ${row.definitions}, ${row.sha256}, ${row.entry_id}, ${row.published_at})`);
}

export async function insertDefinitions(tx: Transaction, row: { readonly sha256: string; readonly content: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO oversight.definitions (sha256, content) VALUES (${row.sha256}, ${row.content}) ON CONFLICT DO NOTHING`);
}

export async function getDefinitions(db: Queryable, sha256: string): Promise<string> {
  const row = await db.find<{ content: string }>(sql`SELECT content FROM oversight.definitions WHERE sha256 = ${sha256}`);
  if (!row) throw new Error(`No definitions ${sha256}, which a report refers to`);
  return row.content;
}

export async function findReportFile(db: Queryable, reportId: string, name: ReportFileName): Promise<string | undefined> {
  return (await db.find<{ content: string }>(sql`SELECT content FROM oversight.report_file WHERE report_id = ${reportId} AND name = ${name}`))?.content;
}

/** The first that is kept stands. */
export async function insertReportFile(db: Queryable, row: { readonly reportId: string; readonly name: ReportFileName; readonly content: string }): Promise<void> {
  await db.execute(sql`INSERT INTO oversight.report_file (report_id, name, content) VALUES (${row.reportId}, ${row.name}, ${row.content}) ON CONFLICT DO NOTHING`);
}

export async function findStatedTotal(db: Queryable, name: string): Promise<number> {
  return (await db.find<{ total: number }>(sql`SELECT total FROM oversight.stated WHERE name = ${name}`))?.total ?? 0;
}

export async function saveStatedTotal(tx: Transaction, name: string, total: number): Promise<void> {
  await tx.execute(sql`INSERT INTO oversight.stated (name, total) VALUES (${name}, ${total}) ON CONFLICT (name) DO UPDATE SET total = excluded.total`);
}
