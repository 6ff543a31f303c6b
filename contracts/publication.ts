/*
 * Operations (all below /api):
 *   POST /advisories                        publishAdvisory → advisory (201)   assigned analyst
 *   POST /advisory-checks                   publishAdvisory → advisoryCheck    assigned analyst; nothing is published
 *   POST /advisories/{id}/cve               assignCve → advisory               any analyst; the id came from a CNA
 *   POST /advisories/{id}/correction        correctAdvisory → advisory         any analyst; another text or other references
 *   POST /advisories/{id}/withdrawal        withdrawAdvisory → advisory        any analyst; it was wrong
 *   POST /advisories/{id}/supersession      supersedeAdvisory → advisory       any analyst; another advisory takes its place
 *   GET  /advisories                        → advisoryList                     public
 *   GET  /advisories/{id}                   → advisory                         public; `documents` names every file below
 *   GET  /advisories/{id}/revisions         → revisionList                     public; every revision with its files
 *   GET  /advisories/{id}/revisions/{revision}/{digest}   → the file's bytes   public; as they went out
 *   POST /pre-notices                       issuePreNotice → preNotice (201)   assigned analyst; a patch is out, the embargo holds
 *   GET  /pre-notices                       → preNoticeList                    patch distributors; an operator's own: GET /operator/notices
 *   GET  /feeds/signing-key                 → documentSigningKey               public
 *   GET  /feeds/openpgp-keys                → openPgpKeys                      public
 *   POST /feeds/openpgp-keys                rotateOpenPgpKey → openPgpKeys     administrator
 *   GET  /feeds/openpgp/{fingerprint}.asc   a public key                       public
 *   GET  /feeds/files                       → feedFileList                     public; every file of the site, for a copy of it
 *   GET  /feeds/providers                   → listedProviders                  public; whom our list of CSAF providers names besides us
 *   POST /feeds/providers                   listProvider → listedProviders     any analyst
 *   POST /feeds/providers/removal           unlistProvider → listedProviders   any analyst
 * CSAF 2.0 (`csaf`, `white`) and 2.1 (`csaf-2.1`, `clear`) side by side, public:
 *   GET  /feeds/csaf/csaf-feed-tlp-white.json, /feeds/csaf/service.json, /feeds/csaf/category-tlp-white.json
 *   GET  /feeds/csaf/white/, /feeds/csaf/white/{year}/     what is in the folder
 *   GET  /feeds/csaf/white/changes.csv, /feeds/csaf/white/index.txt
 *   GET  /feeds/csaf/white/{year}/{name}.json  and  .json.sha256, .json.sha512, .json.asc, .json.sig
 *   GET  /feeds/vex/{name}.openvex.json, /feeds/vex/{name}.csaf.json, /feeds/stix/{name}.json  and  .sig; gone after an advisory's end
 * At the site's root, public: /.well-known/security.txt, /.well-known/csaf/provider-metadata.json (and in v2.0/ and v2.1/),
 *   /.well-known/csaf-aggregator/aggregator.json (and in v2.0/ and v2.1/)
 *   GET  /feeds/osv/{name}.json  and  .json.sig
 *   GET  /feeds/cve/{name}.json  and  .json.sig     `CVE-….json`, or `BW-….hand-off.json` while no CNA has assigned an id
 */
import { z } from "zod";
import { identifier, idParams, instant, plainText, sha256 } from "./access.ts";

/** Text for everybody: what is stored and signed must be the same for every reader. */
const publicText = (max: number) => plainText(max).refine((text) => text.isWellFormed(), "must not hold half of a character");
const oneLine = (max: number) => publicText(max).regex(/^[^\n\t]*$/, "must be one line");

export const trackingId = z.string().regex(/^BW-\d{4}-\d{4,10}$/).meta({ id: "TrackingId" });

/**
 * `fix-recalled`: the flaw stands, the patch was withdrawn, and the documents say so. `withdrawn`: the advisory was wrong.
 * `superseded`: another takes its place. The last two are final.
 */
export const advisoryState = z.enum(["published", "fix-recalled", "withdrawn", "superseded"]).meta({ id: "AdvisoryState" });
export type AdvisoryState = z.infer<typeof advisoryState>;

/** A CVE id as a CNA assigned it, with the CNA's name. We mint none. An exercise takes ids of the year 1900 only. */
export const cveAssignment = z
  .strictObject({
    id: z.string().regex(/^CVE-\d{4}-\d{4,19}$/, "expected a CVE id such as CVE-1900-10042"),
    assigner: z.strictObject({ orgId: z.uuidv4("expected the CNA's organisation id, a UUID of version 4"), shortName: publicText(32).min(2) }),
  })
  .meta({ id: "CveAssignment" });
export type CveAssignment = z.infer<typeof cveAssignment>;

