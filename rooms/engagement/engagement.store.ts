import type { ConsentScope, EngagementState } from "#contracts/engagement";
import type { AccessMode } from "#contracts/exchange";
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
  /** Null for a draft, and for one that was thrown away. */
  readonly opened_at: string | null;
  readonly closed_at: string | null;
  readonly withdrawn_at: string | null;
}

/** The way to the model. The credential is gone after a withdrawal. */
export interface HandleRow {
  readonly engagement_id: string;
  readonly sealed_name: string;
  readonly endpoint: string;
  readonly endpoint_model: string;
  /** What the endpoint calls the variant with reduced safeguards, where that is another model. */
  readonly reduced_endpoint_model: string | null;
  readonly access_mode: AccessMode;
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

/** A model as it was first declared: it stays so. */
export interface DeclaredModelRow {
  readonly id: string;
  readonly descends_from: string | null;
  readonly materially_new: boolean | null;
}

/** The organisation's model of this digest, made when it is new; of one that is known, the lineage stays as it was declared. */
export async function ensureModel(tx: Transaction, row: { id: string; organisationId: string; digest: string; descendsFrom?: string | null; materiallyNew?: boolean | null; at: Date }): Promise<DeclaredModelRow> {
  await tx.execute(sql`INSERT INTO engagement.model (id, organisation_id, digest, descends_from, materially_new, created_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.digest}, ${row.descendsFrom ?? null}, ${row.materiallyNew ?? null}, ${row.at}, ${sealOwner(OWNED_MODEL, row.id, [row.organisationId])})
    ON CONFLICT (organisation_id, digest) DO NOTHING`);
  const found = await findModelByDigest(tx, row.organisationId, row.digest);
  if (!found) throw changedOutside();
  return found;
}

export function findModelByDigest(db: Queryable, organisationId: string, digest: string): Promise<DeclaredModelRow | undefined> {
  return db.find(sql`SELECT id, descends_from, materially_new, ${ownerMark(OWNED_MODEL)} FROM engagement.model WHERE organisation_id = ${organisationId} AND digest = ${digest}`);
}

/** What was declared of a model's descent, or undefined when nothing was. */
export function findLineage(db: Queryable, modelId: string): Promise<{ digest: string; materially_new: boolean } | undefined> {
  return db.find(sql`SELECT parent.digest, m.materially_new FROM engagement.model m JOIN engagement.model parent ON parent.id = m.descends_from WHERE m.id = ${modelId}`);
}

/** One at a time per model and those whose days it shares: what counts them or opens it to partners goes through here. */
export async function lockModel(tx: Transaction, modelId: string): Promise<ModelRow> {
  await tx.execute(sql`SELECT FROM engagement.model WHERE budget_id = (SELECT budget_id FROM engagement.model WHERE id = ${modelId}) ORDER BY id FOR UPDATE`);
  const row = await tx.find<ModelRow>(sql`SELECT id, partner_access_at, ${ownerMark(OWNED_MODEL)} FROM engagement.model WHERE id = ${modelId} FOR UPDATE`);
  if (!row) throw new Error(`No model ${modelId}`);
  return row;
}

export async function markPartnerAccess(tx: Transaction, modelId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.model SET partner_access_at = coalesce(partner_access_at, ${at}) WHERE id = ${modelId}`);
}

export interface WrittenEngagement {
  readonly id: string;
  readonly state: "draft" | "open";
  readonly organisationId: string;
  readonly modelId: string;
  readonly sealedName: string;
  readonly endpoint: string;
  readonly endpointModel: string;
  readonly reducedEndpointModel: string | null;
  readonly accessMode: AccessMode;
  /** Null keeps the one that a draft has. */
  readonly sealedCredential: string | null;
  readonly signatory: { readonly name: string; readonly title: string };
  readonly consentScope: readonly string[];
  readonly partnerReleaseAt: string | null;
  readonly publicReleaseAt: string | null;
  readonly writtenBy: string;
  readonly at: Date;
}

/** A new engagement, or a draft written anew; nothing that was opened is ever written over. */
export async function writeEngagement(tx: Transaction, row: WrittenEngagement): Promise<void> {
  const openedAt = row.state === "open" ? row.at : null;
  await tx.execute(sql`INSERT INTO engagement.engagement (id, organisation_id, model_id, state, signatory_name, signatory_title, consent_scope,
      partner_release_at, public_release_at, opened_by, opened_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.modelId}, ${row.state}, ${row.signatory.name}, ${row.signatory.title}, ${row.consentScope},
      ${row.partnerReleaseAt}, ${row.publicReleaseAt}, ${row.writtenBy}, ${openedAt}, ${sealOwner(OWNED_ENGAGEMENT, row.id, [row.organisationId, row.modelId])})
    ON CONFLICT (id) DO UPDATE SET model_id = excluded.model_id, signatory_name = excluded.signatory_name, signatory_title = excluded.signatory_title, consent_scope = excluded.consent_scope,
      partner_release_at = excluded.partner_release_at, public_release_at = excluded.public_release_at, opened_by = excluded.opened_by, owner_seal = excluded.owner_seal
    WHERE engagement.state = 'draft'`);
  await tx.execute(sql`INSERT INTO engagement.handle (engagement_id, sealed_name, endpoint, endpoint_model, reduced_endpoint_model, access_mode, sealed_credential)
    VALUES (${row.id}, ${row.sealedName}, ${row.endpoint}, ${row.endpointModel}, ${row.reducedEndpointModel}, ${row.accessMode}, ${row.sealedCredential})
    ON CONFLICT (engagement_id) DO UPDATE SET sealed_name = excluded.sealed_name, endpoint = excluded.endpoint, endpoint_model = excluded.endpoint_model, reduced_endpoint_model = excluded.reduced_endpoint_model,
      access_mode = excluded.access_mode, sealed_credential = coalesce(excluded.sealed_credential, handle.sealed_credential)`);
}

/** Makes a draft an engagement. */
export async function markOpenedFromDraft(tx: Transaction, row: { id: string; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.engagement SET state = 'open', opened_at = ${row.at}, opened_by = ${row.by} WHERE id = ${row.id} AND state = 'draft'`);
}

