import type { CampaignAnswer } from "#contracts/scanning";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import type { Amounts } from "./campaign.rules.ts";

export const OWNED_CAMPAIGN_MEMBER = ownedTable("scanning.campaign_member", ["campaign_id", "organisation_id"]);

export interface CampaignRow {
  readonly id: string;
  readonly sealed_title: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly budget: Amounts;
  readonly ended_at: string | null;
  readonly target_count: number;
}

export interface CampaignTargetRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly authorisation: "owner" | "open-source" | "own-system";
  readonly sealed: string;
}

export interface CampaignMemberRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly organisation_id: string;
  readonly answer: CampaignAnswer;
}

const CAMPAIGN = sql`campaign.id, campaign.sealed_title, campaign.starts_at, campaign.ends_at, campaign.ended_at, campaign.target_count,
  json_build_object('tokens', campaign.budget_tokens, 'usdCents', campaign.budget_usd_cents, 'sandboxMinutes', campaign.budget_sandbox_minutes) AS budget`;

/** Organisations that are members of the clearinghouse now and were invited, for the policies. */
const invitedTo = (answers: readonly string[]): Statement => sql`(SELECT coalesce(array_agg(m.organisation_id), '{}') FROM scanning.campaign_member m JOIN scanning.membership s ON s.organisation_id = m.organisation_id AND s.left_at IS NULL
  WHERE m.campaign_id = campaign.id AND m.answer = ANY (${answers}))::text[]`;
const EVERY_ANSWER: readonly CampaignAnswer[] = ["invited", "accepted", "declined", "left"];
export const CAMPAIGN_COLUMNS = { invited: invitedTo(EVERY_ANSWER), accepted: invitedTo(["accepted"]) };

export function findCampaign(db: Queryable, id: string): Promise<CampaignRow | undefined> {
  return db.find(sql`SELECT ${CAMPAIGN} FROM scanning.campaign WHERE id = ${id}`);
}

/** Serialises what counts against the budget of one campaign. */
export async function lockCampaign(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${id}, 74))`);
}

export function listCampaigns(db: Queryable, visible: Statement): Promise<CampaignRow[]> {
  return db.query(sql`SELECT ${CAMPAIGN} FROM scanning.campaign WHERE ${visible} ORDER BY ends_at DESC, id LIMIT 200`);
}

export async function insertCampaign(tx: Transaction, row: { id: string; sealedTitle: string; openedBy: string; at: Date; startsAt: Date; endsAt: Date; budget: Amounts; targetCount: number }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.campaign (id, sealed_title, opened_by, opened_at, starts_at, ends_at, budget_tokens, budget_usd_cents, budget_sandbox_minutes, target_count)
    VALUES (${row.id}, ${row.sealedTitle}, ${row.openedBy}, ${row.at}, ${row.startsAt}, ${row.endsAt}, ${row.budget.tokens}, ${row.budget.usdCents}, ${row.budget.sandboxMinutes}, ${row.targetCount})`);
}

