import { z } from "zod";
import { matchItems, readExtension, readProductExtension, type AdvisoryExtension } from "../advisory-extension.ts";
import { splitAiSentence } from "../advisory-words.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import type { AiAnnotation, ConversionNote, Instant, ReadAdvisory, ReadAdvisoryFields, ReadCredit, ReadNote, ReadProduct, ReadReference, ReadRemediation, ReadSeverity, ReadVulnerability, VersionRange } from "../advisories.types.ts";
import { readJsonObject, showHidden } from "../bounded-json.ts";
import { sortKeys } from "../csaf/json-parts.ts";
import { comparatorOf } from "../csaf/version-range.ts";
import { cvssScore } from "../cvss-score.ts";
import { ECOSYSTEMS, ecosystemOfPurl, withoutPurlVersion } from "../product-identifiers.ts";
import { parseShape } from "../shape-validation.ts";
import { asReadAdvisory, NO_VULNERABILITY } from "../state-advisory.ts";
import { creditValue, readRatedBy, remediationValue } from "./cve-words.ts";

// Liberal: only what we use is looked at, and a part that is missing is empty. The rest is the validator's business.
const word = z.string().transform(showHidden);
const instant = z.string().max(60).transform((value, context) => {
  // The format lets an instant stand without a zone; it is UTC then.
  const time = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) || !value.includes("T") ? value : `${value}Z`);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  context.addIssue({ code: "custom", message: "must be a date and time" });
  return z.NEVER;
});
const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish().transform((value) => value ?? []);
const texts = list(z.object({ lang: word.nullish(), value: word }));
const references = list(z.object({ url: word, name: word.nullish(), tags: list(word) }));
const version = z.object({
  version: word, status: z.enum(["affected", "unaffected", "unknown"]), versionType: word.nullish(), lessThan: word.nullish(), lessThanOrEqual: word.nullish(),
  changes: list(z.object({ at: word, status: z.enum(["affected", "unaffected", "unknown"]) })),
});
const affected = z.object({
  vendor: word.nullish(), product: word.nullish(), collectionURL: word.nullish(), packageName: word.nullish(), packageURL: word.nullish(), repo: word.nullish(),
  cpes: list(word), defaultStatus: z.enum(["affected", "unaffected", "unknown"]).nullish(), versions: list(version), x_breakwater: z.unknown().optional(),
});
const cvss = z.looseObject({ vectorString: word.nullish(), baseScore: z.number().nullish(), baseSeverity: word.nullish() }).nullish();
const metric = z.object({
  scenarios: texts, cvssV2_0: cvss, cvssV3_0: cvss, cvssV3_1: cvss, cvssV4_0: cvss,
  other: z.object({ type: word, content: z.record(z.string(), z.unknown()) }).nullish(),
});
const container = z.object({
  providerMetadata: z.object({ orgId: word, shortName: word.nullish(), dateUpdated: instant.nullish() }).nullish(),
  title: word.nullish(),
  datePublic: instant.nullish(),
  descriptions: texts,
  affected: list(affected),
  problemTypes: list(z.object({ descriptions: list(z.object({ description: word, cweId: word.nullish() })) })),
  references,
  metrics: list(metric),
  configurations: texts,
  workarounds: texts,
  solutions: texts,
  exploits: texts,
  timeline: list(z.object({ time: instant, value: word })),
  credits: list(z.object({ value: word, type: word.nullish() })),
  source: z.looseObject({}).nullish(),
  tags: list(word),
  rejectedReasons: texts,
  replacedBy: list(word),
  x_breakwater: z.unknown().optional(),
  x_gcve: z.unknown().optional(),
});
const record = z.object({
  cveMetadata: z.object({
    cveId: word, assignerOrgId: word, assignerShortName: word.nullish(), state: z.enum(["PUBLISHED", "REJECTED"]), datePublished: instant.nullish(),
    dateUpdated: instant.nullish(), dateReserved: instant.nullish(), dateRejected: instant.nullish(),
  }),
  containers: z.object({ cna: container, adp: list(container) }),
  x_gcve: z.unknown().optional(),
});
const handOff = z.object({ cnaContainer: container });
type Container = z.output<typeof container>;

/**
 * Reads a CVE record (published or rejected, format 5.0 to 5.2, with the containers of those who enrich it) or the draft for a CNA,
 * valid or nearly so. Throws AdvisoryError `unreadable-document` or `document-too-large`, naming the field.
 */
