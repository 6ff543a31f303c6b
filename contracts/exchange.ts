import { z } from "zod";

/*
 * What crosses between the low side and the enclave, and nothing else: DSSE envelopes (see engines/ledger) of the payload
 * types below, one file each, in `to-enclave/` and `from-enclave/`. Both guards parse with these strict schemas, so that
 * a field that is not listed cannot cross in either direction.
 */

const reference = z.string().regex(/^[a-z]{2,12}_[0-9a-z]{20}$/);
const instant = z.iso.datetime();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const commitment = z.string().regex(/^[0-9a-f]{128}$/);
const publicKeyPem = z.string().max(200);
const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);

/** `application/vnd.breakwater.exchange+json` */
export const EXCHANGE_PAYLOAD_TYPE = "application/vnd.breakwater.exchange+json";

/** Longest time a lease lets the enclave call a developer's endpoint without a fresh one, seconds. */
export const LEASE_SECONDS = 60;

export const benchmarkSetReference = z.strictObject({ id: word, version: word, digest });

/** Low side → enclave. */
export const toEnclave = z.discriminatedUnion("kind", [
  /** The low side's own key; pinned by the enclave on first sight, a different one later is refused. */
  z.strictObject({ kind: z.literal("low-keys"), transportKey: publicKeyPem }),
  z.strictObject({
    kind: z.literal("determination-requested"),
    requestId: reference,
    modelDigest: digest,
    /** As the endpoint names the model; confidential to the developer. */
    modelName: z.string().max(200),
    endpoint: z.url().max(500),
    /** The endpoint's credential, sealed to the enclave's sealing key (X25519, HKDF-SHA-256, AES-256-GCM), base64. */
    sealedCredential: z.string().max(4000),
    requestedAt: instant,
  }),
  /** Renewed by the low side while access stands; the file of a request is replaced each time. */
  z.strictObject({ kind: z.literal("lease"), requestId: reference, issuedAt: instant, notAfter: instant }),
  /** The developer withdrew, or the access ended: stop, and quarantine what there is. */
  z.strictObject({ kind: z.literal("access-ended"), requestId: reference, endedAt: instant }),
]);
export type ToEnclave = z.infer<typeof toEnclave>;

/** Words for where a request stands; they say nothing of any result. */
export const requestStage = z.enum(["intake", "benchmarking", "results-sealed", "consultation", "recommended", "signed", "stopped"]);

/** Enclave → low side. No threshold, item, score, percentile or ranking has a field here (INV-7). */
export const fromEnclave = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("enclave-keys"), transportKey: publicKeyPem, sealingKey: publicKeyPem, directorKey: publicKeyPem, directorKeyId: digest }),
  z.strictObject({ kind: z.literal("standard-committed"), standardId: word, version: word, commitment, benchmarkSet: benchmarkSetReference, committedAt: instant }),
  z.strictObject({ kind: z.literal("stage-reached"), requestId: reference, stage: requestStage, at: instant }),
  z.strictObject({ kind: z.literal("results-sealed"), requestId: reference, determinationId: reference, resultsCommitment: commitment, sealedAt: instant }),
  z.strictObject({ kind: z.literal("determination-signed"), requestId: reference, determination: z.record(z.string(), z.unknown()) }),
]);
export type FromEnclave = z.infer<typeof fromEnclave>;
