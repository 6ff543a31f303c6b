/*
 * Operations (all below /api):
 *   POST /patches                       proposePatch → patch (201)         a finder of the case, assigned analyst
 *   GET  /patches?caseId=               → patchList
 *   GET  /patches/{id}                  → patch
 *   POST /patches/{id}/confirm          → patch                            assigned analyst or validator, not the author
 *   POST /patches/{id}/release          releasePatch → patch               assigned analyst
 *   POST /patches/{id}/withdraw         withdrawPatch → patch              assigned analyst; a recall
 *   GET  /patches/{id}/artefact         → text/x-diff                      anyone, once released and public
 *   GET  /patches/{id}/signature        → patchSignature                   as the artefact
 *   GET  /patch-signing-key             → patchSigningKey                  anyone
 *   GET  /patch-signing-keys            → patchSigningKeys                 anyone; all there ever were
 *   POST /patch-signing-keys            rotateSigningKey → patchSigningKeys  administrator
 *   GET  /patch-comparisons?caseId=     → patchComparison                  as GET /patches
 *   POST /maintainer/patches            maintainerPatches → patchList      anyone with the link's secret, as all below
 *   POST /maintainer/patches/accept     maintainerAcceptCandidate → patch
 *   POST /maintainer/patches/propose    maintainerProposePatch → patch
 *   POST /maintainer/patches/confirm    maintainerConfirmPatch → patch
 *   POST /maintainer/patches/release    maintainerReleasePatch → patch
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

/** Where a patch stands; the machine is in rooms/remediation/remediation.rules.ts. */
export const PATCH_STATES = ["proposed", "verifying", "verified", "failed", "signed", "released", "superseded", "withdrawn"] as const;
export const patchState = z.enum(PATCH_STATES).meta({ id: "PatchState" });
export type PatchState = z.infer<typeof patchState>;

export const MAX_DIFF_CHARACTERS = 256 * 1024;
/** A unified diff against the evidence bundle's source folder. */
export const diff = z
  .string()
  .min(1, "must not be empty")
  .max(MAX_DIFF_CHARACTERS, `must be at most ${MAX_DIFF_CHARACTERS} characters`)
  .refine((text) => /^--- /m.test(text) && /^\+\+\+ /m.test(text) && /^@@ /m.test(text), "expected a unified diff with ---, +++ and @@ lines")
  .refine((text) => !text.includes("\u0000"), "must not hold NUL characters");

/** An input that fails before the patch and passes with it, and where it belongs in the repository. */
export const regressionTest = z
  .strictObject({
    path: plainText(200).regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[A-Za-z0-9._/-]+$/, "expected a path inside of the repository, such as tests/long-name.txt"),
    input: z.base64({ message: "expected base64" }).min(1, "must not be empty").max(87_384, "must be at most 64 KiB before base64"),
  })
  .meta({ id: "RegressionTest" });

export const proposePatch = z
  .strictObject({
    caseId: identifier,
    diff,
    /** Always stated: whether a model wrote it, and which. */
    aiGenerated: z.boolean(),
    model: plainText(200).nullable(),
    regressionTest: regressionTest.optional(),
  })
  .refine((patch) => !patch.aiGenerated || patch.model !== null, { message: "name the model that wrote the patch", path: ["model"] })
  .meta({ id: "ProposePatch" });

export const patch = z
  .object({
    id: identifier,
    caseId: identifier,
    state: patchState,
    author: z.object({ party: z.enum(["finder", "coordinator", "maintainer"]), name: z.string(), aiGenerated: z.boolean(), model: z.string().nullable() }),
    digest: sha256,
    diff: z.string(),
    proposedAt: instant,
    /** What the sandbox showed; `verdict` is the engine's word, such as `verified`, `incomplete` or `breaks-behaviour`. */
    verification: z.object({ verdict: z.string(), detail: z.string(), at: instant }).nullable(),
    /** The person, not the author, who stands behind it. */
    confirmed: z.object({ byName: z.string(), at: instant }).nullable(),
    signature: z.object({ keyId: z.string(), at: instant }).nullable(),
    fixedVersion: z.string().nullable(),
    releasedAt: instant.nullable(),
    withdrawn: z.object({ reason: z.string(), at: instant }).nullable(),
    /** `holds`: in the sandbox it failed before the patch and passed with it; null while nobody has looked. */
    regressionTest: z.object({ path: z.string(), input: z.string(), holds: z.boolean().nullable() }).nullable(),
    /** What a run of the released patch showed once more. */
    releaseCheck: z.object({ held: z.boolean(), verdict: z.string(), at: instant }).nullable(),
    /** Whether the caller may confirm it now. */
    mayConfirm: z.boolean(),
  })
  .meta({ id: "Patch", "x-label": "embargoed" });
