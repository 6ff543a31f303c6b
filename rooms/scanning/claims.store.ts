import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { KeptState } from "./claim-state.rules.ts";

export const OWNED_CLAIM = ownedTable("scanning.claim", ["organisation_id", "person_id"]);

/** A target in hashes; null stands for the whole project, or for every weakness. */
export interface TargetKeys {
  readonly project: string;
  readonly path: string | null;
  readonly weakness: string | null;
  /** Digest of the project that other clearinghouses can make too; never stored, nor shown, as it is. */
  readonly exchange: string;
}

export interface ClaimRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly person_id: string;
  readonly project_key: string;
  readonly path_key: string | null;
  readonly weakness_key: string | null;
  readonly authorisation: "owner" | "open-source" | "own-system";
  readonly state: KeptState;
  readonly created_at: string;
  readonly expires_at: string;
  readonly campaign_target_id: string | null;
  readonly campaign_id: string | null;
}

const CLAIM = sql`claim.id, claim.organisation_id, claim.person_id, claim.project_key, claim.path_key, claim.weakness_key, claim.authorisation, claim.state, claim.created_at, claim.expires_at, claim.campaign_target_id,
  (SELECT target.campaign_id FROM scanning.campaign_target AS target WHERE target.id = claim.campaign_target_id) AS campaign_id, ${ownerMark(OWNED_CLAIM, "claim")}`;
const COVERS_SOME = sql`(claim.path_key IS NULL OR asked.path_key IS NULL OR claim.path_key = asked.path_key) AND (claim.weakness_key IS NULL OR asked.weakness_key IS NULL OR claim.weakness_key = asked.weakness_key)`;

/** Serialises claims on one project, so that of two at once one comes first. */
export async function lockProject(tx: Transaction, projectKey: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${projectKey}, 71))`);
}

export function findClaim(db: Queryable, id: string): Promise<ClaimRow | undefined> {
  return db.find(sql`SELECT ${CLAIM} FROM scanning.claim WHERE claim.id = ${id}`);
}

export function lockClaim(tx: Transaction, id: string): Promise<ClaimRow | undefined> {
  return tx.find(sql`SELECT ${CLAIM} FROM scanning.claim WHERE claim.id = ${id} FOR UPDATE OF claim`);
}

/** Live claims that cover some of the same ground as one of these, each with the place in the list of what it meets; oldest first. */
export function listOverlapping(db: Queryable, keys: readonly TargetKeys[], at: Date): Promise<(ClaimRow & { readonly place: number })[]> {
  return db.query(sql`SELECT asked.place::int - 1 AS place, ${CLAIM}
    FROM unnest(${keys.map(({ project }) => project)}::text[], ${keys.map(({ path }) => path)}::text[], ${keys.map(({ weakness }) => weakness)}::text[]) WITH ORDINALITY AS asked (project_key, path_key, weakness_key, place)
    JOIN scanning.claim ON claim.project_key = asked.project_key AND claim.ended_at IS NULL AND claim.expires_at > ${at} AND ${COVERS_SOME}
    ORDER BY asked.place, claim.created_at, claim.id`);
}

/** A campaign's target under the latest claim on it that shows and was not given back; `deadline`: the claim's end, or the campaign's. */
export function findTakenTarget(db: Queryable, targetId: string): Promise<{ readonly id: string; readonly campaign_id: string; readonly sealed: string; readonly organisation_id: string; readonly deadline: string } | undefined> {
  return db.find(sql`SELECT t.id, t.campaign_id, t.sealed, claim.organisation_id, least(claim.ended_at, claim.expires_at, campaign.ended_at, campaign.ends_at) AS deadline, ${ownerMark(OWNED_CLAIM, "claim")}
    FROM scanning.claim JOIN scanning.campaign_target t ON t.id = claim.campaign_target_id JOIN scanning.campaign ON campaign.id = t.campaign_id
    WHERE t.id = ${targetId} AND claim.state <> 'released' ORDER BY claim.created_at DESC, claim.id LIMIT 1`);
}

export interface NewClaim {
  readonly id: string;
  readonly keys: TargetKeys;
  readonly organisationId: string;
  readonly personId: string;
  readonly authorisation: string;
  readonly sealedEvidence: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly campaignTargetId: string | null;
}

export async function insertClaim(tx: Transaction, row: NewClaim): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.claim (id, project_key, path_key, weakness_key, organisation_id, person_id, authorisation, sealed_evidence, created_at, expires_at, campaign_target_id, owner_seal)
    VALUES (${row.id}, ${row.keys.project}, ${row.keys.path}, ${row.keys.weakness}, ${row.organisationId}, ${row.personId}, ${row.authorisation}, ${row.sealedEvidence}, ${row.at}, ${row.expiresAt}, ${row.campaignTargetId},
      ${sealOwner(OWNED_CLAIM, row.id, [row.organisationId, row.personId])})`);
}

export async function extendClaim(tx: Transaction, id: string, expiresAt: Date): Promise<void> {
  await tx.execute(sql`UPDATE scanning.claim SET state = 'renewed', expires_at = ${expiresAt} WHERE id = ${id}`);
}

export async function beginClaims(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`UPDATE scanning.claim SET state = 'active' WHERE id = ANY (${ids}) AND state = 'claimed'`);
}

