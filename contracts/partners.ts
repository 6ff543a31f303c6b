import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { sector } from "./distribution.ts";
import { modelMessages } from "./engagement.ts";
import { makeModelKey, modelCall, modelKey } from "./model-proxy.ts";

/** Text that is stored inside of JSON, which knows no half of a character. */
const storedText = (maximum: number) => plainText(maximum).overwrite((text) => text.toWellFormed());

export const earlyAccessState = z
  .enum(["nominated", "vetting", "deciding", "selected", "terms-sent", "terms-accepted", "provisioned", "ready", "active", "suspended", "ended", "declined", "revoked"])
  .meta({ id: "EarlyAccessState" });
export type EarlyAccessState = z.infer<typeof earlyAccessState>;

/** The published criteria; their texts stand in the policy, version by version. */
export const criterion = z
  .enum(["defends-critical-infrastructure", "owns-or-may-test-what-it-scans", "reports-what-it-finds", "guards-the-access", "has-no-conflict"])
  .meta({ id: "PartnerCriterion" });
export type Criterion = z.infer<typeof criterion>;
const criteria = z.array(z.object({ criterion, text: z.string() }));
export const criteriaReply = z.object({ version: z.number().int(), criteria, statement: z.string() }).meta({ id: "PartnerCriteria", "x-label": "public" });

const oncePerCriterion = <Item extends { readonly criterion: Criterion }>(item: z.ZodType<Item>) =>
  z.array(item).length(criterion.options.length).refine((list) => new Set(list.map((one) => one.criterion)).size === list.length, "name each criterion once");

/** `advises`: the developer's yes selects all the same. `holds`: it waits until the objection is taken back or a release is declared. */
export const objectionRule = z.enum(["advises", "holds"]).meta({ id: "ObjectionRule" });
export type ObjectionRule = z.infer<typeof objectionRule>;

/** Body of `POST /selection/policy/proposals`: a whole new version of how partners are chosen, with the reason. */
export const proposePolicy = z
  .strictObject({ objection: objectionRule, viewDays: z.number().int().min(1).max(30), criteria: oncePerCriterion(z.strictObject({ criterion, text: storedText(500) })), reason: plainText(1000) })
  .meta({ id: "ProposePolicy" });
const policyWords = z.object({ objection: objectionRule, viewDays: z.number().int(), criteria, reason: z.string() });
/** One version of the policy, for everyone. Nominations made before it stay under the version they were made under. */
export const selectionPolicy = policyWords.extend({ version: z.number().int(), inForceAt: instant }).meta({ id: "SelectionPolicy" });
export const policyReply = z.object({ current: selectionPolicy, earlier: z.array(selectionPolicy) }).meta({ id: "SelectionPolicyHistory", "x-label": "public" });
/** What waits for a second officer. */
export const policyProposals = z
  .object({ proposals: z.array(policyWords.extend({ id: identifier, proposedByName: z.string(), proposedAt: instant, mayConfirm: z.boolean() })) })
  .meta({ id: "PolicyProposals", "x-label": "coordination" });
export type PolicyProposals = z.infer<typeof policyProposals>;

/** Body of `POST /early-access`. The partner is named by its security lead's address, with the sector it would defend. */
export const nominatePartner = z.strictObject({ engagementId: identifier, partnerEmail: z.email().max(254), sector, reason: plainText(1000) }).meta({ id: "NominatePartner" });

const conflict = z.strictObject({ competitor: z.boolean(), sameHouse: z.boolean(), tie: storedText(1000).nullable() });
const vettingAnswer = z.strictObject({ criterion, met: z.boolean(), note: storedText(1000).nullable().default(null) });
/** Body of `POST /early-access/{id}/vetting`: the published criteria, each met or not, and what was found out about conflicts. */
export const vetPartner = z.strictObject({ answers: oncePerCriterion(vettingAnswer), conflict }).meta({ id: "VetPartner" });

