import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { modelMessages } from "./engagement.ts";

export const earlyAccessState = z
  .enum(["nominated", "vetting", "deciding", "selected", "terms-sent", "terms-accepted", "provisioned", "ready", "active", "suspended", "ended", "declined", "revoked"])
  .meta({ id: "EarlyAccessState" });
export type EarlyAccessState = z.infer<typeof earlyAccessState>;

/** The published criteria; texts at `GET /partners/criteria`. */
export const criterion = z
  .enum(["defends-critical-infrastructure", "owns-or-may-test-what-it-scans", "reports-what-it-finds", "guards-the-access", "has-no-conflict"])
  .meta({ id: "PartnerCriterion" });
export type Criterion = z.infer<typeof criterion>;
export const criteriaReply = z.object({ criteria: z.array(z.object({ criterion, text: z.string() })), statement: z.string() }).meta({ id: "PartnerCriteria", "x-label": "public" });

/** Body of `POST /early-access`. The partner is named by its security lead's address. */
export const nominatePartner = z.strictObject({ engagementId: identifier, partnerEmail: z.email().max(254), reason: plainText(1000) }).meta({ id: "NominatePartner" });

/** Body of `POST /early-access/{id}/vetting`: the published criteria, each met or not. */
export const vetPartner = z
  .strictObject({ answers: z.array(z.strictObject({ criterion, met: z.boolean() })).length(criterion.options.length).refine((list) => new Set(list.map((one) => one.criterion)).size === list.length, "answer each criterion once") })
  .meta({ id: "VetPartner" });

/** Body of `POST /early-access/{id}/developer-decision`. */
export const decideAsDeveloper = z.strictObject({ answer: z.enum(["yes", "no"]) }).meta({ id: "DecideAsDeveloper" });
/** Body of `POST /early-access/{id}/government-view`. An objection is advice, with its reason, shown to the developer. */
export const giveGovernmentView = z
  .discriminatedUnion("view", [z.strictObject({ view: z.literal("concur") }), z.strictObject({ view: z.literal("object"), reason: plainText(2000) })])
  .meta({ id: "GiveGovernmentView" });

/** Body of `POST /early-access/{id}/terms`. */
export const sendTerms = z.strictObject({ text: plainText(20_000), endsAt: instant }).meta({ id: "SendTerms" });

const system = z.strictObject({ name: plainText(200), basis: z.enum(["owns", "authorised-to-test"]) });
/** Body of `POST /early-access/{id}/acceptance`: by the partner's security lead, its authorised signatory. */
export const acceptPartnerTerms = z
  .strictObject({
    /** SHA-256 (hex) of the terms' text in UTF-8. */
    termsDigest: sha256,
    /** What the partner owns or may test; use outside it is not covered by the terms. */
    systems: z.array(system).min(1).max(200),
    controlsAttested: z.literal(true, "state that the terms' safeguards are in place"),
  })
  .meta({ id: "AcceptPartnerTerms" });

/** Body of `POST /early-access/stop`: every partner of this engagement, at once. */
export const stopAllPartners = z.strictObject({ engagementId: identifier }).meta({ id: "StopAllPartners" });

/** Body of `POST /early-access/{id}/model/messages`. The system must be one of the accepted scope. */
export const askEarlyAccessModel = z.strictObject({ system: plainText(200), messages: modelMessages }).meta({ id: "AskEarlyAccessModel" });

const history = z.array(z.object({ state: earlyAccessState, at: instant }));

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
    vetting: z.array(z.object({ criterion, met: z.boolean() })),
    developerAnswer: z.enum(["yes", "no"]).nullable(),
    governmentView: z.enum(["concur", "object"]).nullable(),
    objectionReason: z.string().nullable(),
    /** From then on the developer's yes alone selects, if government has said nothing. */
    viewLapsesAt: instant.nullable(),
    termsDigest: sha256.nullable(),
    termsAcceptedAt: instant.nullable(),
    systems: z.array(z.object({ name: z.string(), basis: z.enum(["owns", "authorised-to-test"]) })),
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
    systems: z.array(z.object({ name: z.string(), basis: z.enum(["owns", "authorised-to-test"]) })),
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

/*
 * Routes (all below /api):
 * public                GET /partners/criteria
 * developer, officer    POST /early-access (nominate) · GET /early-access?engagementId= · GET /early-access/{id} · POST /early-access/{id}/vetting
 *                       → EarlyAccess
 * officer               GET /selection/engagements · POST /early-access/{id}/government-view
 * developer             POST /early-access/{id}/developer-decision · /terms · /provisioning (no body) · /activation (no body)
 *                       · /suspension (no body) · /resumption (no body) · /revocation (no body)
 *                       POST /early-access/stop → EarlyAccessList
 * partner               GET /partner/early-access · GET /partner/early-access/{id}
 *                       POST /partner/early-access/{id}/acceptance · /proof (no body: the model's endpoint must answer now) · /leaving (no body)
 *                       → PartnerAccess
 *                       POST /partner/early-access/{id}/model/messages → ModelAnswer
 */
