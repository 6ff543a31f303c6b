import { ownerMark, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_FINDING } from "../findings.store.ts";

export interface SampleRow {
  readonly finding_id: string;
  readonly decision: "confirmed" | "overturned" | null;
}

export async function insertSample(tx: Transaction, row: { readonly findingId: string; readonly policy: string; readonly why: "rate" | "week"; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.sample (finding_id, policy, why, drawn_at) VALUES (${row.findingId}, ${row.policy}, ${row.why}, ${row.at}) ON CONFLICT DO NOTHING`);
}

export function lockOpenSample(tx: Transaction, findingId: string): Promise<SampleRow | undefined> {
  return tx.find(sql`SELECT finding_id, decision FROM findings.sample WHERE finding_id = ${findingId} AND decision IS NULL FOR UPDATE`);
}

export async function decideSample(tx: Transaction, row: { readonly findingId: string; readonly decision: "confirmed" | "overturned"; readonly sealedReason: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE findings.sample SET decision = ${row.decision}, sealed_reason = ${row.sealedReason}, decided_by = ${row.personId}, decided_at = ${row.at} WHERE finding_id = ${row.findingId}`);
}

export interface SampleCounts {
  readonly rejected: number;
  readonly drawn: number;
  readonly decided: number;
  readonly overturned: number;
}

/** Rejections without a person so far, overturned ones among them, and what became of the drawn ones. */
export async function countSamples(db: Queryable): Promise<SampleCounts> {
  const counts = await db.find<SampleCounts>(sql`SELECT
      (SELECT count(*) FROM findings.finding WHERE state = 'rejected' AND rejection_cause <> 'person') + count(*) FILTER (WHERE decision = 'overturned') AS rejected,
      count(*) AS drawn, count(decision) AS decided, count(*) FILTER (WHERE decision = 'overturned') AS overturned FROM findings.sample`);
  if (!counts) throw new Error("A count gave no row");
  return counts;
}

export async function countDrawnSince(db: Queryable, since: Date): Promise<number> {
  return (await db.find<{ drawn: number }>(sql`SELECT count(*) AS drawn FROM findings.sample WHERE drawn_at > ${since}`))?.drawn ?? 0;
}

/** Rejections without a person whose last run lies after an instant, and that were not drawn. */
export function listUndrawn(db: Queryable, since: Date): Promise<{ readonly id: string }[]> {
  return db.query(sql`SELECT id, ${ownerMark(OWNED_FINDING)} FROM findings.finding f WHERE state = 'rejected' AND rejection_cause <> 'person' AND NOT EXISTS (SELECT FROM findings.sample s WHERE s.finding_id = f.id)
    AND coalesce((SELECT max(r.at) FROM findings.run r WHERE r.finding_id = f.id), submitted_at) > ${since} ORDER BY id`);
}
