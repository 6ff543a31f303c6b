import {
  determination, determinationCommitments, determinationList, offeredKeyList, replaceDirectorKey as replaceDirectorKeyBody, replacedDirectorKey,
  requestDetermination as requestDeterminationBody, requestReconsideration as requestReconsiderationBody,
} from "#contracts/determination";
import { idParams } from "#contracts/access";
import { route, type Route } from "#rooms/platform";
import { requestResource } from "./determination.resources.ts";
import { replaceDirectorKey } from "./replace-key.ts";
import { requestDetermination, requestReconsideration } from "./request-determination.ts";
import { listCommitments, listDeterminations, listOfferings, readBundle, showDetermination } from "./show-determination.ts";

const ROOM = "determination";
const REQUEST = { kind: requestResource, param: "id" };

export const determinationRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/determinations", summary: "Ask whether a model meets the designation", permission: "determination:request", body: requestDeterminationBody, reply: determination, status: 201,
    run: async ({ services, actor, body }) => showDetermination(services, actor, await requestDetermination(services, { actor, engagementId: body.engagementId })),
  }),
  route({
    room: ROOM, method: "get", path: "/determinations", summary: "What your organisation asked for, and what came of it", permission: "determination:read", reply: determinationList,
    run: async ({ services, actor }) => ({ determinations: await listDeterminations(services, actor) }),
  }),
  route({
    room: ROOM, method: "get", path: "/determinations/{id}", summary: "One request: where it stands, or its result with releasable text", permission: "determination:read", resource: REQUEST, params: idParams, reply: determination,
    run: ({ services, actor, params }) => showDetermination(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/determinations/{id}/bundle", summary: "The signed determination with its receipts, to check offline", permission: "determination:read", carries: "developer-confidential", resource: REQUEST, params: idParams, reply: "application/json",
    run: async ({ services, actor, params }) => ({
      bytes: `${JSON.stringify(await readBundle(services, actor, params.id), null, 2)}\n`, mediaType: "application/json", fileName: `determination-${params.id}.json`,
    }),
  }),
  route({
    room: ROOM, method: "post", path: "/determinations/{id}/reconsiderations", summary: "Ask to look at a signed determination again", permission: "determination:reconsider", resource: REQUEST, params: idParams, body: requestReconsiderationBody, reply: determination, status: 201,
    run: async ({ services, actor, params, body }) => showDetermination(services, actor, await requestReconsideration(services, { actor, requestId: params.id, ...body })),
  }),
  route({
    room: ROOM, method: "get", path: "/determination-commitments", summary: "Standards fixed beforehand, and the Director's keys", permission: "public", reply: determinationCommitments,
    run: ({ services }) => listCommitments(services),
  }),
  route({
    room: ROOM, method: "get", path: "/director-keys/offered", summary: "Keys of the Director's that wait for two administrators to take them up by hand", permission: "determination:keep-keys", reply: offeredKeyList,
    run: ({ services, actor }) => listOfferings(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/director-key", summary: "Take up a Director's key by its fingerprint, after the former one was lost; two administrators do", permission: "determination:replace-key", body: replaceDirectorKeyBody, reply: replacedDirectorKey,
    run: async ({ services, actor, body }) => ({ state: await replaceDirectorKey(services, { actor, ...body }) }),
  }),
];
