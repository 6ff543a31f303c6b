import type { HelpKind, HelpState } from "#contracts/assistance";
import type { OperatorProfile } from "#contracts/distribution";
import type { FilterColumns } from "#rooms/access";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import { ENDED } from "./help.rules.ts";

export const OWNED_REQUEST = ownedTable("assistance.help_request", ["organisation_id"]);
export const OWNED_OFFER = ownedTable("assistance.help_offer", ["organisation_id"]);

/** Sector, size and region alone. */
export type House = Omit<OperatorProfile, "enrolledAt">;

/** Question, plan, answer, elsewhere and consent are sealed. */
export interface HelpRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly requested_by: string;
  readonly kind: HelpKind;
  readonly question: string;
  readonly state: HelpState;
  readonly requested_at: string;
  readonly touches_control: boolean;
  readonly house: House | null;
  readonly consent: string | null;
  readonly taken_by: string | null;
  readonly plan: string | null;
  readonly window_from: string | null;
  readonly window_until: string | null;
  readonly answer: string | null;
  readonly elsewhere: string | null;
  readonly answered_at: string | null;
  readonly reminded: number;
}

export interface OfferRow {
  readonly id: string;
  readonly request_id: string;
  readonly person_id: string;
  /** Sealed. */
  readonly words: string;
  readonly state: "offered" | "agreed" | "passed-over" | "taken-back";
  readonly at: string;
}

const REQUEST = sql`id, organisation_id, requested_by, kind, question, state, requested_at, touches_control, house, consent, taken_by, plan, window_from, window_until, answer, elsewhere, answered_at, reminded,
  ${ownerMark(OWNED_REQUEST)} FROM assistance.help_request`;
const OFFER = sql`id, request_id, person_id, words, state, at, ${ownerMark(OWNED_OFFER)} FROM assistance.help_offer`;

export interface NewHelpRequest {
  readonly id: string;
  readonly organisationId: string;
  readonly requestedBy: string;
  readonly kind: string;
  readonly question: string;
  readonly touchesControl?: boolean;
  readonly house?: House | null;
  readonly consent?: string | null;
  readonly at: Date;
}

export async function insertHelpRequest(tx: Transaction, row: NewHelpRequest): Promise<void> {
  await tx.execute(sql`INSERT INTO assistance.help_request (id, organisation_id, requested_by, kind, question, state, requested_at, touches_control, house, consent, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.requestedBy}, ${row.kind}, ${row.question}, 'asked', ${row.at}, ${row.touchesControl ?? false}, ${row.house ? json(row.house) : null}, ${row.consent ?? null},
      ${sealOwner(OWNED_REQUEST, row.id, [row.organisationId])})`);
}

export function findHelpRequest(db: Queryable, id: string): Promise<HelpRow | undefined> {
  return db.find(sql`SELECT ${REQUEST} WHERE id = ${id}`);
}

export function lockHelpRequest(tx: Transaction, id: string): Promise<HelpRow | undefined> {
  return tx.find(sql`SELECT ${REQUEST} WHERE id = ${id} FOR UPDATE`);
}

/** Where a request waits nobody but its operator may hold it: a helper who volunteers reads it as it is. */
export function findWaiting(tx: Transaction, id: string): Promise<HelpRow | undefined> {
  return tx.find(sql`SELECT ${REQUEST} WHERE id = ${id} AND state = 'asked'`);
}

/** What is left out stays as it is. */
export interface HelpChange {
  readonly state: HelpState;
  readonly takenBy?: string | null;
  readonly plan?: string | null;
  readonly window?: { readonly from: string; readonly until: string } | null;
  readonly answer?: string;
  readonly elsewhere?: string;
  readonly endedAt?: Date;
}

export async function updateHelpRequest(tx: Transaction, row: HelpRow, change: HelpChange): Promise<number> {
  const window = change.window === undefined ? { from: row.window_from, until: row.window_until } : change.window;
  return tx.execute(sql`UPDATE assistance.help_request SET state = ${change.state}, taken_by = ${change.takenBy === undefined ? row.taken_by : change.takenBy}, plan = ${change.plan === undefined ? row.plan : change.plan},
    window_from = ${window?.from ?? null}, window_until = ${window?.until ?? null}, answer = ${change.answer ?? row.answer}, elsewhere = ${change.elsewhere ?? row.elsewhere}, answered_at = ${change.endedAt ?? row.answered_at}
    WHERE id = ${row.id}`);
}

