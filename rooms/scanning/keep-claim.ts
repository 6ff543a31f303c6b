import type { Claim } from "#contracts/scanning";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { advanceClaim, claimStateAt, type ClaimStep } from "./claim-state.rules.ts";
import { requireOpenCampaign } from "./campaign-budget.ts";
import { endClaim, extendClaim, findClaim, lockClaim, type ClaimRow } from "./claims.store.ts";
import { CLAIM_MS, requireNotOptedOut } from "./make-claim.ts";
import { ScanningRefusal } from "./scanning.errors.ts";

interface KeepClaim {
  readonly actor: Actor;
  readonly claimId: string;
}

export async function getClaim(services: Services, { claimId }: Pick<KeepClaim, "claimId">): Promise<Claim> {
  const row = await findClaim(services.db, claimId);
  if (!row) throw notFound();
  return describe(services, row);
}

/** Another fourteen days from now. A campaign's claim lasts no longer than the campaign, and is not renewed over its budget. */
export async function renewClaim(services: Services, { actor, claimId }: KeepClaim): Promise<Claim> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireStep(services, tx, { actor, claimId, step: "renew" });
    await requireNotOptedOut(tx, row.project_key);
    const campaign = row.campaign_id === null ? undefined : await requireOpenCampaign(services, tx, row.campaign_id);
    const expiresAt = new Date(Math.min(services.clock().getTime() + CLAIM_MS, campaign ? Date.parse(campaign.ends_at) : Infinity));
    await extendClaim(tx, claimId, expiresAt);
    await appendEntry(services, tx, { kind: "scanning.claim-renewed", subject: claimId, by: actor, data: { authorisation: row.authorisation, expiresAt: expiresAt.toISOString() } });
  });
  return getClaim(services, { claimId });
}

/** The scan is over; the target is free for others. */
export async function completeClaim(services: Services, { actor, claimId }: KeepClaim): Promise<Claim> {
  await endBy(services, { actor, claimId, step: "complete", state: "completed" });
  return getClaim(services, { claimId });
}

/** Gives a claim back before its end. */
export function releaseClaim(services: Services, { actor, claimId }: KeepClaim): Promise<void> {
  return endBy(services, { actor, claimId, step: "release", state: "released" });
}

async function endBy(services: Services, { actor, claimId, step, state }: KeepClaim & { readonly step: "complete" | "release"; readonly state: "completed" | "released" }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireStep(services, tx, { actor, claimId, step });
    await endClaim(tx, claimId, { state, at: services.clock() });
    await appendEntry(services, tx, { kind: `scanning.claim-${state}`, subject: claimId, by: actor, data: {} });
  });
}

async function requireStep(services: Services, tx: Transaction, { actor, claimId, step }: KeepClaim & { readonly step: ClaimStep }): Promise<ClaimRow> {
  const row = await lockClaim(tx, claimId);
  if (row?.organisation_id !== actor.organisationId) throw notFound();
  const state = stateOf(services, row);
  if (advanceClaim(state, step) === undefined) throw new ScanningRefusal("claim-over", `Claim ${claimId} is ${state}; claim its target again.`);
  return row;
}

function stateOf(services: Services, { state, expires_at }: ClaimRow) {
  return claimStateAt({ state, expiresAtMs: Date.parse(expires_at) }, services.clock().getTime());
}

function describe(services: Services, row: ClaimRow): Claim {
  return { id: row.id, state: stateOf(services, row), authorisation: row.authorisation, claimedAt: row.created_at, expiresAt: row.expires_at, campaignId: row.campaign_id };
}
