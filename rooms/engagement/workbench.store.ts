import type { DraftKind } from "#contracts/workbench";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface SentRow {
  readonly id: string;
  readonly person_id: string;
  readonly sealed: string;
  readonly at: string;
}

export interface DraftRow {
  readonly kind: DraftKind;
  readonly sealed_text: string;
  readonly saved_at: string;
}

export async function saveDraft(tx: Transaction, row: { engagementId: string; personId: string; kind: DraftKind; sealedText: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.draft (engagement_id, person_id, kind, sealed_text, saved_at) VALUES (${row.engagementId}, ${row.personId}, ${row.kind}, ${row.sealedText}, ${row.at})
    ON CONFLICT (engagement_id, person_id, kind) DO UPDATE SET sealed_text = excluded.sealed_text, saved_at = excluded.saved_at`);
}

export async function deleteDraft(tx: Transaction, engagementId: string, personId: string, kind: DraftKind): Promise<void> {
  await tx.execute(sql`DELETE FROM engagement.draft WHERE engagement_id = ${engagementId} AND person_id = ${personId} AND kind = ${kind}`);
}

export async function deleteDraftsOf(tx: Transaction, engagementId: string, personId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM engagement.draft WHERE engagement_id = ${engagementId} AND person_id = ${personId}`);
}

export function listDrafts(db: Queryable, engagementId: string, personId: string): Promise<DraftRow[]> {
  return db.query(sql`SELECT kind, sealed_text, saved_at FROM engagement.draft WHERE engagement_id = ${engagementId} AND person_id = ${personId} ORDER BY kind`);
}

export async function insertPlan(tx: Transaction, row: { id: string; engagementId: string; personId: string; sealedSteps: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.evaluation_plan (id, engagement_id, person_id, sealed_steps, at) VALUES (${row.id}, ${row.engagementId}, ${row.personId}, ${row.sealedSteps}, ${row.at})`);
}

/** The newest plan of each person, or of one. */
export function listNewestPlans(db: Queryable, engagementId: string, personId: string | null = null): Promise<SentRow[]> {
  return db.query(sql`SELECT DISTINCT ON (person_id) id, person_id, sealed_steps AS sealed, at FROM engagement.evaluation_plan
    WHERE engagement_id = ${engagementId} AND (${personId}::text IS NULL OR person_id = ${personId}) ORDER BY person_id, at DESC, id DESC`);
}

export async function insertWeakness(tx: Transaction, row: { id: string; engagementId: string; personId: string; sealedReport: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.system_weakness (id, engagement_id, person_id, sealed_report, at) VALUES (${row.id}, ${row.engagementId}, ${row.personId}, ${row.sealedReport}, ${row.at})`);
}

/** Oldest first, of everybody or of one person. */
export function listWeaknesses(db: Queryable, engagementId: string, personId: string | null = null): Promise<SentRow[]> {
  return db.query(sql`SELECT id, person_id, sealed_report AS sealed, at FROM engagement.system_weakness
    WHERE engagement_id = ${engagementId} AND (${personId}::text IS NULL OR person_id = ${personId}) ORDER BY at, id LIMIT 500`);
}
