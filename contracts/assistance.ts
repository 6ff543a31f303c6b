/*
 * Operations (all below /api). What is offered and what could pay for it: contracts/assistance-lists.ts.
 * Help, for the operator and those it named:
 *   POST /assistance/requests · GET /assistance/requests?organisationId= → helpRequestList
 *   POST /assistance/requests/{id}/agree     agreeToHelper → helpRequestList      to one of those who volunteered
 *   POST /assistance/requests/{id}/begin     beginHelp → helpRequestList          the word to go on with the plan, and when
 *   POST /assistance/requests/{id}/withdraw  → 204                                at any time; what was told is erased
 *   POST /assistance/requests/{id}/erase     → 204                                after the end: the request itself
 * and, told by telephone or on paper:
 *   POST /assistance/entered-requests        enterHelp → enteredHelp (201)        clearinghouse analyst, CISA
 * Helpers:
 *   GET  /assistance/queue → helpQueue
 *   POST /assistance/queue/{id}/volunteer · /take-back · /plan · /answer · /hand-back · /decline → helpQueue
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { region, sector, sizeBand } from "./distribution.ts";
import { project } from "./project.ts";

export const helpKind = z.enum(["scan", "patch-plan", "compensating-control", "maintenance-window"]).meta({ id: "HelpKind" });
export type HelpKind = z.infer<typeof helpKind>;
/** The machine is in rooms/assistance/help/help.rules.ts. */
export const helpState = z.enum(["asked", "taken", "planned", "in-work", "done", "withdrawn", "declined"]).meta({ id: "HelpState" });
export type HelpState = z.infer<typeof helpState>;

const asked = {
  kind: helpKind,
  question: plainText(4000),
  /** Control or clinical systems: nothing is done to them outside of a window that the operator sets. */
  touchesControl: z.boolean().optional(),
};
/** `organisationId`: the operator that named the asker's organisation as its delegate; without it, the asker's own. */
export const requestHelp = z.strictObject({ organisationId: identifier.optional(), ...asked }).meta({ id: "RequestHelp" });
/** By whom at the operator, how and when it was agreed that somebody else enters the request. */
export const consent = z.strictObject({ givenBy: plainText(200), how: z.enum(["telephone", "paper", "in-person"]), at: instant }).meta({ id: "RecordedConsent" });
export type RecordedConsent = z.infer<typeof consent>;
export const enterHelp = z.strictObject({ organisationId: identifier, ...asked, consent }).meta({ id: "EnterHelp" });
export const enteredHelp = z.object({ id: identifier }).meta({ id: "EnteredHelp", "x-label": "coordination" });

export const MAX_STEPS = 5;
const step = z.strictObject({ act: plainText(300), why: plainText(300) });
const shownSteps = z.array(z.object({ act: z.string(), why: z.string() }));

export const volunteer = z.strictObject({ words: plainText(500) }).meta({ id: "Volunteer" });
export const agreeToHelper = z.strictObject({ offerId: identifier }).meta({ id: "AgreeToHelper" });
export const planHelp = z.strictObject({ steps: z.array(step).min(1).max(MAX_STEPS) }).meta({ id: "PlanHelp" });
const helpWindow = z.strictObject({ from: instant, until: instant }).refine(({ from, until }) => from < until, { path: ["until"], message: "must be after the beginning" });
/** `window`: needed where control or clinical systems are touched. */
export const beginHelp = z.strictObject({ window: helpWindow.optional() }).meta({ id: "BeginHelp" });
export const answerHelp = z.strictObject({ answer: plainText(4000) }).meta({ id: "AnswerHelp" });
export const declineHelp = z.strictObject({ reason: plainText(500), elsewhere: plainText(500) }).meta({ id: "DeclineHelp" });

const told = {
  plan: shownSteps.nullable(),
  window: z.object({ from: instant, until: instant }).nullable(),
  /** What was answered or done, or why nobody helps here. */
  answer: z.string().nullable(),
  elsewhere: z.string().nullable(),
};
export const helpRequest = z
  .object({
    id: identifier, kind: helpKind, touchesControl: z.boolean(), state: helpState, requestedAt: instant, endedAt: instant.nullable(),
    /** Empty once it is erased. */
    question: z.string(),
    /** Somebody else entered it, with this word of the operator. */
    consent: z.object(consent.shape).nullable(),
    offers: z.array(z.object({ id: identifier, organisationName: z.string(), words: z.string(), at: instant, agreed: z.boolean() })),
    takenBy: z.string().nullable(),
    ...told,
  })
  .meta({ id: "HelpRequest", "x-label": "coordination" });
export type HelpRequest = z.infer<typeof helpRequest>;
export const helpRequestList = z.object({ requests: z.array(helpRequest) }).meta({ id: "HelpRequestList" });

/** As helpers see it: before the operator agrees to one, of what kind it is and no more. */
export const queuedHelp = z
  .object({
    id: identifier, kind: helpKind, touchesControl: z.boolean(), state: helpState, requestedAt: instant,
    /** Where the operator has said so for its plan: as coarse as it said it. */
    house: z.object({ sector, sizeBand, region }).nullable(),
    volunteered: z.boolean(),
    details: z.object({ organisationName: z.string(), question: z.string(), ...told }).nullable(),
  })
  .meta({ id: "QueuedHelp", "x-label": "coordination" });
