/*
 * Operations (all below /api):
 *   POST /findings?appealOf=            application/x-tar → submissionReceipt (201)
 *   GET  /findings?state=               → findingList                      own; all for the clearinghouse
 *   GET  /findings/{id}                 → finding
 *   GET  /findings/{id}/evidence        → evidence                         own, or assigned; logged
 *   GET  /findings/{id}/bundle          → application/x-tar                own, or assigned; logged
 *   GET  /findings/{id}/assignable      → assignablePeople                 director, analyst
 *   POST /findings/{id}/assignments     assignFinding → finding (201)      director, analyst
 *   POST /findings/{id}/assignments/end endAssignment → finding            director, analyst
 *   POST /findings/{id}/reproduction    → finding                          analyst; after a halt
 *   POST /findings/{id}/validation      validateFinding → finding          assigned validator
 *   POST /findings/{id}/priority        prioritise → finding               assigned analyst; more in priority.ts
 *   POST /findings/{id}/severities      giveSeverity → finding             finder (own) or assigned analyst
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { labelled } from "./labels.ts";
import { decisionTable, inputSource } from "./priority.ts";

/** Where a finding stands; the machine is in rooms/findings/findings.rules.ts. */
export const FINDING_STATES = ["submitted", "needs_info", "reproducing", "rejected", "duplicate_of", "subsumed_by", "needs_validation", "validated", "prioritised", "in_case", "closed"] as const;
export const findingState = z.enum(FINDING_STATES).meta({ id: "FindingState" });
export type FindingState = z.infer<typeof findingState>;

/** Why a finding was rejected: what the evidence did not show, what its target's owner wishes, or a person's word. */
export const rejectionCause = z.enum(["not-reproduced", "does-not-build", "out-of-scope", "opted-out", "person"]).meta({ id: "RejectionCause" });
export type RejectionCause = z.infer<typeof rejectionCause>;

export const MAX_BUNDLE_BYTES = 8 * 1024 * 1024;

/** `appealOf`: a rejected finding of your own that this better bundle takes up again. */
export const submitQuery = z.object({ appealOf: identifier.optional() });

export const submissionReceipt = z
  .object({
    findingId: identifier,
    state: findingState,
    /** True when these very bytes were received from your organisation before; nothing new was stored. */
    alreadyReceived: z.boolean(),
    digest: sha256,
    /** SHA3-512 of the bundle's bytes, hex: `openssl dgst -sha3-512 bundle.tar`. */
    commitment: z.string().regex(/^[0-9a-f]{128}$/),
    receivedAt: instant,
  })
  .meta({ id: "SubmissionReceipt", "x-label": "coordination" });
export type SubmissionReceipt = z.infer<typeof submissionReceipt>;

export const severityBy = z.enum(["finder", "coordinator", "maintainer"]).meta({ id: "SeverityBy" });
export type SeverityBy = z.infer<typeof severityBy>;
export const severityLevel = z.enum(["none", "low", "medium", "high", "critical"]).meta({ id: "SeverityLevel" });
export type SeverityLevel = z.infer<typeof severityLevel>;

/** A level, or a CVSS vector that the level must agree with. */
export const giveSeverity = z.strictObject({ level: severityLevel, vector: z.string().trim().min(1).max(400).optional() }).meta({ id: "GiveSeverity" });
export type GiveSeverity = z.infer<typeof giveSeverity>;

/** One party's view; a later view stands beside the earlier one, none overwrites another. */
export const severity = z
  .object({ by: severityBy, level: severityLevel, vector: z.string().nullable(), /** Of CVSS; null without a vector. */ version: z.string().nullable().optional(), score: z.number().nullable(), at: instant })
  .meta({ id: "Severity", "x-label": "coordination" });
export type Severity = z.infer<typeof severity>;

/**
 * A decision by a published table. By BOD 26-04, the default, `inKev`, `exposed`, `automatable` and `technicalImpact` are
 * given; by any other table `inputs` in the table's own words. What the feeds or an earlier decision know may be left out
 * of `inputs`. `saidBy` names who said an input where it was not the analyst.
 */
