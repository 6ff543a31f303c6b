import { z } from "zod";
import { identifier, instant, sha256 } from "./access.ts";

export const taskingStatus = z.enum(["not_due", "due_soon", "overdue", "met", "met_late", "passed_silent", "superseded"]).meta({ id: "TaskingStatus" });
export type TaskingStatus = z.infer<typeof taskingStatus>;

const day = z.iso.date({ message: "expected a day such as 2026-07-02" });

export const evidenceKind = z.enum(["progress", "completion", "supersession"]).meta({ id: "EvidenceKind" });

export const evidence = z
  .object({ id: identifier, kind: evidenceKind, link: z.string(), digest: sha256, publishedOn: day, archivedOn: day, recordedAt: instant })
  .meta({ id: "TaskingEvidence", "x-label": "public" });

export const tasking = z
  .object({
    paragraph: z.string(),
    officials: z.string(),
    consulted: z.string(),
    task: z.string(),
    /** True where the words are the order's own. */
    quoted: z.boolean(),
    days: z.number().int(),
    dueOn: day,
    status: taskingStatus,
    evidence: z.array(evidence),
  })
  .meta({ id: "Tasking", "x-label": "public" });
export type Tasking = z.infer<typeof tasking>;

export const taskingList = z.object({ signedOn: day, source: z.string(), taskings: z.array(tasking) }).meta({ id: "TaskingList", "x-label": "public" });

export const recordEvidence = z
  .strictObject({
    kind: evidenceKind,
    link: z.url({ protocol: /^https$/, message: "expected a public https address" }).max(500),
    /** SHA-256 of the archived copy, so that a later change of the page shows. */
    digest: sha256,
    publishedOn: day,
    archivedOn: day,
  })
  .meta({ id: "RecordEvidence" });

export const paragraphParams = z.object({ paragraph: z.string().max(20) });
