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

/*
 * Brokered scans: a small operator asks, a partner with early access runs the model for it, and the operator gets at most
 * five steps in plain words.
 * operator, delegate   POST /assistance/scans · GET /assistance/scans · POST /assistance/scans/{id}/withdrawal · /hand-over → ScanList
 * partner              GET /assistance/scan-queue · POST /assistance/scan-queue/{id}/take · /hand-back · /result → ScanQueue
 */
export const systemKind = z.enum(["web-application", "network-service", "control-system", "device", "source-code"]).meta({ id: "SystemKind" });
export type SystemKind = z.infer<typeof systemKind>;
export const scanState = z.enum(["asked", "taken", "delivered", "handed-over", "withdrawn"]).meta({ id: "ScanState" });
export type ScanState = z.infer<typeof scanState>;

/** Body of `POST /assistance/scans`. `organisationId` as in `RequestHelp`. */
export const askScan = z
  .strictObject({
    organisationId: identifier.optional(),
    systemKind,
    system: plainText(200),
    /** Where it is and when it may be looked at. */
    description: plainText(2000),
    owned: z.literal(true, "state that the system is yours; only its owner may have it scanned"),
    /** What shows that: an asset record, an invoice, a contract. Kept with the scan. */
    evidence: plainText(1000),
  })
  .meta({ id: "AskScan" });

export const MAX_STEPS = 5;
const step = z.strictObject({ act: plainText(300), why: plainText(300) });
/** Body of `POST /assistance/scan-queue/{id}/result`: plain words, no detail of any exploit. */
export const deliverScan = z.strictObject({ summary: plainText(1000), steps: z.array(step).max(MAX_STEPS) }).meta({ id: "DeliverScan" });

const result = z.object({ summary: z.string(), steps: z.array(z.object({ act: z.string(), why: z.string() })) }).nullable();
/** As the operator that asked sees it. */
export const scan = z
  .object({
    id: identifier, state: scanState, systemKind, system: z.string(), description: z.string(), evidence: z.string(), askedAt: instant,
    takenBy: z.string().nullable(), takenAt: instant.nullable(), result, deliveredAt: instant.nullable(), handedOverAt: instant.nullable(),
  })
  .meta({ id: "Scan", "x-label": "coordination" });
export type Scan = z.infer<typeof scan>;
export const scanList = z.object({ scans: z.array(scan) }).meta({ id: "ScanList" });

/** As a partner sees it: before it is taken up, of what kind it is and nothing more. */
export const queuedScan = z
  .object({
    id: identifier, state: scanState, systemKind, askedAt: instant, takenAt: instant.nullable(), deliveredAt: instant.nullable(), result,
    details: z.object({ organisationName: z.string(), system: z.string(), description: z.string(), evidence: z.string(), earlyAccessId: identifier }).nullable(),
  })
  .meta({ id: "QueuedScan", "x-label": "coordination" });
export type QueuedScan = z.infer<typeof queuedScan>;
export const scanQueue = z.object({ mayTake: z.boolean(), scans: z.array(queuedScan) }).meta({ id: "ScanQueue", "x-label": "coordination" });
