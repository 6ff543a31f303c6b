import { z } from "zod";
import { matchItems, readExtension, readProductExtension, type AdvisoryExtension } from "../advisory-extension.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import type { ReadAdvisory, ReadAdvisoryFields, ReadCredit, ReadProduct, ReadReference, ReadSeverity, VersionRange } from "../advisories.types.ts";
import { readJsonObject, showHidden } from "../bounded-json.ts";
import { cvssScore } from "../cvss-score.ts";
import { withoutPurlVersion } from "../product-identifiers.ts";
import { parseShape } from "../shape-validation.ts";
import { asReadAdvisory, NO_VULNERABILITY } from "../state-advisory.ts";

// Liberal: every RustSec record says `schema_version: null`, others say null where the schema has a list.
const word = z.string().transform(showHidden);
const instant = z.string().max(60).transform((value, context) => {
  const time = new Date(value);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  context.addIssue({ code: "custom", message: "must be a date and time" });
  return z.NEVER;
});
const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish().transform((value) => value ?? []);
const event = z.object({ introduced: word.optional(), fixed: word.optional(), last_affected: word.optional(), limit: word.optional() });
const severity = z.object({ type: word, score: word });
const specific = z.looseObject({}).nullish().catch(undefined);
const affected = z.object({
  package: z.object({ ecosystem: word, name: word, purl: word.nullish() }).nullish(),
  severity: list(severity),
  ranges: list(z.object({ type: z.enum(["SEMVER", "ECOSYSTEM", "GIT"]), repo: word.nullish(), events: z.array(event) })),
  versions: list(word),
  database_specific: specific,
});
const osv = z.object({
  id: word,
  modified: instant,
  published: instant.nullish(),
  withdrawn: instant.nullish(),
  aliases: list(word),
  related: list(word),
  upstream: list(word),
  summary: word.nullish(),
  details: word.nullish(),
  severity: list(severity),
  affected: list(affected),
  references: list(z.object({ type: word.nullish(), url: word })),
  credits: list(z.object({ name: word, contact: list(word), type: word.nullish() })),
  database_specific: specific,
});
const cweIds = list(z.string().regex(/^CWE-[1-9]\d{0,5}$/)).catch([]);
type Osv = z.output<typeof osv>;
type Affected = z.output<typeof affected>;
type OsvRange = Affected["ranges"][number];

const SCHEMES = { SEMVER: "semver", ECOSYSTEM: "ecosystem", GIT: "git" } as const;

/**
 * Reads an OSV record from outside, valid or nearly so. An `affected` entry with ranges of several types becomes one product
 * per type. Throws AdvisoryError `unreadable-document` or `document-too-large`, naming the field.
 */
export function parseOsv(input: string | Uint8Array): ReadAdvisory {
  return asReadAdvisory(readOsv(readJsonObject(input)));
}

/** The same of a parsed record. */
export function readOsv(document: Readonly<Record<string, unknown>>): ReadAdvisoryFields {
  const record = parseShape(osv, document, "OSV");
  const own = readExtension(record.database_specific?.["breakwater"]);
  const names = [...new Set([record.id, ...record.aliases])].filter((id) => !id.startsWith("x_"));
  const cveId = names.find((id) => /^CVE-\d{4}-\d{4,19}$/.test(id)) ?? null;
  return {
    format: "osv",
    id: own !== undefined && record.id === `x_${own.trackingId}` ? own.trackingId : record.id,
    aliases: own?.aliases ?? [],
    related: [...new Set([...record.related, ...record.upstream])],
    title: record.summary ?? record.id,
    summary: record.details ?? record.summary ?? "",
    publishedAt: record.published ?? null,
    modifiedAt: record.modified,
    publisher: own?.publisher ?? null,
    tlp: own?.tlp ?? null,
    notice: own?.notice ?? null,
    notes: own?.notes ?? [],
    ending: readEnding(record, own),
    revisions: own?.revisions ?? [],
    references: matchItems(record.references, own?.references ?? [], ({ url }) => url, ({ url }) => url, readReference),
    credits: matchItems(record.credits, own?.credits ?? [], ({ name }) => name, ({ name }) => name, readCredit),
    aiAnnotations: own?.aiAnnotations ?? [],
    vulnerabilities: [{
      ...NO_VULNERABILITY,
      cveId,
      ids: names.filter((id) => id !== cveId),
      weaknesses: readWeaknesses(record, own),
      products: [...record.affected.flatMap(readAffected), ...(own?.otherProducts ?? [])],
      severities: readSeverities(record, own),
      assessments: own?.assessments ?? [],
      remediations: own?.remediations ?? [],
      timeline: own?.timeline ?? [],
      notes: own?.vulnerabilityNotes ?? [],
    }],
    unread: findUnread(record),
  };
}

function findUnread(record: Osv): ReadAdvisoryFields["unread"] {
  const others = [record.database_specific, ...record.affected.map((entry) => entry.database_specific)]
    .flatMap((value) => Object.keys(value ?? {}).filter((key) => key !== "breakwater" && key !== "cwe_ids"));
  return others.length === 0 ? [] : [{ path: "/database_specific", message: `what the database adds in its own words (${[...new Set(others)].slice(0, 10).map(showHidden).join(", ")}) is not read` }];
}

function readEnding(record: Osv, own: AdvisoryExtension | undefined): ReadAdvisoryFields["ending"] {
  if (record.withdrawn == null) return null;
  const at = record.withdrawn;
  return own?.ending?.at === at ? own.ending : { kind: "withdrawn", at, reason: "", replacedBy: [] };
}

