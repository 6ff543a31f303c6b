import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { ACCESS_MODES } from "./exchange.ts";

/** Longest government access to one model in total, over all its windows and engagements: 30 × 24 h. */
export const ACCESS_LIMIT_SECONDS = 2_592_000;

export const engagementState = z
  .enum(["draft", "open", "determination-requested", "determined", "access-offered", "window-open", "window-closed", "closed", "withdrawn"])
  .meta({ id: "EngagementState" });
export type EngagementState = z.infer<typeof engagementState>;

/** What the developer takes part in. Each is a choice of its own, and can be taken back. */
export const consentScope = z.enum(["determination", "government-access", "partner-selection"]).meta({ id: "ConsentScope" });
export type ConsentScope = z.infer<typeof consentScope>;

/** All that a window may be used for; nothing else has a word here. */
export const accessPurpose = z.enum(["capability-evaluation", "safeguard-testing", "defensive-assessment"]).meta({ id: "AccessPurpose" });
export type AccessPurpose = z.infer<typeof accessPurpose>;

export const modelVariant = z.enum(["safeguards-on", "reduced-safeguards"]).meta({ id: "ModelVariant" });

/** Who holds the weights while the window is open. With government, an end of access leaves a copy to give back or to destroy. */
export const weightsHolder = z.enum(["developer", "government"]).meta({ id: "WeightsHolder" });

/** What the developer is shown of each call: that it happened, or also the SHA-256 of what was asked. */
export const callLogging = z.enum(["calls", "calls-and-digests"]).meta({ id: "CallLogging" });

/**
 * Which model this one descends from. It shares that one's 30 days unless its developer declares it materially new; either
 * is shown to evaluators, and neither is changed later.
 */
export const modelLineage = z.strictObject({ descendsFrom: sha256, materiallyNew: z.boolean() }).meta({ id: "ModelLineage" });

const scopes = z.array(consentScope).min(1).max(3).refine((list) => new Set(list).size === list.length, "name each scope once");
const signatory = z.strictObject({ name: plainText(200), title: plainText(200) });

/**
 * How the model is reached: at the developer's own endpoint, which then sees what it is asked; with weights that government
 * holds; or on the developer's site. A benchmark's marking may rule a way out.
 */
export const accessMode = z.enum(ACCESS_MODES).meta({ id: "AccessMode" });

/** Printable ASCII without spaces: goes into an HTTP header as it is. */
const credential = z.string().regex(/^[\u0021-\u007e]{1,1000}$/, "must be 1 to 1000 printable characters without spaces");
const endpoint = z
  .url({ protocol: /^https?$/, message: "expected an http or https address" })
  .max(500)
  .refine((text) => URL.canParse(text) && !new URL(text).username && !new URL(text).search && !new URL(text).hash, "must hold no sign-in, query or fragment");

/** Body of `POST /engagements`. The same digest opened again is the same model: its used days stay used. */
export const openEngagement = z
  .strictObject({
    model: z.strictObject({
      /** Kept confidential; shown to evaluators who accepted the terms and to partners once provisioned. */
      name: plainText(200),
      digest: sha256,
      /** Base address of an OpenAI-compatible API, such as `https://api.lab.example/v1`; `/chat/completions` is added. */
      endpoint,
      /** What the endpoint calls the model. */
      endpointModel: plainText(200),
      /** What it calls the variant with reduced safeguards, where that is another one: a grant reaches one of the two. */
      reducedEndpointModel: plainText(200).nullable().default(null),
      /** Null for a model that descends from no declared one. */
      lineage: modelLineage.nullable().default(null),
      /** Bearer credential; sealed at rest, never shown again. */
      credential,
      accessMode: accessMode.default("developer-hosted"),
    }),
    signatory,
    consentScope: scopes,
    partnerReleaseAt: instant.nullable(),
    publicReleaseAt: instant.nullable(),
  })
  .meta({ id: "OpenEngagement" });

/** Body of `POST /engagements/{id}/draft`: the draft written anew. A null credential keeps the one that is held. */
export const rewriteDraft = openEngagement.extend({ model: openEngagement.shape.model.extend({ credential: credential.nullable() }) }).meta({ id: "RewriteDraft" });