/** Takes away all that was told; that somebody asked, of what kind and when stays. */
export async function eraseWords(tx: Transaction, { id, at }: { readonly id: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`DELETE FROM assistance.help_offer WHERE request_id = ${id}`);
  await tx.execute(sql`UPDATE assistance.help_request SET state = 'withdrawn', question = '', plan = NULL, answer = NULL, elsewhere = NULL, consent = NULL, house = NULL, window_from = NULL, window_until = NULL, answered_at = ${at}, erased_at = ${at} WHERE id = ${id}`);
}

export async function deleteHelpRequest(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`DELETE FROM assistance.help_offer WHERE request_id = ${id}`);
  await tx.execute(sql`DELETE FROM assistance.help_request WHERE id = ${id}`);
}

/** All of an operator's that leaves. */
export async function deleteRequestsOf(tx: Transaction, organisationId: string): Promise<number> {
  await tx.execute(sql`DELETE FROM assistance.help_offer WHERE organisation_id = ${organisationId}`);
  return tx.execute(sql`DELETE FROM assistance.help_request WHERE organisation_id = ${organisationId}`);
}

export async function setReminded(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`UPDATE assistance.help_request SET reminded = reminded + 1 WHERE id = ${id}`);
}

/** The newest first; of one organisation alone where one is named. */
export function listAsked(db: Queryable, visible: Statement, organisationId?: string): Promise<HelpRow[]> {
  const named = organisationId ?? null;
  return db.query(sql`SELECT ${REQUEST} WHERE ${visible} AND (${named}::text IS NULL OR organisation_id = ${named}) ORDER BY requested_at DESC, id LIMIT 200`);
}

/** What one helps with, then what waits, each the longest waiting first; what has ended comes last, so that it never hides what has not. */
export function listQueued(db: Queryable, visible: Statement): Promise<HelpRow[]> {
  return db.query(sql`SELECT ${REQUEST} WHERE ${visible} ORDER BY state = ANY (${ENDED}), state = 'asked',
    CASE WHEN state = ANY (${ENDED}) THEN NULL ELSE requested_at END, requested_at DESC, id LIMIT 200`);
}

/** Every one of an organisation's, for its own file. */
export function listOwnedRequests(db: Queryable, organisationId: string): Promise<HelpRow[]> {
  return db.query(sql`SELECT ${REQUEST} WHERE organisation_id = ${organisationId} ORDER BY requested_at, id`);
}

/** Volunteering again takes the place of the earlier word. */
export async function putOffer(tx: Transaction, row: { readonly id: string; readonly requestId: string; readonly organisationId: string; readonly personId: string; readonly words: string; readonly at: Date }): Promise<void> {
  const again = await tx.execute(sql`UPDATE assistance.help_offer SET words = ${row.words}, state = 'offered', at = ${row.at} WHERE id = ${row.id}`);
  if (again > 0) return;
  await tx.execute(sql`INSERT INTO assistance.help_offer (id, request_id, organisation_id, person_id, words, state, at, owner_seal)
    VALUES (${row.id}, ${row.requestId}, ${row.organisationId}, ${row.personId}, ${row.words}, 'offered', ${row.at}, ${sealOwner(OWNED_OFFER, row.id, [row.organisationId])})`);
}

export async function setOfferState(tx: Transaction, id: string, state: OfferRow["state"]): Promise<void> {
  await tx.execute(sql`UPDATE assistance.help_offer SET state = ${state} WHERE id = ${id}`);
}

/** Everybody who volunteered for it, as far as whoever acts may see; the first first. */
export function listOffers(db: Queryable, requestId: string): Promise<OfferRow[]> {
  return db.query(sql`SELECT ${OFFER} WHERE request_id = ${requestId} ORDER BY at, id`);
}

export function findOwnOffer(db: Queryable, requestId: string, personId: string): Promise<OfferRow | undefined> {
  return db.find(sql`SELECT ${OFFER} WHERE request_id = ${requestId} AND person_id = ${personId}`);
}

export async function countHelpRequests(db: Queryable): Promise<{ requested: number; answered: number }> {
  const row = await db.find<{ requested: number; answered: number }>(sql`SELECT count(*) AS requested, count(*) FILTER (WHERE state = 'done') AS answered FROM assistance.help_request`);
  return row ?? { requested: 0, answered: 0 };
}

export const HELP_COLUMNS: FilterColumns = {
  organisation: sql`organisation_id`,
  isWaiting: sql`(state = 'asked')`,
  helpers: sql`array_remove(ARRAY[taken_by], NULL)`,
};
