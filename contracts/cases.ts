/*
 * What is done in a case with many participants. Operations (all below /api):
 *   GET/POST /cases/{id}/participants                addParticipant → participantList, paged by `cursor`; assigned analyst, as all of /cases
 *   POST /cases/{id}/participants/many               addParticipants → participantList     all or none
 *   POST /cases/{id}/participants/invitation         inviteAgain → participantList         after a no, or no answer in time
 *   POST /cases/{id}/participants/link               participantNamed → participantList    ends old links, mails a new one
 *   POST /cases/{id}/participants/removal            participantNamed → participantList
 *   POST /cases/{id}/statuses                        giveStatus → participantList
 *   GET/POST /cases/{id}/threads                     openThread → threadList               paged by `cursor`
 *   GET  /cases/{id}/thread?threadId=                → threadDetail                        marks it as read
 *   POST /cases/{id}/threads/messages                writeToThread → threadDetail
 *   GET/POST /cases/{id}/notes, /drafts, /tasks; POST /cases/{id}/tasks/done
 *   GET/POST /cases/{id}/files, GET /cases/{id}/file?fileId=
 *   GET  /cases/{id}/embargo, POST …/embargo/proposals | /decision | /end
 *   GET  /embargo-policy, POST /embargo-policy/proposals, POST /embargo-policy/confirmation
 *   POST /participant/open | /embargo | /report | /statuses | /messages | /drafts | /tasks | /files | /file | /file/acknowledgement | /leave | /mails
 *                                                    anyone with the secret of a participant's link
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { embargo, participantRole, rmState } from "./coordination.ts";
import { creditedFinder, severity } from "./findings.ts";
import { labelled } from "./labels.ts";

const COORDINATION = { "x-label": "coordination" } as const;

/** Vultron's names: what binds a participant to the case's embargo. */
export const pecState = z.enum(["UNBOUND", "INVITED", "SIGNATORY", "DECLINED", "LAPSED", "EXPIRED", "UNBOUND_EXITED"]).meta({ id: "PecState" });
export const vendorStatus = z.enum(["affected", "not-affected", "unknown"]).meta({ id: "VendorStatus" });

const vulnerability = plainText(60);
const status = z.object({ vulnerability: z.string(), status: vendorStatus, statement: labelled("embargoed", z.string().nullable()), by: z.enum(["participant", "coordinator"]), at: instant }).meta(COORDINATION);

export const caseParticipant = z
  .object({
    id: identifier,
    name: z.string(),
    product: z.string().nullable(),
    roles: z.array(participantRole),
    /** Reached by the link to the case: the maintainer of its project. */
    isMaintainer: z.boolean(),
    rm: rmState,
    consent: pecState,
    /** Until when the invitation to the embargo waits. */
    replyBy: instant.nullable(),
    vendorAware: z.boolean().nullable(),
    fixReady: z.boolean().nullable(),
    fixDeployed: z.boolean().nullable(),
    joinedAt: instant,
    toldAt: instant.nullable(),
    /** `none-yet`: told, and nothing was heard. Silence says nothing of whether they are affected. */
    answer: z.enum(["not-told", "none-yet", "heard", "left"]),
    heardAt: instant.nullable(),
    mayReadContent: z.boolean(),
    linkExpiresAt: instant.nullable(),
    /** The newest word on each vulnerability. */
    statuses: z.array(status),
  })
  .meta({ id: "CaseParticipant", ...COORDINATION });
export type CaseParticipant = z.infer<typeof caseParticipant>;
/** A page, whoever has not answered first; the figures are of all. */
export const participantList = z.object({ participants: z.array(caseParticipant), total: z.number().int(), unanswered: z.number().int(), /** Ask with it for those after these. */ next: z.string().nullable() }).meta({ id: "ParticipantList", ...COORDINATION });

export const addParticipant = z
  .strictObject({ name: plainText(200), product: plainText(200).optional(), email: z.email().max(254), roles: z.array(z.enum(["vendor", "deployer", "finder", "other"])).min(1).max(4), replyBy: instant.optional() })
  .meta({ id: "AddParticipant" });
/** All in one step, or none: a list of vendors as it was given. */
export const addParticipants = z.strictObject({ participants: z.array(addParticipant).min(1).max(200) }).meta({ id: "AddParticipants" });
export const inviteAgain = z.strictObject({ participantId: identifier, replyBy: instant.optional() }).meta({ id: "InviteAgain" });
export const participantsQuery = z.object({ cursor: z.string().regex(/^[01]_[a-z]{2,12}_[0-9a-z]{20}$/, "not a cursor of ours").optional() });
export const participantNamed = z.strictObject({ participantId: identifier }).meta({ id: "ParticipantNamed" });
export const giveStatus = z.strictObject({ participantId: identifier, vulnerability, status: vendorStatus, statement: plainText(4000).optional() }).meta({ id: "GiveStatus" });

