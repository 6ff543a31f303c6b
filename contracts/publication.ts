/*
 * Operations (all below /api):
 *   POST /advisories                        publishAdvisory → advisory (201)   assigned analyst
 *   POST /advisories/{id}/cve               assignCve → advisory               any analyst; the id came from a CNA
 *   GET  /advisories                        → advisoryList                     public
 *   GET  /advisories/{id}                   → advisory                         public; `documents` names every file below
 *   POST /pre-notices                       issuePreNotice → preNotice (201)   assigned analyst; a patch is out, the embargo holds
 *   GET  /pre-notices                       → preNoticeList                    operators, patch distributors
 *   GET  /feeds/signing-key                 → documentSigningKey               public
 *   GET  /feeds/csaf/provider-metadata.json, /feeds/csaf/csaf-feed-tlp-white.json
 *   GET  /feeds/csaf/white/changes.csv, /feeds/csaf/white/index.txt
 *   GET  /feeds/csaf/white/{year}/{name}.json  and  .json.sha256, .json.sha512, .json.sig
 *   GET  /feeds/osv/{name}.json  and  .json.sig
 *   GET  /feeds/cve/{name}.json  and  .json.sig     `CVE-….json`, or `BW-….hand-off.json` while no CNA has assigned an id
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

export const trackingId = z.string().regex(/^BW-\d{4}-\d{4,10}$/).meta({ id: "TrackingId" });

/** `fix-recalled`: the flaw stands, the patch was withdrawn, and the documents say so. */
export const advisoryState = z.enum(["published", "fix-recalled"]).meta({ id: "AdvisoryState" });
export type AdvisoryState = z.infer<typeof advisoryState>;

/** A CVE id as a CNA assigned it, with the CNA's name. We mint none. An exercise takes ids of the year 1900 only. */
export const cveAssignment = z
  .strictObject({
    id: z.string().regex(/^CVE-\d{4}-\d{4,19}$/, "expected a CVE id such as CVE-1900-10042"),
    assigner: z.strictObject({ orgId: z.uuidv4("expected the CNA's organisation id, a UUID of version 4"), shortName: plainText(32).min(2) }),
  })
  .meta({ id: "CveAssignment" });
export type CveAssignment = z.infer<typeof cveAssignment>;

/** Links besides those that are added anyway: the advisory itself, its patch, and the project's repository. */
export const publicReference = z
  .strictObject({ kind: z.enum(["fix", "report", "package", "web"]), url: z.url({ protocol: /^https?$/, message: "expected a web address" }).max(2048), summary: plainText(200) })
  .meta({ id: "PublicReference", "x-label": "public" });

/** Title and summary are written by a person for the public; nothing of the finder's own text goes out. */
export const publishAdvisory = z
  .strictObject({
    caseId: identifier,
    cve: cveAssignment.nullable().default(null),
    releasableTitle: plainText(200).regex(/^[^\n\t]*$/, "must be one line"),
    releasableSummary: plainText(4000),
    references: z.array(publicReference).max(20).default([]),
  })
  .meta({ id: "PublishAdvisory" });
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

export const documentKind = z.enum(["csaf", "osv", "cve", "cve-hand-off"]).meta({ id: "DocumentKind" });
export type DocumentKind = z.infer<typeof documentKind>;

/** One published file. `url` gives the exact bytes that were hashed and signed; `signatureUrl` a JSON of `{alg, keyId, digest, sig}`. */
export const publishedDocument = z.object({ kind: documentKind, url: z.string(), signatureUrl: z.string(), sha256 }).meta({ id: "PublishedDocument", "x-label": "public" });

export const advisory = advisorySummary
  .extend({
    summary: z.string(),
    weakness: z.object({ id: z.string(), name: z.string() }).nullable(),
    affectedVersions: z.string(),
    severities: z.array(z.object({ role: z.string(), name: z.string(), rating: severityWord, score: z.number().nullable(), vector: z.string().nullable() })),
    credits: z.array(z.object({ name: z.string(), role: z.string(), aiGenerated: z.boolean(), model: z.string().nullable() })),
    remediations: z.array(z.object({ kind: z.string(), text: z.string(), url: z.string().nullable(), aiGenerated: z.boolean() })),
    references: z.array(z.object({ kind: z.string(), url: z.string(), summary: z.string() })),
    revisions: z.array(z.object({ number: z.number().int(), at: instant, summary: z.string() })),
    /** "This is an exercise", where it is one. */
    notice: z.string().nullable(),
    patch: z.object({ patchId: identifier, digest: sha256, keyId: z.string(), artefactUrl: z.string(), signatureUrl: z.string(), aiGenerated: z.boolean() }).nullable(),
    documents: z.array(publishedDocument),
  })
  .meta({ id: "Advisory", "x-label": "public" });
export type AdvisoryView = z.infer<typeof advisory>;

/** Ed25519; keyId is the SHA-256, hex, of the public key in SPKI DER. */
export const documentSigningKey = z.object({ alg: z.literal("Ed25519"), keyId: sha256, publicKeyPem: z.string() }).meta({ id: "DocumentSigningKey", "x-label": "public" });

export const issuePreNotice = z.strictObject({ caseId: identifier, dueBy: instant }).meta({ id: "IssuePreNotice" });

/** All that leaves before an embargo ends: update this product to this version by then. It has no further field, on purpose. */
export const preNotice = z
  .strictObject({ caseId: identifier, product: z.strictObject({ vendor: z.string(), name: z.string() }), fixedVersion: z.string(), dueBy: instant })
  .meta({ id: "PreNotice", "x-label": "coordination" });
export type PreNotice = z.infer<typeof preNotice>;
export const preNoticeList = z.object({ preNotices: z.array(preNotice) }).meta({ id: "PreNoticeList" });

export const feedFileParams = z.object({ file: z.string().max(120) });
export const feedLabelParams = feedFileParams.extend({ label: z.string().max(20) });
export const feedDocumentParams = feedLabelParams.extend({ year: z.string().regex(/^\d{4}$/) });
