import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { MAX_FACTS_FILE_BYTES, MOST_FACTS_FILES, requestStage } from "./exchange.ts";

export { MAX_FACTS_FILE_BYTES, MOST_FACTS_FILES };

const commitment = z.string().regex(/^[0-9a-f]{128}$/);
const setReference = z.object({ id: z.string(), version: z.string(), digest: sha256 });

export const determinationOutcome = z.enum(["covered", "not_covered", "insufficient"]).meta({ id: "DeterminationOutcome" });

/**
 * Where a request stands: `requested` until the enclave has taken it in, `initiated` where the government began it itself.
 * `answered`: it asked to look again, and what was signed before stands. The words say nothing of any result.
 */
export const determinationState = z
  .enum(["requested", "initiated", ...requestStage.options, "answered", "reconsideration-requested", "under-reconsideration", "superseded", "lifted"])
  .meta({ id: "DeterminationState" });
export type DeterminationState = z.infer<typeof determinationState>;

/** Body of `POST /determinations`. Asking is not submitting: it creates no duty and no access for evaluators. */
export const requestDetermination = z.strictObject({ engagementId: identifier }).meta({ id: "RequestDetermination" });

/**
 * Body of `POST /determinations/claims`: a registered model is ours, should the government have begun a determination of it
 * by itself. The answer is the same whether or not there is one; where there is, the enclave learns who says so.
 */
export const claimModel = z.strictObject({ engagementId: identifier }).meta({ id: "ClaimModel" });
export const claimReceived = z.object({ state: z.literal("received") }).meta({ id: "ClaimReceived", "x-label": "developer-confidential" });

/** All that ever leaves the enclave: result, releasable text, and which standard and set. */
export const determinationResult = z
  .object({
    determinationId: identifier,
    outcome: determinationOutcome,
    releasableText: z.string(),
    standard: z.object({ id: z.string(), version: z.string(), commitment }),
    benchmarkSet: setReference,
    resultsCommitment: commitment,
    /** The zero-knowledge proof that the rule was applied: in the bundle, on its way, or none for standards from before there were proofs. */
    proof: z.enum(["here", "awaited", "none"]),
    sealedAt: instant,
    signedAt: instant,
    supersedes: identifier.nullable(),
    /** The later determination that took its place. */
    supersededBy: identifier.nullable(),
    /** The Director in person, or a delegate whom the Director named. */
    signedBy: z.enum(["director", "delegate"]),
  })
  .meta({ id: "DeterminationResult", "x-label": "developer-confidential" });

/** A file given to be considered; what is in it was never looked at here. */
const factsFile = z.object({ id: identifier, fileName: z.string(), digest: sha256, bytes: z.int(), at: instant });
export type FactsFile = z.infer<typeof factsFile>;
/** Uploaded for a coming request to look again, oldest first. */
export const waitingFiles = z.object({ files: z.array(factsFile) }).meta({ id: "WaitingFiles", "x-label": "developer-confidential" });
export const givenFileQuery = z.object({ fileName: plainText(200).regex(/^[^\p{Cc}\p{Cf}/\\]+$/u, "must be a file's name, not a path") });
export const fileQuery = z.object({ fileId: identifier });
/** Body of `POST /determinations/{id}/files/removal`. */
export const takeFileBack = z.strictObject({ fileId: identifier }).meta({ id: "TakeFileBack" });