/** Body of `POST /engagements/{id}/dates`; both dates are given each time, null for "not planned". */
export const setReleaseDates = z
  .strictObject({ partnerReleaseAt: instant.nullable(), publicReleaseAt: instant.nullable(), reason: plainText(1000) })
  .meta({ id: "SetReleaseDates" });

/** Body of `POST /engagements/{id}/consent`: the scope from now on, by a named signatory. */
export const setConsent = z.strictObject({ signatory, consentScope: scopes }).meta({ id: "SetConsent" });

export const releaseAudience = z.enum(["partners", "public"]).meta({ id: "ReleaseAudience" });
/** Body of `POST /engagements/{id}/releases`: the release happened now. Possible in every state. */
export const declareRelease = z.strictObject({ audience: releaseAudience }).meta({ id: "DeclareRelease" });

/** Body of `POST /engagements/{id}/offer`: terms of a window for named evaluators, who then accept them or not. */
export const offerAccess = z
  .strictObject({
    purpose: accessPurpose,
    /** Reduced safeguards, and weights that government holds, wait for a second lead of the developer, if there is one. */
    variant: modelVariant,
    weights: weightsHolder.default("developer"),
    /** Tools that evaluators may put around the model. */
    tools: z.array(plainText(100)).max(20),
    logging: callLogging,
    /** Days after the end within which evaluators return or destroy what they kept. */
    retentionDays: z.int().min(0).max(90),
    /** Anything else the terms say. */
    text: plainText(4000).nullable().default(null),
    /** SHA-256 of the developer's nondisclosure document that is signed before the grant can be used; null when none is. */
    nondisclosure: sha256.nullable().default(null),
    /** What is said of one person alone takes the place of what is said of all; `until` ends that person's access before the window's end. */
    evaluators: z
      .array(
        z.strictObject({
          email: z.email().max(254),
          purpose: accessPurpose.optional(),
          variant: modelVariant.optional(),
          tools: z.array(plainText(100)).max(20).optional(),
          logging: callLogging.optional(),
          retentionDays: z.int().min(0).max(90).optional(),
          until: instant.nullable().default(null),
        }),
      )
      .min(1)
      .max(20),
  })
  .meta({ id: "OfferAccess" });

/** Body of `POST /evaluator/engagements/{id}/acceptance`. */
export const acceptTerms = z
  .strictObject({
    termsDigest: sha256,
    /** The evaluator's own statement: no tie to a competitor of the developer and no other conflict of interest. */
    noConflict: z.literal(true, "only a person without a conflict of interest may take part"),
  })
  .meta({ id: "AcceptTerms" });

/** Body of `POST /engagements/{id}/offer/confirmation` and `/offer/withdrawal`: which waiting offer. */
export const waitingOffer = z.strictObject({ offerId: identifier }).meta({ id: "WaitingOffer" });

/** While paused nobody has access, and the days run on. An ended window from which something may be kept waits for clean-up. */
export const windowState = z.enum(["proposed", "agreed", "open", "paused", "ended", "cleanup-due", "cleanup-attested"]).meta({ id: "WindowState" });
export type WindowState = z.infer<typeof windowState>;
export const windowEndReason = z.enum(["elapsed", "partner-release", "developer-ended", "developer-withdrew", "engagement-closed", "government-finished", "terms-breach", "incident"]).meta({ id: "WindowEndReason" });
export type WindowEndReason = z.infer<typeof windowEndReason>;
export const windowWarning = z.enum(["opened-earlier-than-30-days-before-release"]).meta({ id: "WindowWarning" });

export const cleanupWay = z.enum(["returned", "destroyed", "nothing-kept"]).meta({ id: "CleanupWay" });
/** Body of `POST /evaluator/engagements/{id}/cleanup`. `weights` is said where government held them. */
export const attestCleanup = z.strictObject({ way: cleanupWay, weights: z.enum(["returned", "destroyed"]).nullable().default(null) }).meta({ id: "AttestCleanup" });

