import type { ConsentScope, EngagementState } from "#contracts/engagement";
import type { FilterColumns } from "#rooms/access";
import { changedOutside, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_MODEL = ownedTable("engagement.model", ["organisation_id"]);
export const OWNED_ENGAGEMENT = ownedTable("engagement.engagement", ["organisation_id", "model_id"]);

export interface EngagementRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly model_id: string;
  readonly model_digest: string;
  readonly state: EngagementState;
  readonly signatory_name: string;
  readonly signatory_title: string;
  readonly consent_scope: ConsentScope[];
  readonly partner_release_at: string | null;
  readonly public_release_at: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly withdrawn_at: string | null;
}

/** The way to the model. The credential is gone after a withdrawal. */
export interface HandleRow {
  readonly engagement_id: string;
  readonly sealed_name: string;
  readonly endpoint: string;
  readonly endpoint_model: string;
  readonly sealed_credential: string | null;
}

/** What the policies ask of an engagement. */
export interface EngagementFactsRow {
  readonly organisation_id: string;
  readonly named: string[];
  readonly evaluators: string[];
}

export interface ModelRow {
  readonly id: string;
  readonly partner_access_at: string | null;
}

export interface DatesRow {
  readonly partner_release_at: string | null;
  readonly public_release_at: string | null;
  readonly reason: string | null;
  readonly set_at: string;
  readonly set_by: string;
}

export interface ReleaseRow {
  readonly audience: "partners" | "public";
  readonly declared_at: string;
}

export interface AdviceRow {
  readonly id: string;
  readonly person_id: string;
  readonly kind: "observation" | "suggested-safeguard" | "outcome-note";
  readonly text: string | null;
  readonly words: string[];
  readonly at: string;
}

const ENGAGEMENT = sql`e.id, e.organisation_id, e.model_id, m.digest AS model_digest, e.state, e.signatory_name, e.signatory_title, e.consent_scope, e.partner_release_at, e.public_release_at,
  e.opened_at, e.closed_at, e.withdrawn_at, ${ownerMark(OWNED_ENGAGEMENT, "e")}
  FROM engagement.engagement e JOIN engagement.model m ON m.id = e.model_id`;

/** The organisation's model of this digest, made when it is new. */
export async function ensureModel(tx: Transaction, row: { id: string; organisationId: string; digest: string; at: Date }): Promise<string> {
  await tx.execute(sql`INSERT INTO engagement.model (id, organisation_id, digest, created_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.digest}, ${row.at}, ${sealOwner(OWNED_MODEL, row.id, [row.organisationId])})
    ON CONFLICT (organisation_id, digest) DO NOTHING`);
  const found = await tx.find<{ id: string }>(sql`SELECT id, ${ownerMark(OWNED_MODEL)} FROM engagement.model WHERE organisation_id = ${row.organisationId} AND digest = ${row.digest}`);
  if (!found) throw changedOutside();
  return found.id;
}

/** One at a time per model: what counts its days or opens it to partners goes through here. */
export async function lockModel(tx: Transaction, modelId: string): Promise<ModelRow> {
  const row = await tx.find<ModelRow>(sql`SELECT id, partner_access_at, ${ownerMark(OWNED_MODEL)} FROM engagement.model WHERE id = ${modelId} FOR UPDATE`);
  if (!row) throw new Error(`No model ${modelId}`);
  return row;
}

export async function markPartnerAccess(tx: Transaction, modelId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.model SET partner_access_at = coalesce(partner_access_at, ${at}) WHERE id = ${modelId}`);
}

export interface NewEngagement {
  readonly id: string;
  readonly organisationId: string;
  readonly modelId: string;
  readonly sealedName: string;
  readonly endpoint: string;
  readonly endpointModel: string;
  readonly sealedCredential: string;
  readonly signatory: { readonly name: string; readonly title: string };
  readonly consentScope: readonly string[];
  readonly partnerReleaseAt: string | null;
  readonly publicReleaseAt: string | null;
  readonly openedBy: string;
  readonly at: Date;
}

export async function insertEngagement(tx: Transaction, row: NewEngagement): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.engagement (id, organisation_id, model_id, state, signatory_name, signatory_title, consent_scope,
      partner_release_at, public_release_at, opened_by, opened_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.modelId}, 'open', ${row.signatory.name}, ${row.signatory.title}, ${row.consentScope},
      ${row.partnerReleaseAt}, ${row.publicReleaseAt}, ${row.openedBy}, ${row.at}, ${sealOwner(OWNED_ENGAGEMENT, row.id, [row.organisationId, row.modelId])})`);
  await tx.execute(sql`INSERT INTO engagement.handle (engagement_id, sealed_name, endpoint, endpoint_model, sealed_credential)
    VALUES (${row.id}, ${row.sealedName}, ${row.endpoint}, ${row.endpointModel}, ${row.sealedCredential})`);
}

export function findEngagementFacts(db: Queryable, id: string, now: Date): Promise<EngagementFactsRow | undefined> {
  return db.find(sql`SELECT organisation_id, engagement.named_people(id) AS named, engagement.evaluating_people(id, ${now}) AS evaluators, ${ownerMark(OWNED_ENGAGEMENT)} FROM engagement.engagement WHERE id = ${id}`);
}

export function findHandle(db: Queryable, engagementId: string): Promise<HandleRow | undefined> {
  return db.find(sql`SELECT engagement_id, sealed_name, endpoint, endpoint_model, sealed_credential FROM engagement.handle WHERE engagement_id = ${engagementId}`);
}

