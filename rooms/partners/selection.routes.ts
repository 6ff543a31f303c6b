import { idParams } from "#contracts/access";
import {
  answerComplaint as answerComplaintBody, complain as complainBody, complaint, complaintCounts, complaintLink, complaintList, complaintReceived, criteriaReply, policyProposals, policyReply, proposePolicy as proposePolicyBody,
} from "#contracts/partners";
import { OF_MAILS, route, type Actor, type Route, type Services } from "#rooms/platform";
import { answerComplaint, closeByLink, closeComplaint, complain, followComplaint, listForOfficer, showComplaintCounts } from "./complain.ts";
import { complaintResource, proposalResource } from "./partners.resources.ts";
import { confirmPolicy, proposePolicy, showCriteria, showPolicy, showProposals, withdrawPolicy } from "./set-policy.ts";

const ROOM = "partners";
const PROPOSAL = { kind: proposalResource, param: "id" };
const COMPLAINT = { kind: complaintResource, param: "id" };

/** How partners are chosen, in public, and how that is changed. */
const policyRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/partners/criteria", summary: "The criteria for early-access partners, the same for all", permission: "public", reply: criteriaReply,
    run: async ({ services }) => showCriteria(services),
  }),
  route({
    room: ROOM, method: "get", path: "/partners/policy", summary: "How partners are chosen: every version, with its reason and date", permission: "public", reply: policyReply,
    run: async ({ services }) => showPolicy(services),
  }),
  route({
    room: ROOM, method: "get", path: "/selection/policy/proposals", summary: "Versions of the policy that wait for a second officer", permission: "partners:read-proposals", reply: policyProposals,
    run: ({ services, actor }) => showProposals(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/selection/policy/proposals", summary: "Propose a new version of the policy, with the reason", permission: "partners:propose-policy", body: proposePolicyBody, reply: policyProposals, status: 201,
    run: ({ services, actor, body }) => thenShowProposals(services, actor, proposePolicy(services, { actor, ...body })),
  }),
  route({
    room: ROOM, method: "post", path: "/selection/policy/proposals/{id}/confirmation", summary: "Put a colleague's proposal in force, for later nominations", permission: "partners:confirm-policy", resource: PROPOSAL, params: idParams, reply: policyProposals,
    run: ({ services, actor, params }) => thenShowProposals(services, actor, confirmPolicy(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/selection/policy/proposals/{id}/withdrawal", summary: "Take a proposal back", permission: "partners:read-proposals", resource: PROPOSAL, params: idParams, reply: policyProposals,
    run: ({ services, actor, params }) => thenShowProposals(services, actor, withdrawPolicy(services, { actor, id: params.id })),
  }),
];

const complaintRoutes: readonly Route[] = [
  route({
    // It mails whoever is named: as seldom as anything that does.
    room: ROOM, method: "post", path: "/partners/complaints", summary: "Complain about a selection or the criteria, without an account", permission: "public", limit: OF_MAILS, body: complainBody, reply: complaintReceived, status: 202,
    run: async ({ services, actor, body }) => {
      await complain(services, { actor, ...body });
      return { state: "received" as const };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/partners/complaints/counts", summary: "How many complaints there were; small numbers are withheld", permission: "public", reply: complaintCounts,
    run: async ({ services }) => showComplaintCounts(services),
  }),
  route({
    room: ROOM, method: "post", path: "/complaints/open", summary: "Follow a complaint by the mailed link", permission: "public", carries: "coordination", body: complaintLink, reply: complaint,
    run: ({ services, body }) => followComplaint(services, body.token),
  }),
  route({
    room: ROOM, method: "post", path: "/complaints/close", summary: "Close one's own complaint by the mailed link", permission: "public", carries: "coordination", body: complaintLink, reply: complaint,
    run: ({ services, body }) => closeByLink(services, body.token),
  }),
  route({
    room: ROOM, method: "get", path: "/selection/complaints", summary: "Complaints, but for those about you", permission: "partners:handle-complaint", reply: complaintList,
    run: ({ services, actor }) => showComplaints(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/selection/complaints/{id}/answer", summary: "Answer a complaint", permission: "partners:handle-complaint", resource: COMPLAINT, params: idParams, body: answerComplaintBody, reply: complaintList,
    run: async ({ services, actor, params, body }) => {
      await answerComplaint(services, { actor, id: params.id, answer: body.answer });
      return showComplaints(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/selection/complaints/{id}/closing", summary: "Close a complaint that was answered", permission: "partners:handle-complaint", resource: COMPLAINT, params: idParams, reply: complaintList,
    run: async ({ services, actor, params }) => {
      await closeComplaint(services, { actor, id: params.id });
      return showComplaints(services, actor);
    },
  }),
];

async function thenShowProposals(services: Services, actor: Actor, act: Promise<void>) {
  await act;
  return showProposals(services, actor);
}

async function showComplaints(services: Services, actor: Actor) {
  return { complaints: await listForOfficer(services, actor) };
}

export const selectionRoutes: readonly Route[] = [...policyRoutes, ...complaintRoutes];
