import { idParams } from "#contracts/access";
import { campaignFindings } from "#contracts/scanning";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { campaignResource, listCampaignScans } from "#rooms/scanning";
import { countFindingsOf } from "./campaign-findings.store.ts";
import { speaksForClearinghouse } from "./read-finding.ts";

/**
 * What came back from a campaign, as counts by where the findings stand, and nothing of what they say: those that its members
 * submitted about a project while they held a claim of the campaign on it. For a member its own.
 */
export async function countCampaignFindings(services: Services, { actor, campaignId }: { readonly actor: Actor; readonly campaignId: string }) {
  const scans = await listCampaignScans(services.db.asSystem("whose claims they were shows in no count"), campaignId);
  const counted = speaksForClearinghouse(actor) ? scans : scans.filter((scan) => scan.organisation_id === actor.organisationId);
  const byState = await countFindingsOf(services.db, counted);
  return { findings: byState.reduce((sum, { count }) => sum + count, 0), byState };
}

export const campaignFindingsRoutes: readonly Route[] = [
  route({
    room: "findings", method: "get", path: "/campaigns/{id}/findings", summary: "How many findings came back from a campaign, by where they stand", permission: "scanning:read-campaign", resource: { kind: campaignResource, param: "id" }, params: idParams, reply: campaignFindings,
    run: ({ services, actor, params }) => countCampaignFindings(services, { actor, campaignId: params.id }),
  }),
];