const windowTerms = z.object({
  purpose: accessPurpose,
  variant: modelVariant,
  weights: weightsHolder.default("developer"),
  tools: z.array(z.string()),
  logging: callLogging,
  retentionDays: z.int(),
  text: z.string().nullable(),
  nondisclosure: sha256.nullable().default(null),
});

const cleanup = z.object({ state: z.enum(["not-due", "cleanup-due", "cleanup-attested"]), dueAt: instant.nullable(), way: cleanupWay.nullable(), weights: z.enum(["returned", "destroyed"]).nullable(), attestedAt: instant.nullable(), overdue: z.boolean() });

export const accessWindow = z
  .object({
    id: identifier,
    state: windowState,
    terms: windowTerms,
    /** SHA-256 of the terms; what evaluators accept. */
    termsDigest: sha256,
    proposedAt: instant,
    openedAt: instant.nullable(),
    /** Since when it is paused; null while it is not. */
    pausedAt: instant.nullable(),
    /** When it ends at the latest: it can move in, never out. */
    endsAt: instant.nullable(),
    endedAt: instant.nullable(),
    endReason: windowEndReason.nullable(),
    warnings: z.array(windowWarning),
    evaluators: z.array(
      z.object({
        personId: identifier,
        name: z.string(),
        organisationName: z.string(),
        acceptedAt: instant.nullable(),
        /** When this person said to be done, before the window's end. */
        finishedAt: instant.nullable(),
        /** When the developer ended this person's access alone. */
        endedAt: instant.nullable(),
        /** This person's own. */
        terms: windowTerms,
        until: instant.nullable(),
        grant: z.object({ id: identifier, expiresAt: instant, revokedAt: instant.nullable() }).nullable(),
        cleanup,
      }),
    ),
  })
  .meta({ id: "AccessWindow", "x-label": "developer-confidential" });
export type AccessWindow = z.infer<typeof accessWindow>;

/** Evaluators advise; these are all the words an outcome has. */
export const adviceWord = z
  .enum(["nothing-to-add", "consider-a-safeguard", "consider-a-staged-release", "consider-warning-software-owners", "more-time-would-help"])
  .meta({ id: "AdviceWord" });

/** Body of `POST /evaluator/engagements/{id}/advice`. An outcome note is made of closed words only. */
export const giveAdvice = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("observation"), text: plainText(4000) }),
    z.strictObject({ kind: z.literal("suggested-safeguard"), text: plainText(4000) }),
    z.strictObject({ kind: z.literal("outcome-note"), words: z.array(adviceWord).min(1).max(5) }),
  ])
  .meta({ id: "GiveAdvice" });

export const advice = z
  .object({ id: identifier, kind: z.enum(["observation", "suggested-safeguard", "outcome-note"]), text: z.string().nullable(), words: z.array(adviceWord), byName: z.string(), at: instant })
  .meta({ id: "Advice", "x-label": "developer-confidential" });

export const engagement = z
  .object({
    id: identifier,
    state: engagementState,
    model: z.object({ id: identifier, name: z.string(), digest: sha256, endpoint: z.string(), endpointModel: z.string(), reducedEndpointModel: z.string().nullable(), lineage: modelLineage.nullable(), accessMode }),
    signatory: z.object({ name: z.string(), title: z.string() }),
    consentScope: z.array(consentScope),
    /** Null for a draft, and for one that was thrown away. */
    openedAt: instant.nullable(),
    closedAt: instant.nullable(),
    withdrawnAt: instant.nullable(),
    partnerReleaseAt: instant.nullable(),
    publicReleaseAt: instant.nullable(),
    /** Oldest first. */
    dateHistory: z.array(z.object({ partnerReleaseAt: instant.nullable(), publicReleaseAt: instant.nullable(), reason: z.string().nullable(), setAt: instant, setByName: z.string() })),
    releases: z.array(z.object({ audience: releaseAudience, declaredAt: instant })),
    /** Days-used meter of the model, over all its engagements. */
    budget: z.object({ limitSeconds: z.int(), usedSeconds: z.int(), leftSeconds: z.int() }),
    /** Newest first. */
    windows: z.array(accessWindow),
    /** Offers that wait for a second lead; no evaluator knows of them yet. Newest first. */
    waitingOffers: z.array(
      z.object({ id: identifier, terms: windowTerms, evaluators: z.array(z.object({ email: z.string() })), proposedByName: z.string(), proposedAt: instant, expiresAt: instant, mayConfirm: z.boolean() }),
    ),
    advice: z.array(advice),
    /** What the order says the framework is not; stands on every record. */
    notice: z.string(),
  })
  .meta({ id: "Engagement", "x-label": "developer-confidential" });
