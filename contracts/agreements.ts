import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

/** What a standing agreement is about. What it says of these is in its text; no rule of ours reads either. */
export const agreementScope = z
  .enum(["pre-release-evaluation", "safeguard-testing", "incident-information", "research-exchange", "selection-of-partners"])
  .meta({ id: "AgreementScope" });
export type AgreementScope = z.infer<typeof agreementScope>;

export const agreementState = z.enum(["awaiting-confirmation", "not-begun", "in-force", "expired", "ended"]).meta({ id: "AgreementState" });
export type AgreementState = z.infer<typeof agreementState>;

/** Body of `POST /agreements`. One developer and one agency or several; whoever enters it has given their word by that. */
export const enterAgreement = z
  .strictObject({
    /** By address: release leads of developers, partner-selection officers of agencies. */
    counterparts: z.array(z.strictObject({ email: z.email().max(254) })).min(1).max(6),
    scopes: z.array(agreementScope).min(1).max(5).refine((list) => new Set(list).size === list.length, "name each scope once"),
    legalBasis: plainText(1000),
    beginsAt: instant,
    /** Null for one without an end of its own; either side can end it at any time. */
    until: instant.nullable(),
    /** Sealed at rest, for the parties only; others see its SHA-256. */
    confidentialityText: plainText(20_000),
    /** Whether a party may publish it, without that text. */
    mayBePublic: z.boolean(),
  })
  .meta({ id: "EnterAgreement" });

/** Body of `POST /agreements/{id}/confirmation`: exactly the term whose digest was read. */
export const confirmAgreement = z.strictObject({ termDigest: sha256 }).meta({ id: "ConfirmAgreement" });

/** Body of `POST /agreements/{id}/renewal`: a later end, in force when every party has given its word. */
export const renewAgreement = z.strictObject({ until: instant.nullable() }).meta({ id: "RenewAgreement" });

/** Body of `POST /engagements/{id}/agreements`: all that are linked from now on. */
export const linkAgreements = z.strictObject({ agreementIds: z.array(identifier).max(20).refine((list) => new Set(list).size === list.length, "name each agreement once") }).meta({ id: "LinkAgreements" });

const party = z.object({ organisationId: identifier, name: z.string() });

export const agreement = z
  .object({
    id: identifier,
    state: agreementState,
    developer: party,
    agencies: z.array(party),
    scopes: z.array(agreementScope),
    legalBasis: z.string(),
    beginsAt: instant,
    /** By the newest term in force. */
    until: instant.nullable(),
    confidentialityText: z.string(),
    confidentialityDigest: sha256,
    mayBePublic: z.boolean(),
    enteredByName: z.string(),
    enteredAt: instant,
    endedAt: instant.nullable(),
    endedByName: z.string().nullable(),
    /** The first one and every renewal, oldest first. */
    terms: z.array(
      z.object({
        number: z.int(),
        until: instant.nullable(),
        digest: sha256,
        proposedByName: z.string(),
        proposedAt: instant,
        inForceAt: instant.nullable(),
        words: z.array(z.object({ organisationName: z.string(), personName: z.string(), givenAt: instant })),
      }),
    ),
    /** Oldest first; a line stays when what it showed was taken down. */
    publications: z.array(z.object({ publishedAt: instant, publishedByName: z.string(), takenDownAt: instant.nullable(), takenDownByName: z.string().nullable() })),
    /** Digest of the term that waits for the reader's own organisation; null when none does. */
    awaitsYourWord: sha256.nullable(),
    notice: z.string(),
  })
  .meta({ id: "Agreement", "x-label": "developer-confidential" });
export type Agreement = z.infer<typeof agreement>;

export const agreementList = z
  .object({ agreements: z.array(z.object({ id: identifier, state: agreementState, developerName: z.string(), agencyNames: z.array(z.string()), scopes: z.array(agreementScope), beginsAt: instant, until: instant.nullable(), isPublic: z.boolean(), awaitsYourWord: z.boolean() })) })
  .meta({ id: "AgreementList", "x-label": "developer-confidential" });

export const linkedAgreements = z
  .object({ agreements: z.array(z.object({ id: identifier, state: agreementState, agencyNames: z.array(z.string()), scopes: z.array(agreementScope), linkedAt: instant })) })
  .meta({ id: "LinkedAgreements", "x-label": "developer-confidential" });

export const publishedAgreements = z
  .object({
    agreements: z.array(
      z.object({
        id: identifier,
        state: agreementState,
        developerName: z.string(),
        agencyNames: z.array(z.string()),
        scopes: z.array(agreementScope),
        legalBasis: z.string(),
        beginsAt: instant,
        until: instant.nullable(),
        renewedAt: z.array(instant),
        endedAt: instant.nullable(),
        confidentialityDigest: sha256,
        publishedAt: instant,
      }),
    ),
    /** What was public once: that it was, and until when. */
    takenDown: z.array(z.object({ id: identifier, publishedAt: instant, takenDownAt: instant })),
    statement: z.string(),
  })
  .meta({ id: "PublishedAgreements", "x-label": "public" });
export type PublishedAgreements = z.infer<typeof publishedAgreements>;

/*
 * Routes (all below /api):
 * party       POST /agreements · GET /agreements · GET /agreements/{id}
 *             POST /agreements/{id}/confirmation · /renewal · /end (no body) · /publication (no body) · /publication/end (no body)   → the Agreement
 * developer   GET /engagements/{id}/agreements · POST /engagements/{id}/agreements                                                  → LinkedAgreements
 * public      GET /agreements/published                                                                                             → PublishedAgreements
 *             GET /agreements/feed                                                                                                  → JSON Feed 1.1
 */