const threadMessage = z
  .object({ id: identifier, from: z.enum(["coordinator", "maintainer", "participant"]), participantId: identifier.nullable(), channel: z.enum(["page", "mail"]), sender: z.string(), text: labelled("embargoed", z.string()), at: instant })
  .meta(COORDINATION);
const threadHead = { id: identifier, title: z.string(), members: z.array(identifier), lastAt: instant };
export const threadList = z
  .object({ threads: z.array(z.object({ ...threadHead, messages: z.number().int(), unread: z.number().int() })), /** Ask with it for the threads after these. */ next: z.string().nullable() })
  .meta({ id: "ThreadList", ...COORDINATION });
export const threadDetail = z.object({ ...threadHead, messages: z.array(threadMessage), /** Older messages that are not shown. */ earlier: z.number().int() }).meta({ id: "ThreadDetail", ...COORDINATION });
export const openThread = z.strictObject({ title: plainText(200), participantIds: z.array(identifier).min(1).max(200) }).meta({ id: "OpenThread" });
export const writeToThread = z.strictObject({ threadId: identifier, text: plainText(10_000) }).meta({ id: "WriteToThread" });
export const threadQuery = z.object({ threadId: identifier });
export const threadsQuery = z.object({ cursor: z.string().regex(/^[0-9TZ:.-]{10,30}_[a-z]{2,12}_[0-9a-z]{20}$/, "not a cursor of ours").optional() });

export const noteList = z.object({ notes: z.array(z.object({ id: identifier, byName: z.string(), text: labelled("embargoed", z.string()), at: instant })) }).meta({ id: "NoteList", ...COORDINATION });
export const writeNote = z.strictObject({ text: plainText(10_000) }).meta({ id: "WriteNote" });

const draftText = labelled("embargoed", z.object({ title: z.string(), text: z.string() }));
export const draftList = z
  .object({
    drafts: z.array(z.object({ id: identifier, version: z.number().int(), content: draftText, byName: z.string(), at: instant, shares: z.array(z.object({ participantId: identifier, acknowledgedAt: instant.nullable() })) })),
  })
  .meta({ id: "DraftList", ...COORDINATION });
/** With `draftId` the next version of that draft. */
export const writeDraft = z.strictObject({ draftId: identifier.optional(), title: plainText(200), text: plainText(50_000), participantIds: z.array(identifier).max(200) }).meta({ id: "WriteDraft" });

/** One file holds at most 10 MiB. */
export const MAX_CASE_FILE_BYTES = 10 * 1024 * 1024;
const fileName = z.string().trim().min(1).max(120).regex(/^[^\p{C}/\\]+$/u, "must be a file's name, without a path and control characters");
const fileCard = z.object({ id: identifier, threadId: identifier, name: labelled("embargoed", z.string()), bytes: z.number().int(), byName: z.string(), at: instant, reads: z.array(z.object({ readerId: identifier, name: z.string(), act: z.enum(["opened", "acknowledged"]), at: instant })) });
export const caseFileList = z.object({ files: z.array(fileCard) }).meta({ id: "CaseFileList", ...COORDINATION });
export const giveFileQuery = z.object({ threadId: identifier, name: fileName });
export const fileQuery = z.object({ fileId: identifier });

const task = z.object({ id: identifier, kind: z.enum(["asked", "silence"]), text: labelled("embargoed", z.string()), participantId: identifier.nullable(), personId: identifier.nullable(), dueAt: instant, at: instant, doneAt: instant.nullable() });
export const taskList = z.object({ tasks: z.array(task) }).meta({ id: "TaskList", ...COORDINATION });
/** For a participant, for somebody assigned to the case, or for whoever coordinates it. */
export const askTask = z.strictObject({ text: plainText(2000), dueAt: instant, participantId: identifier.optional(), personId: identifier.optional() }).meta({ id: "AskTask" });
export const taskNamed = z.strictObject({ taskId: identifier }).meta({ id: "TaskNamed" });

const figures = {
  days: z.number().int().min(1).max(365),
  extensionDays: z.number().int().min(0).max(90),
  exploitedDays: z.number().int().min(1).max(90),
  exploitedExtensionDays: z.number().int().min(0).max(90),
  silenceDays: z.number().int().min(1).max(180),
  onSilence: z.enum(["task", "next-contact", "hand-off"]),
  detailDays: z.number().int().min(0).max(365),
  replyDays: z.number().int().min(1).max(30),
  replyLeastHours: z.number().int().min(1).max(336),
  exitsOnAttacks: z.boolean(),
};
export const proposeEmbargoPolicy = z.strictObject({ ...figures, reason: plainText(1000) }).meta({ id: "ProposeEmbargoPolicy" });
export type EmbargoPolicyFigures = z.infer<typeof proposeEmbargoPolicy>;
const policyVersion = z.object({ ...figures, reason: z.string(), version: z.number().int(), inForceAt: instant });
export type EmbargoPolicy = z.infer<typeof policyVersion>;
export const embargoPolicies = z
  .object({ current: policyVersion, earlier: z.array(policyVersion), waiting: z.array(z.object({ ...figures, reason: z.string(), id: identifier, proposedAt: instant, proposedByName: z.string(), /** Somebody else than its proposer puts it in force. */ mayConfirm: z.boolean() })) })
  .meta({ id: "EmbargoPolicies", ...COORDINATION });
