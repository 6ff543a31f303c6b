import { ownerMark, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_ENGAGEMENT } from "./engagement.store.ts";

export interface QuestionRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly window_id: string;
  readonly asked_by: string;
  readonly purpose: string;
  readonly asked_at: string;
}

export interface QuestionEntryRow {
  readonly id: string;
  readonly question_id: string;
  readonly engagement_id: string;
  readonly person_id: string;
  readonly side: "evaluator" | "developer";
  readonly sealed_text: string | null;
  readonly sealed_file_name: string | null;
  readonly file_digest: string | null;
  readonly file_bytes: number | null;
  readonly at: string;
}

const QUESTION = sql`id, engagement_id, window_id, asked_by, purpose, asked_at FROM engagement.question`;
const ENTRY = sql`id, question_id, engagement_id, person_id, side, sealed_text, sealed_file_name, file_digest, file_bytes, at FROM engagement.question_entry`;

export async function insertQuestion(tx: Transaction, row: { id: string; engagementId: string; windowId: string; askedBy: string; purpose: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.question (id, engagement_id, window_id, asked_by, purpose, asked_at) VALUES (${row.id}, ${row.engagementId}, ${row.windowId}, ${row.askedBy}, ${row.purpose}, ${row.at})`);
}

export interface NewEntry {
  readonly id: string;
  readonly questionId: string;
  readonly engagementId: string;
  readonly personId: string;
  readonly side: "evaluator" | "developer";
  readonly sealedText: string | null;
  readonly file: { readonly sealedName: string; readonly digest: string; readonly bytes: number } | null;
  readonly at: Date;
}

export async function insertEntry(tx: Transaction, row: NewEntry): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.question_entry (id, question_id, engagement_id, person_id, side, sealed_text, sealed_file_name, file_digest, file_bytes, at)
    VALUES (${row.id}, ${row.questionId}, ${row.engagementId}, ${row.personId}, ${row.side}, ${row.sealedText}, ${row.file?.sealedName ?? null}, ${row.file?.digest ?? null}, ${row.file?.bytes ?? null}, ${row.at})`);
}

export function findQuestion(db: Queryable, engagementId: string, id: string): Promise<QuestionRow | undefined> {
  return db.find(sql`SELECT ${QUESTION} WHERE id = ${id} AND engagement_id = ${engagementId}`);
}

/** As the database shows them to whoever asks, the newest first. */
export function listQuestions(db: Queryable, engagementId: string): Promise<QuestionRow[]> {
  return db.query(sql`SELECT ${QUESTION} WHERE engagement_id = ${engagementId} ORDER BY asked_at DESC, id LIMIT 2000`);
}

/** Oldest first. */
export function listEntries(db: Queryable, engagementId: string): Promise<QuestionEntryRow[]> {
  return db.query(sql`SELECT ${ENTRY} WHERE engagement_id = ${engagementId} ORDER BY sequence`);
}

export function findEntry(db: Queryable, engagementId: string, id: string): Promise<QuestionEntryRow | undefined> {
  return db.find(sql`SELECT ${ENTRY} WHERE id = ${id} AND engagement_id = ${engagementId}`);
}

export async function countEntries(db: Queryable, questionId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM engagement.question_entry WHERE question_id = ${questionId}`))?.count ?? 0;
}

export async function countQuestionsOf(db: Queryable, engagementId: string, personId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM engagement.question WHERE engagement_id = ${engagementId} AND asked_by = ${personId}`))?.count ?? 0;
}

/** For the developer's own file. */
export function listOwnedEntries(db: Queryable, organisationId: string): Promise<(QuestionEntryRow & { readonly purpose: string; readonly by_name: string })[]> {
  return db.query(sql`SELECT n.id, n.question_id, n.engagement_id, n.person_id, n.side, n.sealed_text, n.sealed_file_name, n.file_digest, n.file_bytes, n.at, q.purpose, access.name_of(n.person_id) AS by_name, ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.question_entry n JOIN engagement.question q ON q.id = n.question_id JOIN engagement.engagement e ON e.id = n.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY n.sequence`);
}
