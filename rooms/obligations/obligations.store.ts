import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface EvidenceRow {
  readonly id: string;
  readonly paragraph: string;
  readonly kind: "progress" | "completion" | "supersession";
  readonly link: string;
  readonly digest: string;
  readonly published_on: string;
  readonly archived_on: string;
  readonly recorded_at: string;
}

export function listEvidence(db: Queryable): Promise<EvidenceRow[]> {
  return db.query(sql`SELECT id, paragraph, kind, link, digest, published_on::text, archived_on::text, recorded_at FROM obligations.evidence ORDER BY published_on, id`);
}

export async function insertEvidence(tx: Transaction, row: Omit<EvidenceRow, "recorded_at"> & { readonly recordedBy: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.evidence (id, paragraph, kind, link, digest, published_on, archived_on, recorded_by, recorded_at)
    VALUES (${row.id}, ${row.paragraph}, ${row.kind}, ${row.link}, ${row.digest}, ${row.published_on}, ${row.archived_on}, ${row.recordedBy}, ${row.at})`);
}
