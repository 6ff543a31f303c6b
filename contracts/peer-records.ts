/*
 * What clearinghouses pull from each other: signed records, one DSSE envelope (1.0.2) each, with an in-toto statement (v1) in
 * it. The schemas are closed: no body, severity or score has a place in them (INV-15).
 *
 * An opt-out does not name its target. Its subject is scrypt(sha256("breakwater-target-1" NUL target), salt) with the work
 * that the record states, where the target is `repository:<host/path>`, `package:<purl without version>` or
 * `product:<name>` in its one spelling: whoever knows a target can ask whether it is the one, and the list cannot be read as
 * a list of targets. Somebody who guesses can still test each guess, at the price of that work, so it goes to members alone.
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

export const IN_TOTO_PAYLOAD = "application/vnd.in-toto+json";
export const OPT_OUT_PREDICATE = "urn:breakwater:opt-out:1";
export const DISCLOSURE_ROUTE_PREDICATE = "urn:breakwater:disclosure-route:1";
export const HELD_FIX_PREDICATE = "urn:breakwater:held-fix:1";
/** What one test of a guess costs: some 8 ms and 4 MiB. */
export const TARGET_WORK = { N: 4096, r: 8, p: 1 } as const;

function statement<Type extends string, Digest extends string, Predicate extends z.ZodType>(predicateType: Type, { subject, digest, predicate }: { readonly subject: string; readonly digest: Digest; readonly predicate: Predicate }) {
  return z.strictObject({
    _type: z.literal("https://in-toto.io/Statement/v1"),
    subject: z.tuple([z.strictObject({ name: z.literal(subject), digest: z.strictObject({ [digest]: sha256 } as Record<Digest, typeof sha256>) })]),
    predicateType: z.literal(predicateType),
    predicate,
  });
}

export const optOutStatement = statement(OPT_OUT_PREDICATE, {
  subject: "target", digest: "scrypt",
  predicate: z.strictObject({ recordedAt: instant, work: z.strictObject({ N: z.literal(TARGET_WORK.N), r: z.literal(TARGET_WORK.r), p: z.literal(TARGET_WORK.p), salt: z.string().regex(/^[0-9a-f]{32}$/) }) }),
});

/** How the people who keep a project want to be told. */
export const routeKind = z.enum(["security-txt", "security-md", "security-insights", "private-reporting", "mail"]).meta({ id: "DisclosureRouteKind" });
export const disclosureRouteStatement = statement(DISCLOSURE_ROUTE_PREDICATE, {
  subject: "target", digest: "sha256",
  predicate: z.strictObject({ repository: z.string().max(300), route: routeKind, address: z.string().max(300), validatedAt: instant }),
});

export const heldFixStatement = statement(HELD_FIX_PREDICATE, {
  subject: "patch", digest: "sha256",
  predicate: z.strictObject({ repository: z.string().max(300), fixedVersion: z.string().max(200), heldAt: instant }),
});

const envelope = z.object({ payloadType: z.literal(IN_TOTO_PAYLOAD), payload: z.base64().max(16_384), signatures: z.array(z.object({ keyid: z.string().max(256), sig: z.base64().max(256) })).min(1).max(4) });
export const EXCHANGE_PAGE = 200;
export const exchangeQuery = z.object({ after: identifier.optional() });
/** Oldest first; `next` goes into `after` until it is null. */
export const exchangePage = z.object({ records: z.array(envelope).max(EXCHANGE_PAGE), next: identifier.nullable() }).meta({ id: "ExchangePage", "x-label": "public" });
export const optOutPage = exchangePage.meta({ id: "OptOutPage", "x-label": "coordination" });
export type ExchangePage = z.infer<typeof exchangePage>;
/** The key to pin, by which every record is signed. */
export const exchangeKey = z.object({ keyId: sha256, publicKeyPem: z.string() }).meta({ id: "ExchangeKey", "x-label": "public" });

export const recordRoute = z
  .strictObject({ repository: plainText(300), route: routeKind, /** Where to write or report to. */ address: plainText(300).regex(/^\S+$/, "must be one address without blanks") })
  .meta({ id: "RecordDisclosureRoute" });
export const recordReply = z.object({ id: identifier }).meta({ id: "ExchangeRecord", "x-label": "coordination" });

export const addPeer = z
  .strictObject({
    name: plainText(120),
    url: z.url({ protocol: /^https?$/, message: "expected the other clearinghouse's address, such as https://clearinghouse.example" }).max(300),
    /** Ed25519, pinned: as the other side gave it by another way than this address. */
    publicKeyPem: z.string().min(1).max(300),
    /** A token of ours at the other side, as a member there. */
    token: z.string().min(20).max(4000).nullable().default(null),
  })
  .meta({ id: "AddPeer" });
export const peerList = z
  .object({ peers: z.array(z.object({ id: identifier, name: z.string(), url: z.string(), keyId: sha256, optOuts: z.number().int(), routes: z.number().int(), fixes: z.number().int(), pulledAt: instant.nullable(), problem: z.string().nullable() })) })
  .meta({ id: "PeerList", "x-label": "coordination" });

export const knownQuery = z.object({ repository: plainText(300) });
/** What is known of one project. `from`: the peer that says so; null for this clearinghouse itself. */
export const projectKnowledge = z
  .object({
    repository: z.string(),
    routes: z.array(z.object({ from: z.string().nullable(), route: routeKind, address: z.string(), validatedAt: instant })),
    fixes: z.array(z.object({ from: z.string().nullable(), patchDigest: sha256, fixedVersion: z.string(), heldAt: instant })),
  })
  .meta({ id: "ProjectKnowledge", "x-label": "coordination" });
export type ProjectKnowledge = z.infer<typeof projectKnowledge>;