/** Every version that was ever in force, for everyone; a proposal is not among them. */
export const embargoPolicyHistory = z.object({ current: policyVersion, earlier: z.array(policyVersion) }).meta({ id: "EmbargoPolicyHistory", "x-label": "public" });
export const policyNamed = z.strictObject({ policyId: identifier }).meta({ id: "PolicyNamed" });

const registerEntry = z.object({ id: identifier, state: z.enum(["PROPOSED", "ACTIVE", "REJECTED", "SUPERSEDED", "TERMINATED", "CANCELLED"]), endsAt: instant, replaces: identifier.nullable(), exitReason: z.string().nullable() });
export const embargoDetail = z
  .object({ embargo, register: z.array(registerEntry), policy: policyVersion, /** No embargo of this case can end later. */ latestEnd: instant.nullable(), mayPublishDetailAt: instant.nullable() })
  .meta({ id: "EmbargoDetail", ...COORDINATION });
export const offerEmbargo = z.strictObject({ endsAt: instant }).meta({ id: "OfferEmbargo" });
export const decideEmbargo = z.strictObject({ embargoId: identifier, decision: z.enum(["activate", "reject"]) }).meta({ id: "DecideEmbargo" });
export const endEmbargo = z.strictObject({ reason: plainText(2000) }).meta({ id: "EndEmbargo" });

// --- A participant's page: no account; the secret of their mailed link comes in every body, never in an address.

const token = z.string().min(20).max(200);
export const participantOpen = z.strictObject({ token }).meta({ id: "ParticipantOpen" });
export const participantEmbargo = z.strictObject({ token, embargoId: identifier, answer: z.enum(["agree", "decline"]) }).meta({ id: "ParticipantEmbargo" });
export const participantReport = z.strictObject({ token, rm: z.enum(["INVALID", "VALID", "DEFERRED", "ACCEPTED", "CLOSED"]) }).meta({ id: "ParticipantReport" });
export const participantStatus = z.strictObject({ token, vulnerability, status: vendorStatus, statement: plainText(4000).optional() }).meta({ id: "ParticipantStatus" });
export const participantMessage = z.strictObject({ token, threadId: identifier, text: plainText(10_000) }).meta({ id: "ParticipantMessage" });
export const participantDraft = z.strictObject({ token, draftId: identifier, version: z.number().int().min(1).max(10_000) }).meta({ id: "ParticipantDraft" });
export const participantTask = z.strictObject({ token, taskId: identifier }).meta({ id: "ParticipantTask" });
/** Whether mails about the case come. */
export const participantMails = z.strictObject({ token, mails: z.enum(["send", "stop"]) }).meta({ id: "ParticipantMails" });
export const participantFile = z.strictObject({ token, fileId: identifier }).meta({ id: "ParticipantFile" });
export const participantGivesFile = z.strictObject({ token, threadId: identifier, name: fileName, /** At most 10 MiB before encoding. */ content: z.base64().min(4).max(Math.ceil(MAX_CASE_FILE_BYTES / 3) * 4) }).meta({ id: "ParticipantGivesFile" });

/** What a participant sees: their own part of the case. `report` and everything written stay closed until the embargo is accepted. */
export const participantView = z
  .object({
    caseId: identifier,
    participantId: identifier,
    name: z.string(),
    product: z.string().nullable(),
    roles: z.array(participantRole),
    rm: rmState,
    consent: pecState,
    embargo,
    /** What may be agreed to or declined now. */
    offers: z.array(z.object({ embargoId: identifier, endsAt: instant, state: z.enum(["PROPOSED", "ACTIVE"]), replyBy: instant.nullable() })),
    report: labelled(
      "embargoed",
      z
        .object({ title: z.string(), description: z.string(), weakness: z.string(), location: z.string(), vendor: z.string(), product: z.string(), affectedVersion: z.string(), aiGenerated: z.boolean(), finders: z.array(creditedFinder), severities: z.array(severity) })
        .nullable(),
    ),
    threads: z.array(z.object({ id: identifier, title: z.string(), lastAt: instant, messages: z.array(threadMessage) })),
    drafts: z.array(z.object({ id: identifier, version: z.number().int(), content: draftText, at: instant, acknowledgedAt: instant.nullable() })),
    files: z.array(z.object({ id: identifier, threadId: identifier, name: labelled("embargoed", z.string()), bytes: z.number().int(), at: instant, acknowledgedAt: instant.nullable() })),
    tasks: z.array(task),
    statuses: z.array(status),
    mails: z.enum(["send", "stop"]),
    linkExpiresAt: instant.nullable(),
  })
  .meta({ id: "ParticipantView", ...COORDINATION });
export type ParticipantView = z.infer<typeof participantView>;
