import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

export const taskingStatus = z.enum(["not_due", "due_soon", "overdue", "met", "met_late", "passed_silent", "superseded"]).meta({ id: "TaskingStatus" });
export type TaskingStatus = z.infer<typeof taskingStatus>;

/** A day in UTC, `YYYY-MM-DD`. */
export const day = z.iso.date({ message: "expected a day such as 2026-07-02" });
export const publicLink = z.url({ protocol: /^https$/, message: "expected a public https address" }).max(500);

export const evidenceKind = z.enum(["progress", "completion", "supersession"]).meta({ id: "EvidenceKind" });
export type EvidenceKind = z.infer<typeof evidenceKind>;

export const evidence = z
  .object({
    id: identifier,
    kind: evidenceKind,
    link: z.string(),
    digest: sha256,
    publishedOn: day,
    archivedOn: day,
    /** The archived copy, where anybody can open it. */
    archiveLink: z.string().nullable(),
    recordedAt: instant,
    /** Found wrong by somebody else than who recorded it: it stays to be seen and counts no more. */
    retraction: z.object({ reason: z.string(), at: instant }).nullable(),
  })
  .meta({ id: "TaskingEvidence", "x-label": "public" });
export type Evidence = z.infer<typeof evidence>;

/** What another installation stated and signed. It carries this and nothing else of that installation. */
export const receivedStatement = z
  .object({
    id: identifier,
    installation: z.string(),
    keyId: sha256,
    status: taskingStatus,
    evidenceDigest: sha256.nullable(),
    asOf: day,
    sequence: z.number().int(),
    receivedAt: instant,
    /** False where a later one of the same installation stands, or its key is trusted no more. */
    stands: z.boolean(),
  })
  .meta({ id: "ReceivedMilestone", "x-label": "public" });
export type ReceivedStatement = z.infer<typeof receivedStatement>;

/** A tasking's wording: with `quoted` it is the order's own; else ours, where only what stands in “ ” is the order's. */
const wording = { paragraph: z.string(), task: z.string(), quoted: z.boolean() };

export const tasking = z
  .object({
    ...wording,
    officials: z.string(),
    consulted: z.string(),
    /** What the tasking is made of, where the order counts it out. */
    parts: z.array(z.object(wording)),
    source: z.object({
      citation: z.string(),
      /** A: the order's own words as published. B: told by a named law firm or register. */
      reliability: z.enum(["A", "B"]),
    }),
    days: z.number().int(),
    dueOn: day,
    status: taskingStatus,
    /** Days between the due day and the end of the tasking, or the day asked about; 0 when in time. */
    daysLate: z.number().int(),
    evidence: z.array(evidence),
    statements: z.array(receivedStatement),
  })
  .meta({ id: "Tasking", "x-label": "public" });
export type Tasking = z.infer<typeof tasking>;

/** `asOf`: what was known at the end of that day; today without it. */
export const asOfQuery = z.object({ asOf: day.optional() });

export const taskingList = z.object({ signedOn: day, source: z.string(), asOf: day, taskings: z.array(tasking) }).meta({ id: "TaskingList", "x-label": "public" });
export type TaskingList = z.infer<typeof taskingList>;

/** Why a tasking shows something else than before: a day came, or something became known. */
export const changeReason = z.enum(["due-near", "due-passed", "evidence", "retraction", "statement", "trust-ended"]).meta({ id: "TaskingChangeReason" });
export type ChangeReason = z.infer<typeof changeReason>;

export const taskingChange = z
  .object({ paragraph: z.string(), at: instant, because: changeReason, /** The evidence, statement or key, when one is the reason. */ about: identifier.nullable(), from: taskingStatus, to: taskingStatus })
  .meta({ id: "TaskingChange", "x-label": "public" });
export type TaskingChange = z.infer<typeof taskingChange>;

/** Latest first. */
export const taskingChanges = z.object({ asOf: day, changes: z.array(taskingChange) }).meta({ id: "TaskingChanges", "x-label": "public" });

export const recordEvidence = z
  .strictObject({
    kind: evidenceKind,
    link: publicLink,
    /** SHA-256 of the archived copy, so that a later change of the page shows. */
    digest: sha256,
    publishedOn: day,
    archivedOn: day,
    archiveLink: publicLink.nullable().default(null),
  })
  .meta({ id: "RecordEvidence" });

/** The reason is public. */
export const strikeEvidence = z.strictObject({ reason: plainText(500) }).meta({ id: "StrikeEvidence" });

export const paragraphParams = z.object({ paragraph: z.string().max(20) });
