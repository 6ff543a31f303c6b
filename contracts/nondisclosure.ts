import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

/** Body of `POST /nondisclosure/texts`: a new version of the developer's terms of this title, or their first. */
export const writeNondisclosureText = z
  .strictObject({
    title: plainText(200).regex(/^[^\n\t]*$/, "must be one line"),
    text: plainText(20_000),
    /** Whether an officer of the evaluator's agency signs too, for the agency. */
    agencySigns: z.boolean(),
  })
  .meta({ id: "WriteNondisclosureText" });

export const nondisclosureText = z
  .object({
    id: identifier,
    title: z.string(),
    version: z.int(),
    /** Title, version, who signs, and the terms, as they are signed. */
    document: z.string(),
    /** SHA-256 of the document in UTF-8: by it an offer names the text, and whoever holds the document checks it. */
    digest: sha256,
    agencySigns: z.boolean(),
    writtenByName: z.string(),
    writtenAt: instant,
  })
  .meta({ id: "NondisclosureText", "x-label": "developer-confidential" });
export const nondisclosureTextList = z.object({ texts: z.array(nondisclosureText) }).meta({ id: "NondisclosureTextList" });

/** Body of `POST /undertakings/{id}/signature`, right after a fresh proof that it is you. */
export const signUndertaking = z
  .strictObject({
    /** Of the document that was read. */
    textDigest: sha256,
    name: plainText(200),
    title: plainText(200),
    agrees: z.literal(true, "it is signed only by somebody who agrees to it"),
  })
  .meta({ id: "SignUndertaking" });

const signature = z.object({
  name: z.string(),
  title: z.string(),
  signedAt: instant,
  /** Random; with it the ledger's digest of the signature can be checked by whoever holds this. */
  salt: z.string(),
  /** SHA-256 of the JSON list [salt, undertaking, document's digest, signer's id, name, title, instant]; stands in the ledger. */
  digest: sha256,
  signerId: identifier,
});

export const undertaking = z
  .object({
    id: identifier,
    engagementId: identifier,
    developerName: z.string(),
    agencyName: z.string(),
    /** For a named evaluator, or for the agency as a whole. */
    capacity: z.enum(["evaluator", "agency"]),
    /** Whom the developer named; null for the agency's own. */
    evaluatorName: z.string().nullable(),
    title: z.string(),
    version: z.int(),
    document: z.string(),
    documentDigest: sha256,
    askedAt: instant,
    signature: signature.nullable(),
    /** Whether it is the reader's to sign. */
    awaitsYou: z.boolean(),
  })
  .meta({ id: "Undertaking", "x-label": "developer-confidential" });
export type Undertaking = z.infer<typeof undertaking>;

export const undertakingsQuery = z.object({ engagementId: identifier.optional() });
export const undertakingList = z
  .object({
    undertakings: z.array(
      z.object({ id: identifier, engagementId: identifier, developerName: z.string(), agencyName: z.string(), capacity: z.enum(["evaluator", "agency"]), evaluatorName: z.string().nullable(), title: z.string(), version: z.int(), askedAt: instant, signedAt: instant.nullable(), awaitsYou: z.boolean() }),
    ),
  })
  .meta({ id: "UndertakingList", "x-label": "developer-confidential" });

/*
 * Routes (all below /api):
 * developer   POST /nondisclosure/texts · GET /nondisclosure/texts                    → NondisclosureTextList
 * both sides  GET /undertakings?engagementId · GET /undertakings/{id}                 → UndertakingList, Undertaking
 *             GET /undertakings/{id}/print (text/html) · GET /undertakings/{id}/signed (JSON: the undertaking with its receipt)
 * signer      POST /undertakings/{id}/signature                                       → Undertaking
 */
