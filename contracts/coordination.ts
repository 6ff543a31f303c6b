/*
 * Operations (all below /api):
 *   POST /projects                      openProject → project (201)        analyst
 *   GET  /projects                      → projectList
 *   GET  /cases                         → caseList                         analyst, director, validator
 *   GET  /cases/{id}                    → caseDetail                       assigned analyst, as all below; logged
 *   POST /cases/{id}/messages           writeMessage → caseDetail          mailed to the maintainer
 *   POST /cases/{id}/facts              reportFact → caseDetail
 *   POST /cases/{id}/link               → caseDetail                       ends old links, mails a new one
 *   POST /cases/{id}/link/revoke        → caseDetail
 *   POST /cases/{id}/close              → caseDetail
 *   POST /maintainer/open               maintainerOpen → maintainerView    anyone with the link's secret, as all below
 *   POST /maintainer/terms              maintainerOpen → maintainerView    accepts the embargo's terms and opens the report
 *   POST /maintainer/bundle             maintainerOpen → application/x-tar
 *   POST /maintainer/answers            maintainerAnswers → maintainerView
 *   POST /maintainer/severities         maintainerSeverity → maintainerView
 *   POST /maintainer/more-time          maintainerMoreTime → maintainerView
 *   POST /maintainer/messages           maintainerMessage → maintainerView
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { creditedFinder, giveSeverity, priority, severity } from "./findings.ts";
import { labelled } from "./labels.ts";

export const openProject = z
  .strictObject({
    vendor: plainText(200),
    product: plainText(200),
    repository: z.url({ protocol: /^https?$/, message: "expected the repository's web address" }).max(300),
    purl: z.string().trim().regex(/^pkg:[a-z][a-z0-9.+-]*\/\S+$/, "expected a package URL such as pkg:generic/harbour-gauge").max(300).optional(),
    contactEmail: z.email().max(254),
    /** How many reports the maintainer wants open at once; the rest wait, worst first. */
    openAtOnce: z.number().int().min(1).max(50),
  })
  .meta({ id: "OpenProject" });

export const project = z
  .object({
    id: identifier,
    vendor: z.string(),
    product: z.string(),
    repository: z.string(),
    purl: z.string().nullable(),
    contactEmail: z.string(),
    openAtOnce: z.number().int(),
    createdAt: instant,
    openCases: z.number().int(),
    /** Held back by the maintainer's pace. */
    waitingCases: z.number().int(),
  })
  .meta({ id: "Project", "x-label": "coordination" });
export const projectList = z.object({ projects: z.array(project) }).meta({ id: "ProjectList" });

/** `waiting`: held back by the maintainer's pace, nobody was told yet. */
export const caseState = z.enum(["waiting", "open", "closed"]).meta({ id: "CaseState" });
export type CaseState = z.infer<typeof caseState>;

/** Report management state of one participant, Vultron's names. */
export const rmState = z.enum(["START", "RECEIVED", "INVALID", "VALID", "DEFERRED", "ACCEPTED", "CLOSED"]).meta({ id: "RmState" });
export type RmState = z.infer<typeof rmState>;

/** Embargo management state of a case, Vultron's names. */
export const emState = z.enum(["NONE", "PROPOSED", "ACTIVE", "REVISE", "EXITED"]).meta({ id: "EmState" });
export type EmState = z.infer<typeof emState>;

/** What somebody is to a case; the roles decide which of the facts are theirs. */
export const participantRole = z.enum(["finder", "vendor", "coordinator", "deployer", "other"]).meta({ id: "ParticipantRole" });
export type ParticipantRole = z.infer<typeof participantRole>;

/** Facts of a case that only ever turn on. */
export const caseFlags = z
  .object({
    vendorAware: z.boolean(),
    fixReady: z.boolean(),
    fixDeployed: z.boolean(),
    publicAware: z.boolean(),
    exploitPublic: z.boolean(),
    attacksSeen: z.boolean(),
  })
  .meta({ id: "CaseFlags", "x-label": "coordination" });
export type CaseFlags = z.infer<typeof caseFlags>;

/** `endsAt` is exact, in UTC; null until it is proposed. `extended`: the one extension has been used. */
export const embargo = z
  .object({ state: emState, endsAt: instant.nullable(), extended: z.boolean(), exitReason: z.enum(["end-reached", "public", "exploit-public", "attacks-seen", "ended-by-coordinator"]).nullable() })
  .meta({ id: "Embargo", "x-label": "coordination" });

export const participant = z.object({ role: participantRole, name: z.string(), rm: rmState }).meta({ id: "Participant", "x-label": "coordination" });

/** By `mail` the sender is whatever the mail claimed: an address proves nothing. */
export const caseMessage = z
  .object({ id: identifier, from: z.enum(["coordinator", "maintainer"]), channel: z.enum(["page", "mail"]), sender: z.string(), text: labelled("embargoed", z.string()), at: instant })
  .meta({ id: "CaseMessage", "x-label": "coordination" });