/** Links besides those that are added anyway: the advisory itself, its patch, and the project's repository. */
export const publicReference = z
  .strictObject({ kind: z.enum(["fix", "report", "package", "web"]), url: z.url({ protocol: /^https?$/, message: "expected a web address" }).max(2048), summary: publicText(200) })
  .meta({ id: "PublicReference", "x-label": "public" });


/** What a vendor or a CNA said in public about the flaw: what an advisory stands on where no patch went through this house. */
export const publicStatement = z
  .strictObject({
    by: z.enum(["vendor", "cna"]),
    name: oneLine(200),
    url: publicReference.shape.url,
    /** The version that they say is fixed; null where they have none. */
    fixedVersion: oneLine(100).regex(/^[\x21-\x7e]+$/, "must be visible ASCII characters without spaces").nullable(),
  })
  .meta({ id: "PublicStatement", "x-label": "public" });
export type PublicStatement = z.infer<typeof publicStatement>;

/** Title and summary are written by a person for the public; nothing of the finder's own text goes out. */
export const publishAdvisory = z
  .strictObject({
    caseId: identifier,
    cve: cveAssignment.nullable().default(null),
    releasableTitle: oneLine(200),
    releasableSummary: publicText(4000),
    /** How to reproduce it. Refused before the policy's days after the fix. */
    releasableDetail: publicText(3000).nullable().default(null),
    references: z.array(publicReference).max(20).default([]),
    /** Instead of a patch released here. */
    statement: publicStatement.nullable().default(null),
  })
  .meta({ id: "PublishAdvisory" });

/** What an advisory would say that cannot all be true. Suspicions for a person, and no reason to refuse it. */
export const advisoryCheck = z.object({ warnings: z.array(z.object({ test: z.string(), path: z.string(), message: z.string() })) }).meta({ id: "AdvisoryCheck", "x-label": "coordination" });

/** What is left out stays. `references` are all but those that are added anyway. */
export const correctAdvisory = z
  .strictObject({ releasableTitle: oneLine(200).optional(), releasableSummary: publicText(4000).optional(), references: z.array(publicReference).max(20).optional(), because: oneLine(400) })
  .refine((change) => Object.keys(change).length > 1, { message: "say what is to be corrected: releasableTitle, releasableSummary or references", path: ["releasableTitle"] })
  .meta({ id: "CorrectAdvisory" });
export const withdrawAdvisory = z.strictObject({ because: oneLine(400) }).meta({ id: "WithdrawAdvisory" });
/** `by` is the advisory that takes its place. */
export const supersedeAdvisory = z.strictObject({ by: identifier, because: oneLine(400) }).meta({ id: "SupersedeAdvisory" });
export type PublishAdvisory = z.infer<typeof publishAdvisory>;

export const assignCve = z.strictObject({ cve: cveAssignment }).meta({ id: "AssignCve" });

export const severityWord = z.enum(["none", "low", "medium", "high", "critical"]);

export const advisorySummary = z
  .object({
    id: identifier,
    trackingId,
    cveId: z.string().nullable(),
    state: advisoryState,
    title: z.string(),
    product: z.object({ vendor: z.string(), name: z.string() }),
    /** Null where nobody rated it. */
    severity: severityWord.nullable(),
    /** Null after a recall: no version is known to be good. */
    fixedVersion: z.string().nullable(),
    revision: z.number().int(),
    publishedAt: instant,
    revisedAt: instant,
  })
  .meta({ id: "AdvisorySummary", "x-label": "public" });
export type AdvisorySummary = z.infer<typeof advisorySummary>;
/** Newest first; at most 500. */
export const advisoryList = z.object({ advisories: z.array(advisorySummary) }).meta({ id: "AdvisoryList", "x-label": "public" });

export const documentKind = z.enum(["csaf", "csaf-2.1", "osv", "cve", "cve-hand-off", "cve-rejection", "openvex", "csaf-vex", "stix"]).meta({ id: "DocumentKind" });
export type DocumentKind = z.infer<typeof documentKind>;

/**
 * One published file. `url` gives the exact bytes that were hashed and signed; `signatureUrl` a JSON of `{alg, keyId, digest, sig}`;
 * `openPgpUrl` an ASCII-armoured OpenPGP signature, of CSAF documents.
 */
export const publishedDocument = z.object({ kind: documentKind, url: z.string(), signatureUrl: z.string(), openPgpUrl: z.string().nullable(), sha256 }).meta({ id: "PublishedDocument", "x-label": "public" });

