import type { Criterion, EarlyAccessState } from "#contracts/partners";
import type { FilterColumns } from "#rooms/access";
import { ENGAGEMENT_COLUMNS } from "#rooms/engagement";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_EARLY_ACCESS = ownedTable("partners.early_access", ["engagement_id", "model_id", "developer_organisation_id", "partner_organisation_id"]);

export interface System {
  readonly name: string;
  readonly basis: "owns" | "authorised-to-test";
}

export interface EarlyAccessRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly model_id: string;
  readonly developer_organisation_id: string;
  readonly partner_organisation_id: string;
  readonly state: EarlyAccessState;
  readonly nominated_by: "developer" | "government";
  readonly nomination_reason: string;
  readonly nominated_at: string;
  readonly vetting: { readonly criterion: Criterion; readonly met: boolean }[];
  readonly developer_answer: "yes" | "no" | null;
  readonly government_view: "concur" | "object" | null;
  readonly objection_reason: string | null;
  readonly view_lapses_at: string;
  readonly sealed_terms: string | null;
  readonly terms_digest: string | null;
  readonly terms_accepted_at: string | null;
  readonly systems: System[];
  readonly ready_at: string | null;
  readonly active_at: string | null;
  readonly ends_at: string | null;
}

const EARLY_ACCESS = sql`id, engagement_id, model_id, developer_organisation_id, partner_organisation_id, state, nominated_by, nomination_reason, nominated_at, vetting,
  developer_answer, government_view, objection_reason, view_lapses_at, sealed_terms, terms_digest, terms_accepted_at, systems, ready_at, active_at, ends_at, ${ownerMark(OWNED_EARLY_ACCESS)} FROM partners.early_access`;

export async function insertEarlyAccess(
  tx: Transaction,
  row: { id: string; engagementId: string; modelId: string; developerId: string; partnerId: string; nominatedBy: string; reason: string; at: Date; viewLapsesAt: Date },
): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.early_access (id, engagement_id, model_id, developer_organisation_id, partner_organisation_id, state, nominated_by, nomination_reason, nominated_at, view_lapses_at, owner_seal)
    VALUES (${row.id}, ${row.engagementId}, ${row.modelId}, ${row.developerId}, ${row.partnerId}, 'nominated', ${row.nominatedBy}, ${row.reason}, ${row.at}, ${row.viewLapsesAt},
      ${sealOwner(OWNED_EARLY_ACCESS, row.id, [row.engagementId, row.modelId, row.developerId, row.partnerId])})`);
}

export function findEarlyAccess(db: Queryable, id: string): Promise<EarlyAccessRow | undefined> {
  return db.find(sql`SELECT ${EARLY_ACCESS} WHERE id = ${id}`);
}

/** What the policies ask of an early access. */
export function findEarlyAccessFacts(db: Queryable, id: string): Promise<{ developer: string; partner: string; selection: boolean; shown_to_partner: boolean } | undefined> {
  return db.find(sql`SELECT developer_organisation_id AS developer, partner_organisation_id AS partner, 'partner-selection' = ANY (engagement.consent_of(engagement_id)) AS selection,
    partners.is_told(state, sealed_terms) AS shown_to_partner, ${ownerMark(OWNED_EARLY_ACCESS)} FROM partners.early_access WHERE id = ${id}`);
}

export function lockEarlyAccess(tx: Transaction, id: string): Promise<EarlyAccessRow | undefined> {
  return tx.find(sql`SELECT ${EARLY_ACCESS} WHERE id = ${id} FOR UPDATE`);
}

export function listEarlyAccessOf(db: Queryable, engagementId: string): Promise<EarlyAccessRow[]> {
  return db.query(sql`SELECT ${EARLY_ACCESS} WHERE engagement_id = ${engagementId} ORDER BY nominated_at, id LIMIT 500`);
}

/** Those that `visible` lets through, the newest first. */
export function listEarlyAccess(db: Queryable, visible: Statement): Promise<EarlyAccessRow[]> {
  return db.query(sql`SELECT ${EARLY_ACCESS} WHERE ${visible} ORDER BY nominated_at DESC, id LIMIT 200`);
}

export async function setState(tx: Transaction, id: string, state: EarlyAccessState): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET state = ${state} WHERE id = ${id}`);
}

export async function insertHistory(tx: Transaction, row: { earlyAccessId: string; state: EarlyAccessState; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.history (early_access_id, state, at) VALUES (${row.earlyAccessId}, ${row.state}, ${row.at})`);
}

export function listHistory(db: Queryable, earlyAccessId: string): Promise<{ state: EarlyAccessState; at: string }[]> {
  return db.query(sql`SELECT state, at FROM partners.history WHERE early_access_id = ${earlyAccessId} ORDER BY sequence`);
}

export async function setVetting(tx: Transaction, id: string, answers: EarlyAccessRow["vetting"]): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET vetting = ${json(answers)} WHERE id = ${id}`);
}

export async function setDeveloperAnswer(tx: Transaction, id: string, answer: "yes" | "no"): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET developer_answer = ${answer} WHERE id = ${id}`);
}

export async function setGovernmentView(tx: Transaction, id: string, view: { view: "concur" | "object"; reason: string | null }): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET government_view = ${view.view}, objection_reason = ${view.reason} WHERE id = ${id}`);
}

export async function setTerms(tx: Transaction, id: string, terms: { sealed: string; digest: string; endsAt: string }): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET sealed_terms = ${terms.sealed}, terms_digest = ${terms.digest}, ends_at = ${terms.endsAt} WHERE id = ${id}`);
}

export async function setAcceptance(tx: Transaction, id: string, acceptance: { systems: readonly System[]; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET terms_accepted_at = ${acceptance.at}, systems = ${json(acceptance.systems)} WHERE id = ${id}`);
}

export async function setReady(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET ready_at = ${at} WHERE id = ${id}`);
}

export async function setActive(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET active_at = coalesce(active_at, ${at}) WHERE id = ${id}`);
}

export async function countEarlyAccess(db: Queryable): Promise<{ nominated: number; objections: number; selected: number; active: number; declined: number; revoked: number; ended: number }> {
  const row = await db.find<{ nominated: number; objections: number; selected: number; active: number; declined: number; revoked: number; ended: number }>(sql`SELECT count(*) AS nominated,
      count(*) FILTER (WHERE government_view = 'object') AS objections, (SELECT count(DISTINCT early_access_id) FROM partners.history WHERE state = 'selected') AS selected,
      count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'declined') AS declined, count(*) FILTER (WHERE state = 'revoked') AS revoked,
      count(*) FILTER (WHERE state = 'ended') AS ended FROM partners.early_access`);
  return row ?? { nominated: 0, objections: 0, selected: 0, active: 0, declined: 0, revoked: 0, ended: 0 };
}

/** Where a list of early access finds the same facts. */
export const EARLY_ACCESS_COLUMNS: FilterColumns = {
  developer: sql`developer_organisation_id`,
  partner: sql`partner_organisation_id`,
  selection: sql`('partner-selection' = ANY (engagement.consent_of(engagement_id)))`,
  shownToPartner: sql`partners.is_told(state, sealed_terms)`,
};

/** Where a list of engagements finds them. */
export const SELECTION_COLUMNS: FilterColumns = { developer: ENGAGEMENT_COLUMNS.organisation, selection: ENGAGEMENT_COLUMNS.selection };
