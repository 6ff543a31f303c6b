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

/**
 * Longest time a lease lets the enclave call a developer's endpoint without a fresh one, seconds. Shorter than the minute
 * that is promised by what the two sides' clocks may differ, so that the last call is within it on a clock that is behind.
 */
export const LEASE_SECONDS = 55;

/** How the model is reached. A developer-hosted endpoint sees what the enclave asks of the model. */
export const ACCESS_MODES = ["developer-hosted", "government-hosted", "on-site"] as const;
const accessMode = z.enum(ACCESS_MODES);
export type AccessMode = z.infer<typeof accessMode>;

/** What a developer wrote about a determination that it asks to look at again. Hostile. */
const facts = z.string().min(1).max(8000).refine((text) => !/[^\P{Cc}\n\t]/u.test(text), "must hold no control characters");

/** Largest file that goes with such a text, bytes, and how many go with one. They cross in parts, because a bundle is small. */
export const MAX_FACTS_FILE_BYTES = 256 * 1024;
export const MOST_FACTS_FILES = 5;
export const FILE_PART_BYTES = 24 * 1024;
const MOST_PARTS = Math.ceil(MAX_FACTS_FILE_BYTES / FILE_PART_BYTES);
const fileName = z.string().min(1).max(200).regex(/^[^\p{Cc}\p{Cf}/\\]+$/u, "must be a file's name, not a path, without control characters");
const factsFiles = z.array(z.strictObject({ fileId: reference, fileName, digest, bytes: z.int().min(1).max(MAX_FACTS_FILE_BYTES) })).max(MOST_FACTS_FILES).default([]);

/** A DSSE envelope with one signature; what it says is parsed once its signature was checked. */
const envelope = z.strictObject({
  payloadType: z.string().max(100),
  payload: z.base64().max(30_000),
  signatures: z.array(z.strictObject({ keyid: digest, sig: z.base64().max(200) })).length(1),
});

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
    accessMode: accessMode.default("developer-hosted"),
    /** The request whose determination this one asks to look at again, with a new run. */
    reconsiders: reference.nullable().default(null),
    facts: facts.nullable().default(null),
    files: factsFiles,
    requestedAt: instant,
  }),
  /** The same without a new run: no access comes with it. */
  z.strictObject({ kind: z.literal("reconsideration-requested"), requestId: reference, reconsiders: reference, facts, files: factsFiles, modelDigest: digest, requestedAt: instant }),
  /** A piece of a file that such a request announced. */
  z.strictObject({ kind: z.literal("facts-file-part"), requestId: reference, fileId: reference, part: z.int().min(0).max(MOST_PARTS - 1), content: z.base64().min(1).max(FILE_PART_BYTES / 3 * 4) }),
  /** A developer says that the model of a determination which the enclave began itself is its own. */
  z.strictObject({ kind: z.literal("developer-claimed"), claimId: reference, requestId: reference, organisationName: z.string().min(1).max(200).regex(/^[^\p{Cc}\p{Cf}]+$/u, "must hold no control characters"), claimedAt: instant }),
  /** Renewed by the low side while access stands; the file of a request is replaced each time. */
  z.strictObject({ kind: z.literal("lease"), requestId: reference, issuedAt: instant, notAfter: instant }),
  /** The sealing of the results stands in the low side's ledger, so that a decision signed from now on shows to have followed it. */
  z.strictObject({ kind: z.literal("sealing-recorded"), requestId: reference, determinationId: reference, resultsCommitment: commitment, recordedAt: instant }),
  /** The developer withdrew, or the access ended: stop, and quarantine what there is. */
  z.strictObject({ kind: z.literal("access-ended"), requestId: reference, endedAt: instant }),
]);
export type ToEnclave = z.infer<typeof toEnclave>;
/** As it is written; what may be left out is. */
export type ForEnclave = z.input<typeof toEnclave>;

/** Words for where a request stands; they say nothing of any result. */
export const requestStage = z.enum(["intake", "benchmarking", "results-sealed", "consultation", "recommended", "signed", "stopped"]);

/** Of a standard whose application can be proven: the commitment to its rule, and its place in the one line of standards. */
const placed = { ruleCommitment: digest.exactOptional(), sequence: z.int().min(1).max(1_000_000).exactOptional(), supersedes: commitment.nullable().exactOptional() };

/** Enclave → low side. No threshold, item, score, percentile or ranking has a field here (INV-7). */
export const fromEnclave = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("enclave-keys"), transportKey: publicKeyPem, sealingKey: publicKeyPem, directorKey: publicKeyPem, directorKeyId: digest }),
  z.strictObject({ kind: z.literal("standard-committed"), standardId: word, version: word, commitment, ...placed, benchmarkSet: benchmarkSetReference, committedAt: instant }),
  /** The Director's key hands over: signed by the key that is pinned. */
  z.strictObject({ kind: z.literal("director-key-rotated"), rotation: envelope }),
  /** The key before was lost. It is taken up by two people of the low side by hand, or not at all. */
  z.strictObject({ kind: z.literal("director-key-offered"), directorKey: publicKeyPem, directorKeyId: digest, offeredAt: instant }),
  z.strictObject({ kind: z.literal("delegation-made"), delegation: envelope }),
  z.strictObject({ kind: z.literal("delegation-ended"), end: envelope }),
  /** Begun by the enclave itself: no engagement, no access, no lease, no duty. */
  z.strictObject({ kind: z.literal("determination-initiated"), requestId: reference, modelDigest: digest, reconsiders: reference.nullable(), initiatedAt: instant }),
  /** Two people of the enclave confirm whose model it is. Of a claim that they do not confirm nothing is told. */
  z.strictObject({ kind: z.literal("developer-confirmed"), claimId: reference, requestId: reference, at: instant }),
  /** All that the developer learns: this way of access cannot be used. */
  z.strictObject({ kind: z.literal("access-mode-refused"), requestId: reference, at: instant }),
  z.strictObject({ kind: z.literal("stage-reached"), requestId: reference, stage: requestStage, at: instant }),
  /** Which standard a run is held to, said before it has any results. */
  z.strictObject({ kind: z.literal("run-begun"), requestId: reference, determinationId: reference, standard: commitment, begunAt: instant }),
  /** An alarm halted a run at the developer's endpoint. The digest is of the sealed evidence, which stays where it is. */
  z.strictObject({ kind: z.literal("run-halted"), requestId: reference, determinationId: reference, evidenceDigest: digest, haltedAt: instant }),
  z.strictObject({ kind: z.literal("results-sealed"), requestId: reference, determinationId: reference, resultsCommitment: commitment, countsCommitment: digest.exactOptional(), standard: commitment.exactOptional(), sealedAt: instant }),
  z.strictObject({ kind: z.literal("determination-signed"), requestId: reference, determination: z.record(z.string(), z.unknown()) }),
  /** The zero-knowledge proof of a signed determination, which follows it by minutes. */
  z.strictObject({ kind: z.literal("decision-proven"), requestId: reference, determinationId: reference, circuit: word, proof: z.base64().max(40_000) }),
  /** Signed later of a determination: that it is lifted, or that it was looked at again and stands (`answers`: on which request). */
  z.strictObject({ kind: z.literal("determination-act"), requestId: reference, answers: reference.nullable(), act: envelope }),
]);
export type FromEnclave = z.infer<typeof fromEnclave>;