export async function endClaim(tx: Transaction, id: string, { state, at }: { readonly state: "completed" | "released"; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE scanning.claim SET state = ${state}, ended_at = ${at} WHERE id = ${id}`);
}

/** Releases what is live of an organisation, everywhere or in one campaign; returns how many. */
export function releaseLiveClaims(tx: Transaction, { organisationId, campaignId, at }: { readonly organisationId: string; readonly campaignId: string | null; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE scanning.claim SET state = 'released', ended_at = ${at} WHERE organisation_id = ${organisationId} AND ended_at IS NULL AND expires_at > ${at}
    AND (${campaignId}::text IS NULL OR campaign_target_id IN (SELECT id FROM scanning.campaign_target WHERE campaign_id = ${campaignId}))`);
}

/** Serialises the attempts of one organisation, so that many at once are counted one after another. */
export async function lockAttempts(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${organisationId}, 72))`);
}

/** @param metKeys null for a question that counts whatever comes of it; else what was met, which counts once */
export async function insertAttempts(tx: Transaction, organisationId: string, { metKeys, at }: { readonly metKeys: readonly (string | null)[]; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.claim_attempt (organisation_id, at, met_key) SELECT ${organisationId}, ${at}, met_key FROM unnest(${metKeys}::text[]) AS met_key`);
}

/** How many attempts count since an instant, and what was met by them. */
export async function listAttempts(db: Queryable, organisationId: string, since: Date): Promise<{ readonly count: number; readonly met: readonly string[] }> {
  const row = await db.find<{ count: number; met: string[] }>(sql`SELECT count(*) FILTER (WHERE met_key IS NULL) + count(DISTINCT met_key) AS count, coalesce(array_agg(DISTINCT met_key) FILTER (WHERE met_key IS NOT NULL), '{}') AS met
    FROM scanning.claim_attempt WHERE organisation_id = ${organisationId} AND at > ${since}`);
  return row ?? { count: 0, met: [] };
}

/** The asker's exchange about this claim, or any between the two about the same project since an instant. */
export function findExchange(db: Queryable, query: { claimId: string; asker: string; holder: string; projectKey: string; since: Date }): Promise<{ readonly id: string } | undefined> {
  return db.find(sql`SELECT exchange.id FROM scanning.contact_exchange AS exchange JOIN scanning.claim ON claim.id = exchange.claim_id
    WHERE (exchange.claim_id = ${query.claimId} AND exchange.organisation_id = ${query.asker})
      OR (claim.project_key = ${query.projectKey} AND exchange.at > ${query.since}
        AND (exchange.organisation_id, claim.organisation_id) IN ((${query.asker}, ${query.holder}), (${query.holder}, ${query.asker})))
    ORDER BY (exchange.claim_id = ${query.claimId} AND exchange.organisation_id = ${query.asker}) DESC, exchange.at DESC, exchange.id LIMIT 1`);
}

export interface ExchangeRow {
  readonly id: string;
  readonly at: string;
  /** Who asked, and who had the claim that was met. */
  readonly asker_organisation_id: string;
  readonly asker_person_id: string;
  readonly holder_organisation_id: string;
  readonly holder_person_id: string;
  readonly claim_id: string;
}

export function findExchangeById(db: Queryable, id: string): Promise<ExchangeRow | undefined> {
  return db.find(sql`SELECT exchange.id, exchange.at, exchange.organisation_id AS asker_organisation_id, exchange.person_id AS asker_person_id, claim.organisation_id AS holder_organisation_id, claim.person_id AS holder_person_id, exchange.claim_id, ${ownerMark(OWNED_CLAIM, "claim")}
    FROM scanning.contact_exchange AS exchange JOIN scanning.claim ON claim.id = exchange.claim_id WHERE exchange.id = ${id}`);
}

export async function insertExchange(tx: Transaction, row: { id: string; claimId: string; organisationId: string; personId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.contact_exchange (id, claim_id, organisation_id, person_id, at) VALUES (${row.id}, ${row.claimId}, ${row.organisationId}, ${row.personId}, ${row.at})`);
}

export async function insertOptOut(tx: Transaction, row: { id: string; projectKey: string; reason: string; exchangeDigest: string; recordedBy: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.opt_out (id, project_key, reason, exchange_digest, recorded_by, at) VALUES (${row.id}, ${row.projectKey}, ${row.reason}, ${row.exchangeDigest}, ${row.recordedBy}, ${row.at})`);
}

/** The newest wish about each of these projects. */
export function listOptOuts(db: Queryable, projectKeys: readonly string[]): Promise<{ readonly project_key: string; readonly reason: string }[]> {
  return db.query(sql`SELECT DISTINCT ON (project_key) project_key, reason FROM scanning.opt_out WHERE project_key = ANY (${projectKeys}) ORDER BY project_key, at DESC, id`);
}

/** Claims by their state, expired ones apart. */
export function countClaims(db: Queryable, at: Date): Promise<{ readonly name: string; readonly count: number }[]> {
  return db.query(sql`SELECT CASE WHEN ended_at IS NULL AND expires_at <= ${at} THEN 'expired' ELSE state END AS name, count(*) AS count FROM scanning.claim GROUP BY 1`);
}