export const prioritise = z
  .strictObject({
    table: decisionTable.optional(),
    inKev: z.boolean().optional(),
    exposed: z.boolean().optional(),
    /** null: nobody has published it, the directive's default is taken. */
    automatable: z.boolean().nullable().optional(),
    technicalImpact: z.enum(["partial", "total"]).nullable().optional(),
    inputs: z.record(z.string().min(1).max(60), z.string().min(1).max(60)).optional(),
    saidBy: z.record(z.string().min(1).max(60), inputSource.extract(["analyst", "finder", "maintainer", "exposure"])).optional(),
  })
  .superRefine(({ table, inputs, saidBy: _saidBy, ...bod }, context) => {
    const isBod = table === undefined || table === "bod-26-04";
    for (const field of ["inKev", "exposed", "automatable", "technicalImpact"] as const) {
      if (isBod && bod[field] === undefined) context.addIssue({ code: "custom", path: [field], message: "give it, as the table of BOD 26-04 asks for it" });
      if (!isBod && bod[field] !== undefined) context.addIssue({ code: "custom", path: [field], message: "belongs to BOD 26-04; give the table's own inputs" });
    }
    if (isBod && inputs !== undefined) context.addIssue({ code: "custom", path: ["inputs"], message: "BOD 26-04 takes its inputs by their names" });
    if (!isBod && inputs === undefined) context.addIssue({ code: "custom", path: ["inputs"], message: "give the table's inputs" });
  })
  .meta({ id: "Prioritise" });
export type Prioritise = z.infer<typeof prioritise>;

/** The decision of CISA BOD 26-04's table: binding on federal civilian agencies, guidance for anyone else. */
export const priority = z
  .object({
    rule: z.string(),
    timeline: z.string(),
    /** null: at the next upgrade. */
    dueDays: z.number().int().nullable(),
    forensic: z.boolean(),
    inputs: z.object({ inKev: z.boolean(), exposed: z.boolean(), automatable: z.boolean(), technicalImpact: z.enum(["partial", "total"]) }),
    assumed: z.array(z.string()),
    sentence: z.string(),
    at: instant,
  })
  .meta({ id: "Priority", "x-label": "coordination" });
export type Priority = z.infer<typeof priority>;

export const reproduction = z
  .object({
    /** The engine's word: reproduced, flaky, not-reproduced, does-not-build, unsupported, inconclusive; or halted. */
    outcome: z.string(),
    k: z.number().int().nullable(),
    n: z.number().int().nullable(),
    detail: labelled("embargoed", z.string().nullable()),
    /** Same key on the same target: the same bug. */
    signatureKey: labelled("embargoed", z.string().nullable()),
    /** Whether every probe for a way out of the sandbox held before the run. */
    isolationHeld: z.boolean(),
    at: instant,
  })
  .meta({ id: "Reproduction", "x-label": "coordination" });
export type Reproduction = z.infer<typeof reproduction>;

/** Need-to-know: who of the clearinghouse a finding is opened to. */
export const assignmentRole = z.enum(["validator", "analyst"]).meta({ id: "AssignmentRole" });
export type AssignmentRole = z.infer<typeof assignmentRole>;

export const assignFinding = z
  .strictObject({
    personId: identifier,
    role: assignmentRole,
    /** Needed from whoever assigns themselves; the finder's organisation reads it. */
    reason: plainText(2000).optional(),
  })
  .meta({ id: "AssignFinding" });

export const endAssignment = z.strictObject({ assignmentId: identifier }).meta({ id: "EndAssignment" });

export const assignment = z
  .object({
    id: identifier,
    personId: identifier,
    personName: z.string(),
    role: assignmentRole,
    byName: z.string(),
    /** Why somebody assigned themselves; null when another person did. */
    reason: z.string().nullable(),
    at: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: "Assignment", "x-label": "coordination" });
export type Assignment = z.infer<typeof assignment>;

/** Who may be assigned, and as what: people of the clearinghouse who are not of a finder's organisation. */
export const assignablePeople = z
  .object({ people: z.array(z.object({ id: identifier, name: z.string(), organisationName: z.string(), roles: z.array(assignmentRole) })) })
  .meta({ id: "AssignablePeople", "x-label": "coordination" });
export type AssignablePeople = z.infer<typeof assignablePeople>;

/** How much of a finding is a human's: nothing, its review, the direction of the work, or all of it. */
export const humanPart = z.enum(["none", "reviewed", "directed", "authored"]).meta({ id: "HumanPart" });
export type HumanPart = z.infer<typeof humanPart>;

/** Who found it: by a model, which and in which harness. */
export const creditedFinder = z
  .object({ name: z.string(), aiGenerated: z.boolean(), model: z.string().nullable(), modelVersion: z.string().nullable(), harness: z.string().nullable(), human: humanPart })
  .meta({ id: "CreditedFinder" });