/** Body of `POST /early-access/{id}/developer-decision`. */
export const decideAsDeveloper = z.strictObject({ answer: z.enum(["yes", "no"]) }).meta({ id: "DecideAsDeveloper" });
/** Body of `POST /early-access/{id}/government-view`. An objection is advice, with its reason, shown to the developer. */
export const giveGovernmentView = z
  .discriminatedUnion("view", [z.strictObject({ view: z.literal("concur") }), z.strictObject({ view: z.literal("object"), reason: plainText(2000) })])
  .meta({ id: "GiveGovernmentView" });

/** Body of `POST /early-access/{id}/terms`. `brokering`: the partner may also run the model for small operators who ask it to. */
export const sendTerms = z.strictObject({ text: plainText(20_000), endsAt: instant, brokering: z.boolean().default(false) }).meta({ id: "SendTerms" });

/** One system, on which basis the partner may test it, and what shows that: an asset record, a contract, a letter. */
const system = z.strictObject({ name: storedText(200), basis: z.enum(["owns", "authorised-to-test"]), evidence: storedText(1000) });
export type PartnerSystem = z.infer<typeof system>;
const systems = z.array(system).min(1).max(200).refine((list) => new Set(list.map(({ name }) => name)).size === list.length, "name each system once");
const controlsAttested = z.literal(true, "state that the terms' safeguards are in place");
const signatory = z.strictObject({ name: plainText(200), title: plainText(200) });
/** Body of `POST /partner/early-access/{id}/acceptance`: by the partner's authorised signatory, right after a fresh proof. */
export const acceptPartnerTerms = z
  .strictObject({
    /** SHA-256 (hex) of the terms' text in UTF-8. */
    termsDigest: sha256,
    signatory,
    /** What the partner owns or may test; use outside it is not covered by the terms. */
    systems,
    controlsAttested,
  })
  .meta({ id: "AcceptPartnerTerms" });

/** Body of `POST /partner/early-access/{id}/controls`: the safeguards are still in place. */
export const attestControls = z.strictObject({ controlsAttested }).meta({ id: "AttestControls" });
/** Body of `POST /partner/early-access/{id}/scope`: the whole scope as it shall be. A system more waits for the developer's yes. */
export const changeScope = z.strictObject({ systems }).meta({ id: "ChangeScope" });
/** Body of `POST /early-access/{id}/scope-answer`. */
export const answerScope = z.strictObject({ changeId: identifier, answer: z.enum(["yes", "no"]) }).meta({ id: "AnswerScope" });
/** Body of `POST /partner/early-access/{id}/brokering`: whether the partner takes up scans that operators ask for. */
export const offerBrokering = z.strictObject({ offered: z.boolean() }).meta({ id: "OfferBrokering" });

/** Body of `POST /early-access/stop`: every partner of this engagement, or without one of every engagement of the developer's, at once. */
export const stopAllPartners = z.strictObject({ engagementId: identifier.optional() }).meta({ id: "StopAllPartners" });

/** Body of `POST /early-access/{id}/model/messages`. The system must be one of the accepted scope. */
export const askEarlyAccessModel = z.strictObject({ system: plainText(200), messages: modelMessages }).meta({ id: "AskEarlyAccessModel" });

/** Body of `POST /partner/early-access/{id}/model-keys`: each key is for one system of the scope, or one scan by its number. */
export const makePartnerModelKey = makeModelKey.extend({ system: plainText(200) }).meta({ id: "MakePartnerModelKey" });
const partnerModelKey = modelKey.omit({ purpose: true }).extend({ system: z.string() });
/** The secret is shown this once. */
export const madePartnerModelKey = z.object({ key: partnerModelKey, secret: z.string(), baseUrl: z.string(), model: z.string() }).meta({ id: "MadePartnerModelKey", "x-label": "developer-confidential" });
/** One's own, the newest first. */
export const partnerModelKeys = z.object({ keys: z.array(partnerModelKey) }).meta({ id: "PartnerModelKeys", "x-label": "developer-confidential" });
/** Each call that a partner's people or their programs made of the model, for its developer; the newest 500. */
const partnerCall = modelCall.omit({ purpose: true, questionDigest: true, answerDigest: true }).extend({ system: z.string() });
export type PartnerCall = z.infer<typeof partnerCall>;
export const partnerCalls = z.object({ calls: z.array(partnerCall) }).meta({ id: "PartnerCalls", "x-label": "developer-confidential" });

