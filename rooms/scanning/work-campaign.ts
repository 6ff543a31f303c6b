import type { ClaimAnswer } from "#contracts/scanning";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services } from "#rooms/platform";
import { answerAfter, campaignStateAt, type Amounts } from "./campaign.rules.ts";
import { findCampaign, findCampaignMember, findTarget, insertSpending, sumSpending, updateAnswer } from "./campaigns.store.ts";
import { requireOpenCampaign, toClock } from "./campaign-budget.ts";
import type { Target } from "./canonical-target.rules.ts";
import { findClaim, releaseLiveClaims } from "./claims.store.ts";
import { hashTarget } from "./hash-target.ts";
import { requireMember } from "./keep-membership.ts";
import { claimKeys, type Authorisation } from "./make-claim.ts";
import { listPeerOptOuts } from "./peer-opt-outs.ts";
import { countAttempt } from "./refuse-claimed.ts";
import { ScanningRefusal } from "./scanning.errors.ts";

interface OfCampaign {
  readonly actor: Actor;
  readonly campaignId: string;
}

/** An invited member accepts, declines, or leaves what it accepted; leaving gives its claims of this campaign back. */
export async function answerCampaign(services: Services, { actor, campaignId, answer: given }: OfCampaign & { readonly answer: "accept" | "decline" | "leave" }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await findCampaignMember(tx, campaignId, actor.organisationId);
    if (!row) throw notFound();
    if (given === "accept") {
      await requireMember(tx, actor.organisationId, "campaigns");
      await requireNotEnded(services, campaignId);
    }
    const answer = answerAfter(row.answer, given);
    if (!answer) throw new ScanningRefusal("answer-not-open", `answer: your organisation has ${row.answer === "invited" ? "not accepted" : row.answer}; ${given} is not open from there`, { field: "answer" });
    const at = services.clock();
    // First, while the targets still show.
    const released = given === "leave" ? await releaseLiveClaims(tx, { organisationId: actor.organisationId, campaignId, at }) : 0;
    await updateAnswer(tx, row.id, { answer, at });
    await appendEntry(services, tx, { kind: `scanning.campaign-${answer}`, subject: campaignId, by: actor, data: { released }, visibleTo: [actor.organisationId] });
  });
}

/** Takes a target of a campaign, which makes the claim on it with the campaign's own authorisation. */
export async function takeTarget(services: Services, { actor, campaignId, targetId }: OfCampaign & { readonly targetId: string }): Promise<ClaimAnswer> {
  await requireMember(services.db, actor.organisationId, "campaigns");
  const row = await findTarget(services.db, campaignId, targetId);
  if (!row) throw notFound();
  await countAttempt(services, actor);
  const target = openTarget(services, row);
  const keys = hashTarget(services, target);
  const elsewhere = (await listPeerOptOuts(services, [keys])).get(keys.exchange);
  return services.db.inTransaction(async (tx) => {
    const campaign = await requireOpenCampaign(services, tx, campaignId);
    return claimKeys(services, tx, { actor, keys, authorisation: target.authorisation, elsewhere, campaign: { targetId, endsAt: new Date(campaign.ends_at) } });
  });
}

/**
 * Adds what a member has spent on one of its claims. The report that goes over the budget is still taken, since it was spent;
 * after it, and after the end, no more is.
 */
export async function reportSpending(services: Services, { actor, campaignId, claimId, ...amounts }: OfCampaign & { readonly claimId: string } & Amounts): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireOpenCampaign(services, tx, campaignId);
    const claim = await findClaim(tx, claimId);
    if (claim?.organisation_id !== actor.organisationId || claim.campaign_id !== campaignId) throw notFound();
    await insertSpending(tx, { id: newId("spd"), campaignId, claimId, personId: actor.personId, amounts, at: services.clock() });
    await appendEntry(services, tx, { kind: "scanning.spending-reported", subject: campaignId, by: actor, data: { claimId, ...amounts }, visibleTo: [actor.organisationId] });
  });
}

export type CampaignTarget = Target & { readonly authorisation: Authorisation & { readonly kind: "owner" | "open-source" | "own-system" } };

export function openTarget({ keys }: Pick<Services, "keys">, { id, sealed }: { readonly id: string; readonly sealed: string }): CampaignTarget {
  return JSON.parse(keys.open("campaign-target", id, sealed).toString("utf8")) as CampaignTarget;
}

async function requireNotEnded(services: Services, campaignId: string): Promise<void> {
  const row = await findCampaign(services.db, campaignId);
  if (!row) throw notFound();
  const spent = await sumSpending(services.db.asSystem("all members spend one budget"), campaignId);
  if (campaignStateAt(toClock(row, spent), services.clock().getTime()) === "ended") throw new ScanningRefusal("campaign-not-open", `The campaign ended at ${row.ended_at ?? row.ends_at}.`);
}
