import { idParams } from "#contracts/access";
import { addPeer as addPeerBody, exchangeKey as exchangeKeyReply, exchangePage, exchangeQuery, knownQuery, optOutPage, peerList, projectKnowledge, recordReply, recordRoute as recordRouteBody } from "#contracts/peer-records";
import { route, type Route } from "#rooms/platform";
import { showKnown } from "./known-elsewhere.ts";
import { exchangeKey, publishFixes, publishOptOuts, publishRoutes, recordRoute } from "./publish-records.ts";
import { addPeer, endPeer, listPeers, pullPeer } from "./pull-records.ts";
import { peerResource } from "./scanning.resources.ts";

const ROOM = "scanning";
const PEER = { kind: peerResource, param: "id" };

export const exchangeRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/exchange", summary: "The key that records for other clearinghouses are signed by", permission: "public", reply: exchangeKeyReply,
    run: ({ services }) => {
      const { keyId, publicKeyPem } = exchangeKey(services);
      return Promise.resolve({ keyId, publicKeyPem });
    },
  }),
  route({
    room: ROOM, method: "get", path: "/exchange/opt-outs", summary: "Owners' wishes not to be scanned, as signed records that name no target", permission: "scanning:join", query: exchangeQuery, reply: optOutPage,
    run: ({ services, actor, query }) => publishOptOuts(services, { actor, after: query.after }),
  }),
  route({
    room: ROOM, method: "get", path: "/exchange/disclosure-routes", summary: "How projects want to be told of a weakness, as signed records", permission: "public", query: exchangeQuery, reply: exchangePage,
    run: ({ services, query }) => publishRoutes(services, { after: query.after }),
  }),
  route({
    room: ROOM, method: "get", path: "/exchange/held-fixes", summary: "Released fixes that held, as signed records", permission: "public", query: exchangeQuery, reply: exchangePage,
    run: ({ services, query }) => publishFixes(services, { after: query.after }),
  }),
  route({
    room: ROOM, method: "post", path: "/exchange/disclosure-routes", summary: "Record a disclosure route that was validated", permission: "scanning:record-opt-out", body: recordRouteBody, reply: recordReply, status: 201,
    run: ({ services, actor, body }) => services.db.inTransaction(async (tx) => ({ id: await recordRoute(services, tx, { actor, ...body }) })),
  }),
  route({
    room: ROOM, method: "get", path: "/exchange/known", summary: "How a project wants to be told and which fixes held, as known here and elsewhere", permission: "scanning:read-members", query: knownQuery, reply: projectKnowledge,
    run: ({ services, query }) => showKnown(services, query.repository),
  }),
  route({
    room: ROOM, method: "get", path: "/exchange/peers", summary: "Other clearinghouses whose records are honoured here", permission: "scanning:read-members", reply: peerList,
    run: async ({ services }) => ({ peers: await listPeers(services) }),
  }),
  route({
    room: ROOM, method: "post", path: "/exchange/peers", summary: "Honour another clearinghouse's records", permission: "scanning:name-peer", body: addPeerBody, reply: peerList, status: 201,
    run: async ({ services, actor, body }) => {
      await addPeer(services, { actor, ...body });
      return { peers: await listPeers(services) };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/exchange/peers/{id}/end", summary: "Honour its records no more", permission: "scanning:end-peer", resource: PEER, params: idParams, reply: peerList,
    run: async ({ services, actor, params }) => {
      await endPeer(services, { actor, peerId: params.id });
      return { peers: await listPeers(services) };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/exchange/peers/{id}/pull", summary: "Read its records now", permission: "scanning:pull-peer", resource: PEER, params: idParams, reply: peerList,
    run: async ({ services, params }) => {
      await pullPeer(services, params.id);
      return { peers: await listPeers(services) };
    },
  }),
];