export function parseCve(input: string | Uint8Array, { now = new Date().toISOString() }: { readonly now?: Instant } = {}): ReadAdvisory {
  return asReadAdvisory(readCve(readJsonObject(input), now));
}

/** The same of a parsed record. `now` stands for the date of one that has none. */
export function readCve(document: Readonly<Record<string, unknown>>, now: Instant): ReadAdvisoryFields {
  if (document["cnaContainer"] !== undefined) return readHandOff(parseShape(handOff, document, "CVE").cnaContainer, now);
  const { cveMetadata: metadata, containers: { cna, adp }, x_gcve } = parseShape(record, document, "CVE");
  const dates = [metadata.dateUpdated, cna.providerMetadata?.dateUpdated, metadata.dateRejected, metadata.datePublished, metadata.dateReserved];
  const modifiedAt = dates.find((one) => one != null) ?? now;
  const shortName = metadata.assignerShortName ?? cna.providerMetadata?.shortName ?? null;
  const reason = english(cna.rejectedReasons);
  const fields = readContainers(metadata.cveId, cna, adp, shortName);
  return {
    ...fields,
    title: cna.title ?? metadata.cveId,
    summary: english(cna.descriptions) || reason,
    publishedAt: metadata.datePublished ?? cna.datePublic ?? null,
    modifiedAt,
    publisher: fields.publisher ?? (shortName === null ? null : { name: shortName, namespace: null, category: null }),
    ending: metadata.state === "PUBLISHED" ? null : readRejection(cna, metadata.dateRejected ?? modifiedAt, reason, readExtension(cna.x_breakwater)),
    aiAnnotations: [...fields.aiAnnotations, ...readAnnotations(x_gcve, false)],
    vulnerabilities: fields.vulnerabilities.map((one) => ({ ...one, cveId: metadata.cveId, assigner: { orgId: metadata.assignerOrgId, shortName: shortName ?? "" } })),
    unread: [...fields.unread, ...(modifiedAt === now && dates.every((one) => one == null) ? [NO_DATE] : [])],
  };
}

const NO_DATE: ConversionNote = { path: "/cveMetadata/dateUpdated", message: "the record has no date; that of reading it stands for it" };

function readHandOff(cna: Container, now: Instant): ReadAdvisoryFields {
  const own = readExtension(cna.x_breakwater);
  const modifiedAt = own?.revisions.at(-1)?.at ?? cna.datePublic ?? cna.providerMetadata?.dateUpdated;
  return {
    ...readContainers(own?.trackingId ?? "draft", cna, [], null),
    title: cna.title ?? own?.trackingId ?? "draft",
    summary: english(cna.descriptions),
    publishedAt: cna.datePublic ?? null,
    modifiedAt: modifiedAt ?? now,
    ending: own?.ending ?? null,
    ...(modifiedAt === undefined && { unread: [NO_DATE] }),
  };
}

function readRejection(cna: Container, at: Instant, reason: string, own: AdvisoryExtension | undefined): ReadAdvisoryFields["ending"] {
  const replacedBy = cna.replacedBy.map((id) => ({ id, url: null }));
  if (own?.ending?.reason === reason) return own.ending;
  return { kind: replacedBy.length > 0 ? "superseded" : "withdrawn", at, reason, replacedBy };
}

function english(all: Container["descriptions"]): string {
  return (all.find(({ lang }) => lang == null || /^en/i.test(lang)) ?? all[0])?.value ?? "";
}

type Fields = Omit<ReadAdvisoryFields, "title" | "summary" | "publishedAt" | "modifiedAt" | "ending">;

