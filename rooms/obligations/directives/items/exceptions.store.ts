import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Services, type Transaction } from "#rooms/platform";

export const OWNED_DIRECTIVE_EXCEPTION = ownedTable("obligations.directive_exception", ["organisation_id", "item_id"], { keepers: ["directive-officer"] });
const ASKED = "directive-exception";
const ANSWER = "directive-exception-answer";

/** Why an agency needs more time, and what protects meanwhile; sealed. */
export interface ExceptionContent {
  readonly reason: string;
  readonly control: string;
}

export interface ExceptionRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly agency_name: string;
  readonly item_id: string;
  readonly state: "requested" | "granted" | "refused" | "withdrawn";
  readonly asked_until: string;
  readonly granted_until: string | null;
  readonly requested_by: string;
  readonly requested_at: string;
  readonly decided_at: string | null;
  readonly content: string;
  readonly answer: string | null;
}

const EXCEPTION = sql`SELECT id, organisation_id, access.name_of_organisation(organisation_id) AS agency_name, item_id, state, asked_until::text, granted_until::text, requested_by, requested_at, decided_at, content, answer,
  ${ownerMark(OWNED_DIRECTIVE_EXCEPTION)} FROM obligations.directive_exception`;

export function listExceptionsOf(db: Queryable, itemId: string): Promise<ExceptionRow[]> {
  return db.query(sql`${EXCEPTION} WHERE item_id = ${itemId} ORDER BY requested_at, id`);
}

export function listExceptionsOfAgency(db: Queryable, organisationId: string): Promise<ExceptionRow[]> {
  return db.query(sql`${EXCEPTION} WHERE organisation_id = ${organisationId} ORDER BY requested_at, id`);
}

/** Those that wait for an officer, the oldest first. */
export function listWaitingExceptions(db: Queryable): Promise<ExceptionRow[]> {
  return db.query(sql`${EXCEPTION} WHERE state = 'requested' ORDER BY requested_at, id LIMIT 500`);
}

export function findWaitingException(db: Queryable, id: string): Promise<ExceptionRow | undefined> {
  return db.find(sql`${EXCEPTION} WHERE id = ${id} AND state = 'requested'`);
}

export async function insertException(services: Services, tx: Transaction, row: ExceptionContent & { readonly id: string; readonly organisationId: string; readonly itemId: string; readonly until: string; readonly personId: string }): Promise<void> {
  const content = services.keys.seal(ASKED, row.id, JSON.stringify({ reason: row.reason, control: row.control }));
  await tx.execute(sql`INSERT INTO obligations.directive_exception (id, organisation_id, item_id, state, asked_until, requested_by, requested_at, content, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.itemId}, 'requested', ${row.until}, ${row.personId}, ${services.clock()}, ${content}, ${sealOwner(OWNED_DIRECTIVE_EXCEPTION, row.id, [row.organisationId, row.itemId])})`);
}

/** @param until null when refused */
export async function decideException(services: Services, tx: Transaction, row: { readonly id: string; readonly until: string | null; readonly answer: string; readonly personId: string }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive_exception SET state = ${row.until === null ? "refused" : "granted"}, granted_until = ${row.until}, decided_by = ${row.personId}, decided_at = ${services.clock()},
    answer = ${services.keys.seal(ANSWER, row.id, row.answer)} WHERE id = ${row.id}`);
}

/** What was asked for and needs no answer any more. */
export async function withdrawWaitingException(tx: Transaction, itemId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive_exception SET state = 'withdrawn', decided_at = ${at} WHERE item_id = ${itemId} AND state = 'requested'`);
}

export function openException(services: Services, row: Pick<ExceptionRow, "id" | "content" | "answer">): ExceptionContent & { readonly answer: string | null } {
  const asked = JSON.parse(services.keys.open(ASKED, row.id, row.content).toString("utf8")) as ExceptionContent;
  return { ...asked, answer: row.answer === null ? null : services.keys.open(ANSWER, row.id, row.answer).toString("utf8") };
}
