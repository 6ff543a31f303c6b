import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { modelKey } from "./model-proxy.ts";
import { briefContent, preparednessBrief } from "./preparedness.ts";

/** What an evaluator works with in a window: a plan, drafts that nobody else sees, and what was sent to the developer. */

export const planStep = z.strictObject({ what: plainText(300), at: instant.nullable() });

/** Body of `POST /evaluator/engagements/{id}/plan`: what will be run, and when. It takes the place of the plan before it. */
export const sendPlan = z.strictObject({ steps: z.array(planStep).min(1).max(50) }).meta({ id: "SendPlan" });

export const evaluationPlan = z
  .object({ id: identifier, byName: z.string(), at: instant, steps: z.array(z.object({ what: z.string(), at: instant.nullable() })) })
  .meta({ id: "EvaluationPlan", "x-label": "developer-confidential" });

/** Body of `POST /evaluator/engagements/{id}/weaknesses`: a weakness of the developer's own system, for the developer alone. */
export const reportWeakness = z.strictObject({ system: plainText(200), text: plainText(16_000) }).meta({ id: "ReportWeakness" });

export const systemWeakness = z
  .object({ id: identifier, byName: z.string(), at: instant, system: z.string(), text: z.string() })
  .meta({ id: "SystemWeakness", "x-label": "developer-confidential" });

export const draftKind = z.enum(["plan", "advice", "system-weakness", "preparedness-brief", "incident"]).meta({ id: "DraftKind" });
export type DraftKind = z.output<typeof draftKind>;

/** Body of `POST /evaluator/engagements/{id}/drafts`; null throws the draft away. */
export const saveDraft = z.strictObject({ kind: draftKind, text: plainText(20_000).nullable() }).meta({ id: "SaveDraft" });

export const workbench = z
  .object({
    drafts: z.array(z.object({ kind: draftKind, text: z.string(), savedAt: instant })),
    /** The one that counts, or null. */
    plan: evaluationPlan.nullable(),
    weaknesses: z.array(systemWeakness),
    briefs: z.array(preparednessBrief),
    keys: z.array(modelKey),
  })
  .meta({ id: "Workbench", "x-label": "developer-confidential" });

/** What evaluators sent to the developer besides advice. */
export const sentWork = z
  .object({ plans: z.array(evaluationPlan), weaknesses: z.array(systemWeakness), briefs: z.array(preparednessBrief) })
  .meta({ id: "SentWork", "x-label": "developer-confidential" });

/** Body of `POST /evaluator/engagements/{id}/briefs`. */
export const sendBrief = briefContent;