function readContainers(cveId: string, cna: Container, adp: readonly Container[], shortName: string | null): Fields {
  const own = readExtension(cna.x_breakwater);
  const rater = { role: "cna" as const, name: shortName };
  const others = adp.map((one) => ({ one, rater: { role: null, name: one.providerMetadata?.shortName ?? one.title ?? null } }));
  const vulnerability: ReadVulnerability = {
    ...NO_VULNERABILITY,
    weaknesses: readWeaknesses([cna, ...adp]),
    products: [...cna.affected.flatMap(readAffected), ...adp.flatMap((one) => one.affected.flatMap(readAffected))],
    severities: [...cna.metrics.flatMap((one) => readMetric(one, rater)), ...others.flatMap(({ one, rater: by }) => one.metrics.flatMap((each) => readMetric(each, by)))],
    assessments: matchItems([
      ...cna.metrics.flatMap((one) => readAssessment(one, shortName)), ...others.flatMap(({ one, rater: { name } }) => one.metrics.flatMap((each) => readAssessment(each, name))),
    ], own?.assessments ?? [], assessmentKey, assessmentKey, (one) => one),
    remediations: readRemediations(cna, own),
    timeline: [cna, ...adp].flatMap(({ timeline }) => timeline.map(({ time, value }) => ({ at: time, text: value }))),
    notes: readNotes(cna, own),
  };
  const seen = new Set<string>();
  const links = [cna, ...adp].flatMap((one) => one.references).filter(({ url }) => !seen.has(url) && seen.add(url));
  return {
    format: "cve",
    id: own?.trackingId ?? cveId,
    aliases: own?.aliases ?? [],
    related: [],
    publisher: own?.publisher ?? null,
    tlp: own?.tlp ?? null,
    notice: own?.notice ?? null,
    notes: own?.notes ?? [],
    revisions: own?.revisions ?? [],
    references: matchItems(links, own?.references ?? [], ({ url }) => url, ({ url }) => url, readReference),
    credits: matchItems([cna, ...adp].flatMap(({ credits }) => credits), own?.credits ?? [], creditValue, ({ value }) => value, readCredit),
    aiAnnotations: own?.aiAnnotations.length ? own.aiAnnotations : readAnnotations(cna.x_gcve, own !== undefined),
    vulnerabilities: [vulnerability],
    unread: adp.length === 0 ? [] : [{ path: "/containers/adp", message: "who added which reference and product to the record is not read" }],
  };
}

function readWeaknesses(containers: readonly Container[]): ReadVulnerability["weaknesses"] {
  const found = new Map<string, string | null>();
  for (const { problemTypes } of containers) {
    for (const { description, cweId } of problemTypes.flatMap(({ descriptions }) => descriptions)) {
      const id = cweId ?? /^CWE-[1-9]\d*/.exec(description)?.[0];
      if (id !== undefined && !found.has(id)) found.set(id, description.replace(/^CWE-\d+[:\s-]*/, "") || null);
    }
  }
  return [...found].map(([id, name]) => ({ id, name }));
}

function readMetric({ scenarios, other, ...metrics }: z.output<typeof metric>, by: Pick<ReadSeverity, "role" | "name">): ReadSeverity[] {
  const rater = scenarios.map(({ value }) => readRatedBy(value)).find((one) => one !== undefined) ?? by;
  const scored = [metrics.cvssV4_0, metrics.cvssV3_1, metrics.cvssV3_0, metrics.cvssV2_0].flatMap((one): ReadSeverity[] => {
    if (!one) return [];
    const vector = one.vectorString ?? null;
    const stated = toRating(one.baseSeverity);
    return [{ ...rater, vector, score: one.baseScore ?? null, rating: stated ?? ratingOf(vector) }];
  });
  const said = toRating(isWord(other) ? other?.content["rating"] : undefined);
  return said === null ? scored : [...scored, { ...rater, vector: null, score: null, rating: said }];
}

const isWord = (other: z.output<typeof metric>["other"]): boolean => other?.type === "severity word";

function toRating(said: unknown): ReadSeverity["rating"] {
  const lower = typeof said === "string" ? said.toLowerCase() : undefined;
  return (["none", "low", "medium", "high", "critical"] as const).find((rating) => rating === lower) ?? null;
}

function ratingOf(vector: string | null): ReadSeverity["rating"] {
  try {
    return vector === null ? null : cvssScore(vector).rating;
  } catch (error) {
    // A vector from outside that is none has no rating.
    if (!(error instanceof AdvisoryError)) throw error;
    return null;
  }
}

const assessmentKey = ({ type, content }: ReadVulnerability["assessments"][number]): string => JSON.stringify([type, sortKeys(content)]);

function readAssessment({ other }: z.output<typeof metric>, source: string | null): ReadVulnerability["assessments"] {
  return other && !isWord(other) ? [{ type: other.type, source, content: other.content }] : [];
}

function readRemediations(cna: Container, own: AdvisoryExtension | undefined): ReadRemediation[] {
  const stated = [...cna.solutions.map(({ value }) => ({ kind: "vendor-fix" as const, value })), ...cna.workarounds.map(({ value }) => ({ kind: "workaround" as const, value }))];
  const matched = matchItems(stated, own?.remediations ?? [], remediationValue, ({ value }) => value, ({ kind, value }): ReadRemediation => ({ kind, ...splitAiSentence(value), url: null }));
  // What the format has no list for: that there is no fix, and that none is planned.
  return [...matched, ...(own?.remediations ?? []).filter(({ kind }) => kind === "none-available" || kind === "no-fix-planned" || kind === "fix-planned")];
}