export const determination = z
  .object({
    /** Of the request. */
    id: identifier,
    /** Null where nobody registered the model. */
    engagementId: identifier.nullable(),
    /** `initiated`: the government began it itself, without access and without any duty that follows. */
    origin: z.enum(["requested", "initiated"]),
    modelDigest: sha256,
    state: determinationState,
    requestedAt: instant,
    /** Oldest first. */
    stages: z.array(z.object({ stage: determinationState, at: instant })),
    /** While the enclave may call the model's endpoint: the end of its newest lease. */
    leasedUntil: instant.nullable(),
    accessEndedAt: instant.nullable(),
    /** Why it was stopped, where that can be said: this way of access cannot be used for the benchmark. */
    stopReason: z.enum(["access-mode"]).nullable(),
    /** The request whose result this one asks to look at again. */
    reconsiders: identifier.nullable(),
    /** What the developer gave to be considered, for the developer alone. */
    facts: z.string().nullable(),
    /** The files that went with it, for the developer alone. */
    files: z.array(factsFile),
    /** Whether the enclave may run its benchmark on the model for it. */
    withAccess: z.boolean(),
    result: determinationResult.nullable(),
    /** What was signed of the result afterwards, oldest first. */
    acts: z.array(z.object({ act: z.enum(["lifted", "stands"]), releasableText: z.string(), signedAt: instant, answers: identifier.nullable() })),
    /** Every request about this determination, the first one first, this one among them. */
    line: z.array(z.object({ id: identifier, origin: z.enum(["requested", "initiated"]), state: determinationState, requestedAt: instant })),
    /** What the reader may do now. */
    mayAskAgain: z.boolean(),
    notice: z.string(),
  })
  .meta({ id: "Determination", "x-label": "developer-confidential" });
export type Determination = z.infer<typeof determination>;
/** Body of `POST /determinations/{id}/reconsiderations`. */
export const requestReconsideration = z
  .strictObject({
    facts: plainText(8000),
    /** Of the files uploaded for this determination, those that go with it. */
    files: z.array(identifier).max(MOST_FACTS_FILES).default([]),
    /** Whether the enclave may run its benchmark on the model again, under leases as before. */
    withAccess: z.boolean().default(false),
  })
  .meta({ id: "RequestReconsideration" });

export const determinationList = z.object({ determinations: z.array(determination) }).meta({ id: "DeterminationList" });

/** Null for standards from before there were proofs. `sequence` and `supersedes`: its place in the one line of standards. */
const placed = { ruleCommitment: sha256.nullable(), sequence: z.int().nullable(), supersedes: commitment.nullable() };

/** What the enclave has published beforehand, with places in the ledger. Public. */
export const determinationCommitments = z
  .object({
    standards: z.array(z.object({ id: z.string(), version: z.string(), commitment, benchmarkSet: setReference, committedAt: instant, recordedAt: instant, ...placed })),
    /** Oldest first; the last is in force. `replaced`: the key before was lost, and two people here took this one up by hand. */
    directorKeys: z.array(z.object({ keyId: sha256, publicKey: z.string(), cameBy: z.enum(["announced", "rotated", "replaced"]), recordedAt: instant })),
    delegations: z.array(z.object({ delegationId: z.string(), keyId: sha256, validFrom: instant, validUntil: instant, endedAt: instant.nullable() })),
  })
  .meta({ id: "DeterminationCommitments", "x-label": "public" });

/** A key of the Director's that the enclave offers after the former one was lost, until two administrators took it up. */
export const offeredKeyList = z
  .object({ offeredKeys: z.array(z.object({ keyId: sha256, offeredAt: instant, /** Null until the first of the two gave their word. */ proposedByMe: z.boolean().nullable() })) })
  .meta({ id: "OfferedKeyList", "x-label": "coordination" });

/** Body of `POST /director-key`: the fingerprint as it was handed over outside of this system. */
export const replaceDirectorKey = z.strictObject({ fingerprint: sha256 }).meta({ id: "ReplaceDirectorKey" });
export const replacedDirectorKey = z.object({ state: z.enum(["waiting", "done"]) }).meta({ id: "ReplacedDirectorKey", "x-label": "coordination" });

/*
 * Routes (all below /api):
 * developer   POST /determinations · GET /determinations · GET /determinations/{id}       → Determination(s)
 *             GET /determinations/{id}/bundle            → file `application/json`, for `breakwater determination verify`
 *             POST /determinations/claims                                                 → ClaimReceived, 202
 *             GET, POST /determinations/{id}/files · POST …/files/removal                 → WaitingFiles · GET …/files/content?fileId= → the file
 *             POST /determinations/{id}/reconsiderations                                  → the new Determination, 201
 * administrator  GET /director-keys/offered · POST /director-key
 * public      GET /determination-commitments
 */
