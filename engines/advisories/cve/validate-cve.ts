import { z } from "zod";
import { AdvisoryError } from "../advisories.errors.ts";
import type { Validation } from "../advisories.types.ts";
import { toPart } from "../csaf/json-parts.ts";
import { cvssScore } from "../cvss-score.ts";
import { validateShape } from "../shape-validation.ts";

const timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/, "must be an instant such as 2026-07-01T09:00:00Z")
  .refine((value) => !Number.isNaN(Date.parse(`${value.slice(0, 10)}T00:00:00Z`)) && isCalendarDay(value.slice(0, 10)), "must name a day of the calendar");
const orgId = z.uuidv4();
const shortName = z.string().min(2).max(32);
const uri = z.string().min(1).max(2048).regex(/^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]+$/i, "must be a URI");
const lang = z.string().regex(/^[A-Za-z]{2,4}([_-][A-Za-z]{4})?([_-]([A-Za-z]{2}|\d{3}))?$/, "must be a BCP 47 language code");
const status = z.enum(["affected", "unaffected", "unknown"]);
const versionText = z.string().min(1).max(1024);
const extensionKey = (key: string) => /^x_[^.]*$/.test(key);

const distinct = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).superRefine((items, context) => {
  const seen = new Set<string>();
  items.forEach((value, index) => {
    const key = JSON.stringify(value);
    if (seen.has(key)) context.addIssue({ code: "custom", path: [index], message: "must not repeat an earlier item" });
    seen.add(key);
  });
});

const texts = distinct(z.strictObject({
  lang,
  value: z.string().min(1).max(4096),
  supportingMedia: distinct(z.strictObject({ type: z.string().min(1).max(256), base64: z.boolean().optional(), value: z.string().min(1).max(16384) })).optional(),
}));
const descriptions = texts.refine((items) => items.some((item) => /^en([_-]|$)/.test(item.lang)), "must hold one in English");

const REFERENCE_TAGS = [
  "broken-link", "customer-entitlement", "exploit", "government-resource", "issue-tracking", "mailing-list", "mitigation", "not-applicable", "patch",
  "permissions-required", "media-coverage", "product", "related", "release-notes", "signature", "technical-description", "third-party-advisory",
  "vendor-advisory", "vdb-entry",
];
const references = distinct(z.strictObject({
  url: uri,
  name: z.string().min(1).max(512).optional(),
  tags: distinct(z.string().refine((tag) => REFERENCE_TAGS.includes(tag) || /^x_.{0,126}$/.test(tag), "must be a tag of the format, or begin with x_")).optional(),
})).max(512);

const version = z.strictObject({
  version: versionText,
  status,
  versionType: z.string().min(1).max(128).optional(),
  lessThan: versionText.optional(),
  lessThanOrEqual: versionText.optional(),
  changes: distinct(z.strictObject({ at: versionText, status })).optional(),
}).refine(({ versionType, lessThan, lessThanOrEqual, changes }) => {
  const ends = [lessThan, lessThanOrEqual].filter((end) => end !== undefined).length;
  return ends === 1 ? versionType !== undefined : ends === 0 && changes === undefined;
}, "must be one version, or a range with versionType and one of lessThan and lessThanOrEqual");

const CPE = /^cpe:(2\.3:[aho*-](:(\\.|[^\s:\\])+){10}|\/[AHOaho]?(:[A-Za-z0-9._\-~%]*){0,6})$/i;

/** Whether the format takes it for a CPE name, of 2.2 or 2.3. */
export function isCpeName(name: string): boolean {
  return name.length <= 2048 && CPE.test(name);
}