function readNotes(cna: Container, own: AdvisoryExtension | undefined): ReadNote[] {
  if (own) return [...own.vulnerabilityNotes];
  return [
    ...cna.configurations.map(({ value }) => ({ title: "configurations", text: value })),
    ...cna.exploits.map(({ value }) => ({ title: "exploits", text: value })),
    ...cna.tags.map((tag) => ({ title: "tag", text: tag })),
  ];
}

const KIND_OF_TAG: Readonly<Record<string, ReadReference["kind"]>> = {
  patch: "fix", "issue-tracking": "report", product: "package", "vendor-advisory": "advisory", "third-party-advisory": "advisory", "vdb-entry": "advisory",
  exploit: "evidence", "mailing-list": "discussion", "technical-description": "article", "media-coverage": "article",
};

function readReference({ url, name, tags }: Container["references"][number]): ReadReference {
  const kind = tags.map((tag) => KIND_OF_TAG[tag]).find((one) => one !== undefined) ?? "web";
  return { kind, url, summary: name ?? null, ...(tags.length > 0 && { tags }) };
}

const CREDIT_ROLES: readonly Exclude<ReadCredit["role"], null>[] = [
  "finder", "reporter", "analyst", "coordinator", "remediation-developer", "remediation-reviewer", "remediation-verifier", "tool", "sponsor", "other",
];

function readCredit({ value, type }: Container["credits"][number]): ReadCredit {
  const { text, ai } = splitAiSentence(value);
  return { name: text, organization: null, role: CREDIT_ROLES.find((role) => role.replace("-", " ") === type) ?? null, ai };
}

const STATUSES = { affected: "affected", unaffected: "not-affected", unknown: "under-investigation" } as const;

/** An entry names versions of several statuses; each status that it names is a product of the model. */
function readAffected(entry: z.output<typeof affected>): ReadProduct[] {
  const own = readProductExtension(entry.x_breakwater);
  const fixed = own.fixedVersion ?? null;
  const base = {
    vendor: own.vendor === undefined ? named(entry.vendor) : own.vendor,
    product: own.product ?? entry.product ?? entry.packageName ?? "unnamed",
    purl: own.purl ?? (entry.packageURL == null ? null : withoutPurlVersion(entry.packageURL)),
    cpe: own.cpe === undefined ? (entry.cpes[0] ?? null) : own.cpe,
    repository: own.repository ?? entry.repo ?? undefined,
    ref: own.ref,
    subcomponents: own.subcomponents,
    hashes: own.hashes,
    statusText: own.statusText,
    statusAt: own.statusAt,
    othersStatus: own.othersStatus ?? (entry.defaultStatus == null || own.status !== undefined || entry.defaultStatus === "unknown" ? undefined : STATUSES[entry.defaultStatus]),
  };
  const stated = entry.versions.flatMap(readVersion).filter(({ single, status }) => !(single !== undefined && single === fixed && status === "unaffected"));
  const groups = [...Map.groupBy(stated, ({ status }) => status)];
  if (groups.length === 0) groups.push([own.status === undefined ? (entry.defaultStatus ?? "unknown") : "affected", []]);
  return groups.map(([status, members]): ReadProduct => {
    const order = readOrder(members.find(({ type }) => type !== undefined)?.type, base.purl);
    const rangeTexts = [...(own.rangeTexts ?? []), ...members.flatMap(({ words }) => words ?? [])];
    return {
      ...base,
      ecosystem: own.ecosystem ?? order.ecosystem,
      status: own.status ?? STATUSES[status],
      versionScheme: own.versionScheme ?? order.versionScheme,
      ranges: members.flatMap(({ range }) => range ?? []),
      versions: [...new Set(members.flatMap(({ single }) => single ?? []))],
      fixedVersion: status === "affected" ? fixed : null,
      notAffectedReason: own.notAffectedReason ?? null,
      ...(rangeTexts.length > 0 && { rangeTexts: [...new Set(rangeTexts)] }),
    };
  });
}

/** Older records say `n/a` for what they do not say. */
function named(text: string | null | undefined): string | null {
  return text == null || /^(?:n\/a|unknown|unspecified)$/i.test(text) ? null : text;
}

type Status = z.output<typeof version>["status"];
const compare = comparatorOf(null);

