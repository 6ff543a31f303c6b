import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_QUESTION = ownedTable("findings.question", ["finding_id"]);

export interface QuestionRow {
  readonly id: string;
  readonly finding_id: string;
  readonly sealed_question: string;
  readonly asked_by: string;
  readonly at: string;
  readonly sealed_answer: string | null;
  readonly answered_by: string | null;
  readonly answered_at: string | null;
}

const QUESTION = sql`SELECT id, finding_id, sealed_question, asked_by, at, sealed_answer, answered_by, answered_at, ${ownerMark(OWNED_QUESTION)} FROM findings.question`;

export async function insertQuestion(tx: Transaction, row: { readonly id: string; readonly findingId: string; readonly sealedQuestion: string; readonly askedBy: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.question (id, finding_id, sealed_question, asked_by, at, owner_seal)
    VALUES (${row.id}, ${row.findingId}, ${row.sealedQuestion}, ${row.askedBy}, ${row.at}, ${sealOwner(OWNED_QUESTION, row.id, [row.findingId])})`);
}

/** The question that waits for an answer. */
export function findOpenQuestion(db: Queryable, findingId: string): Promise<QuestionRow | undefined> {
  return db.find(sql`${QUESTION} WHERE finding_id = ${findingId} AND answered_at IS NULL ORDER BY at DESC, id LIMIT 1`);
}

export function listQuestions(db: Queryable, findingId: string): Promise<QuestionRow[]> {
  return db.query(sql`${QUESTION} WHERE finding_id = ${findingId} ORDER BY at, id`);
}

/** `sealedAnswer` is null where a better bundle was the answer. */
export async function answerQuestion(tx: Transaction, row: { readonly id: string; readonly sealedAnswer: string | null; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE findings.question SET sealed_answer = ${row.sealedAnswer}, answered_by = ${row.personId}, answered_at = ${row.at} WHERE id = ${row.id}`);
}