export type Patch = z.infer<typeof patch>;

export const patchQuery = z.object({ caseId: identifier });
export const patchList = z.object({ patches: z.array(patch) }).meta({ id: "PatchList" });

const fixedVersion = plainText(100).regex(/^\S+$/, "expected one version, without spaces");
export const releasePatch = z.strictObject({ fixedVersion }).meta({ id: "ReleasePatch" });
export const withdrawPatch = z.strictObject({ reason: plainText(2000) }).meta({ id: "WithdrawPatch" });

/** DSSE envelope over the patch's digest and metadata. */
export const patchSignature = z
  .object({ payloadType: z.string(), payload: z.string(), signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })) })
  .meta({ id: "PatchSignature", "x-label": "public" });
export const patchComparison = z
  .object({
    patches: z.array(
      z.object({
        id: identifier,
        state: patchState,
        author: z.object({ party: z.enum(["finder", "coordinator", "maintainer"]), name: z.string(), aiGenerated: z.boolean(), model: z.string().nullable() }),
        proposedAt: instant,
        attempts: z.number().int(),
        verdict: z.string().nullable(),
        /** Of the last attempt, each with what it showed. */
        steps: z.array(z.object({ step: z.string(), ok: z.boolean(), detail: z.string() })),
        filesChanged: z.array(z.string()),
        linesAdded: z.number().int(),
        linesRemoved: z.number().int(),
        /** Variants of the reproducer that were tried, and how many got round the patch. */
        variants: z.object({ counted: z.number().int(), stillCrashing: z.number().int() }).nullable(),
        regressionTestHolds: z.boolean().nullable(),
      }),
    ),
  })
  .meta({ id: "PatchComparison", "x-label": "embargoed" });
export type PatchComparison = z.infer<typeof patchComparison>;

/** Oldest first. A signature counts when it was made while its key was valid. */
export const patchSigningKeys = z
  .object({ keys: z.array(z.object({ keyId: z.string(), publicKeyPem: z.string(), validFrom: instant, validUntil: instant.nullable(), endedBecause: z.enum(["rotated", "compromised"]).nullable() })) })
  .meta({ id: "PatchSigningKeys", "x-label": "public" });
export const rotateSigningKey = z.strictObject({ because: z.enum(["rotated", "compromised"]) }).meta({ id: "RotateSigningKey" });

export const patchSigningKey = z.object({ keyId: z.string(), publicKeyPem: z.string() }).meta({ id: "PatchSigningKey", "x-label": "public" });

// --- The maintainer's page: the secret of the mailed link comes in every body.

const token = z.string().min(20).max(200);
export const maintainerPatches = z.strictObject({ token }).meta({ id: "MaintainerPatches", "x-label": "embargoed" });
/** Takes the report's candidate patch as it is; it is then verified, and the maintainer stands behind it. */
export const maintainerAcceptCandidate = z.strictObject({ token }).meta({ id: "MaintainerAcceptCandidate" });
export const maintainerProposePatch = z
  .strictObject({ token, diff, aiGenerated: z.boolean().default(false), model: plainText(200).nullable().default(null), regressionTest: regressionTest.optional() })
  .refine((proposed) => !proposed.aiGenerated || proposed.model !== null, { message: "name the model that wrote the patch", path: ["model"] })
  .meta({ id: "MaintainerProposePatch" });
export const maintainerConfirmPatch = z.strictObject({ token, patchId: identifier }).meta({ id: "MaintainerConfirmPatch" });
export const maintainerReleasePatch = z.strictObject({ token, patchId: identifier, fixedVersion }).meta({ id: "MaintainerReleasePatch" });