interface Stated {
  readonly status: Status;
  readonly type?: string;
  readonly range?: VersionRange;
  readonly single?: string;
  readonly words?: string;
}

function readVersion({ version: from, status, versionType, lessThan, lessThanOrEqual, changes }: z.output<typeof version>): Stated[] {
  const type = versionType == null ? {} : { type: versionType };
  if (lessThan != null || lessThanOrEqual != null) {
    const pieces: Stated[] = [];
    let [introduced, here]: [string, Status] = [named(from) ?? "0", status];
    for (const change of changes) {
      if (change.status === here) continue;
      const last = lessThan ?? lessThanOrEqual ?? "*";
      // Many name the version that mends it as a change behind the end of the range.
      if (last !== "*" && compare(change.at, last) > 0) pieces.push({ status: change.status, ...type, single: change.at });
      if (last !== "*" && compare(change.at, last) >= (lessThan == null ? 1 : 0)) break;
      pieces.push({ status: here, ...type, range: { introduced, fixed: change.at, lastAffected: null } });
      [introduced, here] = [change.at, change.status];
    }
    if (named(lessThan ?? lessThanOrEqual) === null) return [...pieces, { status: here, ...type, words: `from ${introduced} to a version that is not said` }];
    const end = lessThan === "*" || lessThanOrEqual === "*" ? null : lessThan ?? null;
    return [...pieces, { status: here, ...type, range: { introduced, fixed: end, lastAffected: end === null && lessThan == null && lessThanOrEqual !== "*" ? (lessThanOrEqual ?? null) : null } }];
  }
  if (named(from) === null) return [{ status, ...type }];
  const range = readComparators(from);
  if (range) return [{ status, ...type, range }];
  // Words for a range in the place of one version, as many CNAs write.
  return [/[<>,]|(?:^|\s)(?:all|and|before|earlier|later|prior|through|to|up|versions?)(?:\s|$)/i.test(from) ? { status, ...type, words: from } : { status, ...type, single: from }];
}

/** `>= 1.0, < 1.4.2`, as GitHub writes it in the place of a version. */
function readComparators(text: string): VersionRange | undefined {
  const found = /^(?:>= ?([^\s,<>=]+))?(?:, ?)?(?:(<=?) ?([^\s,<>=]+))?$/.exec(text);
  if (!found || (found[1] === undefined && found[3] === undefined)) return undefined;
  return { introduced: found[1] ?? "0", fixed: found[2] === "<" ? (found[3] ?? null) : null, lastAffected: found[2] === "<=" ? (found[3] ?? null) : null };
}

function readOrder(type: string | undefined, purl: string | null): Pick<ReadProduct, "versionScheme" | "ecosystem"> {
  if (type === "semver" || type === "git") return { versionScheme: type, ecosystem: ecosystemOfPurl(purl) };
  const ecosystem = ECOSYSTEMS.find(({ osv, purl: name }) => osv === type || name === type || (type === "python" && osv === "PyPI"))?.osv ?? null;
  return ecosystem === null ? { versionScheme: "generic", ecosystem: ecosystemOfPurl(purl) } : { versionScheme: "ecosystem", ecosystem };
}

// GCVE BCP-05-X-01: the part a model had in a record or in one of its fields.
const annotations = z.array(z.object({
  extensions: z.object({
    "bcp-05-x-01": z.object({
      ai_annotations: z.array(z.object({
        scope: word.nullish(), field_name: word.nullish(), description: word.nullish(), ai_level: z.enum(["none", "assisted", "augmented", "generated"]),
        review_status: z.enum(["none", "partial", "full"]).nullish().catch(null), models: list(z.object({ name: word })),
      })),
    }),
  }),
}).catch({ extensions: { "bcp-05-x-01": { ai_annotations: [] } } })).catch([]);

/** Our own records say of credits and remediations twice that a model made them; it is read where it stands beside them. */
function readAnnotations(value: unknown, isOwn: boolean): AiAnnotation[] {
  return annotations.parse(value ?? []).flatMap(({ extensions }) => extensions["bcp-05-x-01"].ai_annotations)
    .filter(({ field_name: field }) => !(isOwn && ["credits", "solutions", "workarounds"].includes(field ?? "")))
    .map((one) => ({
      field: one.scope === "record" ? null : (one.field_name ?? null), level: one.ai_level, humanReview: one.review_status ?? null,
      models: one.models.map(({ name }) => name), text: one.description ?? null,
    }));
}