export type QueuedHelp = z.infer<typeof queuedHelp>;
export const helpQueue = z.object({ mayDecline: z.boolean(), requests: z.array(queuedHelp) }).meta({ id: "HelpQueue", "x-label": "coordination" });

/*
 * Brokered scans: a small operator asks, a partner with early access runs the model for it, and the operator gets at most
 * five steps in plain words.
 * operator, delegate   POST /assistance/scans · GET /assistance/scans?organisationId= · POST /assistance/scans/{id}/withdrawal · /hand-over · /erasure → ScanList
 *                      POST /assistance/scans/{id}/source (tar or gzipped tar) · /source-address fetchSource → ScanList
 * partner              GET /assistance/scan-queue · POST /assistance/scan-queue/{id}/take · /run · /hand-back · /result → ScanQueue
 */
export const systemKind = z.enum(["web-application", "network-service", "control-system", "device", "source-code"]).meta({ id: "SystemKind" });
export type SystemKind = z.infer<typeof systemKind>;
export const scanState = z.enum(["asked", "taken", "delivered", "handed-over", "withdrawn"]).meta({ id: "ScanState" });
export type ScanState = z.infer<typeof scanState>;
export const scanRunState = z.enum(["waiting", "running", "finished", "stopped", "halted", "failed"]).meta({ id: "ScanRunState" });
export type ScanRunState = z.infer<typeof scanRunState>;

/** Body of `POST /assistance/scans`. `organisationId` as in `RequestHelp`. */
export const askScan = z
  .strictObject({
    organisationId: identifier.optional(),
    systemKind,
    system: plainText(200),
    /** Where it is and when it may be looked at. */
    description: plainText(2000),
    owned: z.literal(true, "state that the system is yours, or that its owner lets you have it scanned"),
    /** What shows that: an asset record, an invoice, a contract. Kept with the scan. */
    evidence: plainText(1000),
  })
  .meta({ id: "AskScan" });

export const MAX_SOURCE_BYTES = 8 * 1024 * 1024;
export const fetchSource = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(500) }).meta({ id: "FetchSource" });

export const MAX_SCAN_TOKENS = 2_000_000;
/** `project`: how the source is built and run, where no breakwater.json in it says so. `tokens`: the most that the scan may use. */
export const runScanner = z.strictObject({ project: project.optional(), tokens: z.int().min(1000).max(MAX_SCAN_TOKENS).optional() }).meta({ id: "RunScanner" });

/** Body of `POST /assistance/scan-queue/{id}/result`: plain words, no detail of any exploit. */
export const deliverScan = z.strictObject({ summary: plainText(1000), steps: z.array(step).max(MAX_STEPS) }).meta({ id: "DeliverScan" });

const result = z.object({ summary: z.string(), steps: shownSteps }).nullable();
/** Exactly what may be examined: this content and nothing else. */
const source = z.object({ digest: sha256, bytes: z.number().int(), handedAt: instant }).nullable();
const run = z
  .object({
    state: scanRunState, startedAt: instant.nullable(), endedAt: instant.nullable(),
    /** How many distinct weaknesses were shown again in a fresh build; null before the end. */
    found: z.number().int().nullable(),
    turns: z.number().int().nullable(),
    tokens: z.number().int().nullable(),
    /** Whether every probe for a way out of the sandbox held before the scanner began. */
    isolationHeld: z.boolean().nullable(),
  })
  .nullable();
/** As the operator that asked sees it. */
export const scan = z
  .object({
    id: identifier, state: scanState, systemKind, system: z.string(), description: z.string(), evidence: z.string(), askedAt: instant, source, run,
    takenBy: z.string().nullable(), takenAt: instant.nullable(), result, deliveredAt: instant.nullable(), handedOverAt: instant.nullable(),
    /** Of the proofs handed over, how many the clearinghouse did not take; they may be handed over again. Null while that is not known. */
    notTaken: z.number().int().nullable(),
  })
  .meta({ id: "Scan", "x-label": "coordination" });
export type Scan = z.infer<typeof scan>;
export const scanList = z.object({ scans: z.array(scan) }).meta({ id: "ScanList" });

/** As a partner sees it: before it is taken up, of what kind it is and nothing more. */
export const queuedScan = z
  .object({
    id: identifier, state: scanState, systemKind, askedAt: instant, takenAt: instant.nullable(), deliveredAt: instant.nullable(), result,
    details: z
      .object({
        organisationName: z.string(), system: z.string(), description: z.string(), evidence: z.string(), earlyAccessId: identifier, source, run,
        /** What the scanner's titles say, each a model's words; hostile. */
        titles: z.array(z.string()),
        /** A result to begin with, from what the scanner saw, in our own words. */
        draft: result,
      })
      .nullable(),
  })
  .meta({ id: "QueuedScan", "x-label": "coordination" });
export type QueuedScan = z.infer<typeof queuedScan>;
export const scanQueue = z.object({ mayTake: z.boolean(), scans: z.array(queuedScan) }).meta({ id: "ScanQueue", "x-label": "coordination" });
