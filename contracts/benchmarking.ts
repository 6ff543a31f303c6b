import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { ACCESS_MODES } from "./exchange.ts";

/*
 * The enclave's own API, for the enclave's own people. Nothing of it crosses to the low side: what crosses stands in
 * exchange.ts.
 */

const word = (maximum: number) => z.string().regex(new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${maximum - 1}}$`), "use letters, digits, dot, hyphen and underscore, beginning with a letter or digit");
const commitment = z.string().regex(/^[0-9a-f]{128}$/);

export const determinationOutcome = z.enum(["covered", "not_covered", "insufficient"]).meta({ id: "BenchmarkOutcome" });

/** What a figure is taken over: all samples, or those of one kind of task. */
export const measureScope = z.enum(["overall", "capture-the-flag", "find-crash", "exploit", "write-patch", "find-and-patch", "question"]).meta({ id: "MeasureScope" });
export type MeasureScope = z.infer<typeof measureScope>;

/** Lower end of the two-sided 95 % interval of Clopper and Pearson for the share of samples passed. */
export const ESTIMATOR = "clopper-pearson-lower-95";

const measure = z.strictObject({
  scope: measureScope,
  /** The measure is met when the estimator reaches this share. */
  threshold: z.number().gt(0).lte(1),
  /** With fewer counted samples the measure says nothing. */
  minimumSamples: z.int().min(1).max(100_000),
});

const measures = z
  .array(measure)
  .min(1)
  .max(8)
  .refine((list) => new Set(list.map(({ scope }) => scope)).size === list.length, "name each scope once");

/** Whether one measure that is met suffices, or all must be. */
export const standardRule = z.enum(["any", "all"]).meta({ id: "StandardRule", "x-label": "enclave-only" });

/** Body of `POST /standards`. The digest of the benchmark set is taken by the enclave from the set itself. */
export const writeStandard = z
  .strictObject({
    standardId: word(100),
    version: word(64),
    benchmarkSet: z.strictObject({ id: word(64), version: word(32) }),
    /** Times each task is run. */
    epochs: z.int().min(1).max(20).default(1),
    measures,
    rule: standardRule,
    /** Portion marking, as the enclave's people use it. */
    marking: plainText(100),
    /** What the standard is for, in words; stays in the enclave. */
    text: plainText(4000),
  })
  .meta({ id: "WriteStandard" });

const benchmarkSetReference = z.object({ id: z.string(), version: z.string(), digest: sha256 });

export const standardState = z.enum(["draft", "active", "superseded"]).meta({ id: "StandardState" });

export const standard = z
  .object({
    id: identifier,
    standardId: z.string(),
    version: z.string(),
    state: standardState,
    /** Whether the reader may fix it: never who wrote it. */
    mayPublish: z.boolean(),
    benchmarkSet: benchmarkSetReference,
    epochs: z.int(),
    estimator: z.literal(ESTIMATOR),
    measures: z.array(measure),
    rule: standardRule,
    marking: z.string(),
    text: z.string(),
    /** Salted commitment, published with the standard; null while it is a draft. */
    commitment: commitment.nullable(),
    writtenAt: instant,
    committedAt: instant.nullable(),
  })
  .meta({ id: "Standard", "x-label": "enclave-only" });
export type Standard = z.infer<typeof standard>;
export const standardList = z.object({ standards: z.array(standard) }).meta({ id: "StandardList", "x-label": "enclave-only" });

/** What the enclave holds of a benchmark set, without its items. */
export const benchmarkSetCard = z
  .object({ id: z.string(), version: z.string(), digest: sha256, title: z.string(), marking: z.string(), synthetic: z.boolean(), tasks: z.array(z.object({ kind: z.string(), count: z.int() })) })
  .meta({ id: "BenchmarkSetCard", "x-label": "enclave-only" });
export const benchmarkSetList = z.object({ benchmarkSets: z.array(benchmarkSetCard) }).meta({ id: "BenchmarkSetList" });

export const requestState = z
  .enum([
    "requested", "initiated", "intake", "benchmarking", "results-sealed", "consultation", "recommended", "signed", "notified",
    "reconsideration-requested", "under-reconsideration", "superseded", "lifted", "stopped",
  ])
  .meta({ id: "RequestState" });
export type RequestState = z.infer<typeof requestState>;

/** What the person who asks may do with this request now; the page shows these and nothing else. */
export const requestAct = z
  .enum(["run", "give-view", "recommend", "recommend-standing", "sign", "propose-lifting", "lift", "open-to-inspector"])
  .meta({ id: "RequestAct" });
export type RequestAct = z.infer<typeof requestAct>;

export const requestOrigin = z.enum(["requested", "initiated"]).meta({ id: "RequestOrigin" });
const accessMode = z.enum(ACCESS_MODES);

const requestSummaryFields = {
  id: identifier,
  /** Whether a developer asked, or the enclave began it itself. */
  origin: requestOrigin,
  /** The request whose determination this one looks at again. */
  reconsiders: identifier.nullable(),
  modelDigest: sha256,
  /** Confidential to the developer: null for whoever need not know it. */
  modelName: z.string().nullable(),
  state: requestState,
  stateSince: instant,
  requestedAt: instant,
};
export const requestSummary = z.object(requestSummaryFields).meta({ id: "BenchmarkRequestSummary", "x-label": "enclave-only" });
export const requestList = z.object({ requests: z.array(requestSummary) }).meta({ id: "BenchmarkRequestList" });

/** `halted`: isolation did not hold and nothing ran, or a program tried to leave its sandbox. `failed`: it can be run again. */
export const runState = z.enum(["queued", "running", "finished", "stopped", "halted", "failed"]).meta({ id: "RunState" });
export type RunState = z.infer<typeof runState>;

/** A program that tried to leave its sandbox, which halted its run. What it was and what it printed are hostile. */
export const egressAlarm = z
  .object({
    sandboxId: z.string(),
    at: instant,
    command: z.string(),
    /** Packets for which the kernel found no way out. */
    attempts: z.object({ ipv4: z.int(), ipv6: z.int() }),
    lastWords: z.string(),
  })
  .meta({ id: "EgressAlarm", "x-label": "enclave-only" });
export type EgressAlarm = z.infer<typeof egressAlarm>;

export const run = z
  .object({
    state: runState,
    /** Samples. */
    done: z.int(),
    total: z.int(),
    /** How many times it was begun: a run that was cut off begins again from the start. */
    attempt: z.int(),
    reason: z.string().nullable(),
    /** The evidence of a run that was halted by its own programs; kept sealed. Null for a consultee. */
    alarms: z.array(egressAlarm).nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: "BenchmarkRun", "x-label": "enclave-only" });

const probeGroup = z.enum(["egress", "escape", "resource"]);

export const isolation = z
  .object({
    backend: z.string(),
    held: z.boolean(),
    startedAt: instant,
    /** What made the attempts. Without a C compiler on the host it is Node.js, which cannot make them all. */
    program: z.enum(["native", "node"]),
    probes: z.array(z.object({ probe: z.string(), group: probeGroup, attempted: z.string(), held: z.boolean(), observed: z.string() })),
    untried: z.array(z.object({ probe: z.string(), group: probeGroup, attempted: z.string(), why: z.string() })),
  })
  .meta({ id: "Isolation", "x-label": "enclave-only" });

export const measured = z
  .object({
    scope: measureScope,
    samples: z.int(),
    passed: z.int(),
    /** Samples that say nothing of the model (its endpoint failed). */
    excluded: z.int(),
    /** 95 % interval; `low` is the estimator. */
    low: z.number(),
    high: z.number(),
    threshold: z.number(),
    /** `unknown`: too few samples. */
    met: z.enum(["yes", "no", "unknown"]),
  })
  .meta({ id: "Measured", "x-label": "enclave-only" });
export type Measured = z.infer<typeof measured>;

/** For the analyst and the Director. */
export const results = z
  .object({
    determinationId: identifier,
    commitment,
    sealedAt: instant,
    /** When the other side's ledger took the sealing down; null as long as it has not said so, and nothing can be signed. */
    recordedAt: instant.nullable(),
    /** What ran, for whoever runs it again. */
    manifest: z.object({
      modelDigest: sha256,
      benchmarkSet: benchmarkSetReference,
      harness: z.string(),
      /** Over all that makes the agent what it is. */
      solverDigest: z.string(),
      seed: z.string(),
      epochs: z.int(),
      startedAt: instant,
      finishedAt: instant,
      /** The most that all samples may use together; null of runs from before it was kept. */
      tokenBudget: z.int().nullable(),
      tokensUsed: z.int(),
    }),
    measures: z.array(measured),
    /** What follows from the standard's rule. */
    outcomeByRule: determinationOutcome,
    samples: z.array(z.object({ taskId: z.string(), kind: z.string(), epoch: z.int(), outcome: z.string(), passed: z.boolean(), turns: z.int(), tokens: z.int() })),
  })
  .meta({ id: "BenchmarkResults", "x-label": "enclave-only" });

/** How far a run is that goes on; what it finds is shown to nobody before it is sealed. */
export const runProgress = z
  .object({
    expected: z.int(),
    begun: z.int(),
    ended: z.int(),
    tokens: z.int(),
    /** Rounds of probes around its samples so far, those that failed, and alarms. */
    probes: z.object({ rounds: z.int(), failed: z.int(), alarms: z.int() }),
    newestAt: instant.nullable(),
  })
  .meta({ id: "BenchmarkRunProgress", "x-label": "enclave-only" });
export const runProgressReply = z.object({ progress: runProgress.nullable() }).meta({ id: "BenchmarkRunProgressReply" });

const place = z.string().regex(/^\d{1,7}$/, "expected a whole number");
/** What a detector or an ending is called. */
const listedWord = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, "expected a word as the list shows it");

/** Query of `GET /requests/{id}/run/samples`. */
export const runSamplesQuery = z.object({ from: place.optional(), outcome: listedWord.optional(), flag: listedWord.optional() });

/** The samples of a finished run, by page. */
export const runSamples = z
  .object({
    /** Of all its samples. */
    outcomes: z.array(z.object({ outcome: z.string(), samples: z.int() })),
    flags: z.array(z.object({ flag: z.string(), samples: z.int() })),
    from: z.int(),
    /** How many are as was asked for. */
    total: z.int(),
    samples: z.array(
      z.object({
        /** By which its transcript is asked for. */
        sample: z.string(),
        kind: z.string(),
        outcome: z.string(),
        passed: z.boolean(),
        turns: z.int(),
        tokens: z.int(),
        attempts: z.int(),
        /** What the detectors found. */
        flags: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "BenchmarkRunSamples", "x-label": "enclave-only" });

/** Query of `GET /requests/{id}/run/transcript`. */
export const transcriptQuery = z.object({ sample: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}#[1-9]\d{0,5}$/, "expected a sample as the list names it, such as task#1"), from: place.optional() });

/** An event of a sample in words. What it says was said, printed or submitted by a model or its programs: hostile. */
export const transcriptEvent = z
  .object({
    sequence: z.int(),
    at: z.string(),
    kind: z.string(),
    title: z.string(),
    tone: z.enum(["quiet", "model", "tool", "good", "attention", "urgent"]),
    facts: z.array(z.object({ term: z.string(), text: z.string() })),
    /** `folded`: stands elsewhere in the transcript too. */
    texts: z.array(z.object({ term: z.string(), text: z.string(), folded: z.boolean() })),
    stages: z.array(z.object({ name: z.string(), held: z.boolean(), observed: z.string() })),
    withheld: z.array(z.string()),
    digest: z.string().nullable(),
  })
  .meta({ id: "TranscriptEvent", "x-label": "enclave-only" });
export const transcript = z.object({ sample: z.string(), from: z.int(), total: z.int(), events: z.array(transcriptEvent) }).meta({ id: "Transcript", "x-label": "enclave-only" });

/** Whom section 3(a) of the order names: National Cyber Director, science adviser, CISA, Department of War. */
export const OFFICES = ["NCD", "APST", "CISA", "WAR"] as const;
export const office = z.enum(OFFICES).meta({ id: "Office" });
export type Office = z.infer<typeof office>;

export const consultation = z
  .object({
    lapsesAt: instant,
    /** Every office heard, or the time over. */
    complete: z.boolean(),
    offices: z.array(
      z.object({
        office,
        state: z.enum(["awaited", "heard", "lapsed"]),
        /** Null for whoever may not read it: a consultee reads only their own. */
        view: z.string().nullable(),
        heardAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: "Consultation", "x-label": "enclave-only" });

export const recommendation = z
  .object({
    outcome: determinationOutcome,
    /** That the earlier determination stands; nothing was run for it. */
    stands: z.boolean(),
    releasableText: z.string(),
    recommendedBy: z.string(),
    recommendedAt: instant,
  })
  .meta({ id: "Recommendation", "x-label": "enclave-only" });

export const signedDetermination = z
  .object({ determinationId: identifier, outcome: determinationOutcome, releasableText: z.string(), signedAt: instant })
  .meta({ id: "SignedDetermination", "x-label": "enclave-only" });

/** What was signed of a determination afterwards. */
export const determinationAct = z
  .object({ act: z.enum(["lifted", "stands"]), releasableText: z.string(), signedAt: instant, answers: identifier.nullable() })
  .meta({ id: "DeterminationAct", "x-label": "enclave-only" });

/** An opening for an inspector: proposed by one person, given out by another, for some days. */
export const inspection = z
  .object({
    id: identifier,
    inspector: z.string(),
    reason: z.string(),
    proposedBy: z.string(),
    proposedAt: instant,
    expiresAt: instant,
    confirmedBy: z.string().nullable(),
    /** What the reader may do: give the second word, or fetch the file. */
    mayConfirm: z.boolean(),
    mayFetch: z.boolean(),
  })
  .meta({ id: "Inspection", "x-label": "enclave-only" });
export type Inspection = z.infer<typeof inspection>;

/** A developer's word that the model is its own, and how many of the two words that confirm it were given. */
const developerClaim = z.object({ id: identifier, organisationName: z.string(), claimedAt: instant, words: z.int().min(0).max(2), mayConfirm: z.boolean() });
export type DeveloperClaim = z.infer<typeof developerClaim>;
export const claimParams = z.object({ id: identifier, claimId: identifier });

/** A file that the developer gave to be considered: hostile, and for download alone. */
const requestFile = z.object({ id: identifier, fileName: z.string(), digest: sha256, bytes: z.int(), /** `refused`: what came is not what was announced. */ state: z.enum(["awaited", "here", "refused"]) });
export type RequestFile = z.infer<typeof requestFile>;
export const requestFileQuery = z.object({ fileId: identifier });

export const request = z
  .object({
    ...requestSummaryFields,
    accessMode,
    /** What the developer gave to be considered: hostile text. Null for a consultee. */
    facts: z.string().nullable(),
    /** The files that came with it; none for a consultee. */
    files: z.array(requestFile),
    /** Who says that the model of what was begun here is theirs; none for a consultee. */
    claims: z.array(developerClaim),
    /** Why it was stopped, where another reason than the end of access did. */
    stopReason: z.enum(["access-mode"]).nullable(),
    /** Every request about one determination, the first one first, this one among them. */
    line: z.array(z.object({ id: identifier, origin: requestOrigin, state: requestState, requestedAt: instant })),
    /** What was signed of its determination afterwards, oldest first. */
    laterActs: z.array(determinationAct),
    /** An analyst's proposal to lift it; null for a consultee. */
    lifting: z.object({ releasableText: z.string(), proposedBy: z.string(), proposedAt: instant }).nullable(),
    inspections: z.array(inspection),
    endpoint: z.string().nullable(),
    /** The standard its run is held to, fixed when the run began. */
    standard: z.object({ standardId: z.string(), version: z.string(), commitment }).nullable(),
    /** Whether the developer's access is in force at this moment. */
    lease: z.object({ inForce: z.boolean(), notAfter: instant.nullable() }),
    run: run.nullable(),
    isolation: isolation.nullable(),
    /** Null for a consultee. */
    results: results.nullable(),
    consultation: consultation.nullable(),
    /** Null for a consultee. */
    recommendation: recommendation.nullable(),
    determination: signedDetermination.nullable(),
    acts: z.array(requestAct),
  })
  .meta({ id: "BenchmarkRequest", "x-label": "enclave-only" });

/** Body of `POST /requests/{id}/views`. */
export const giveView = z.strictObject({ office, view: plainText(4000) }).meta({ id: "GiveView" });

/** Body of `POST /requests/{id}/recommendation`. */
export const recommend = z.strictObject({ outcome: determinationOutcome, releasableText: plainText(4000) }).meta({ id: "Recommend" });

/** Body of `POST /requests/{id}/signature`: the outcome once more, as the Director read it. */
export const sign = z.strictObject({ outcome: determinationOutcome }).meta({ id: "Sign" });

/** Body of `POST /requests`: a determination nobody asked for, at an endpoint the government has itself. */
export const initiateRequest = z
  .strictObject({
    modelDigest: sha256,
    modelName: plainText(200),
    endpoint: z.url({ protocol: /^https?$/, message: "expected an http or https address" }).max(500),
    /** Printable ASCII without spaces: goes into an HTTP header as it is. Sealed at rest, erased after the run. */
    credential: z.string().regex(/^[\u0021-\u007e]{1,1000}$/, "must be 1 to 1000 printable characters without spaces"),
    /** Whoever hosts the endpoint sees the prompts: `developer-hosted` for one that is open to everybody. */
    hosting: z.enum(["developer-hosted", "government-hosted"]),
    /** A request whose determination it looks at again. */
    reconsiders: identifier.nullable().default(null),
  })
  .meta({ id: "InitiateRequest" });

/** Body of `POST /requests/{id}/standing` and `/lifting`: text that may be released, free of figures. */
export const releasable = z.strictObject({ releasableText: plainText(4000) }).meta({ id: "Releasable" });

/** Body of `POST /requests/{id}/inspections`. */
export const proposeInspection = z.strictObject({ inspector: plainText(200), reason: plainText(1000) }).meta({ id: "ProposeInspection" });

export const inspectionParams = z.object({ id: identifier, inspectionId: identifier });

export const ceremonyKind = z.enum(["first", "rotation", "replacement"]).meta({ id: "CeremonyKind" });
/** Body of `POST /keys/ceremony`. `replacement`: the key or the Director is lost, and the low side takes the new key up by hand. */
export const beginCeremony = z.strictObject({ kind: ceremonyKind }).meta({ id: "BeginCeremony" });
/** Body of `POST /keys/ceremony/confirmation`, of the one that is open: what the Director reads out. */
export const confirmCeremony = z.strictObject({ fingerprint: sha256 }).meta({ id: "ConfirmCeremony" });
/** Body of `POST /keys/delegations`. */
export const nameDelegate = z.strictObject({ personId: identifier, until: instant }).meta({ id: "NameDelegate" });
/** Body of `POST /keys/delegations/end`. */
export const endDelegation = z.strictObject({ delegationId: identifier }).meta({ id: "EndDelegation" });
/** Body of `POST /keys/directors/end`. */
export const endAppointment = z.strictObject({ appointmentId: identifier }).meta({ id: "EndAppointment" });
/** Body of `POST /keys/directors`. */
export const appointDirector = z.strictObject({ personId: identifier }).meta({ id: "AppointDirector" });

/** The Director's keys, and who may use them. */
export const enclaveKeys = z
  .object({
    /** Oldest first; the last is in force. */
    directorKeys: z.array(z.object({ keyId: sha256, cameBy: ceremonyKind, inForceFrom: instant })),
    ceremonies: z.array(
      z.object({
        id: identifier,
        kind: ceremonyKind,
        state: z.enum(["open", "done", "withdrawn"]),
        begunBy: z.string(),
        begunAt: instant,
        expiresAt: instant,
        /** For whoever began it and reads it out; null for whoever types it in. */
        fingerprint: sha256.nullable(),
        mayConfirm: z.boolean(),
      }),
    ),
    directors: z.array(z.object({ id: identifier, name: z.string(), appointedAt: instant })),
    delegations: z.array(z.object({ id: identifier, name: z.string(), from: instant, until: instant, endedAt: instant.nullable(), live: z.boolean() })),
    /** Who holds the role, and could be named. */
    eligible: z.array(z.object({ personId: identifier, name: z.string() })),
    /** What the reader is at this moment. */
    standing: z.enum(["director", "delegate", "none"]),
    acts: z.array(z.enum(["begin-first", "begin-rotation", "begin-replacement", "name-delegate", "appoint-director"])),
  })
  .meta({ id: "EnclaveKeys", "x-label": "coordination" });
export type EnclaveKeys = z.infer<typeof enclaveKeys>;

export const enclaveStatus = z
  .object({
    /** `directorKeyId` is null until the Director and a second person have made the key. */
    keys: z.object({ announced: z.boolean(), transportKeyId: sha256, directorKeyId: sha256.nullable() }),
    /** The low side's key, pinned when it was first seen. */
    peer: z.object({ keyId: sha256, pinnedAt: instant }).nullable(),
    bundles: z.object({ imported: z.int(), refused: z.int(), written: z.int(), withheld: z.int() }),
  })
  .meta({ id: "EnclaveStatus", "x-label": "coordination" });

/** What the Director signs, closed: the guard lets nothing else out. */
export const determinationPayload = z.strictObject({
  determinationId: identifier,
  modelDigest: sha256,
  outcome: determinationOutcome,
  releasableText: plainText(4000),
  /** `ruleCommitment` and `countsCommitment`: both or neither, as engines/ledger parses them. */
  standard: z.strictObject({ id: word(100), version: word(64), commitment, ruleCommitment: sha256.exactOptional() }),
  benchmarkSet: z.strictObject({ id: word(64), version: word(32), digest: sha256 }),
  resultsCommitment: commitment,
  countsCommitment: sha256.exactOptional(),
  sealedAt: instant,
  signedAt: instant,
  supersedes: identifier.nullable(),
});
