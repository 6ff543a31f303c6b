import { idParams } from "#contracts/access";
import {
  maintainerAcceptCandidate, maintainerConfirmPatch, maintainerPatches, maintainerProposePatch, maintainerReleasePatch, MAX_DIFF_CHARACTERS, patch, patchComparison, patchList, patchQuery, patchSignature, patchSigningKey as patchSigningKeyReply, patchSigningKeys,
  proposePatch as proposePatchBody, releasePatch as releasePatchBody, rotateSigningKey as rotateSigningKeyBody, withdrawPatch as withdrawPatchBody,
} from "#contracts/remediation";
import { notFound, route, type Route } from "#rooms/platform";
import { comparePatches } from "./compare-patches.ts";
import { acceptCandidate, confirmAsMaintainer, confirmPatch, proposeAsMaintainer, proposePatch } from "./propose-patch.ts";
import { getPatch, getPatchByLink, getPublicPatch, listPatches, listPatchesByLink } from "./read-patch.ts";
import { patchResource } from "./remediation.resources.ts";
import { releaseAsMaintainer, releasePatch, withdrawPatch } from "./release-patch.ts";
import { listPublishedKeys, rotateSigningKey, showSigningKey } from "./signing-keys.ts";

const ROOM = "remediation";
const DIFF = "text/x-diff";
const PATCH = { kind: patchResource, param: "id" };
// JSON escapes may double a diff; a regression test comes as base64.
const MAX_BYTES = 2 * MAX_DIFF_CHARACTERS + 192 * 1024;

const staffRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/patches", summary: "Propose a patch for a case", permission: "remediation:propose", body: proposePatchBody, maxBytes: MAX_BYTES, reply: patch, status: 201,
    run: async ({ services, actor, body }) => getPatch(services, { actor, patchId: await proposePatch(services, { actor, ...body }) }),
  }),
  route({
    room: ROOM, method: "get", path: "/patches", summary: "The patches of a case", permission: "remediation:read", query: patchQuery, reply: patchList,
    run: async ({ services, actor, query }) => ({ patches: [...(await listPatches(services, { actor, caseId: query.caseId }))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/patch-comparisons", summary: "The patches of a case side by side", permission: "remediation:read", query: patchQuery, reply: patchComparison,
    run: ({ services, actor, query }) => comparePatches(services, { actor, caseId: query.caseId }),
  }),
  route({
    room: ROOM, method: "post", path: "/patch-signing-keys", summary: "Put a new key for patches in force", permission: "access:rotate-keys", body: rotateSigningKeyBody, reply: patchSigningKeys,
    run: async ({ services, actor, body }) => {
      await rotateSigningKey(services, { actor, ...body });
      return { keys: await listPublishedKeys(services.db) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/patches/{id}", summary: "One patch", permission: "remediation:read", resource: PATCH, params: idParams, reply: patch,
    run: ({ services, actor, params }) => getPatch(services, { actor, patchId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/patches/{id}/confirm", summary: "Stand behind somebody else's patch", permission: "remediation:confirm", resource: PATCH, params: idParams, reply: patch,
    run: async ({ services, actor, params }) => {
      await confirmPatch(services, { actor, patchId: params.id });
      return getPatch(services, { actor, patchId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/patches/{id}/release", summary: "Record the version that carries a signed patch", permission: "remediation:release", resource: PATCH, params: idParams, body: releasePatchBody, reply: patch,
    run: async ({ services, actor, params, body }) => {
      await releasePatch(services, { actor, patchId: params.id, ...body });
      return getPatch(services, { actor, patchId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/patches/{id}/withdraw", summary: "Recall a patch", permission: "remediation:withdraw", resource: PATCH, params: idParams, body: withdrawPatchBody, reply: patch,
    run: async ({ services, actor, params, body }) => {
      await withdrawPatch(services, { actor, patchId: params.id, ...body });
      return getPatch(services, { actor, patchId: params.id });
    },
  }),
];

const publicRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/patches/{id}/artefact", summary: "A released patch of a public case", permission: "public", params: idParams, reply: DIFF,
    run: async ({ services, params }) => ({ bytes: (await getPublicPatch(services, params.id)).diff, mediaType: DIFF, fileName: `${params.id}.diff` }),
  }),
  route({
    room: ROOM, method: "get", path: "/patches/{id}/signature", summary: "The signature over a released patch and its metadata", permission: "public", params: idParams, reply: patchSignature,
    run: async ({ services, params }) => {
      const { envelope } = (await getPublicPatch(services, params.id)).row;
      if (!envelope) throw notFound();
      return { ...envelope, signatures: [...envelope.signatures] };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/patch-signing-key", summary: "The public key that patches are signed with", permission: "public", reply: patchSigningKeyReply,
    run: ({ services }) => showSigningKey(services, services.db),
  }),
  route({
    room: ROOM, method: "get", path: "/patch-signing-keys", summary: "Every key that patches were ever signed with, and its time", permission: "public", reply: patchSigningKeys,
    run: async ({ services }) => ({ keys: await listPublishedKeys(services.db) }),
  }),
];

const maintainerRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/maintainer/patches", summary: "The patches of the link's case", permission: "public", carries: "embargoed", body: maintainerPatches, reply: patchList,
    run: async ({ services, body }) => ({ patches: [...(await listPatchesByLink(services, body.token))] }),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/patches/accept", summary: "Take the report's candidate patch", permission: "public", carries: "embargoed", body: maintainerAcceptCandidate, reply: patch,
    run: async ({ services, body: { token } }) => getPatchByLink(services, { token, patchId: await acceptCandidate(services, token) }),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/patches/propose", summary: "Propose the maintainer's own patch", permission: "public", carries: "embargoed", body: maintainerProposePatch, maxBytes: MAX_BYTES, reply: patch,
    run: async ({ services, body }) => getPatchByLink(services, { token: body.token, patchId: await proposeAsMaintainer(services, body) }),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/patches/confirm", summary: "Stand behind somebody else's patch", permission: "public", carries: "embargoed", body: maintainerConfirmPatch, reply: patch,
    run: async ({ services, body }) => {
      await confirmAsMaintainer(services, body);
      return getPatchByLink(services, body);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/patches/release", summary: "Record the version that carries a signed patch", permission: "public", carries: "embargoed", body: maintainerReleasePatch, reply: patch,
    run: async ({ services, body }) => {
      await releaseAsMaintainer(services, body);
      return getPatchByLink(services, body);
    },
  }),
];

export const remediationRoutes: readonly Route[] = [...staffRoutes, ...publicRoutes, ...maintainerRoutes];
