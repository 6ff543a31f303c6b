import { idParams } from "#contracts/access";
import { answerCampaign as answerCampaignBody, campaign, campaignList, claimAnswer, inviteMembers as inviteMembersBody, joinClearinghouse as joinBody, memberList, membership, membershipTerms, openCampaign as openCampaignBody, reportSpending as reportSpendingBody, takeTarget as takeTargetBody } from "#contracts/scanning";
import { route, type Route } from "#rooms/platform";
import { getMembership, joinClearinghouse, leaveClearinghouse, listMembers } from "./keep-membership.ts";
import { MEMBERSHIP_TERMS } from "./membership-terms.ts";
import { endCampaign, inviteMembers, openCampaign } from "./open-campaign.ts";
import { campaignResource } from "./scanning.resources.ts";
import { getCampaign, listCampaigns } from "./show-campaign.ts";
import { answerCampaign, reportSpending, takeTarget } from "./work-campaign.ts";

const ROOM = "scanning";
const CAMPAIGN = { kind: campaignResource, param: "id" };

export const membershipRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/membership/terms", summary: "What a member of the clearinghouse signs", permission: "public", reply: membershipTerms,
    run: () => Promise.resolve(MEMBERSHIP_TERMS),
  }),
  route({
    room: ROOM, method: "get", path: "/membership", summary: "Whether your organisation is a member of the clearinghouse", permission: "scanning:join", reply: membership,
    run: ({ services, actor }) => getMembership(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/membership", summary: "Join the clearinghouse", permission: "scanning:join", body: joinBody, reply: membership, status: 201,
    run: ({ services, actor, body: { agrees: _agrees, ...terms } }) => joinClearinghouse(services, { actor, ...terms }),
  }),
  route({
    room: ROOM, method: "post", path: "/membership/leaving", summary: "Leave the clearinghouse, at once and without a reason", permission: "scanning:join",
    run: ({ services, actor }) => leaveClearinghouse(services, actor),
  }),
  route({
    room: ROOM, method: "get", path: "/members", summary: "Members of the clearinghouse", permission: "scanning:read-members", reply: memberList,
    run: async ({ services }) => ({ members: await listMembers(services) }),
  }),
];

export const campaignRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/campaigns", summary: "Campaigns that you run, or were invited to", permission: "scanning:read-campaign", reply: campaignList,
    run: async ({ services, actor }) => ({ campaigns: [...(await listCampaigns(services, actor))] }),
  }),
  route({
    room: ROOM, method: "post", path: "/campaigns", summary: "Open a campaign", permission: "scanning:open-campaign", body: openCampaignBody, maxBytes: 1024 * 1024, reply: campaign, status: 201,
    run: async ({ services, actor, body }) => getCampaign(services, { actor, campaignId: await openCampaign(services, { actor, ...body }) }),
  }),
  route({
    room: ROOM, method: "get", path: "/campaigns/{id}", summary: "One campaign", permission: "scanning:read-campaign", resource: CAMPAIGN, params: idParams, reply: campaign,
    run: ({ services, actor, params }) => getCampaign(services, { actor, campaignId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/campaigns/{id}/members", summary: "Invite members to a campaign", permission: "scanning:run-campaign", resource: CAMPAIGN, params: idParams, body: inviteMembersBody, reply: campaign,
    run: async ({ services, actor, params, body }) => {
      await inviteMembers(services, { actor, campaignId: params.id, ...body });
      return getCampaign(services, { actor, campaignId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/campaigns/{id}/end", summary: "End a campaign before its date", permission: "scanning:run-campaign", resource: CAMPAIGN, params: idParams, reply: campaign,
    run: async ({ services, actor, params }) => {
      await endCampaign(services, { actor, campaignId: params.id });
      return getCampaign(services, { actor, campaignId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/campaigns/{id}/answer", summary: "Accept, decline or leave a campaign", permission: "scanning:answer-campaign", resource: CAMPAIGN, params: idParams, body: answerCampaignBody, reply: campaign,
    run: async ({ services, actor, params, body }) => {
      await answerCampaign(services, { actor, campaignId: params.id, ...body });
      return getCampaign(services, { actor, campaignId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/campaigns/{id}/claims", summary: "Take a target of a campaign", permission: "scanning:work-campaign", resource: CAMPAIGN, params: idParams, body: takeTargetBody, reply: claimAnswer,
    run: ({ services, actor, params, body }) => takeTarget(services, { actor, campaignId: params.id, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/campaigns/{id}/spending", summary: "Report what was spent on a claim of a campaign", permission: "scanning:work-campaign", resource: CAMPAIGN, params: idParams, body: reportSpendingBody, reply: campaign,
    run: async ({ services, actor, params, body }) => {
      await reportSpending(services, { actor, campaignId: params.id, ...body });
      return getCampaign(services, { actor, campaignId: params.id });
    },
  }),
];
