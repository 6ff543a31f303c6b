import {
  agreement, agreementList, confirmAgreement as confirmAgreementBody, enterAgreement as enterAgreementBody, linkAgreements as linkAgreementsBody, linkedAgreements, publishedAgreements, renewAgreement as renewAgreementBody,
} from "#contracts/agreements";
import { idParams } from "#contracts/access";
import { route, type Route, type Services, type Actor } from "#rooms/platform";
import { agreementResource } from "./agreements.resources.ts";
import { engagementResource } from "./engagement.resources.ts";
import { enterAgreement } from "./enter-agreement.ts";
import { confirmAgreement, endAgreement, publishAgreement, renewAgreement, takeDownAgreement } from "./keep-agreement.ts";
import { linkAgreements } from "./link-agreements.ts";
import { publishAgreementsFeed } from "./publish-agreements-feed.ts";
import { listAgreements, listLinkedAgreements, listPublishedAgreements, showAgreement } from "./show-agreements.ts";

const ROOM = "engagement";
const AGREEMENT = { kind: agreementResource, param: "id" };
const ENGAGEMENT = { kind: engagementResource, param: "id" };
// The longest text, each character spelt as JSON may spell it.
const MAX_AGREEMENT_BYTES = 256 * 1024;

/** A step of a party without a body, answered with the agreement as it stands then. */
function step(path: string, summary: string, act: (services: Services, input: { readonly actor: Actor; readonly agreementId: string }) => Promise<void>): Route {
  return route({
    room: ROOM, method: "post", path: `/agreements/{id}/${path}`, summary, permission: "engagement:keep-agreement", resource: AGREEMENT, params: idParams, reply: agreement,
    run: async ({ services, actor, params }) => {
      await act(services, { actor, agreementId: params.id });
      return showAgreement(services, actor, params.id);
    },
  });
}

export const agreementRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/agreements/published", summary: "Standing agreements that their parties made public", permission: "public", reply: publishedAgreements,
    run: ({ services }) => listPublishedAgreements(services),
  }),
  route({
    room: ROOM, method: "get", path: "/agreements/feed", summary: "The same as JSON Feed 1.1", permission: "public", reply: "application/feed+json",
    run: async ({ services }) => ({ bytes: await publishAgreementsFeed(services), mediaType: "application/feed+json; charset=utf-8" }),
  }),
  route({
    room: ROOM, method: "post", path: "/agreements", summary: "Enter a standing agreement between a developer and agencies", permission: "engagement:enter-agreement", body: enterAgreementBody, maxBytes: MAX_AGREEMENT_BYTES, reply: agreement, status: 201,
    run: async ({ services, actor, body }) => showAgreement(services, actor, await enterAgreement(services, { actor, agreement: body })),
  }),
  route({
    room: ROOM, method: "get", path: "/agreements", summary: "Your organisation's standing agreements", permission: "engagement:read-agreement", reply: agreementList,
    run: async ({ services, actor }) => ({ agreements: await listAgreements(services, actor) }),
  }),
  route({
    room: ROOM, method: "get", path: "/agreements/{id}", summary: "One of them, with its terms, words and publications", permission: "engagement:read-agreement", resource: AGREEMENT, params: idParams, reply: agreement,
    run: ({ services, actor, params }) => showAgreement(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/agreements/{id}/confirmation", summary: "Give your organisation's word on the term that waits for it", permission: "engagement:keep-agreement", resource: AGREEMENT, params: idParams, body: confirmAgreementBody, reply: agreement,
    run: async ({ services, actor, params, body }) => {
      await confirmAgreement(services, { actor, agreementId: params.id, termDigest: body.termDigest });
      return showAgreement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/agreements/{id}/renewal", summary: "Propose a later end to the other parties", permission: "engagement:keep-agreement", resource: AGREEMENT, params: idParams, body: renewAgreementBody, reply: agreement,
    run: async ({ services, actor, params, body }) => {
      await renewAgreement(services, { actor, agreementId: params.id, until: body.until });
      return showAgreement(services, actor, params.id);
    },
  }),
  step("end", "End the agreement: any party, at any time", endAgreement),
  step("publication", "Make it public, without its confidentiality terms", publishAgreement),
  step("publication/end", "Take it down; the line that something was public stays", takeDownAgreement),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}/agreements", summary: "Standing agreements linked to your engagement", permission: "engagement:read-own", resource: ENGAGEMENT, params: idParams, reply: linkedAgreements,
    run: async ({ services, params }) => ({ agreements: await listLinkedAgreements(services, params.id) }),
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/agreements", summary: "Say which standing agreements your engagement is under", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: linkAgreementsBody, reply: linkedAgreements,
    run: async ({ services, actor, params, body }) => {
      await linkAgreements(services, { actor, engagementId: params.id, agreementIds: body.agreementIds });
      return { agreements: await listLinkedAgreements(services, params.id) };
    },
  }),
];