export const advisory = advisorySummary
  .extend({
    summary: z.string(),
    weakness: z.object({ id: z.string(), name: z.string() }).nullable(),
    affectedVersions: z.string(),
    severities: z.array(z.object({ role: z.string(), name: z.string(), rating: severityWord, score: z.number().nullable(), vector: z.string().nullable() })),
    credits: z.array(z.object({ name: z.string(), role: z.string(), aiGenerated: z.boolean(), model: z.string().nullable() })),
    remediations: z.array(z.object({ kind: z.string(), text: z.string(), url: z.string().nullable(), aiGenerated: z.boolean() })),
    /** `isOwn`: a person gave it; the others are added anyway. */
    references: z.array(z.object({ kind: z.string(), url: z.string(), summary: z.string(), isOwn: z.boolean() })),
    revisions: z.array(z.object({ number: z.number().int(), at: instant, summary: z.string() })),
    /** "This is an exercise", where it is one. */
    notice: z.string().nullable(),
    /** Why nothing of it holds any more. */
    ending: z.object({ kind: z.enum(["withdrawn", "superseded"]), at: instant, reason: z.string(), supersededBy: z.object({ advisoryId: identifier, trackingId }).nullable() }).nullable(),
    statement: publicStatement.nullable(),
    patch: z.object({ patchId: identifier, digest: sha256, keyId: z.string(), artefactUrl: z.string(), signatureUrl: z.string(), aiGenerated: z.boolean() }).nullable(),
    documents: z.array(publishedDocument),
  })
  .meta({ id: "Advisory", "x-label": "public" });
export type AdvisoryView = z.infer<typeof advisory>;

/** Every revision as it went out, the first first. `url` of a document gives its bytes for ever. */
export const revisionList = z
  .object({ revisions: z.array(z.object({ number: z.number().int(), at: instant, summary: z.string(), documents: z.array(z.object({ kind: documentKind, name: z.string(), url: z.string(), sha256 })) })) })
  .meta({ id: "AdvisoryRevisionList", "x-label": "public" });
export const revisionFileParams = idParams.extend({ revision: z.string().regex(/^[1-9]\d{0,4}$/, "expected a revision's number"), digest: sha256 });

/** `publicKey` is ASCII-armoured. A compromised key carries its revocation. */
export const openPgpKey = z.object({ fingerprint: z.string(), publicKey: z.string(), url: z.string(), validFrom: instant, expiresAt: instant, endedAt: instant.nullable(), endedBecause: z.enum(["rotated", "compromised"]).nullable() });
/** The key in force last. */
export const openPgpKeys = z.object({ keys: z.array(openPgpKey) }).meta({ id: "OpenPgpKeys", "x-label": "public" });
export const rotateOpenPgpKey = z.strictObject({ because: z.enum(["rotated", "compromised"]) }).meta({ id: "RotateOpenPgpKey" });

/** Paths are below the site. `list`: it holds addresses of this site, and no signature is over it. */
export const feedFileList = z.object({ site: z.string(), files: z.array(z.object({ path: z.string(), kind: z.enum(["document", "list"]) })) }).meta({ id: "FeedFileList", "x-label": "public" });

export const listedProvider = z.object({ url: z.string(), name: z.string(), role: z.string(), lastUpdated: z.string() });
export const listedProviders = z.object({ providers: z.array(listedProvider) }).meta({ id: "ListedProviders", "x-label": "public" });
/** `metadata` is the provider's own `provider-metadata.json`; the same provider again is the newer of the two. */
export const listProvider = z.strictObject({ metadata: z.record(z.string().max(100), z.unknown()) }).meta({ id: "ListProvider" });
export const unlistProvider = z.strictObject({ url: publicReference.shape.url }).meta({ id: "UnlistProvider" });

/** Ed25519; keyId is the SHA-256, hex, of the public key in SPKI DER. */
export const documentSigningKey = z.object({ alg: z.literal("Ed25519"), keyId: sha256, publicKeyPem: z.string() }).meta({ id: "DocumentSigningKey", "x-label": "public" });

export const issuePreNotice = z.strictObject({ caseId: identifier, dueBy: instant }).meta({ id: "IssuePreNotice" });

/** All that leaves before an embargo ends: update this product to this version by then. It has no further field, on purpose. */
export const preNotice = z
  .strictObject({ caseId: identifier, product: z.strictObject({ vendor: z.string(), name: z.string() }), fixedVersion: z.string(), dueBy: instant })
  .meta({ id: "PreNotice", "x-label": "coordination" });
export type PreNotice = z.infer<typeof preNotice>;
export const preNoticeList = z.object({ preNotices: z.array(preNotice) }).meta({ id: "PreNoticeList" });

export const csafVersionParams = z.object({ version: z.enum(["v2.0", "v2.1"]) });
export const feedFileParams = z.object({ file: z.string().max(120) });
export const feedFolderParams = z.object({ label: z.string().max(20) });
export const feedLabelParams = feedFileParams.extend(feedFolderParams.shape);
export const feedYearParams = feedFolderParams.extend({ year: z.string().regex(/^\d{4}$/) });
export const feedDocumentParams = feedLabelParams.extend(feedYearParams.shape);
