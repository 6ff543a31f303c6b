import type { EvidenceKind } from "#contracts/obligations";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface EvidenceRow {
  readonly id: string;
  readonly paragraph: string;
  readonly kind: EvidenceKind;
  readonly link: string;
  readonly digest: string;
  readonly published_on: string;
  readonly archived_on: string;
  readonly archive_link: string | null;
  readonly recorded_by: string;
  readonly recorded_at: string;
  readonly reason: string | null;
  readonly retracted_at: string | null;
}

const EVIDENCE = sql`SELECT e.id, e.paragraph, e.kind, e.link, e.digest, e.published_on::text, e.archived_on::text, e.archive_link, e.recorded_by, e.recorded_at, r.reason, r.retracted_at
  FROM obligations.evidence e LEFT JOIN obligations.evidence_retraction r ON r.evidence_id = e.id`;

export function listEvidence(db: Queryable): Promise<EvidenceRow[]> {
  return db.query(sql`${EVIDENCE} ORDER BY e.published_on, e.id`);
}

export function findEvidence(db: Queryable, id: string): Promise<EvidenceRow | undefined> {
  return db.find(sql`${EVIDENCE} WHERE e.id = ${id}`);
}

export type NewEvidence = Omit<EvidenceRow, "recorded_by" | "recorded_at" | "reason" | "retracted_at"> & { readonly recordedBy: string; readonly at: Date };

export async function insertEvidence(tx: Transaction, row: NewEvidence): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.evidence (id, paragraph, kind, link, digest, published_on, archived_on, archive_link, recorded_by, recorded_at)
    VALUES (${row.id}, ${row.paragraph}, ${row.kind}, ${row.link}, ${row.digest}, ${row.published_on}, ${row.archived_on}, ${row.archive_link}, ${row.recordedBy}, ${row.at})`);
}

/** Whether the same document stands for the same already: what was struck does not count. */
export async function isRecorded(db: Queryable, { paragraph, kind, digest }: Pick<EvidenceRow, "paragraph" | "kind" | "digest">): Promise<boolean> {
  return (await db.find(sql`${EVIDENCE} WHERE e.paragraph = ${paragraph} AND e.kind = ${kind} AND e.digest = ${digest} AND r.evidence_id IS NULL LIMIT 1`)) !== undefined;
}

/** One piece of evidence after another, so that the same cannot come twice at once; ends with the transaction. */
export async function lockEvidence(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('obligations.evidence'))`);
}

/** @returns 0 when it is struck already */
export function insertRetraction(tx: Transaction, row: { readonly evidenceId: string; readonly reason: string; readonly by: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO obligations.evidence_retraction (evidence_id, reason, retracted_by, retracted_at) VALUES (${row.evidenceId}, ${row.reason}, ${row.by}, ${row.at}) ON CONFLICT DO NOTHING`);
}