export const maintainerAnswer = z.enum(["accept", "dispute", "already-known", "wont-fix"]).meta({ id: "MaintainerAnswer" });
export type MaintainerAnswer = z.infer<typeof maintainerAnswer>;

const product = z.object({ vendor: z.string(), name: z.string(), repository: z.string(), purl: z.string().nullable(), affectedVersion: z.string() });

export const caseSummary = z
  .object({
    id: identifier,
    projectId: identifier,
    findingId: identifier,
    title: z.string(),
    weakness: z.string(),
    product,
    state: caseState,
    vendorRm: rmState,
    embargo,
    flags: caseFlags,
    priority: priority.nullable(),
    openedAt: instant,
    notifiedAt: instant.nullable(),
  })
  .meta({ id: "CaseSummary", "x-label": "coordination" });
export type CaseSummary = z.infer<typeof caseSummary>;
/** Worst first; at most 200. */
export const caseList = z.object({ cases: z.array(caseSummary) }).meta({ id: "CaseList" });

export const caseDetail = caseSummary
  .extend({
    participants: z.array(participant),
    severities: z.array(severity),
    finders: z.array(creditedFinder),
    answer: z.object({ answer: maintainerAnswer, reason: z.string().nullable(), at: instant }).nullable(),
    messages: z.array(caseMessage),
    contactEmail: z.string(),
  })
  .meta({ id: "CaseDetail", "x-label": "coordination" });
export type CaseDetail = z.infer<typeof caseDetail>;

export const writeMessage = z.strictObject({ text: plainText(10_000) }).meta({ id: "WriteMessage" });

/** Turns one fact on. `public` and `exploit-public` end the embargo at once, `attacks-seen` too. */
export const reportFact = z
  .strictObject({ fact: z.enum(["public", "exploit-public", "attacks-seen", "fix-ready", "fix-deployed"]), evidence: plainText(2000), /** Whose fix or deployment it is; without it the maintainer's. */ participantId: identifier.optional() })
  .meta({ id: "ReportFact" });

// --- The maintainer's page: no account; the secret of the mailed link comes in every body, never in an address.

const token = z.string().min(20).max(200);
export const maintainerOpen = z.strictObject({ token }).meta({ id: "MaintainerOpen" });
export const maintainerAnswers = z
  .strictObject({ token, answer: maintainerAnswer, /** Needed for `dispute` and `wont-fix`. */ reason: plainText(4000).optional(), /** The row of your own policy that a dispute rests on. */ citesRow: plainText(32).optional() })
  .meta({ id: "MaintainerAnswers" });
export const maintainerSeverity = z.strictObject({ token, ...giveSeverity.shape }).meta({ id: "MaintainerSeverity" });
export const maintainerMoreTime = z.strictObject({ token, reason: plainText(2000) }).meta({ id: "MaintainerMoreTime" });
export const maintainerMessage = z.strictObject({ token, text: plainText(10_000) }).meta({ id: "MaintainerMessage" });

/** What the maintainer's page shows. `report` is null until the embargo's terms are accepted. */
export const maintainerView = z
  .object({
    caseId: identifier,
    vendor: z.string(),
    product: z.string(),
    affectedVersion: z.string(),
    state: caseState,
    rm: rmState,
    /** A model found it. Shown before anything else. */
    aiGenerated: z.boolean(),
    embargo,
    termsAcceptedAt: instant.nullable(),
    /** How many more verified reports wait for this project. */
    waitingCases: z.number().int(),
    /** When the link stops working. */
    linkExpiresAt: instant,
    report: labelled(
      "embargoed",
      z
        .object({
        title: z.string(),
        description: z.string(),
        weakness: z.string(),
        location: z.string(),
        finders: z.array(creditedFinder),
        reproduced: z.object({ k: z.number().int(), n: z.number().int() }).nullable(),
        validatedAt: instant,
        /** Shows the crash again with the downloaded bundle. */
        replayCommand: z.string(),
        candidatePatch: z.string().nullable(),
        severities: z.array(severity),
        priority: priority.nullable(),
      })
        .nullable(),
    ),
    answer: z.object({ answer: maintainerAnswer, reason: z.string().nullable(), at: instant }).nullable(),
    messages: z.array(caseMessage),
    /** What may be done now. */
    may: z.object({ acceptTerms: z.boolean(), answer: z.array(maintainerAnswer), askForTime: z.boolean(), giveSeverity: z.boolean(), acceptCandidatePatch: z.boolean(), proposePatch: z.boolean() }),
  })
  .meta({ id: "MaintainerView", "x-label": "coordination" });
export type MaintainerView = z.infer<typeof maintainerView>;
