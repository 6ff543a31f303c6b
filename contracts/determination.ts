import { z } from "zod";
import { identifier, instant, sha256 } from "./access.ts";
import { requestStage } from "./exchange.ts";

const commitment = z.string().regex(/^[0-9a-f]{128}$/);
const setReference = z.object({ id: z.string(), version: z.string(), digest: sha256 });

export const determinationOutcome = z.enum(["covered", "not_covered", "insufficient"]).meta({ id: "DeterminationOutcome" });

/** Where a request stands: `requested` until the enclave has taken it in. The words say nothing of any result. */
export const determinationState = z.enum(["requested", ...requestStage.options]).meta({ id: "DeterminationState" });
export type DeterminationState = z.infer<typeof determinationState>;

/** Body of `POST /determinations`. Asking is not submitting: it creates no duty and no access for evaluators. */
export const requestDetermination = z.strictObject({ engagementId: identifier }).meta({ id: "RequestDetermination" });

/** All that ever leaves the enclave: result, releasable text, and which standard and set. */
export const determinationResult = z
  .object({
    determinationId: identifier,
    outcome: determinationOutcome,
    releasableText: z.string(),
    standard: z.object({ id: z.string(), version: z.string(), commitment }),
    benchmarkSet: setReference,
    resultsCommitment: commitment,
    sealedAt: instant,
    signedAt: instant,
    supersedes: identifier.nullable(),
    /** The later determination that took its place. */
    supersededBy: identifier.nullable(),
  })
  .meta({ id: "DeterminationResult", "x-label": "developer-confidential" });

export const determination = z
  .object({
    /** Of the request. */
    id: identifier,
    engagementId: identifier,
    modelDigest: sha256,
    state: determinationState,
    requestedAt: instant,
    /** Oldest first. */
    stages: z.array(z.object({ stage: determinationState, at: instant })),
    /** While the enclave may call the model's endpoint: the end of its newest lease. */
    leasedUntil: instant.nullable(),
    accessEndedAt: instant.nullable(),
    /** The request whose result this one asks to look at again. */
    reconsiders: identifier.nullable(),
    result: determinationResult.nullable(),
    notice: z.string(),
  })
  .meta({ id: "Determination", "x-label": "developer-confidential" });
export type Determination = z.infer<typeof determination>;
export const determinationList = z.object({ determinations: z.array(determination) }).meta({ id: "DeterminationList" });

/** What the enclave has published beforehand, with places in the ledger. Public. */
export const determinationCommitments = z
  .object({
    standards: z.array(z.object({ id: z.string(), version: z.string(), commitment, benchmarkSet: setReference, committedAt: instant, recordedAt: instant })),
    directorKeys: z.array(z.object({ keyId: sha256, publicKey: z.string(), recordedAt: instant })),
  })
  .meta({ id: "DeterminationCommitments", "x-label": "public" });

/*
 * Routes (all below /api):
 * developer   POST /determinations · GET /determinations · GET /determinations/{id}       → Determination(s)
 *             GET /determinations/{id}/bundle            → file `application/json`, for `breakwater determination verify`
 *             POST /determinations/{id}/reconsiderations (no body)                        → the new Determination, 201
 * public      GET /determination-commitments
 */