const product = z.looseObject({
  vendor: z.string().min(1).max(512).optional(),
  product: z.string().min(1).max(2048).optional(),
  collectionURL: uri.optional(),
  packageName: z.string().min(1).max(2048).optional(),
  packageURL: uri.refine((value) => value.startsWith("pkg:") && !/^[^?#]*@/.test(value), "must be a package URL without a version").optional(),
  cpes: z.array(z.string().refine(isCpeName, "must be a CPE name")).optional(),
  repo: uri.optional(),
  defaultStatus: status.optional(),
  versions: distinct(version).optional(),
}).superRefine((value, context) => {
  const named = (value.vendor !== undefined && value.product !== undefined) || (value.collectionURL !== undefined && value.packageName !== undefined);
  if (!named) context.addIssue({ code: "custom", message: "must name vendor and product, or collectionURL and packageName" });
  if (value.versions === undefined && value.defaultStatus === undefined) context.addIssue({ code: "custom", message: "must have versions or defaultStatus" });
});

const cvss = (expected: string) => z.looseObject({
  version: z.literal(expected),
  vectorString: z.string(),
  baseScore: z.number(),
  baseSeverity: z.string().optional(),
}).superRefine(({ vectorString, baseScore, baseSeverity }, context) => {
  const refuse = (path: string, message: string) => { context.addIssue({ code: "custom", path: [path], message }); };
  try {
    const scored = cvssScore(vectorString);
    if (scored.version !== expected) return refuse("vectorString", `must be a CVSS ${expected} vector`);
    if (scored.score !== baseScore) refuse("baseScore", `must be ${scored.score}, as the vector gives`);
    if (expected !== "2.0" && baseSeverity !== scored.rating.toUpperCase()) refuse("baseSeverity", `must be ${scored.rating.toUpperCase()}`);
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    refuse("vectorString", error.message);
  }
});
const metric = z.strictObject({
  format: z.string().min(1).max(64).optional(),
  scenarios: distinct(z.strictObject({ lang, value: z.string().min(1).max(4096) })).optional(),
  cvssV2_0: cvss("2.0").optional(),
  cvssV3_0: cvss("3.0").optional(),
  cvssV3_1: cvss("3.1").optional(),
  cvssV4_0: cvss("4.0").optional(),
  other: z.strictObject({ type: z.string().min(1).max(128), content: z.looseObject({}).refine((content) => Object.keys(content).length > 0, "must not be empty") }).optional(),
}).refine((value) => Object.keys(value).some((key) => key.startsWith("cvssV") || key === "other"), "must hold a score");

const credit = z.strictObject({
  lang,
  value: z.string().min(1).max(4096),
  user: orgId.optional(),
  type: z.enum([
    "finder", "reporter", "analyst", "coordinator", "remediation developer", "remediation reviewer", "remediation verifier", "tool", "sponsor", "other",
  ]).optional(),
});

const containerFields = {
  dateAssigned: timestamp.optional(),
  datePublic: timestamp.optional(),
  title: z.string().min(1).max(256).optional(),
  descriptions,
  affected: z.array(product).min(1),
  problemTypes: distinct(z.strictObject({
    descriptions: distinct(z.strictObject({
      lang,
      description: z.string().min(1).max(4096),
      cweId: z.string().max(9).regex(/^CWE-[1-9]\d*$/).optional(),
      type: z.string().min(1).max(128).optional(),
      references: references.optional(),
    })),
  })).optional(),
  references,
  impacts: distinct(z.strictObject({ capecId: z.string().max(11).regex(/^CAPEC-[1-9]\d{0,4}$/).optional(), descriptions })).optional(),
  metrics: distinct(metric).optional(),
  configurations: texts.optional(),
  workarounds: texts.optional(),
  solutions: texts.optional(),
  exploits: texts.optional(),
  timeline: distinct(z.strictObject({ time: timestamp, lang, value: z.string().min(1).max(4096) })).optional(),
  credits: distinct(credit).optional(),
  source: z.looseObject({}).refine((source) => Object.keys(source).length > 0, "must not be empty").optional(),
  tags: distinct(z.string().min(2).max(128)).optional(),
  taxonomyMappings: z.array(z.looseObject({ taxonomyName: z.string().min(1).max(128), taxonomyRelations: z.array(z.looseObject({})).min(1) })).min(1).optional(),
};
const providerMetadata = z.strictObject({ orgId, shortName: shortName.optional(), dateUpdated: timestamp.optional() });

/** The same fields, none of which must be there. */
function optional<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape): { [Name in keyof Shape]: z.ZodOptional<Shape[Name]> } {
  return Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, type.optional()])) as { [Name in keyof Shape]: z.ZodOptional<Shape[Name]> };
}

const withExtensions = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape).superRefine((value, context) => {
  for (const key of Object.keys(value)) {
    if (!(key in shape) && !extensionKey(key)) context.addIssue({ code: "custom", path: [key], message: "no such field; extensions begin with x_" });
  }
});

const cveId = z.string().regex(/^CVE-\d{4}-\d{4,19}$/, "must be a CVE id");
const metadata = {
  cveId,
  assignerOrgId: orgId,
  assignerShortName: shortName.optional(),
  serial: z.int().positive().optional(),
  dateReserved: timestamp.optional(),
  datePublished: timestamp.optional(),
  dateUpdated: timestamp.optional(),
};
const dataVersion = z.string().regex(/^5\.(0|[1-9]\d*)(\.(0|[1-9]\d*))?$/, "must be a version 5.x of the format");
// Who enriches a record may give any of its parts alone.
const adp = withExtensions({ providerMetadata, ...optional(containerFields) });

const published = z.strictObject({
  dataType: z.literal("CVE_RECORD"),
  dataVersion,
  cveMetadata: z.strictObject({ ...metadata, state: z.literal("PUBLISHED"), requesterUserId: orgId.optional() }),
  containers: z.strictObject({
    cna: withExtensions({ providerMetadata, ...containerFields }),
    adp: z.array(adp).min(1).optional(),
  }),
});

const rejection = { rejectedReasons: descriptions, replacedBy: distinct(cveId).optional() };
const rejected = z.strictObject({
  dataType: z.literal("CVE_RECORD"),
  dataVersion,
  cveMetadata: z.strictObject({ ...metadata, state: z.literal("REJECTED"), dateRejected: timestamp.optional() }),
  containers: z.strictObject({ cna: withExtensions({ providerMetadata, ...rejection }) }),
});

const ofNoProvider = { providerMetadata: providerMetadata.optional() };
const handOff = z.strictObject({ cnaContainer: withExtensions({ ...ofNoProvider, ...containerFields }) });
const rejectionHandOff = z.strictObject({ cnaContainer: withExtensions({ ...ofNoProvider, ...rejection }) });

/**
 * Validates a CVE record of format 5.0 to 5.2, published or rejected, and its CVSS metrics more strictly than the schema: score and
 * severity must be those of the vector. A reserved id has no record.
 */
export function validateCveRecord(document: unknown): Validation {
  return validateShape(toPart(toPart(document)?.["cveMetadata"])?.["state"] === "REJECTED" ? rejected : published, document);
}

/** Validates the draft `toCveHandOff` writes: the same container, without an id and with or without a provider. */
export function validateCveHandOff(document: unknown): Validation {
  return validateShape(toPart(toPart(document)?.["cnaContainer"])?.["rejectedReasons"] === undefined ? handOff : rejectionHandOff, document);
}

/** Validates a record, published or rejected, or the draft for a CNA, whichever it is. */
export function validateCve(document: unknown): Validation {
  return toPart(document)?.["cnaContainer"] === undefined ? validateCveRecord(document) : validateCveHandOff(document);
}

function isCalendarDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
