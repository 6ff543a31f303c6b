import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_OPERATOR_QUESTION = ownedTable("distribution.question", ["organisation_id"]);

export interface QuestionRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly question_hash: string;
  readonly settles: number;
  /** Sealed, as is the answer. */
  readonly content: string;
  readonly answer: string | null;
  readonly answered_at: string | null;
}

const QUESTION = sql`id, organisation_id, question_hash, settles, content, answer, answered_at, ${ownerMark(OWNED_OPERATOR_QUESTION)}`;

/** The most useful first. */
export function listQuestions(db: Queryable, organisationId: string): Promise<QuestionRow[]> {
  return db.query(sql`SELECT ${QUESTION} FROM distribution.question WHERE organisation_id = ${organisationId} ORDER BY settles DESC, id`);
}

export function findQuestionById(db: Queryable, id: string): Promise<QuestionRow | undefined> {
  return db.find(sql`SELECT ${QUESTION} FROM distribution.question WHERE id = ${id}`);
}

export async function insertQuestion(tx: Transaction, row: Pick<QuestionRow, "id" | "question_hash" | "settles" | "content"> & { readonly organisationId: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.question (id, organisation_id, question_hash, settles, content, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.question_hash}, ${row.settles}, ${row.content}, ${sealOwner(OWNED_OPERATOR_QUESTION, row.id, [row.organisationId])})`);
}

export async function updateQuestion(tx: Transaction, row: Pick<QuestionRow, "id" | "settles" | "content">): Promise<void> {
  await tx.execute(sql`UPDATE distribution.question SET settles = ${row.settles}, content = ${row.content} WHERE id = ${row.id}`);
}

export async function updateAnswer(tx: Transaction, row: { readonly id: string; readonly answer: string | null; readonly at: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE distribution.question SET answer = ${row.answer}, answered_at = ${row.at} WHERE id = ${row.id}`);
}

export async function deleteOpenQuestions(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.question WHERE id = ANY (${ids}) AND answer IS NULL`);
}

export async function countAnswers(db: Queryable, organisationId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM distribution.question WHERE organisation_id = ${organisationId} AND answer IS NOT NULL`))?.count ?? 0;
}

export async function deleteQuestionsOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.question WHERE organisation_id = ${organisationId}`);
}
