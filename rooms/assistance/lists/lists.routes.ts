import { idParams } from "#contracts/access";
import { catalogue, grants, historyQuery, listHistory, listProposals, listQuery, planGrants, planGrantsQuery, proposeGrant, proposeOffer } from "#contracts/assistance-lists";
import { route, type Actor, type ResourceKind, type Route, type Services } from "#rooms/platform";
import { requireAsker } from "../assistance.resources.ts";
import { factsOf, KEEP, proposeVersion, publishVersion, showProposals, withdrawVersion } from "./keep-lists.ts";
import { findProposal } from "./lists.store.ts";
import { showCatalogue, showGrants, showHistory, showPlanGrants } from "./show-lists.ts";

const ROOM = "assistance";
const proposalResource: ResourceKind = {
  type: "ListProposal",
  read: "assistance:read-proposals",
  load: async ({ db }, id) => {
    const row = await findProposal(db, id);
    return row && factsOf(row);
  },
  absent: { list: "none", proposers: [] },
};
const PROPOSAL = { kind: proposalResource, param: "id" };

export const listsRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/assistance/catalogue", summary: "Defensive tools and services, free to choose, by what you need", permission: "public", query: listQuery, reply: catalogue,
    run: async ({ services, query }) => ({ entries: await showCatalogue(services, query) }),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/grants", summary: "Programmes that could pay for something; status alone, nobody applies here", permission: "public", query: listQuery, reply: grants,
    run: async ({ services, query }) => ({ grants: await showGrants(services, query) }),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/list-history", summary: "Every version of an entry, with its reason", permission: "public", query: historyQuery, reply: listHistory,
    run: ({ services, query }) => showHistory(services, query),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/grants", summary: "Which programmes could pay for which step of your plan", permission: "assistance:ask", query: planGrantsQuery, reply: planGrants,
    run: ({ services, actor, query }) => showPlanGrants(services, { actor, organisationId: requireAsker(actor, query.organisationId) }),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/proposals", summary: "Versions that wait for a second keeper", permission: "assistance:read-proposals", reply: listProposals,
    run: ({ services, actor }) => showProposals(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/catalogue/proposals", summary: "Propose a version of an entry of the catalogue", permission: KEEP.catalogue, body: proposeOffer, reply: listProposals, status: 201,
    run: ({ services, actor, body: { offer, ...rest } }) => thenProposals(services, actor, proposeVersion(services, { actor, list: "catalogue", content: offer, ...rest })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/grants/proposals", summary: "Propose a version of a programme", permission: KEEP.grants, body: proposeGrant, reply: listProposals, status: 201,
    run: ({ services, actor, body: { grant, ...rest } }) => thenProposals(services, actor, proposeVersion(services, { actor, list: "grants", content: grant, ...rest })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/proposals/{id}/publication", summary: "Publish what another keeper proposed", permission: "assistance:publish-list", resource: PROPOSAL, params: idParams, reply: listProposals,
    run: ({ services, actor, params }) => thenProposals(services, actor, publishVersion(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/proposals/{id}/withdrawal", summary: "Take a proposal back", permission: "assistance:read-proposals", resource: PROPOSAL, params: idParams, reply: listProposals,
    run: ({ services, actor, params }) => thenProposals(services, actor, withdrawVersion(services, { actor, id: params.id })),
  }),
];

async function thenProposals(services: Services, actor: Actor, act: Promise<void>) {
  await act;
  return showProposals(services, actor);
}
