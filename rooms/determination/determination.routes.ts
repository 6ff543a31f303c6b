import {
  claimModel as claimModelBody, claimReceived, determination, determinationCommitments, determinationList, offeredKeyList, replaceDirectorKey as replaceDirectorKeyBody, replacedDirectorKey,
  fileQuery, givenFileQuery, MAX_FACTS_FILE_BYTES, requestDetermination as requestDeterminationBody, requestReconsideration as requestReconsiderationBody, takeFileBack as takeFileBackBody, waitingFiles,
} from "#contracts/determination";
import { idParams } from "#contracts/access";
import { route, type Route } from "#rooms/platform";
import { claimModel } from "./claim-model.ts";
import { requestResource } from "./determination.resources.ts";
import { downloadFile, giveFile, listWaiting, takeFileBack } from "./give-files.ts";
import { replaceDirectorKey } from "./replace-key.ts";
import { requestDetermination, requestReconsideration } from "./request-determination.ts";
import { listCommitments, listDeterminations, listOfferings, readBundle, showDetermination } from "./show-determination.ts";

const ROOM = "determination";
const FILE = "application/octet-stream";
const REQUEST = { kind: requestResource, param: "id" };

export const determinationRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/determinations", summary: "Ask whether a model meets the designation", permission: "determination:request", body: requestDeterminationBody, reply: determination, status: 201,
    run: async ({ services, actor, body }) => showDetermination(services, actor, await requestDetermination(services, { actor, engagementId: body.engagementId })),
  }),
  route({
    room: ROOM, method: "post", path: "/determinations/claims", summary: "Say that a registered model is yours, to be shown what the government began about it by itself", permission: "determination:request", body: claimModelBody, reply: claimReceived, status: 202,
    run: async ({ services, actor, body }) => {
      await claimModel(services, { actor, engagementId: body.engagementId });
      return { state: "received" as const };
    },
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
    room: ROOM, method: "get", path: "/determinations/{id}/files", summary: "Files uploaded for a coming request to look again", permission: "determination:reconsider", resource: REQUEST, params: idParams, reply: waitingFiles,
    run: async ({ services, params }) => ({ files: await listWaiting(services, params.id) }),
  }),
  route({
    room: ROOM, method: "post", path: "/determinations/{id}/files", summary: "Upload a file that is to be considered with a request to look again", permission: "determination:reconsider", resource: REQUEST, params: idParams, query: givenFileQuery, upload: FILE, maxBytes: MAX_FACTS_FILE_BYTES, reply: waitingFiles, status: 201,
    run: async ({ services, actor, params, query, body }) => {
      await giveFile(services, { actor, requestId: params.id, fileName: query.fileName, bytes: body as Uint8Array });
      return { files: await listWaiting(services, params.id) };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/determinations/{id}/files/removal", summary: "Take a file back that was not sent yet", permission: "determination:reconsider", resource: REQUEST, params: idParams, body: takeFileBackBody, reply: waitingFiles,
    run: async ({ services, actor, params, body }) => {
      await takeFileBack(services, { actor, requestId: params.id, fileId: body.fileId });
      return { files: await listWaiting(services, params.id) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/determinations/{id}/files/content", summary: "A file that you gave, as it came", permission: "determination:reconsider", carries: "developer-confidential", resource: REQUEST, params: idParams, query: fileQuery, reply: FILE,
    run: async ({ services, params, query }) => ({ ...(await downloadFile(services, { requestId: params.id, fileId: query.fileId })), mediaType: FILE }),
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
