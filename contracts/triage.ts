/*
 * Operations (all below /api):
 *   GET  /findings/queue?kind=&state=&assigned=&cursor=  → triageQueue        clearinghouse
 *   GET  /findings/rejections/sample                     → rejectionSample    clearinghouse
 *   GET  /findings/{id}/near                             → nearFindings       clearinghouse
 *   POST /findings/{id}/needs-info      askFinder      → finding              assigned
 *   POST /findings/{id}/answer          answerFinder   → finding              own; while it needs information
 *   POST /findings/{id}/evidence        application/x-tar → finding           own; while it needs information
 *   POST /findings/{id}/links           linkFinding    → nearFindings (201)   assigned to both
 *   POST /findings/{id}/links/end       endLink        → nearFindings         assigned to both
 *   POST /findings/{id}/replays         replayFix      → nearFindings (202)   assigned to both; a job tries each one's fix on the other
 *   POST /findings/{id}/sample          decideSample   → finding              assigned validator; a rejection without a person
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { finding, findingState, minimisedReproducer, MOST_ON_A_PAGE, pageCursor, severityLevel } from "./findings.ts";
import { labelled } from "./labels.ts";

/**
 * `duplicate`: one bug. `subsumed`: another bug, which goes when the other one is mended. `chain`: worse together, one story
 * for the maintainer. `apart`: a person has ruled that they are not one.
 */
export const linkKind = z.enum(["duplicate", "subsumed", "chain", "apart"]).meta({ id: "LinkKind" });
export type LinkKind = z.infer<typeof linkKind>;

export const linkFinding = z
  .strictObject({
    kind: linkKind,
    otherId: identifier,
    reason: plainText(2000),
    /** How severe the chain is as a whole; needed where the two begin one. */
    level: severityLevel.optional(),
  })
  .meta({ id: "LinkFinding" });
export type LinkFinding = z.infer<typeof linkFinding>;

export const endLink = z.strictObject({ linkId: identifier, reason: plainText(2000) }).meta({ id: "EndLink" });
export const replayFix = z.strictObject({ otherId: identifier }).meta({ id: "ReplayFix" });
export const askFinder = z.strictObject({ question: plainText(2000) }).meta({ id: "AskFinder" });
export const answerFinder = z.strictObject({ answer: plainText(4000) }).meta({ id: "AnswerFinder" });
export const decideSample = z.strictObject({ decision: z.enum(["confirmed", "overturned"]), reason: plainText(2000) }).meta({ id: "DecideSample" });

/** Why two findings belong together, or are kept apart, and until when. */
export const link = z
  .object({
    id: identifier,
    kind: linkKind,
    findingId: identifier,
    /** Null for a member of a chain. */
    otherId: identifier.nullable(),
    chainId: identifier.nullable(),
    /** Null where the same crash said so, and for whoever may not read the evidence. */
    reason: labelled("embargoed", z.string().nullable()),
    byName: z.string().nullable(),
    at: instant,
    endedAt: instant.nullable(),
    endReason: labelled("embargoed", z.string().nullable()),
  })
  .meta({ id: "FindingLink", "x-label": "coordination" });
export type Link = z.infer<typeof link>;

/** `stack`: their crashes look alike. `place`: the same weakness in the same file. `fix-replay`: one's fix was tried on the other. */
export const likenessBasis = z.enum(["stack", "place", "fix-replay"]).meta({ id: "LikenessBasis" });
export type LikenessBasis = z.infer<typeof likenessBasis>;
export const replayVerdict = z.enum(["same", "different", "mixed", "undecided"]).meta({ id: "ReplayVerdict" });
export type ReplayVerdict = z.infer<typeof replayVerdict>;

/** A finding that may be the same, to be looked at side by side. */
export const nearFinding = z
  .object({
    findingId: identifier,
    title: z.string(),
    state: findingState,
    basis: likenessBasis,
    /** Two stacks' likeness, 0 to 1; null for another basis. */
    score: z.number().nullable(),
    verdict: replayVerdict.nullable(),
    reason: labelled("embargoed", z.string().nullable()),
    stack: labelled("embargoed", z.array(z.string()).nullable()),
    at: instant,
    settled: z.enum(["linked", "apart"]).nullable(),
  })
  .meta({ id: "NearFinding", "x-label": "coordination" });
export type NearFinding = z.infer<typeof nearFinding>;

export const findingChain = z
  .object({ id: identifier, level: severityLevel, story: labelled("embargoed", z.string().nullable()), findingIds: z.array(identifier) })
  .meta({ id: "FindingChain", "x-label": "coordination" });

export const nearFindings = z
  .object({
    findingId: identifier,
    stack: labelled("embargoed", z.array(z.string()).nullable()),
    links: z.array(link),
    near: z.array(nearFinding),
    chain: findingChain.nullable(),
    /** Findings that go when this one is mended. */
    subsumes: z.array(identifier),
  })
  .meta({ id: "NearFindings", "x-label": "coordination" });
export type NearFindings = z.infer<typeof nearFindings>;

/**
 * What waits for a person. `validate`: a decision on its evidence. `appeal`: the same, for what was rejected before. `sample`:
 * a look at a rejection without a person. `suggestion`: a ruling on a likeness. `needs-assignment`: somebody to open it to.
 */
export const queueKind = z.enum(["validate", "appeal", "sample", "suggestion", "needs-assignment"]).meta({ id: "QueueKind" });
export type QueueKind = z.infer<typeof queueKind>;

export const queueQuery = z.object({
  kind: queueKind.optional(),
  state: findingState.optional(),
  assigned: z.literal("me").optional(),
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(MOST_ON_A_PAGE).default(50),
});
export type QueueQuery = z.infer<typeof queueQuery>;

export const queueItem = z
  .object({
    finding,
    waitsFor: z.array(queueKind),
    stack: labelled("embargoed", z.array(z.string()).nullable()),
    minimised: labelled("embargoed", minimisedReproducer.nullable()),
    near: z.array(nearFinding),
  })
  .meta({ id: "QueueItem", "x-label": "coordination" });
export type QueueItem = z.infer<typeof queueItem>;

/** Worst first, then oldest first. `next`: the cursor of the next page, or null on the last one. */
export const triageQueue = z.object({ items: z.array(queueItem), next: z.string().nullable() }).meta({ id: "TriageQueue", "x-label": "coordination" });

/** How often a person overturns what the machine rejected by itself, as far as the sample tells. */
export const rejectionSample = z
  .object({
    policy: z.object({ version: z.string(), rate: z.number(), leastPerWeek: z.number().int() }),
    rejected: z.number().int(),
    drawn: z.number().int(),
    decided: z.number().int(),
    overturned: z.number().int(),
    /** Exact (Clopper–Pearson); null before anything was decided. */
    overturnRate: z.object({ estimate: z.number(), low: z.number(), high: z.number(), confidence: z.number() }).nullable(),
    sentence: z.string(),
  })
  .meta({ id: "RejectionSample", "x-label": "coordination" });