function readWeaknesses(record: Osv, own: AdvisoryExtension | undefined): ReadAdvisoryFields["vulnerabilities"][number]["weaknesses"] {
  const stated = cweIds.parse(record.database_specific?.["cwe_ids"]);
  return matchItems(stated, own?.weaknesses ?? [], ({ id }) => id, (id) => id, (id) => ({ id, name: null }));
}

const CREDIT_ROLES: Readonly<Record<string, ReadCredit["role"]>> = {
  FINDER: "finder", REPORTER: "reporter", ANALYST: "analyst", COORDINATOR: "coordinator", TOOL: "tool", SPONSOR: "sponsor", OTHER: "other",
  REMEDIATION_DEVELOPER: "remediation-developer", REMEDIATION_REVIEWER: "remediation-reviewer", REMEDIATION_VERIFIER: "remediation-verifier",
};

function readCredit({ name, contact, type }: Osv["credits"][number]): ReadCredit {
  return { name, organization: null, role: CREDIT_ROLES[type ?? ""] ?? null, ai: null, ...(contact.length > 0 && { urls: contact }) };
}

const REFERENCE_KINDS: Readonly<Record<string, ReadReference["kind"]>> = {
  ADVISORY: "advisory", ARTICLE: "article", DETECTION: "detection", DISCUSSION: "discussion", REPORT: "report", FIX: "fix", INTRODUCED: "introduced",
  GIT: "git", PACKAGE: "package", EVIDENCE: "evidence",
};

function readReference({ type, url }: Osv["references"][number]): ReadReference {
  return { kind: REFERENCE_KINDS[type ?? ""] ?? "web", url, summary: null };
}

function readAffected(entry: Affected): ReadProduct[] {
  const own = readProductExtension(entry.database_specific?.["breakwater"]);
  const types = [...new Set(entry.ranges.map(({ type }) => type))].toSorted((a, b) => Number(a === "GIT") - Number(b === "GIT"));
  const { ranges: ownRanges, ...extras } = own;
  const base: Omit<ReadProduct, "versionScheme" | "ranges" | "versions"> = {
    ...extras,
    vendor: own.vendor ?? null,
    cpe: own.cpe ?? null,
    fixedVersion: own.fixedVersion ?? null,
    notAffectedReason: own.notAffectedReason ?? null,
    status: "affected",
    product: own.product ?? entry.package?.name ?? entry.ranges.find(({ repo }) => repo)?.repo ?? "unnamed",
    ecosystem: entry.package?.ecosystem ?? null,
    purl: own.purl ?? (entry.package?.purl == null ? null : withoutPurlVersion(entry.package.purl)),
  };
  if (types.length === 0) {
    return [{ ...base, versionScheme: own.versionScheme ?? (base.ecosystem ? "ecosystem" : "generic"), ranges: ownRanges ?? [], versions: entry.versions }];
  }
  return types.map((type, index) => {
    const paired = entry.ranges.filter((range) => range.type === type).map((range) => ({ range, pairs: pairEvents(range) }));
    const rangeTexts = [...(own.rangeTexts ?? []), ...paired.filter(({ pairs }) => !pairs).map(({ range }) => JSON.stringify(range.events))];
    const repository = type === "GIT" ? entry.ranges.find((range) => range.type === type)?.repo : undefined;
    return {
      ...base,
      versionScheme: SCHEMES[type],
      ranges: paired.flatMap(({ pairs }) => pairs ?? []),
      versions: index === 0 ? entry.versions : [],
      ...(rangeTexts.length > 0 && { rangeTexts }),
      ...(repository != null && { repository }),
    };
  });
}

/** Events in ascending order, as all publishers write them; undefined for any other order, which only a version comparison could sort. */
function pairEvents({ events }: OsvRange): VersionRange[] | undefined {
  const ranges: VersionRange[] = [];
  let introduced: string | undefined;
  for (const { introduced: from, fixed, last_affected: lastAffected, limit } of events) {
    if (from !== undefined) {
      introduced ??= from;
      continue;
    }
    if (limit !== undefined) continue;
    if (introduced === undefined) return undefined;
    ranges.push({ introduced, fixed: fixed ?? null, lastAffected: lastAffected ?? null });
    introduced = undefined;
  }
  if (introduced !== undefined) ranges.push({ introduced, fixed: null, lastAffected: null });
  return ranges;
}

/** The record names each vector once, whoever gave it; our extension knows who, and what was rated by a word alone. */
function readSeverities(record: Osv, own: AdvisoryExtension | undefined): ReadSeverity[] {
  const stated = [...record.severity, ...record.affected.flatMap((entry) => entry.severity)];
  const vectors = new Set(stated.map(({ score }) => score));
  const named = (own?.severities ?? []).filter(({ vector }) => vector === null || vectors.has(vector));
  const known = new Set(named.map(({ vector }) => vector));
  return [...named, ...stated.filter(({ score }) => !known.has(score)).map(readSeverity)];
}

const UBUNTU_RATINGS: Readonly<Record<string, ReadSeverity["rating"]>> = { negligible: "low", low: "low", medium: "medium", high: "high", critical: "critical" };

function readSeverity({ type, score }: z.output<typeof severity>): ReadSeverity {
  if (type === "Ubuntu") return { role: null, name: type, vector: null, score: null, rating: UBUNTU_RATINGS[score] ?? null };
  try {
    const scored = cvssScore(score);
    return { role: null, name: null, vector: score, score: scored.score, rating: scored.rating };
  } catch (error) {
    // Not a vector we can score (a mistyped metric): kept as it stands, without a score.
    if (!(error instanceof AdvisoryError)) throw error;
    return { role: null, name: null, vector: score, score: null, rating: null };
  }
}
