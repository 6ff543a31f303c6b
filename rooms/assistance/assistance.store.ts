import type { HelpState } from "#contracts/assistance";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface HelpRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly requested_by: string;
  readonly kind: string;
  readonly question: string;
  readonly state: HelpState;
  readonly requested_at: string;
  readonly taken_by: string | null;
  readonly answer: string | null;
  readonly answered_at: string | null;
}

const COLUMNS = sql`id, organisation_id, requested_by, kind, question, state, requested_at, taken_by, answer, answered_at`;

export async function insertHelpRequest(tx: Transaction, row: { id: string; organisationId: string; requestedBy: string; kind: string; question: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO assistance.help_request (id, organisation_id, requested_by, kind, question, state, requested_at)
    VALUES (${row.id}, ${row.organisationId}, ${row.requestedBy}, ${row.kind}, ${row.question}, 'requested', ${row.at})`);
}

export function lockHelpRequest(tx: Transaction, id: string): Promise<HelpRow | undefined> {
  return tx.find(sql`SELECT ${COLUMNS} FROM assistance.help_request WHERE id = ${id} FOR UPDATE`);
}

export async function updateHelpRequest(tx: Transaction, row: { id: string; state: HelpState; takenBy: string | null; answer: string | null; answeredAt: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.help_request SET state = ${row.state}, taken_by = ${row.takenBy}, answer = ${row.answer}, answered_at = ${row.answeredAt} WHERE id = ${row.id}`);
}

export function listHelpRequestsOf(db: Queryable, organisationId: string): Promise<HelpRow[]> {
  return db.query(sql`SELECT ${COLUMNS} FROM assistance.help_request WHERE organisation_id = ${organisationId} ORDER BY requested_at DESC, id LIMIT 200`);
}

/** What a helper may see: requests nobody has taken, and their own. */
export function listHelpRequestsFor(db: Queryable, personId: string): Promise<HelpRow[]> {
  return db.query(sql`SELECT ${COLUMNS} FROM assistance.help_request WHERE state = 'requested' OR taken_by = ${personId} ORDER BY requested_at, id LIMIT 200`);
}

export async function countHelpRequests(db: Queryable): Promise<{ requested: number; answered: number }> {
  const row = await db.find<{ requested: number; answered: number }>(sql`SELECT count(*) AS requested, count(*) FILTER (WHERE state = 'answered') AS answered FROM assistance.help_request`);
  return row ?? { requested: 0, answered: 0 };
}
