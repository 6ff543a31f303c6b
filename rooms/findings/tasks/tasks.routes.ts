import {
  assessmentReply, broadcastReply, broadcastSarif as broadcastBody, bundleReply, bundleSubmission, freeformReply, freeformSubmission, MAX_TASK_BODY_BYTES, patchReply, patchSubmission, ping, povReply, povSubmission, sarifAssessment,
  sarifBroadcasts, sarifReply, sarifSubmission, taskItemParams, taskParams, taskProvenance,
} from "#contracts/aixcc";
import { idParams } from "#contracts/access";
import { MAX_IMPORT_BYTES } from "#contracts/intake";
import { route, type Refusal, type Route } from "#rooms/platform";
import { campaignResource, taskResource } from "#rooms/scanning";
import { broadcastSarif, showBroadcasts } from "./broadcast-sarif.ts";
import { bundleSubmissions, changeBundle, showBundle, withdrawTaskBundle } from "./bundle-submissions.ts";
import { assessBroadcast, sayProvenance, showSubmission, submitFile, submitPov, submitSarif } from "./hand-in.ts";
import type { SubmissionRow } from "./tasks.store.ts";

const ROOM = "findings";
const TASK = "/aixcc/v1/task/{taskId}";
const resource = { kind: taskResource({ type: "Intake", read: "findings:read-intake" }), param: "taskId" };

/** As that API words a refusal, with ours beside it. */
const refuseAs = ({ code, message, field }: Refusal) => ({
  text: JSON.stringify({ message, fields: field === undefined ? {} : { [field]: message }, error: { code, message, ...(field === undefined ? {} : { field }) } }),
  mediaType: "application/json",
});

const HAND_IN = { room: ROOM, permission: "findings:hand-in", resource, params: taskParams, refuseAs, takesBasic: true } as const;
const READ = { room: ROOM, permission: "findings:read-intake", resource, params: taskItemParams, refuseAs, takesBasic: true } as const;

const toPov = ({ id, status }: SubmissionRow) => ({ pov_id: id, status });
const toPatch = ({ id, status, tests_passing }: SubmissionRow) => ({ patch_id: id, status, functionality_tests_passing: tests_passing });
const toSarif = ({ id, status }: SubmissionRow) => ({ submitted_sarif_id: id, status });
const toFreeform = ({ id, status }: SubmissionRow) => ({ freeform_id: id, status });

