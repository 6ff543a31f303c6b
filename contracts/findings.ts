/*
 * Operations (all below /api):
 *   POST /claims                        makeClaim → claimAnswer            a finder's organisation
 *   POST /claims/{id}/release           → 204
 *   POST /opt-outs                      recordOptOut → optOutReply         analyst
 *   POST /findings?appealOf=            application/x-tar → submissionReceipt (201)
 *   POST /findings/bulk                 application/x-ndjson, a bulkLine each → bulkReceipt
 *   GET  /findings?state=               → findingList                      own; all for the clearinghouse
 *   GET  /findings/{id}                 → finding
 *   GET  /findings/{id}/evidence        → evidence                         own, or assigned; logged
 *   GET  /findings/{id}/bundle          → application/x-tar                own, or assigned; logged
 *   GET  /findings/{id}/assignable      → assignablePeople                 director, analyst
 *   POST /findings/{id}/assignments     assignFinding → finding (201)      director, analyst
 *   POST /findings/{id}/assignments/end endAssignment → finding            director, analyst
 *   POST /findings/{id}/reproduction    → finding                          analyst; after a halt
 *   POST /findings/{id}/validation      validateFinding → finding          assigned validator
 *   POST /findings/{id}/priority        prioritise → finding               assigned analyst
 *   POST /findings/{id}/severities      giveSeverity → finding             finder (own) or assigned analyst
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { labelled } from "./labels.ts";

/** Where a finding stands; the machine is in rooms/findings/findings.rules.ts. */
export const FINDING_STATES = ["submitted", "reproducing", "rejected", "duplicate_of", "needs_validation", "validated", "prioritised", "in_case", "closed"] as const;
export const findingState = z.enum(FINDING_STATES).meta({ id: "FindingState" });
export type FindingState = z.infer<typeof findingState>;

export const weaknessId = z
  .string()
  .trim()
  .regex(/^cwe-[0-9]{1,5}$/i, "expected a CWE id such as CWE-787");

const repositoryUrl = z.url({ protocol: /^https?$/, message: "expected the repository's web address, such as https://code.example/project" }).max(300);

/** Exactly one of `repository` and `product`. */
const targetNames = { repository: repositoryUrl.optional(), product: plainText(200).optional() };
const namesOneTarget = (target: { readonly repository?: string | undefined; readonly product?: string | undefined }) => (target.repository === undefined) !== (target.product === undefined);
const oneTarget = { message: "give either a repository or a product", path: ["repository"] };

/**
 * An intent to scan, said before scanning. Without `path` it covers the whole project, without `weakness` every weakness.
 */
export const makeClaim = z
  .strictObject({
    ...targetNames,
    path: plainText(300).optional(),
    weakness: weaknessId.optional(),
    authorisation: z.strictObject({
      kind: z.enum(["owner", "open-source", "own-system"]),
      /** What shows it: a licence, a contract, a statement of the owner. */
      evidence: plainText(2000),
    }),
  })
  .refine(namesOneTarget, oneTarget)
  .meta({ id: "MakeClaim" });

/** The claim is yours; or somebody else's, and both sides have been told how to reach each other. Nothing more is said. */
export const claimAnswer = z
  .discriminatedUnion("answer", [
    z.object({ answer: z.literal("claimed"), claimId: identifier, expiresAt: instant }),
    z.object({ answer: z.literal("already-claimed"), exchangeId: identifier }),
  ])
  .meta({ id: "ClaimAnswer", "x-label": "coordination" });
export type ClaimAnswer = z.infer<typeof claimAnswer>;

/** An owner's wish that nobody scans: claims and submissions are refused with the reason. */
export const recordOptOut = z.strictObject({ ...targetNames, reason: plainText(500) }).refine(namesOneTarget, oneTarget).meta({ id: "RecordOptOut" });
export const optOutReply = z.object({ id: identifier }).meta({ id: "OptOut", "x-label": "coordination" });

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

export const MAX_BULK_BYTES = 48 * 1024 * 1024;
export const MAX_BULK_LINES = 500;

/** One line of a bulk submission (NDJSON): a bundle as base64 of its tar. */
export const bulkLine = z.strictObject({ bundle: z.base64({ message: "expected base64 of a tar" }).max(Math.ceil(MAX_BUNDLE_BYTES / 3) * 4) });