export type Engagement = z.infer<typeof engagement>;

export const engagementList = z
  .object({ engagements: z.array(z.object({ id: identifier, state: engagementState, modelName: z.string(), openedAt: instant.nullable(), partnerReleaseAt: instant.nullable(), publicReleaseAt: instant.nullable(), windowEndsAt: instant.nullable() })) })
  .meta({ id: "EngagementList", "x-label": "developer-confidential" });

/** An engagement as a named evaluator sees it: nothing of other people, dates or other windows. */
export const evaluatorEngagement = z
  .object({
    id: identifier,
    developerName: z.string(),
    /** Only with accepted terms and while the access lives. */
    modelName: z.string().nullable(),
    windowState,
    terms: windowTerms,
    termsDigest: sha256,
    acceptedAt: instant.nullable(),
    /** When the evaluator said to be done. */
    finishedAt: instant.nullable(),
    /** When the developer ended this evaluator's access alone. */
    personEndedAt: instant.nullable(),
    /** This evaluator's own end, if it is before the window's. */
    until: instant.nullable(),
    /** What the developer declared of the model's descent: whether it shares the days of an earlier one. */
    lineage: modelLineage.nullable(),
    /** The grant's end while it lives; null when there is no access now. */
    accessUntil: instant.nullable(),
    endedAt: instant.nullable(),
    endReason: windowEndReason.nullable(),
    cleanup,
    /** The evaluator's own. */
    advice: z.array(advice),
    notice: z.string(),
  })
  .meta({ id: "EvaluatorEngagement", "x-label": "developer-confidential" });
export type EvaluatorEngagement = z.infer<typeof evaluatorEngagement>;
export const evaluatorEngagementList = z.object({ engagements: z.array(evaluatorEngagement) }).meta({ id: "EvaluatorEngagementList" });

/** A conversation for the model. Bounded, since it goes to the developer's endpoint as it is. */
export const modelMessages = z
  .array(z.strictObject({ role: z.enum(["system", "user", "assistant"]), content: z.string().min(1).max(16_000) }))
  .min(1)
  .max(50);

/** Body of `POST /evaluator/engagements/{id}/model/messages`; the purpose must be the grant's. */
export const askModel = z.strictObject({ purpose: accessPurpose, messages: modelMessages }).meta({ id: "AskModel" });
/** What the model said: text from outside, at most 64,000 characters, control characters escaped. */
export const modelAnswer = z.object({ content: z.string(), truncated: z.boolean() }).meta({ id: "ModelAnswer", "x-label": "developer-confidential" });

/*
 * Routes (all below /api):
 * developer   POST /engagements · POST /engagements/drafts · POST /engagements/{id}/draft · /opening (no body) · GET /engagements · GET /engagements/{id}
 *             POST /engagements/{id}/dates · /consent · /offer · /offer/confirmation · /offer/withdrawal · /window (open; no body) · /window/end · /window/pause · /window/resumption · /window/breach (no body) · /releases · /close (no body)
 *             POST /engagements/{id}/withdrawal (no body, never refused)            → each answers with the Engagement
 * evaluator   GET /evaluator/engagements · GET /evaluator/engagements/{id}
 *             POST /evaluator/engagements/{id}/acceptance · /finish (no body) · /cleanup · /advice      → each answers with the EvaluatorEngagement
 *             POST /evaluator/engagements/{id}/model/messages                       → ModelAnswer
 * Reads and receipts: GET /reads?subject={id} and GET /ledger/receipts?subject={id}.
 */
