import { engagementInvitationList, invitationCriteria, receivedInvitation, receivedInvitationList, sendInvitation as sendInvitationBody, sentInvitationList, takeUpInvitation as takeUpInvitationBody } from "#contracts/invitations";
import { idParams } from "#contracts/access";
import { route, type ResourceKind, type Route } from "#rooms/platform";
import { setAsideInvitation, takeUpInvitation } from "./answer-invitation.ts";
import { engagementResource } from "./engagement.resources.ts";
import { describeCriteria } from "./invitation-criteria.ts";
import { findInvitation, OWNED_INVITATION } from "./invitations.store.ts";
import { sendInvitation } from "./send-invitation.ts";
import { listEngagementInvitations, listReceivedInvitations, listSentInvitations, showInvitation } from "./show-invitations.ts";

const ROOM = "engagement";

const organisation = (id: string) => ({ type: "Organisation", id });
const invitationResource: ResourceKind = {
  type: "Invitation",
  read: "engagement:answer-invitation",
  load: async ({ db, clock }, id) => {
    const row = await findInvitation(db, id, clock());
    return row && { agency: organisation(row.agency_organisation_id), developer: organisation(row.developer_organisation_id) };
  },
  absent: { agency: organisation("nobody"), developer: organisation("nobody") },
  owned: OWNED_INVITATION,
};
const INVITATION = { kind: invitationResource, param: "id" };

export const invitationRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/invitations/criteria", summary: "By what an agency may invite a developer: one text for all", permission: "public", reply: invitationCriteria,
    run: async ({ services }) => describeCriteria(services.messages),
  }),
  route({
    room: ROOM, method: "post", path: "/invitations", summary: "Ask a developer whether it would take part, by the published text", permission: "engagement:invite", body: sendInvitationBody, reply: sentInvitationList, status: 201,
    run: async ({ services, actor, body }) => {
      await sendInvitation(services, { actor, developerEmail: body.developerEmail });
      return listSentInvitations(services, actor);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/invitations/sent", summary: "What your agency sent within 30 days, and what developers told it", permission: "engagement:read-sent-invitations", reply: sentInvitationList,
    run: ({ services, actor }) => listSentInvitations(services, actor),
  }),
  route({
    room: ROOM, method: "get", path: "/invitations/received", summary: "Invitations to your organisation", permission: "engagement:answer-invitation", reply: receivedInvitationList,
    run: async ({ services, actor }) => ({ invitations: await listReceivedInvitations(services, actor) }),
  }),
  route({
    room: ROOM, method: "get", path: "/invitations/{id}", summary: "One invitation to your organisation, with the criteria it names", permission: "engagement:answer-invitation", resource: INVITATION, params: idParams, reply: receivedInvitation,
    run: ({ services, params }) => showInvitation(services, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/invitations/{id}/set-aside", summary: "Take an invitation off your list; nobody is told", permission: "engagement:answer-invitation", resource: INVITATION, params: idParams,
    run: ({ services, params }) => setAsideInvitation(services, { invitationId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/invitations/{id}/engagement", summary: "Tell the agency that your engagement answers its invitation", permission: "engagement:answer-invitation", resource: INVITATION, params: idParams, body: takeUpInvitationBody,
    run: ({ services, actor, params, body }) => takeUpInvitation(services, { actor, invitationId: params.id, engagementId: body.engagementId }),
  }),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}/invitations", summary: "Invitations that your engagement answers", permission: "engagement:read-own", resource: { kind: engagementResource, param: "id" }, params: idParams, reply: engagementInvitationList,
    run: async ({ services, params }) => ({ invitations: await listEngagementInvitations(services, params.id) }),
  }),
];
