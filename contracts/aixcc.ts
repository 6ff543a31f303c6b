/*
 * The API of the AIxCC finals (1.4.0), as a cyber reasoning system speaks it, for a target of a campaign that its organisation
 * has taken: the target's id is the task's. All below /api/aixcc; names are that API's own.
 *   GET  /v1/ping/                                             → ping
 *   POST /v1/task/{taskId}/provenance/                         taskProvenance      ours: what that API has no place for, said first
 *   POST /v1/task/{taskId}/pov/                 povSubmission   → povReply
 *   POST /v1/task/{taskId}/patch/               patchSubmission → patchReply
 *   POST /v1/task/{taskId}/submitted-sarif/     sarifSubmission → sarifReply
 *   POST /v1/task/{taskId}/freeform/            freeformSubmission → freeformReply
 *   GET  /v1/task/{taskId}/{pov,patch,submitted-sarif,freeform}/{id}/  → the same reply
 *   GET  /v1/task/{taskId}/broadcast-sarif/                    → sarifBroadcasts
 *   POST /v1/task/{taskId}/broadcast-sarif-assessment/{id}/    sarifAssessment → assessmentReply
 *   POST /v1/task/{taskId}/bundle/              bundleSubmission → bundleReply
 *   GET, PATCH, DELETE /v1/task/{taskId}/bundle/{id}/          → bundleReply; 204
 *   POST /campaigns/{id}/broadcasts             broadcastSarif → broadcastReply (201)    clearinghouse
 */
import { z } from "zod";
import { identifier, plainText } from "./access.ts";
import { MAX_PATCH_BYTES, recordProvenance } from "./intake.ts";
import { labelled } from "./labels.ts";

export const MAX_POV_BYTES = 2 * 1024 * 1024;
/** Base64 of the largest submission, with the rest of the document around it. */
export const MAX_TASK_BODY_BYTES = 3 * 1024 * 1024;

const name = plainText(4096);
const words = plainText(131_072);

/** Base64 of at most so many bytes; what it decodes to is looked at and never its length alone. */
const base64 = (mostBytes: number) =>
  z.base64("expected base64").min(1).refine((text) => (text.length / 4) * 3 - (/=*$/.exec(text)?.[0].length ?? 0) <= mostBytes, `more than ${mostBytes} bytes before base64`);

export const povSubmission = z
  .strictObject({ testcase: base64(MAX_POV_BYTES), fuzzer_name: name, sanitizer: name, architecture: z.enum(["x86_64", "aarch64"]), engine: z.literal("libfuzzer") })
  .meta({ id: "PovSubmission" });
export type PovSubmission = z.infer<typeof povSubmission>;
/** A unified diff. */
export const patchSubmission = z.strictObject({ patch: base64(MAX_PATCH_BYTES) }).meta({ id: "PatchSubmission" });
/** SARIF 2.1.0. */
export const sarifSubmission = z.strictObject({ sarif: z.record(z.string(), z.unknown()) }).meta({ id: "SarifSubmission" });
export const freeformSubmission = z.strictObject({ submission: base64(MAX_POV_BYTES) }).meta({ id: "FreeformSubmission" });
export const sarifAssessment = z.strictObject({ assessment: z.enum(["correct", "incorrect"]), description: words }).meta({ id: "SarifAssessment" });
export const bundleSubmission = z
  .strictObject({
    pov_id: identifier.optional(), patch_id: identifier.optional(), submitted_sarif_id: identifier.optional(), broadcast_sarif_id: identifier.optional(), freeform_id: identifier.optional(),
    description: words.optional(),
  })
  .meta({ id: "BundleSubmission" });
export type BundleSubmission = z.infer<typeof bundleSubmission>;

/** Who finds, with what, and how much of it is a human's; and which version of the target they look at. */
export const taskProvenance = z.strictObject({ provenance: recordProvenance, version: plainText(300).default("unknown") }).meta({ id: "TaskProvenance", "x-label": "coordination" });
export type TaskProvenance = z.infer<typeof taskProvenance>;

/** `failed`: looked at and refused. `errored`: our fault. `inconclusive`: a person looks later. SARIF, freeform and bundles are only ever accepted, or too late. */
export const SUBMISSION_STATUSES = ["accepted", "passed", "failed", "deadline_exceeded", "errored", "inconclusive"] as const;
export const submissionStatus = z.enum(SUBMISSION_STATUSES).meta({ id: "TaskSubmissionStatus" });
export type SubmissionStatus = z.infer<typeof submissionStatus>;

const reply = <Shape extends z.core.$ZodLooseShape>(id: string, shape: Shape) => z.object(shape).meta({ id, "x-label": "coordination" });
export const ping = z.object({ status: z.literal("ready") }).meta({ id: "TaskPing", "x-label": "coordination" });
export const povReply = reply("PovStatus", { pov_id: identifier, status: submissionStatus });
export const patchReply = reply("PatchSubmissionStatus", { patch_id: identifier, status: submissionStatus, /** Null: they were not run. */ functionality_tests_passing: z.boolean().nullable() });
export const sarifReply = reply("SarifStatus", { submitted_sarif_id: identifier, status: submissionStatus });
export const freeformReply = reply("FreeformStatus", { freeform_id: identifier, status: submissionStatus });
export const assessmentReply = reply("SarifAssessmentStatus", { status: submissionStatus });
export const bundleReply = z
  .object({
    bundle_id: identifier, status: submissionStatus,
    pov_id: identifier.optional(), patch_id: identifier.optional(), submitted_sarif_id: identifier.optional(), broadcast_sarif_id: identifier.optional(), freeform_id: identifier.optional(),
    description: labelled("embargoed", z.string()).optional(),
  })
  .meta({ id: "BundleStatus", "x-label": "coordination" });
export type BundleReply = z.infer<typeof bundleReply>;

const metadata = z.record(plainText(200), plainText(2000));
/** What the clearinghouse has of a target and wants looked at. */
export const broadcastSarif = z.strictObject({ targetId: identifier, sarif: z.record(z.string(), z.unknown()), metadata: metadata.default({}) }).meta({ id: "BroadcastSarif" });
export const broadcastReply = z.object({ sarif_id: identifier }).meta({ id: "SarifBroadcast", "x-label": "coordination" });
export const sarifBroadcasts = z
  .object({ broadcasts: z.array(z.object({ sarif_id: identifier, task_id: identifier, sarif: z.record(z.string(), z.unknown()), metadata })) })
  .meta({ id: "SarifBroadcasts", "x-label": "embargoed" });

export const taskParams = z.object({ taskId: identifier });
export const taskItemParams = z.object({ taskId: identifier, id: identifier });