export const taskRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/aixcc/v1/ping/", summary: "Whether a cyber reasoning system may hand in here", permission: "findings:submit", refuseAs, takesBasic: true, reply: ping,
    run: () => Promise.resolve({ status: "ready" as const }),
  }),
  route({
    ...HAND_IN, method: "post", path: `${TASK}/provenance/`, summary: "Say who finds and with what, before anything is handed in for a task", body: taskProvenance, reply: taskProvenance,
    run: ({ services, actor, params, body }) => sayProvenance(services, { actor, ...params, ...body }),
  }),
  route({
    ...HAND_IN, method: "post", path: `${TASK}/pov/`, summary: "Hand in a proof of vulnerability", body: povSubmission, maxBytes: MAX_TASK_BODY_BYTES, reply: povReply,
    run: async ({ services, actor, params, body }) => toPov(await submitPov(services, { actor, ...params, pov: body })),
  }),
  route({
    ...READ, method: "get", path: `${TASK}/pov/{id}/`, summary: "Where a proof of vulnerability stands", reply: povReply,
    run: async ({ services, params }) => toPov(await showSubmission(services, { ...params, kind: "pov" })),
  }),
  route({
    ...HAND_IN, method: "post", path: `${TASK}/patch/`, summary: "Hand in a patch", body: patchSubmission, maxBytes: MAX_TASK_BODY_BYTES, reply: patchReply,
    run: async ({ services, actor, params, body }) => toPatch(await submitFile(services, { actor, ...params, kind: "patch", base64: body.patch })),
  }),
  route({
    ...READ, method: "get", path: `${TASK}/patch/{id}/`, summary: "Where a patch that was handed in stands", reply: patchReply,
    run: async ({ services, params }) => toPatch(await showSubmission(services, { ...params, kind: "patch" })),
  }),
  route({
    ...HAND_IN, method: "post", path: `${TASK}/submitted-sarif/`, summary: "Hand in findings as SARIF", body: sarifSubmission, maxBytes: MAX_IMPORT_BYTES, reply: sarifReply,
    run: async ({ services, actor, params, body }) => toSarif(await submitSarif(services, { actor, ...params, ...body })),
  }),
  route({
    ...READ, method: "get", path: `${TASK}/submitted-sarif/{id}/`, summary: "Whether SARIF that was handed in was accepted", reply: sarifReply,
    run: async ({ services, params }) => toSarif(await showSubmission(services, { ...params, kind: "submitted-sarif" })),
  }),
  route({
    ...HAND_IN, method: "post", path: `${TASK}/freeform/`, summary: "Hand in anything else; no machine judges it", body: freeformSubmission, maxBytes: MAX_TASK_BODY_BYTES, reply: freeformReply,
    run: async ({ services, actor, params, body }) => toFreeform(await submitFile(services, { actor, ...params, kind: "freeform", base64: body.submission })),
  }),
  route({
    ...READ, method: "get", path: `${TASK}/freeform/{id}/`, summary: "Whether what was handed in freely was accepted", reply: freeformReply,
    run: async ({ services, params }) => toFreeform(await showSubmission(services, { ...params, kind: "freeform" })),
  }),
  route({
    ...READ, method: "get", path: `${TASK}/broadcast-sarif/`, summary: "SARIF of the clearinghouse's to give a view on", params: taskParams, reply: sarifBroadcasts,
    run: ({ services, params }) => showBroadcasts(services, params.taskId),
  }),
  route({
    ...HAND_IN, method: "post", path: `${TASK}/broadcast-sarif-assessment/{id}/`, summary: "Say whether what was sent round is right", params: taskItemParams, body: sarifAssessment, maxBytes: MAX_TASK_BODY_BYTES, reply: assessmentReply,
    run: ({ services, actor, params, body }) => assessBroadcast(services, { actor, taskId: params.taskId, broadcastId: params.id, ...body }),
  }),
  route({
    ...HAND_IN, method: "post", path: `${TASK}/bundle/`, summary: "Say which submissions belong together", body: bundleSubmission, maxBytes: MAX_TASK_BODY_BYTES, reply: bundleReply,
    run: ({ services, actor, params, body }) => bundleSubmissions(services, { actor, ...params, bundle: body }),
  }),
  route({
    ...READ, method: "get", path: `${TASK}/bundle/{id}/`, summary: "A bundle of submissions", reply: bundleReply,
    run: ({ services, params }) => showBundle(services, { taskId: params.taskId, bundleId: params.id }),
  }),
  route({
    ...HAND_IN, method: "patch", path: `${TASK}/bundle/{id}/`, summary: "Change a bundle of submissions", params: taskItemParams, body: bundleSubmission, maxBytes: MAX_TASK_BODY_BYTES, reply: bundleReply,
    run: ({ services, actor, params, body }) => changeBundle(services, { actor, taskId: params.taskId, bundleId: params.id, bundle: body }),
  }),
  route({
    ...HAND_IN, method: "delete", path: `${TASK}/bundle/{id}/`, summary: "Take a bundle of submissions apart", params: taskItemParams,
    run: ({ services, actor, params }) => withdrawTaskBundle(services, { actor, taskId: params.taskId, bundleId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/campaigns/{id}/broadcasts", summary: "Send SARIF to those who took a target", permission: "scanning:run-campaign", resource: { kind: campaignResource, param: "id" }, params: idParams, body: broadcastBody, maxBytes: MAX_IMPORT_BYTES, reply: broadcastReply, status: 201,
    run: ({ services, actor, params, body }) => broadcastSarif(services, { actor, campaignId: params.id, ...body }),
  }),
];