const history = z.array(z.object({ state: earlyAccessState, at: instant }));
/** A scope that waits for the developer's yes. */
const scopeChange = z.object({ id: identifier, systems: z.array(system), proposedAt: instant });
const shownSystems = z.array(z.object({ name: z.string(), basis: z.enum(["owns", "authorised-to-test"]), evidence: z.string() }));
/** Runs for small operators: whether the terms include them, whether the partner offers them, and those that go on now. */
const brokering = z.object({ granted: z.boolean(), offered: z.boolean(), scans: z.array(z.string()) });
const signedBy = z.object({ name: z.string(), title: z.string() }).nullable();

/** As developer and partner-selection officer see it. */
export const earlyAccess = z
  .object({
    id: identifier,
    engagementId: identifier,
    state: earlyAccessState,
    /** For the developer only; null for the officer, for whom it is an early-access model of that developer. */
    modelName: z.string().nullable(),
    developerName: z.string(),
    partnerName: z.string(),
    nominatedBy: z.enum(["developer", "government"]),
    nominationReason: z.string(),
    nominatedAt: instant,
    /** Null for nominations from before sectors were asked for. */
    sector: sector.nullable(),
    /** The version of the policy that this nomination was made under. */
    policyVersion: z.number().int(),
    objectionRule,
    /** The latest answers. */
    vetting: z.array(z.object({ criterion, met: z.boolean() })),
    /** Every vetting, the latest first. */
    vettings: z.array(
      z.object({
        side: z.enum(["developer", "government"]),
        at: instant,
        policyVersion: z.number().int(),
        answers: z.array(z.object({ criterion, met: z.boolean(), note: z.string().nullable() })),
        conflict: z.object({ competitor: z.boolean(), sameHouse: z.boolean(), tie: z.string().nullable() }),
      }),
    ),
    developerAnswer: z.enum(["yes", "no"]).nullable(),
    governmentView: z.enum(["concur", "object"]).nullable(),
    objectionReason: z.string().nullable(),
    /** From then on the developer's yes alone selects, if government has said nothing. */
    viewLapsesAt: instant.nullable(),
    termsDigest: sha256.nullable(),
    termsAcceptedAt: instant.nullable(),
    signatory: signedBy,
    systems: shownSystems,
    scopeChange: scopeChange.nullable(),
    /** Until when the partner's word holds that the safeguards are in place. */
    controlsUntil: instant.nullable(),
    brokering,
    readyAt: instant.nullable(),
    activeAt: instant.nullable(),
    endsAt: instant.nullable(),
    history,
    notice: z.string(),
  })
  .meta({ id: "EarlyAccess", "x-label": "developer-confidential" });
export type EarlyAccess = z.infer<typeof earlyAccess>;
export const earlyAccessList = z.object({ earlyAccess: z.array(earlyAccess) }).meta({ id: "EarlyAccessList" });

/** As the partner sees it, from the day terms were sent: nothing of other partners or of how it was selected. */
export const partnerAccess = z
  .object({
    id: identifier,
    state: earlyAccessState,
    developerName: z.string(),
    /** "Early-access model" until provisioned. */
    modelName: z.string(),
    termsText: z.string(),
    termsDigest: sha256,
    termsAcceptedAt: instant.nullable(),
    signatory: signedBy,
    systems: shownSystems,
    scopeChange: scopeChange.nullable(),
    /** Until when the partner's word holds that the safeguards are in place. */
    controlsUntil: instant.nullable(),
    brokering,
    readyAt: instant.nullable(),
    activeAt: instant.nullable(),
    endsAt: instant,
    notice: z.string(),
  })
  .meta({ id: "PartnerAccess", "x-label": "developer-confidential" });
export type PartnerAccess = z.infer<typeof partnerAccess>;
export const partnerAccessList = z.object({ earlyAccess: z.array(partnerAccess) }).meta({ id: "PartnerAccessList" });