export function findEngagement(db: Queryable, id: string): Promise<EngagementRow | undefined> {
  return db.find(sql`SELECT ${ENGAGEMENT} WHERE e.id = ${id}`);
}

/** Holds it until the transaction ends. */
export function lockEngagement(tx: Queryable, id: string): Promise<EngagementRow | undefined> {
  return tx.find(sql`SELECT ${ENGAGEMENT} WHERE e.id = ${id} FOR UPDATE OF e`);
}

/** Those that `visible` lets through, the newest first. */
export function listEngagements(db: Queryable, visible: Statement): Promise<EngagementRow[]> {
  return db.query(sql`SELECT ${ENGAGEMENT} WHERE ${visible} ORDER BY e.opened_at DESC, e.id LIMIT 200`);
}

export function listLiveEngagements(db: Queryable, visible: Statement): Promise<EngagementRow[]> {
  return db.query(sql`SELECT ${ENGAGEMENT} WHERE ${visible} AND e.state NOT IN ('closed', 'withdrawn') ORDER BY e.opened_at, e.id LIMIT 200`);
}

export async function setState(tx: Transaction, id: string, state: EngagementState): Promise<void> {
  await tx.execute(sql`UPDATE engagement.engagement SET state = ${state} WHERE id = ${id}`);
}

export async function markClosed(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.engagement SET closed_at = coalesce(closed_at, ${at}) WHERE id = ${id}`);
}

/** The credential goes with the withdrawal: after it there is nothing left to call the model with. */
export async function markWithdrawn(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.engagement SET withdrawn_at = coalesce(withdrawn_at, ${at}) WHERE id = ${id}`);
  await tx.execute(sql`UPDATE engagement.handle SET sealed_credential = NULL WHERE engagement_id = ${id}`);
}

export async function setConsent(tx: Transaction, id: string, consent: { signatory: { name: string; title: string }; scope: readonly string[] }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.engagement SET signatory_name = ${consent.signatory.name}, signatory_title = ${consent.signatory.title}, consent_scope = ${consent.scope} WHERE id = ${id}`);
}

export async function setDates(tx: Transaction, id: string, dates: { partnerReleaseAt: string | null; publicReleaseAt: string | null }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.engagement SET partner_release_at = ${dates.partnerReleaseAt}, public_release_at = ${dates.publicReleaseAt} WHERE id = ${id}`);
}

export async function insertDates(tx: Transaction, row: { engagementId: string; partnerReleaseAt: string | null; publicReleaseAt: string | null; reason: string | null; at: Date; by: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.release_dates (engagement_id, partner_release_at, public_release_at, reason, set_at, set_by)
    VALUES (${row.engagementId}, ${row.partnerReleaseAt}, ${row.publicReleaseAt}, ${row.reason}, ${row.at}, ${row.by})`);
}

export function listDates(db: Queryable, engagementId: string): Promise<DatesRow[]> {
  return db.query(sql`SELECT partner_release_at, public_release_at, reason, set_at, set_by FROM engagement.release_dates WHERE engagement_id = ${engagementId} ORDER BY sequence`);
}

export async function insertRelease(tx: Transaction, row: { engagementId: string; audience: string; at: Date; by: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.release (engagement_id, audience, declared_at, declared_by) VALUES (${row.engagementId}, ${row.audience}, ${row.at}, ${row.by})`);
}

export function listReleases(db: Queryable, engagementId: string): Promise<ReleaseRow[]> {
  return db.query(sql`SELECT audience, declared_at FROM engagement.release WHERE engagement_id = ${engagementId} ORDER BY sequence`);
}

/** Whether a release of this model was declared, in whichever of its engagements. */
export async function isReleased(db: Queryable, modelId: string): Promise<boolean> {
  const row = await db.find(sql`SELECT 1 FROM engagement.release r JOIN engagement.engagement e ON e.id = r.engagement_id WHERE e.model_id = ${modelId} LIMIT 1`);
  return row !== undefined;
}

export async function insertAdvice(tx: Transaction, row: { id: string; engagementId: string; personId: string; kind: string; text: string | null; words: readonly string[]; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.advice (id, engagement_id, person_id, kind, text, words, at)
    VALUES (${row.id}, ${row.engagementId}, ${row.personId}, ${row.kind}, ${row.text}, ${row.words}, ${row.at})`);
}

export function listAdvice(db: Queryable, engagementId: string, personId: string | null = null): Promise<AdviceRow[]> {
  return db.query(sql`SELECT id, person_id, kind, text, words, at FROM engagement.advice
    WHERE engagement_id = ${engagementId} AND (${personId}::text IS NULL OR person_id = ${personId}) ORDER BY at, id LIMIT 500`);
}

export async function countEngagements(db: Queryable): Promise<{ opened: number; live: number; closed: number; withdrawn: number; released: number }> {
  const row = await db.find<{ opened: number; live: number; closed: number; withdrawn: number; released: number }>(sql`SELECT count(*) AS opened,
      count(*) FILTER (WHERE state NOT IN ('closed', 'withdrawn')) AS live, count(*) FILTER (WHERE state = 'closed') AS closed, count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn,
      (SELECT count(DISTINCT engagement_id) FROM engagement.release) AS released FROM engagement.engagement`);
  return row ?? { opened: 0, live: 0, closed: 0, withdrawn: 0, released: 0 };
}

/** Where a list of engagements (`e`) finds what policies may ask of each. */
export const ENGAGEMENT_COLUMNS = { organisation: sql`e.organisation_id`, named: sql`engagement.named_people(e.id)`, selection: sql`'partner-selection' = ANY (e.consent_scope)` } satisfies FilterColumns;
