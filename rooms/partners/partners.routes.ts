import { idParams, identifier } from "#contracts/access";
import {
  acceptPartnerTerms, answerScope as answerScopeBody, attestControls as attestControlsBody, changeScope as changeScopeBody, decideAsDeveloper as decideAsDeveloperBody, earlyAccess, earlyAccessList, giveGovernmentView as giveGovernmentViewBody,
  nominatePartner as nominatePartnerBody, offerBrokering as offerBrokeringBody, partnerAccess, partnerAccessList, selectionList, sendTerms as sendTermsBody, stopAllPartners as stopAllPartnersBody, vetPartner as vetPartnerBody,
} from "#contracts/partners";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { z } from "zod";
import { activatePartner } from "./activate-partner.ts";
import { answerScope, changeScope, offerBrokering } from "./change-scope.ts";
import { attestControls } from "./keep-controls.ts";
import { nominatePartner } from "./nominate-partner.ts";
import { earlyAccessResource, partnersOwnResource } from "./partners.resources.ts";
import { acceptTerms, proveReadiness, provisionPartner, sendTerms } from "./prepare-partner.ts";
import { decideAsDeveloper, giveGovernmentView, vetPartner } from "./select-partner.ts";
import { listEarlyAccess, listGivenAccess, listPartnerAccess, listSelections, showEarlyAccess, showPartnerAccess } from "./show-early-access.ts";
import { leaveEarlyAccess, revokePartner, stopAllPartners, suspendPartner } from "./stop-partner.ts";

const ROOM = "partners";
const EARLY_ACCESS = { kind: earlyAccessResource, param: "id" };
const PARTNERS_OWN = { kind: partnersOwnResource, param: "id" };

const selectionRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/selection/engagements", summary: "Engagements whose developer takes part in choosing partners", permission: "partners:give-view", reply: selectionList,
    run: async ({ services, actor }) => ({ engagements: await listSelections(services, actor) }),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access", summary: "Nominate a partner for early access", permission: "partners:nominate", body: nominatePartnerBody, reply: earlyAccess, status: 201,
    run: async ({ services, actor, body }) => showEarlyAccess(services, actor, await nominatePartner(services, { actor, ...body })),
  }),
  route({
    room: ROOM, method: "get", path: "/early-access", summary: "Partners nominated and selected, of one engagement or of all you may see", permission: "partners:read", query: z.object({ engagementId: identifier.optional() }), reply: earlyAccessList,
    run: async ({ services, actor, query }) => ({ earlyAccess: await listChosen(services, actor, query.engagementId) }),
  }),
  route({
    room: ROOM, method: "get", path: "/early-access/{id}", summary: "One partner's early access", permission: "partners:read", resource: EARLY_ACCESS, params: idParams, reply: earlyAccess,
    run: ({ services, actor, params }) => showEarlyAccess(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/vetting", summary: "Hold a nominee against the published criteria", permission: "partners:vet", resource: EARLY_ACCESS, params: idParams, body: vetPartnerBody, reply: earlyAccess,
    run: ({ services, actor, params, body }) => thenShow(services, actor, params.id, vetPartner(services, { actor, id: params.id, ...body })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/government-view", summary: "Give the government's view: concur, or object with the reason", permission: "partners:give-view", resource: EARLY_ACCESS, params: idParams, body: giveGovernmentViewBody, reply: earlyAccess,
    run: ({ services, actor, params, body }) =>
      thenShow(services, actor, params.id, giveGovernmentView(services, { actor, id: params.id, view: body.view, reason: body.view === "object" ? body.reason : null })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/developer-decision", summary: "Give the developer's yes or no", permission: "partners:decide", resource: EARLY_ACCESS, params: idParams, body: decideAsDeveloperBody, reply: earlyAccess,
    run: ({ services, actor, params, body }) => thenShow(services, actor, params.id, decideAsDeveloper(services, { actor, id: params.id, answer: body.answer })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/terms", summary: "Send the selected partner your terms", permission: "partners:decide", resource: EARLY_ACCESS, params: idParams, body: sendTermsBody, reply: earlyAccess,
    run: ({ services, actor, params, body }) => thenShow(services, actor, params.id, sendTerms(services, { actor, id: params.id, ...body })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/provisioning", summary: "Set the partner up", permission: "partners:decide", resource: EARLY_ACCESS, params: idParams, reply: earlyAccess,
    run: ({ services, actor, params }) => thenShow(services, actor, params.id, provisionPartner(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/activation", summary: "Let the prepared partner use the model, once no window is open", permission: "partners:decide", resource: EARLY_ACCESS, params: idParams, reply: earlyAccess,
    run: ({ services, actor, params }) => thenShow(services, actor, params.id, activatePartner(services, { actor, id: params.id, event: "activate" })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/suspension", summary: "Suspend the partner at once", permission: "partners:stop", resource: EARLY_ACCESS, params: idParams, reply: earlyAccess,
    run: ({ services, actor, params }) => thenShow(services, actor, params.id, suspendPartner(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/resumption", summary: "Let a suspended partner use the model again", permission: "partners:decide", resource: EARLY_ACCESS, params: idParams, reply: earlyAccess,
    run: ({ services, actor, params }) => thenShow(services, actor, params.id, activatePartner(services, { actor, id: params.id, event: "resume" })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/revocation", summary: "End the partner's access for good, in any state", permission: "partners:stop", resource: EARLY_ACCESS, params: idParams, reply: earlyAccess,
    run: ({ services, actor, params }) => thenShow(services, actor, params.id, revokePartner(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/stop", summary: "End every partner's access under one engagement, or all of yours, at once", permission: "partners:stop", body: stopAllPartnersBody, reply: earlyAccessList,
    run: async ({ services, actor, body }) => {
      await stopAllPartners(services, { actor, engagementId: body.engagementId });
      return { earlyAccess: await listChosen(services, actor, body.engagementId) };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/early-access/{id}/scope-answer", summary: "Answer the partner's change of scope", permission: "partners:decide", resource: EARLY_ACCESS, params: idParams, body: answerScopeBody, reply: earlyAccess,
    run: ({ services, actor, params, body }) => thenShow(services, actor, params.id, answerScope(services, { actor, id: params.id, ...body })),
  }),
];

const partnerRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/partner/early-access", summary: "Your organisation's early access", permission: "partners:take-part", reply: partnerAccessList,
    run: async ({ services, actor }) => ({ earlyAccess: await listPartnerAccess(services, actor) }),
  }),
  route({
    room: ROOM, method: "get", path: "/partner/early-access/{id}", summary: "One early access, with its terms", permission: "partners:take-part", resource: PARTNERS_OWN, params: idParams, reply: partnerAccess,
    run: ({ services, actor, params }) => showPartnerAccess(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/acceptance", summary: "Accept the terms for named systems, as authorised signatory", permission: "partners:sign-terms", resource: PARTNERS_OWN, params: idParams, body: acceptPartnerTerms, reply: partnerAccess, maxBytes: 512 * 1024,
    run: ({ services, actor, params, body }) => thenShowPartner(services, actor, params.id, acceptTerms(services, { actor, id: params.id, termsDigest: body.termsDigest, signatory: body.signatory, systems: body.systems })),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/proof", summary: "Show that you are ready: the model's endpoint must answer now", permission: "partners:take-part", resource: PARTNERS_OWN, params: idParams, reply: partnerAccess,
    run: ({ services, actor, params }) => thenShowPartner(services, actor, params.id, proveReadiness(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/controls", summary: "Say again that the safeguards are in place", permission: "partners:take-part", resource: PARTNERS_OWN, params: idParams, body: attestControlsBody, reply: partnerAccess,
    run: ({ services, actor, params }) => thenShowPartner(services, actor, params.id, attestControls(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/scope", summary: "Change the systems the access is for; more of them waits for the developer's yes", permission: "partners:take-part", resource: PARTNERS_OWN,
    params: idParams, body: changeScopeBody, reply: partnerAccess, maxBytes: 512 * 1024,
    run: ({ services, actor, params, body }) => thenShowPartner(services, actor, params.id, changeScope(services, { actor, id: params.id, systems: body.systems })),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/brokering", summary: "Offer to run scans for small operators, or no longer", permission: "partners:take-part", resource: PARTNERS_OWN, params: idParams, body: offerBrokeringBody, reply: partnerAccess,
    run: ({ services, actor, params, body }) => thenShowPartner(services, actor, params.id, offerBrokering(services, { actor, id: params.id, offered: body.offered })),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/leaving", summary: "Leave, at any time", permission: "partners:take-part", resource: PARTNERS_OWN, params: idParams, reply: partnerAccess,
    run: ({ services, actor, params }) => thenShowPartner(services, actor, params.id, leaveEarlyAccess(services, { actor, id: params.id })),
  }),
];

function listChosen(services: Services, actor: Actor, engagementId: string | undefined) {
  return engagementId === undefined ? listGivenAccess(services, actor) : listEarlyAccess(services, actor, engagementId);
}

async function thenShow(services: Services, actor: Actor, id: string, act: Promise<void>) {
  await act;
  return showEarlyAccess(services, actor, id);
}

async function thenShowPartner(services: Services, actor: Actor, id: string, act: Promise<void>) {
  await act;
  return showPartnerAccess(services, actor, id);
}

export const partnersRoutes: readonly Route[] = [...selectionRoutes, ...partnerRoutes];
