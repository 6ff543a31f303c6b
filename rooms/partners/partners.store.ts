import type { Sector } from "#contracts/distribution";
import type { Criterion, EarlyAccessState, ObjectionRule, PartnerSystem } from "#contracts/partners";
import type { FilterColumns } from "#rooms/access";
import { ENGAGEMENT_COLUMNS } from "#rooms/engagement";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_EARLY_ACCESS = ownedTable("partners.early_access", ["engagement_id", "model_id", "developer_organisation_id", "partner_organisation_id"]);

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
  /** The scope as it stands now. */
  readonly systems: PartnerSystem[];
  readonly ready_at: string | null;
  readonly active_at: string | null;
  readonly ends_at: string | null;
  readonly sector: Sector | null;
  readonly policy_version: number;
  readonly objection_rule: ObjectionRule;
  /** The developer has declared a release of the model. */
  readonly released: boolean;
  readonly signatory_name: string | null;
  readonly signatory_title: string | null;
  /** Until when the partner's word holds that the safeguards are in place. */
  readonly controls_until: string | null;
  readonly brokering_granted: boolean;
  readonly brokering_offered: boolean;
  /** Scans that it runs for operators now. */
  readonly scans: string[];
}

const EARLY_ACCESS = sql`id, engagement_id, model_id, developer_organisation_id, partner_organisation_id, state, nominated_by, nomination_reason, nominated_at, vetting,
  developer_answer, government_view, objection_reason, view_lapses_at, sealed_terms, terms_digest, terms_accepted_at, partners.scope_of(id) AS systems, ready_at, active_at, ends_at,
  sector, policy_version, (SELECT p.objection FROM partners.policy p WHERE p.version = policy_version) AS objection_rule, partners.is_released(model_id) AS released, signatory_name, signatory_title,
  (SELECT max(a.holds_until) FROM partners.attestation a WHERE a.early_access_id = early_access.id) AS controls_until, brokering_granted,
  EXISTS (SELECT FROM partners.brokering b WHERE b.early_access_id = early_access.id AND b.offered) AS brokering_offered,
  ARRAY(SELECT c.scan_id FROM partners.brokered_scan c WHERE c.early_access_id = early_access.id AND c.ended_at IS NULL ORDER BY c.sequence) AS scans,
  ${ownerMark(OWNED_EARLY_ACCESS)} FROM partners.early_access`;

export interface NewEarlyAccess {
  readonly id: string;
  readonly engagementId: string;
  readonly modelId: string;
  readonly developerId: string;
  readonly partnerId: string;
  readonly nominatedBy: string;
  readonly personId: string;
  readonly sector: Sector;
  readonly reason: string;
  readonly policyVersion: number;
  readonly at: Date;
  readonly viewLapsesAt: Date;
}

export async function insertEarlyAccess(tx: Transaction, row: NewEarlyAccess): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.early_access (id, engagement_id, model_id, developer_organisation_id, partner_organisation_id, state, nominated_by, nominated_by_person, sector, nomination_reason, policy_version, nominated_at, view_lapses_at, owner_seal)
    VALUES (${row.id}, ${row.engagementId}, ${row.modelId}, ${row.developerId}, ${row.partnerId}, 'nominated', ${row.nominatedBy}, ${row.personId}, ${row.sector}, ${row.reason}, ${row.policyVersion}, ${row.at}, ${row.viewLapsesAt},
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

export async function setGovernmentView(tx: Transaction, id: string, view: { view: "concur" | "object"; reason: string | null; personId: string }): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET government_view = ${view.view}, objection_reason = coalesce(${view.reason}, objection_reason), view_given_by = ${view.personId} WHERE id = ${id}`);
}

export async function setTerms(tx: Transaction, id: string, terms: { sealed: string; digest: string; endsAt: string; brokering: boolean }): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET sealed_terms = ${terms.sealed}, terms_digest = ${terms.digest}, ends_at = ${terms.endsAt}, brokering_granted = ${terms.brokering} WHERE id = ${id}`);
}

export interface Acceptance {
  readonly systems: readonly PartnerSystem[];
  readonly signatory: { readonly name: string; readonly title: string };
  readonly personId: string;
  readonly at: Date;
}

export async function setAcceptance(tx: Transaction, id: string, { systems, signatory, personId, at }: Acceptance): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET terms_accepted_at = ${at}, systems = ${json(systems)}, signatory_name = ${signatory.name}, signatory_title = ${signatory.title}, signed_by = ${personId} WHERE id = ${id}`);
}

export async function setReady(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET ready_at = ${at} WHERE id = ${id}`);
}

export async function setActive(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE partners.early_access SET active_at = coalesce(active_at, ${at}) WHERE id = ${id}`);
}

const COUNTED = ["nominated", "objections", "selected", "active", "suspended", "declined", "revoked", "ended"] as const;

export async function countEarlyAccess(db: Queryable): Promise<Readonly<Record<(typeof COUNTED)[number], number>>> {
  const row = await db.find<Record<(typeof COUNTED)[number], number>>(sql`SELECT count(*) AS nominated, count(*) FILTER (WHERE objection_reason IS NOT NULL) AS objections,
      (SELECT count(DISTINCT early_access_id) FROM partners.history WHERE state = 'selected') AS selected,
      count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'suspended') AS suspended, count(*) FILTER (WHERE state = 'declined') AS declined,
      count(*) FILTER (WHERE state = 'revoked') AS revoked, count(*) FILTER (WHERE state = 'ended') AS ended FROM partners.early_access`);
  if (!row) throw new Error("Counting gave no row");
  return row;
}

/** How many were ever selected, by the sector they defend. */
export function countSelectedBySector(db: Queryable): Promise<{ readonly sector: Sector; readonly selected: number }[]> {
  return db.query(sql`SELECT sector, count(*) AS selected FROM partners.early_access e
    WHERE sector IS NOT NULL AND EXISTS (SELECT FROM partners.history h WHERE h.early_access_id = e.id AND h.state = 'selected') GROUP BY sector`);
}

/** Of this model, what waits for the keys: a declared release may have turned them. */
export function listDecidingOf(db: Queryable, modelId: string): Promise<{ readonly id: string }[]> {
  return db.query(sql`SELECT id FROM partners.early_access WHERE state = 'deciding' AND model_id = ${modelId} ORDER BY id`);
}

/** All that a developer's partners have or await. */
export function listStandingOf(db: Queryable, developerId: string): Promise<{ readonly id: string }[]> {
  return db.query(sql`SELECT id FROM partners.early_access WHERE developer_organisation_id = ${developerId} AND state NOT IN ('ended', 'declined', 'revoked') ORDER BY id`);
}

/** Who acted in the choosing of an early access. */
export async function listChoosers(db: Queryable, id: string): Promise<readonly string[]> {
  const rows = await db.query<{ person: string }>(sql`SELECT DISTINCT person FROM (SELECT unnest(ARRAY[nominated_by_person, view_given_by]) AS person FROM partners.early_access WHERE id = ${id}
    UNION ALL SELECT person_id FROM partners.vetting_record WHERE early_access_id = ${id}) acted WHERE person IS NOT NULL ORDER BY person`);
  return rows.map(({ person }) => person);
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
