import type { HelpState } from "#contracts/assistance";
import type { FilterColumns } from "#rooms/access";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_REQUEST = ownedTable("assistance.help_request", ["organisation_id"]);

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

const COLUMNS = sql`id, organisation_id, requested_by, kind, question, state, requested_at, taken_by, answer, answered_at, ${ownerMark(OWNED_REQUEST)}`;

export async function insertHelpRequest(tx: Transaction, row: { id: string; organisationId: string; requestedBy: string; kind: string; question: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO assistance.help_request (id, organisation_id, requested_by, kind, question, state, requested_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.requestedBy}, ${row.kind}, ${row.question}, 'requested', ${row.at},
      ${sealOwner(OWNED_REQUEST, row.id, [row.organisationId])})`);
}

export function findHelpRequest(db: Queryable, id: string): Promise<HelpRow | undefined> {
  return db.find(sql`SELECT ${COLUMNS} FROM assistance.help_request WHERE id = ${id}`);
}

export function lockHelpRequest(tx: Transaction, id: string): Promise<HelpRow | undefined> {
  return tx.find(sql`SELECT ${COLUMNS} FROM assistance.help_request WHERE id = ${id} FOR UPDATE`);
}

export async function updateHelpRequest(tx: Transaction, row: { id: string; state: HelpState; takenBy: string | null; answer: string | null; answeredAt: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.help_request SET state = ${row.state}, taken_by = ${row.takenBy}, answer = ${row.answer}, answered_at = ${row.answeredAt} WHERE id = ${row.id}`);
}

/** The newest first. */
export function listAsked(db: Queryable, visible: Statement): Promise<HelpRow[]> {
  return db.query(sql`SELECT ${COLUMNS} FROM assistance.help_request WHERE ${visible} ORDER BY requested_at DESC, id LIMIT 200`);
}

/** Whoever has waited longest first. */
export function listQueued(db: Queryable, visible: Statement): Promise<HelpRow[]> {
  return db.query(sql`SELECT ${COLUMNS} FROM assistance.help_request WHERE ${visible} ORDER BY requested_at, id LIMIT 200`);
}

export async function countHelpRequests(db: Queryable): Promise<{ requested: number; answered: number }> {
  const row = await db.find<{ requested: number; answered: number }>(sql`SELECT count(*) AS requested, count(*) FILTER (WHERE state = 'answered') AS answered FROM assistance.help_request`);
  return row ?? { requested: 0, answered: 0 };
}

export const HELP_COLUMNS: FilterColumns = {
  organisation: sql`organisation_id`,
  isWaiting: sql`(state = 'requested')`,
  helpers: sql`array_remove(ARRAY[taken_by], NULL)`,
};
