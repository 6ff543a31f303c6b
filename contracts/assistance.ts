import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";

export const catalogueEntry = z
  .object({
    key: z.string(),
    name: z.string(),
    what: z.string(),
    eligibility: z.string(),
    cost: z.string(),
    skillsNeeded: z.string(),
    /** What leaves the operator's house when they use it. */
    dataSent: z.string(),
  })
  .meta({ id: "CatalogueEntry", "x-label": "public" });
export type CatalogueEntry = z.infer<typeof catalogueEntry>;

export const catalogue = z.object({ entries: z.array(catalogueEntry) }).meta({ id: "Catalogue", "x-label": "public" });

export const helpKind = z.enum(["scan", "patch-plan", "compensating-control", "maintenance-window"]).meta({ id: "HelpKind" });
export const helpState = z.enum(["requested", "taken", "answered", "withdrawn"]).meta({ id: "HelpState" });
export type HelpState = z.infer<typeof helpState>;

/** `organisationId`: the operator that named the asker's organisation as its delegate; without it, the asker's own. */
export const requestHelp = z.strictObject({ organisationId: identifier.optional(), kind: helpKind, question: plainText(4000) }).meta({ id: "RequestHelp" });
export const answerHelp = z.strictObject({ answer: plainText(4000) }).meta({ id: "AnswerHelp" });

export const helpRequest = z
  .object({ id: identifier, kind: helpKind, question: z.string(), state: helpState, requestedAt: instant, takenBy: z.string().nullable(), answer: z.string().nullable(), answeredAt: instant.nullable() })
  .meta({ id: "HelpRequest", "x-label": "coordination" });
export const helpRequestList = z.object({ requests: z.array(helpRequest) }).meta({ id: "HelpRequestList" });