export type CreditedFinder = z.infer<typeof creditedFinder>;

export const finding = z
  .object({
    id: identifier,
    /** How it came: as an evidence bundle, or told in words, which hold nothing to run. */
    body: z.enum(["bundle", "record"]),
    title: z.string(),
    state: findingState,
    weakness: z.string(),
    target: z.object({ name: z.string(), version: z.string(), repository: z.string().nullable(), location: z.string() }),
    provenance: z.object({ finder: z.string(), aiGenerated: z.boolean(), model: z.string().nullable(), modelVersion: z.string().nullable(), harness: z.string().nullable(), human: humanPart, humanReview: z.string() }),
    organisationName: z.string(),
    submittedAt: instant,
    reproduction: reproduction.nullable(),
    /** The finding that this one is the same as; credit is kept there. */
    duplicateOf: identifier.nullable(),
    /** The finding whose fix closes this one too; it does not go out alone. */
    subsumedBy: identifier.nullable(),
    /** Everybody who found it, in order of arrival. */
    credited: z.array(creditedFinder),
    /** What a person decided, and why; null too for whoever may not read the evidence. */
    validation: labelled("embargoed", z.object({ decision: z.enum(["validated", "rejected"]), reason: z.string(), byName: z.string(), at: instant }).nullable()),
    /** To whom of the clearinghouse it was opened, the latest last; ended ones too. */
    assignments: z.array(assignment),
    /** Why it was rejected, and what would change that. */
    rejection: labelled("embargoed", z.string().nullable()),
    rejectionCause: rejectionCause.nullable(),
    severities: z.array(severity),
    priority: priority.nullable(),
    caseId: identifier.nullable(),
    appealOf: identifier.nullable(),
    /** What its finder was asked, and said: null where a better bundle was the answer, or where there is none yet. */
    questions: labelled("embargoed", z.array(z.object({ id: identifier, question: z.string(), at: instant, answer: z.string().nullable(), answeredAt: instant.nullable() }))),
    /** True when the caller may read the evidence too. */
    mayReadEvidence: z.boolean(),
  })
  .meta({ id: "Finding", "x-label": "coordination" });
export type Finding = z.infer<typeof finding>;

/** Where the next page begins, as the last one said it. */
export const pageCursor = z.string().max(300);

export const MOST_ON_A_PAGE = 200;

export const findingQuery = z.object({ state: findingState.optional(), cursor: pageCursor.optional(), limit: z.coerce.number().int().min(1).max(MOST_ON_A_PAGE).default(MOST_ON_A_PAGE) });
/** Worst first, then oldest first. `next`: the cursor of the next page, or null on the last one. */
export const findingList = z.object({ findings: z.array(finding), next: z.string().nullable() }).meta({ id: "FindingList", "x-label": "coordination" });

export const minimisedReproducer = z
  .object({
    sizeBytes: z.number().int(),
    /** Hex dump of at most the first 256 bytes. */
    hexDump: z.string(),
    /** `minimal`: no byte more can go; else why it ended before. */
    ended: z.string(),
    runs: z.number().int(),
    at: instant,
  })
  .meta({ id: "MinimisedReproducer", "x-label": "embargoed" });

/** The body of a finding. Reading it as anyone but its finder is logged and shown to the finder. */
export const evidence = z
  .object({
    findingId: identifier,
    description: z.string(),
    build: z.array(z.array(z.string())),
    run: z.array(z.string()),
    expected: z.string(),
    reproducer: z.object({ path: z.string(), sizeBytes: z.number().int(), /** Hex dump of at most the first 256 bytes. */ hexDump: z.string() }),
    controls: z.array(z.string()),
    candidatePatch: z.string().nullable(),
    files: z.array(z.object({ path: z.string(), sha256 })),
    /** Root-cause frames of the crash, as the engine saw them. */
    stack: z.array(z.string()),
    /** The shortest input that fails in the same way; null before it is known. */
    minimised: minimisedReproducer.nullable(),
  })
  .meta({ id: "FindingEvidence", "x-label": "embargoed" });
export type Evidence = z.infer<typeof evidence>;

export const validateFinding = z
  .strictObject({
    decision: z.enum(["validated", "rejected"]),
    reason: plainText(2000),
    /** A model that helped to decide, if one did: it must not be the one that found it. */
    assistedByModel: plainText(200).nullable().default(null),
  })
  .meta({ id: "ValidateFinding" });