/** Engagements whose developer takes part in choosing partners, for officers. No model name. */
export const selectionList = z
  .object({ engagements: z.array(z.object({ engagementId: identifier, developerName: z.string(), partnerReleaseAt: instant.nullable(), publicReleaseAt: instant.nullable() })) })
  .meta({ id: "SelectionList", "x-label": "coordination" });

/** Body of `POST /partners/complaints`: by anybody. The address gets a link to follow it by. */
export const complain = z
  .strictObject({
    about: z.enum(["selection", "criteria"]),
    text: plainText(4000),
    email: z.email().max(254),
    /** The officer complained of, by address: they do not handle it. */
    officerEmail: z.email().max(254).optional(),
    /** The early access complained of, if one is known: whoever acted in its choosing does not handle it. */
    earlyAccessId: identifier.optional(),
  })
  .meta({ id: "Complain" });
export const complaintState = z.enum(["received", "answered", "closed"]).meta({ id: "ComplaintState" });
export type ComplaintState = z.infer<typeof complaintState>;
export const complaintReceived = z.object({ state: complaintState }).meta({ id: "ComplaintReceived", "x-label": "public" });

/** Body of `POST /complaints/open` and `POST /complaints/close`: the mailed link's secret. */
export const complaintLink = z.strictObject({ token: plainText(200) }).meta({ id: "ComplaintLink" });
/** As the complainant follows it; it names no officer. */
export const complaint = z
  .object({ id: identifier, about: z.enum(["selection", "criteria"]), state: complaintState, text: z.string(), receivedAt: instant, answer: z.string().nullable(), answeredAt: instant.nullable(), closedAt: instant.nullable() })
  .meta({ id: "Complaint", "x-label": "coordination" });
export type Complaint = z.infer<typeof complaint>;
export const complaintList = z.object({ complaints: z.array(complaint) }).meta({ id: "ComplaintList" });
/** Body of `POST /selection/complaints/{id}/answer`. */
export const answerComplaint = z.strictObject({ answer: plainText(4000) }).meta({ id: "AnswerComplaint" });
/** Counts below five are withheld (null). */
export const complaintCounts = z
  .object({ received: z.number().int().nullable(), answered: z.number().int().nullable(), closed: z.number().int().nullable() })
  .meta({ id: "ComplaintCounts", "x-label": "public" });

/*
 * Routes (all below /api):
 * public                GET /partners/criteria · GET /partners/policy · GET /partners/complaints/counts · POST /partners/complaints
 * complainant's link    POST /complaints/open · POST /complaints/close → Complaint
 * developer, officer    POST /early-access (nominate) · GET /early-access?engagementId= · GET /early-access/{id} · POST /early-access/{id}/vetting
 *                       → EarlyAccess
 * officer               GET /selection/engagements · POST /early-access/{id}/government-view
 *                       GET, POST /selection/policy/proposals · POST /selection/policy/proposals/{id}/confirmation · /withdrawal → PolicyProposals
 *                       GET /selection/complaints · POST /selection/complaints/{id}/answer · /closing → ComplaintList
 * developer             POST /early-access/{id}/developer-decision · /terms · /provisioning (no body) · /activation (no body)
 *                       · /suspension (no body) · /resumption (no body) · /revocation (no body) · /scope-answer
 *                       POST /early-access/stop → EarlyAccessList · GET /early-access/{id}/calls → PartnerCalls
 * partner               GET /partner/early-access · GET /partner/early-access/{id}
 *                       POST /partner/early-access/{id}/acceptance · /proof (no body: the model's endpoint must answer now) · /leaving (no body)
 *                       · /controls · /scope · /brokering → PartnerAccess
 *                       POST /partner/early-access/{id}/model/messages → ModelAnswer
 *                       GET, POST /partner/early-access/{id}/model-keys · POST /partner/early-access/{id}/model-keys/end → PartnerModelKeys
 * partner's model key   GET /partner/model/v1/models · POST /partner/model/v1/chat/completions (contracts/model-proxy.ts)
 */
