import type { Campaign } from "#contracts/scanning";
import { filterFor, findOrganisationCard } from "#rooms/access";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { toClock } from "./campaign-budget.ts";
import { campaignStateAt } from "./campaign.rules.ts";
import { CAMPAIGN_COLUMNS, findCampaign, findCampaignMember, listCampaignMembers, listCampaigns as listRows, listInvitations, listTakings, listTargets, sumSpending, type CampaignRow } from "./campaigns.store.ts";
import { findMembership } from "./membership.store.ts";
import { openTarget } from "./work-campaign.ts";

const RUNNERS: readonly string[] = ["clearinghouse-analyst", "clearinghouse-director"];

/** All for the clearinghouse; for a member those that it was invited to. */
export async function listCampaigns(services: Services, actor: Actor): Promise<readonly Campaign[]> {
  const rows = await listRows(services.db, filterFor(actor, "scanning:read-campaign", CAMPAIGN_COLUMNS));
  if (isRunner(actor)) return Promise.all(rows.map((row) => describe(services, actor, row)));
  // By the sealed rows once more: the filter looks at rows that somebody may have moved.
  const isMember = (await findMembership(services.db, actor.organisationId)) !== undefined;
  const invitedTo = new Set((await listInvitations(services.db, actor.organisationId)).map((row) => row.campaign_id));
  return Promise.all(rows.filter(({ id }) => isMember && invitedTo.has(id)).map((row) => describe(services, actor, row)));
}

/** What is to be scanned shows once a member has accepted; who else takes part is the clearinghouse's to know. */
export async function getCampaign(services: Services, { actor, campaignId }: { readonly actor: Actor; readonly campaignId: string }): Promise<Campaign> {
  const row = await findCampaign(services.db, campaignId);
  if (!row) throw notFound();
  return describe(services, actor, row);
}

function isRunner(actor: Actor): boolean {
  return actor.roles.some((role) => RUNNERS.includes(role));
}

async function describe(services: Services, actor: Actor, row: CampaignRow): Promise<Campaign> {
  const { db, keys } = services;
  const spent = await sumSpending(db.asSystem("all members spend one budget"), row.id);
  const own = await findCampaignMember(db, row.id, actor.organisationId);
  return {
    id: row.id,
    title: keys.open("campaign", row.id, row.sealed_title).toString("utf8"),
    state: campaignStateAt(toClock(row, spent), services.clock().getTime()),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    budget: row.budget,
    spent,
    yourAnswer: own?.answer ?? null,
    members: isRunner(actor) ? await describeMembers(services, row.id) : null,
    targetCount: row.target_count,
    targets: isRunner(actor) || own?.answer === "accepted" ? await describeTargets(services, actor, row.id) : null,
  };
}

async function describeMembers({ db }: Services, campaignId: string) {
  const rows = await listCampaignMembers(db, campaignId);
  return Promise.all(rows.map(async ({ organisation_id: organisationId, answer }) => ({ organisationId, name: (await findOrganisationCard(db, organisationId))?.name ?? "", answer })));
}

async function describeTargets(services: Services, actor: Actor, campaignId: string): Promise<NonNullable<Campaign["targets"]>> {
  const takings = await listTakings(services.db.asSystem("that a target is taken, not by whom"), campaignId, services.clock());
  return (await listTargets(services.db, campaignId)).map((row) => {
    const { repository = null, product = null, path = null, weakness = null, authorisation } = openTarget(services, row);
    const here = takings.filter(({ target_id }) => target_id === row.id);
    const own = here.findLast(({ organisation_id }) => organisation_id === actor.organisationId);
    const isTaken = here.some(({ is_live }) => is_live);
    return { id: row.id, repository, product, path, weakness, authorisation, taken: own && (own.is_live || !isTaken) ? "yours" as const : isTaken ? "taken" as const : "free" as const, claimId: own?.claim_id ?? null };
  });
}