export function findEngagementFacts(db: Queryable, id: string, now: Date): Promise<EngagementFactsRow | undefined> {
  return db.find(sql`SELECT organisation_id, engagement.named_people(id) AS named, engagement.evaluating_people(id, engagement.note_time(id, ${now})) AS evaluators, ${ownerMark(OWNED_ENGAGEMENT)} FROM engagement.engagement WHERE id = ${id}`);
}

export function findHandle(db: Queryable, engagementId: string): Promise<HandleRow | undefined> {
  return db.find(sql`SELECT engagement_id, sealed_name, endpoint, endpoint_model, reduced_endpoint_model, access_mode, sealed_credential FROM engagement.handle WHERE engagement_id = ${engagementId}`);
}

export function findEngagement(db: Queryable, id: string): Promise<EngagementRow | undefined> {
  return db.find(sql`SELECT ${ENGAGEMENT} WHERE e.id = ${id}`);
}

/** The oldest engagement that was opened for a model of this digest, whosever it is. */
export function findFirstOfDigest(db: Queryable, digest: string): Promise<{ id: string; organisation_id: string } | undefined> {
  return db.find(sql`SELECT e.id, e.organisation_id FROM engagement.engagement e JOIN engagement.model m ON m.id = e.model_id
    WHERE m.digest = ${digest} AND e.opened_at IS NOT NULL ORDER BY e.opened_at, e.id LIMIT 1`);
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
  return db.query(sql`SELECT ${ENGAGEMENT} WHERE ${visible} AND e.state NOT IN ('draft', 'closed', 'withdrawn') ORDER BY e.opened_at, e.id LIMIT 200`);
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
      (SELECT count(DISTINCT r.engagement_id) FROM engagement.release r JOIN engagement.engagement e ON e.id = r.engagement_id WHERE e.opened_at IS NOT NULL) AS released
    FROM engagement.engagement WHERE opened_at IS NOT NULL`);
  return row ?? { opened: 0, live: 0, closed: 0, withdrawn: 0, released: 0 };
}

/** Where a list of engagements (`e`) finds what policies may ask of each. */
export const ENGAGEMENT_COLUMNS = { organisation: sql`e.organisation_id`, named: sql`engagement.named_people(e.id)`, selection: sql`e.opened_at IS NOT NULL AND 'partner-selection' = ANY (e.consent_scope)` } satisfies FilterColumns;