/** What became of one line, numbered from 1: exactly one of `findingId`, `duplicateOf` (same bytes again) and `refused`. */
export const bulkResult = z
  .object({
    line: z.number().int(),
    findingId: identifier.optional(),
    duplicateOf: identifier.optional(),
    commitment: z.string().optional(),
    refused: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }).optional(),
  })
  .meta({ id: "BulkResult", "x-label": "coordination" });
export type BulkResult = z.infer<typeof bulkResult>;
export const bulkReceipt = z
  .object({ accepted: z.number().int(), duplicates: z.number().int(), refused: z.number().int(), results: z.array(bulkResult) })
  .meta({ id: "BulkReceipt", "x-label": "coordination" });

export const severityBy = z.enum(["finder", "coordinator", "maintainer"]).meta({ id: "SeverityBy" });
export type SeverityBy = z.infer<typeof severityBy>;
export const severityLevel = z.enum(["none", "low", "medium", "high", "critical"]).meta({ id: "SeverityLevel" });

/** A level, or a CVSS vector that the level must agree with. */
export const giveSeverity = z.strictObject({ level: severityLevel, vector: z.string().trim().min(1).max(400).optional() }).meta({ id: "GiveSeverity" });
export type GiveSeverity = z.infer<typeof giveSeverity>;

/** One party's view; a later view stands beside the earlier one, none overwrites another. */
export const severity = z
  .object({ by: severityBy, level: severityLevel, vector: z.string().nullable(), score: z.number().nullable(), at: instant })
  .meta({ id: "Severity", "x-label": "coordination" });
export type Severity = z.infer<typeof severity>;

export const prioritise = z
  .strictObject({
    inKev: z.boolean(),
    exposed: z.boolean(),
    /** null: nobody has published it, the directive's default is taken. */
    automatable: z.boolean().nullable(),
    technicalImpact: z.enum(["partial", "total"]).nullable(),
  })
  .meta({ id: "Prioritise" });

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

export const finding = z
  .object({
    id: identifier,
    title: z.string(),
    state: findingState,
    weakness: z.string(),
    target: z.object({ name: z.string(), version: z.string(), repository: z.string().nullable(), location: z.string() }),
    provenance: z.object({ finder: z.string(), aiGenerated: z.boolean(), model: z.string().nullable(), harness: z.string().nullable(), humanReview: z.string() }),
    organisationName: z.string(),
    submittedAt: instant,
    reproduction: reproduction.nullable(),
    /** The finding that this one is the same as; credit is kept there. */
    duplicateOf: identifier.nullable(),
    /** Everybody who found it, in order of arrival. */
    credited: z.array(z.object({ name: z.string(), aiGenerated: z.boolean(), model: z.string().nullable() })),
    /** What a person decided, and why; null too for whoever may not read the evidence. */
    validation: labelled("embargoed", z.object({ decision: z.enum(["validated", "rejected"]), reason: z.string(), byName: z.string(), at: instant }).nullable()),
    /** To whom of the clearinghouse it was opened, the latest last; ended ones too. */
    assignments: z.array(assignment),
    /** Why it was rejected, and what would change that. */
    rejection: labelled("embargoed", z.string().nullable()),
    severities: z.array(severity),
    priority: priority.nullable(),
    caseId: identifier.nullable(),
    appealOf: identifier.nullable(),
    /** True when the caller may read the evidence too. */
    mayReadEvidence: z.boolean(),
  })
  .meta({ id: "Finding", "x-label": "coordination" });
export type Finding = z.infer<typeof finding>;

export const findingQuery = z.object({ state: findingState.optional() });
/** Worst first, then oldest first; at most 200. */
export const findingList = z.object({ findings: z.array(finding) }).meta({ id: "FindingList" });

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
  })
  .meta({ id: "FindingEvidence", "x-label": "embargoed" });

export const validateFinding = z
  .strictObject({
    decision: z.enum(["validated", "rejected"]),
    reason: plainText(2000),
    /** A model that helped to decide, if one did: it must not be the one that found it. */
    assistedByModel: plainText(200).nullable().default(null),
  })
  .meta({ id: "ValidateFinding" });
