import { idParams } from "#contracts/access";
import { claim, claimAnswer, contactExchange, makeClaim as makeClaimBody, optOutReply, recordOptOut as recordOptOutBody } from "#contracts/scanning";
import { route, type Route } from "#rooms/platform";
import { showExchange } from "./exchange-contacts.ts";
import { completeClaim, getClaim, releaseClaim, renewClaim } from "./keep-claim.ts";
import { makeClaim } from "./make-claim.ts";
import { recordOptOut } from "./record-opt-out.ts";
import { claimResource, contactExchangeResource } from "./scanning.resources.ts";

const ROOM = "scanning";
const OWN_CLAIM = { permission: "scanning:keep-claim", resource: { kind: claimResource, param: "id" }, params: idParams };

// No route lists claims, to anybody (INV-15).
export const claimRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/claims", summary: "Say which target you intend to scan", permission: "scanning:claim", body: makeClaimBody, reply: claimAnswer,
    run: ({ services, actor, body }) => makeClaim(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "get", path: "/claims/{id}", summary: "A claim of yours", ...OWN_CLAIM, reply: claim,
    run: ({ services, params }) => getClaim(services, { claimId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/claims/{id}/renew", summary: "Keep a claim for another fourteen days", ...OWN_CLAIM, reply: claim,
    run: ({ services, actor, params }) => renewClaim(services, { actor, claimId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/claims/{id}/completion", summary: "Say that the scan is over", ...OWN_CLAIM, reply: claim,
    run: ({ services, actor, params }) => completeClaim(services, { actor, claimId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/claims/{id}/release", summary: "Give a claim back", ...OWN_CLAIM,
    run: ({ services, actor, params }) => releaseClaim(services, { actor, claimId: params.id }),
  }),
  route({
    room: ROOM, method: "get", path: "/exchanges/{id}", summary: "Whom you met on a target", permission: "scanning:read-exchange", resource: { kind: contactExchangeResource, param: "id" }, params: idParams, reply: contactExchange,
    run: ({ services, actor, params }) => showExchange(services, { actor, exchangeId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/opt-outs", summary: "Record an owner's wish not to be scanned", permission: "scanning:record-opt-out", body: recordOptOutBody, reply: optOutReply, status: 201,
    run: ({ services, actor, body }) => recordOptOut(services, { actor, ...body }),
  }),
];