export async function insertTargets(tx: Transaction, campaignId: string, targets: readonly { id: string; authorisation: string; sealed: string }[]): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.campaign_target (id, campaign_id, place, authorisation, sealed)
    SELECT id, ${campaignId}, place, authorisation, sealed FROM unnest(${targets.map(({ id }) => id)}::text[], ${targets.map(({ authorisation }) => authorisation)}::text[], ${targets.map(({ sealed }) => sealed)}::text[]) WITH ORDINALITY AS one (id, authorisation, sealed, place)`);
}

export function listTargets(db: Queryable, campaignId: string): Promise<CampaignTargetRow[]> {
  return db.query(sql`SELECT id, campaign_id, authorisation, sealed FROM scanning.campaign_target WHERE campaign_id = ${campaignId} ORDER BY place`);
}

export function findTarget(db: Queryable, campaignId: string, id: string): Promise<CampaignTargetRow | undefined> {
  return db.find(sql`SELECT id, campaign_id, authorisation, sealed FROM scanning.campaign_target WHERE campaign_id = ${campaignId} AND id = ${id}`);
}

/** Claims on a campaign's targets, newest last. */
export function listTakings(db: Queryable, campaignId: string, at: Date): Promise<{ readonly target_id: string; readonly claim_id: string; readonly organisation_id: string; readonly is_live: boolean }[]> {
  return db.query(sql`SELECT c.campaign_target_id AS target_id, c.id AS claim_id, c.organisation_id, c.ended_at IS NULL AND c.expires_at > ${at} AS is_live
    FROM scanning.claim c JOIN scanning.campaign_target t ON t.id = c.campaign_target_id WHERE t.campaign_id = ${campaignId} ORDER BY c.created_at, c.id`);
}

/** Which projects were scanned under a campaign's claims, by whom and from when until when: what came back meanwhile counts. */
export function listCampaignScans(db: Queryable, campaignId: string): Promise<{ readonly organisation_id: string; readonly project_key: string; readonly from: string; readonly until: string }[]> {
  return db.query(sql`SELECT c.organisation_id, c.project_key, c.created_at AS from, coalesce(c.ended_at, c.expires_at) AS until
    FROM scanning.claim c JOIN scanning.campaign_target t ON t.id = c.campaign_target_id WHERE t.campaign_id = ${campaignId}`);
}

export async function insertMember(tx: Transaction, row: { id: string; campaignId: string; organisationId: string; invitedBy: string; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO scanning.campaign_member (id, campaign_id, organisation_id, invited_by, invited_at, owner_seal)
    VALUES (${row.id}, ${row.campaignId}, ${row.organisationId}, ${row.invitedBy}, ${row.at}, ${sealOwner(OWNED_CAMPAIGN_MEMBER, row.id, [row.campaignId, row.organisationId])}) ON CONFLICT (campaign_id, organisation_id) DO NOTHING`);
}

export function listCampaignMembers(db: Queryable, campaignId: string): Promise<CampaignMemberRow[]> {
  return db.query(sql`SELECT id, campaign_id, organisation_id, answer, ${ownerMark(OWNED_CAMPAIGN_MEMBER)} FROM scanning.campaign_member WHERE campaign_id = ${campaignId} ORDER BY invited_at, id`);
}

/** What one organisation was invited to. */
export function listInvitations(db: Queryable, organisationId: string): Promise<CampaignMemberRow[]> {
  return db.query(sql`SELECT id, campaign_id, organisation_id, answer, ${ownerMark(OWNED_CAMPAIGN_MEMBER)} FROM scanning.campaign_member WHERE organisation_id = ${organisationId} ORDER BY invited_at, id`);
}

export function findCampaignMember(db: Queryable, campaignId: string, organisationId: string): Promise<CampaignMemberRow | undefined> {
  return db.find(sql`SELECT id, campaign_id, organisation_id, answer, ${ownerMark(OWNED_CAMPAIGN_MEMBER)} FROM scanning.campaign_member WHERE campaign_id = ${campaignId} AND organisation_id = ${organisationId}`);
}

export async function updateAnswer(tx: Transaction, id: string, { answer, at }: { readonly answer: CampaignAnswer; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE scanning.campaign_member SET answer = ${answer}, answered_at = ${at} WHERE id = ${id}`);
}

export async function leaveEveryCampaign(tx: Transaction, organisationId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE scanning.campaign_member SET answer = 'left', answered_at = ${at} WHERE organisation_id = ${organisationId} AND answer IN ('invited', 'accepted')`);
}

export async function updateEnded(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE scanning.campaign SET ended_at = ${at} WHERE id = ${id} AND ended_at IS NULL`);
}

export async function insertSpending(tx: Transaction, row: { id: string; campaignId: string; claimId: string; personId: string; amounts: Amounts; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.spending (id, campaign_id, claim_id, person_id, tokens, usd_cents, sandbox_minutes, at)
    VALUES (${row.id}, ${row.campaignId}, ${row.claimId}, ${row.personId}, ${row.amounts.tokens}, ${row.amounts.usdCents}, ${row.amounts.sandboxMinutes}, ${row.at})`);
}

export async function sumSpending(db: Queryable, campaignId: string): Promise<Amounts> {
  const row = await db.find<Amounts>(sql`SELECT coalesce(sum(tokens), 0)::bigint AS tokens, coalesce(sum(usd_cents), 0)::bigint AS "usdCents", coalesce(sum(sandbox_minutes), 0)::bigint AS "sandboxMinutes" FROM scanning.spending WHERE campaign_id = ${campaignId}`);
  return row ?? { tokens: 0, usdCents: 0, sandboxMinutes: 0 };
}

export async function countCampaigns(db: Queryable): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM scanning.campaign`))?.count ?? 0;
}
