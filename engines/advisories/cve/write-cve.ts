import { toExtension, toProductExtension } from "../advisory-extension.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import { inPrecedence } from "../advisory-words.ts";
import type { AiAnnotation, AiProvenance, ConversionNote, CveAssignment, PublicAdvisory, ReadAdvisoryFields, ReadProduct, ReadReference, ReadRemediation, ReadSeverity, ReadVulnerability } from "../advisories.types.ts";
import { nameOfWeakness } from "../csaf/weaknesses.ts";
import { cvssScore } from "../cvss-score.ts";
import type { Draft, JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";
import type { Written } from "../formats.types.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { toUri } from "../to-uri.ts";
import { isCpeName } from "./validate-cve.ts";
import { creditValue, ratedBy, remediationValue } from "./cve-words.ts";

const REFERENCE_TAGS: Readonly<Record<Exclude<ReadReference["kind"], "self">, readonly string[]>> = {
  fix: ["patch"], report: ["issue-tracking"], package: ["product"], web: [], advisory: ["third-party-advisory"], article: ["technical-description"], detection: [],
  discussion: ["mailing-list"], introduced: [], git: [], evidence: ["exploit"],
};

const METRIC_NAMES = { "2.0": "cvssV2_0", "3.0": "cvssV3_0", "3.1": "cvssV3_1", "4.0": "cvssV4_0" } as const;

/**
 * Writes a CVE record (format 5.2; state PUBLISHED, or REJECTED where the advisory stands no longer) under the id its CNA assigned.
 * We mint no ids: without an assignment this throws AdvisoryError `cve-not-assigned`, and `toCveHandOff` gives what a CNA needs to assign one.
 */
export function toCveRecord(advisory: PublicAdvisory): JsonObject {
  if (advisory.cve === null) {
    throw new AdvisoryError("cve-not-assigned", "/cve", `${advisory.trackingId} has no CVE id; hand it to a CNA (toCveHandOff) and add the id it assigns.`);
  }
  return writeCve(stateAdvisory(advisory)).documents[0]!;
}

/**
 * The draft for a CNA: `{cnaContainer}`, the body CVE Services takes for an id, and no id in it. The CNA adds itself as provider.
 * For an advisory that stands no longer it is the body by which a CNA rejects its id.
 */
export function toCveHandOff(advisory: PublicAdvisory): JsonObject {
  const stated = stateAdvisory(advisory);
  return draftFor(stated, stated.vulnerabilities[0]!, []);
}

/** Writes a record for each vulnerability; for one that no CNA is known to have assigned an id to, the draft for a CNA. */
export function writeCve(advisory: ReadAdvisoryFields): Written {
  const notes: ConversionNote[] = [];
  const documents = advisory.vulnerabilities.map((vulnerability, index) => {
    const { cveId, assigner } = vulnerability;
    if (cveId !== null && /^CVE-\d{4}-\d{4,19}$/.test(cveId) && assigner !== null && UUID.test(assigner.orgId)) return writeRecord(advisory, vulnerability, cveId, assigner, notes);
    notes.push({ path: `/vulnerabilities/${index}`, message: `the source does not say which CNA assigned ${cveId ?? "an id to this vulnerability"}, so the draft for a CNA was written, which holds no id` });
    return draftFor(advisory, vulnerability, notes);
  });
  if (documents.length > 1) notes.push({ path: "/vulnerabilities", message: `a CVE record is about one vulnerability, so ${documents.length} records were written` });
  if (documents.length === 0) notes.push({ path: "/vulnerabilities", message: "the document is about no vulnerability, so no record was written" });
  return { documents, notes };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

function writeRecord(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, cveId: string, { orgId, shortName }: CveAssignment["assigner"], notes: ConversionNote[]): JsonObject {
  const provider = { orgId, shortName: shortName.length < 2 ? undefined : shortName, dateUpdated: advisory.modifiedAt };
  return toDocument({
    dataType: "CVE_RECORD",
    dataVersion: "5.2.0",
    cveMetadata: {
      cveId,
      assignerOrgId: orgId,
      assignerShortName: provider.shortName,
      state: advisory.ending === null ? "PUBLISHED" : "REJECTED",
      datePublished: advisory.publishedAt ?? undefined,
      dateUpdated: advisory.modifiedAt,
      dateRejected: advisory.ending?.at,
    },
    containers: { cna: { providerMetadata: provider, ...toContainer(advisory, vulnerability, notes) } },
  });
}

function draftFor(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, notes: ConversionNote[]): JsonObject {
  return toDocument({ cnaContainer: toContainer(advisory, vulnerability, notes) });
}

function toContainer(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, notes: ConversionNote[]): { readonly [key: string]: Draft } {
  if (advisory.ending !== null) return toRejection(advisory, vulnerability);
  const solutions = vulnerability.remediations.filter(({ kind }) => kind === "vendor-fix" || kind === "optional-patch");
  const workarounds = vulnerability.remediations.filter(({ kind }) => kind === "workaround" || kind === "mitigation" || kind === null);
  if (vulnerability.products.length === 0) notes.push({ path: "/products", message: "a CVE record names what is affected, and the source names no product" });
  return {
    title: shorten(vulnerability.title ?? advisory.title, 256),
    datePublic: advisory.publishedAt ?? undefined,
    descriptions: [{ lang: "en", value: shorten(vulnerability.description || advisory.summary || advisory.title, 4096) }],
    affected: vulnerability.products.map(toAffected),
    problemTypes: vulnerability.weaknesses.map(({ id, name }) => ({
      descriptions: [{ lang: "en", type: "CWE", cweId: id, description: [id, nameOfWeakness(id) ?? name].filter((part) => part !== null).join(" ") }],
    })),
    references: toReferences(advisory, vulnerability),
    metrics: distinct([...inPrecedence(vulnerability.severities).map(toMetric), ...vulnerability.assessments.map(({ type, content }) => ({ other: { type, content: content as Draft } }))]),
    solutions: distinct(solutions.map(toText)),
    workarounds: distinct(workarounds.map(toText)),
    timeline: distinct(vulnerability.timeline.map(({ at, text }) => ({ time: at, lang: "en", value: shorten(text, 4096) }))),
    credits: distinct([...advisory.credits, ...vulnerability.credits].map((credit) => ({
      lang: "en", type: credit.role?.replace("-", " "), value: shorten(creditValue(credit), 4096),
    }))),
    source: { discovery: "EXTERNAL", advisory: advisory.id },
    // x_ names are the format's own place for extensions.
    x_breakwater: toExtension(advisory, vulnerability),
    x_gcve: toAnnotations(advisory, vulnerability),
  };
}

function toRejection(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability): { readonly [key: string]: Draft } {
  const reason = advisory.ending?.reason || advisory.summary || advisory.title;
  return {
    rejectedReasons: [{ lang: "en", value: shorten(reason, 4096) }],
    replacedBy: advisory.ending?.replacedBy.map(({ id }) => id).filter((id) => /^CVE-\d{4}-\d{4,19}$/.test(id)),
    x_breakwater: toExtension(advisory, vulnerability),
  };
}

function toAffected(product: ReadProduct): Draft {
  const status = ({ affected: "affected", "not-affected": "unaffected", fixed: "unaffected", "under-investigation": "unknown" } as const)[product.status];
  const others = ({ affected: "affected", "not-affected": "unaffected", "under-investigation": "unknown" } as const)[product.othersStatus ?? "under-investigation"];
  const versionType = ({ semver: "semver", ecosystem: product.ecosystem ?? "custom", generic: "custom", git: "git" } as const)[product.versionScheme];
  const versions = distinct([
    ...product.ranges.map(({ introduced, fixed, lastAffected }) => ({
      version: introduced,
      ...(lastAffected === null ? { lessThan: fixed ?? "*" } : { lessThanOrEqual: lastAffected }),
      status,
      versionType,
    })),
    ...product.versions.map((version) => ({ version, status })),
    ...(product.rangeTexts ?? []).map((version) => ({ version: shorten(version, 1024), status })),
    ...(product.fixedVersion === null ? [] : [{ version: product.fixedVersion, status: "unaffected" }]),
  ]);
  return {
    vendor: product.vendor || "n/a",
    product: product.product || "n/a",
    packageURL: product.purl === null ? undefined : toUri(product.purl),
    repo: product.repository === undefined ? undefined : toUri(product.repository),
    cpes: product.cpe === null || !isCpeName(product.cpe) ? [] : [product.cpe],
    // Versions nobody has named were not judged.
    defaultStatus: versions.length === 0 ? status : others,
    versions,
    x_breakwater: toProductExtension(product),
  };
}

function toReferences({ references, publisher }: ReadAdvisoryFields, vulnerability: ReadVulnerability): Draft[] {
  const self = [publisher?.category === "vendor" ? "vendor-advisory" : "third-party-advisory"];
  const byUrl = new Map([...references, ...vulnerability.references].map((reference) => [reference.url, reference]));
  return [...byUrl.values()].map(({ url, summary, kind, tags }) => ({
    url: toUri(url), name: summary === null || summary === "" ? undefined : shorten(summary, 512), tags: [...new Set(tags ?? (kind === "self" ? self : REFERENCE_TAGS[kind]))],
  }));
}

/** Every severity is a metric of its own, with its source as scenario. */
function toMetric(severity: ReadSeverity): Draft {
  const { vector, rating } = severity;
  const by = ratedBy(severity);
  const scenarios = by === undefined ? [] : [{ lang: "en", value: by }];
  const scored = score(vector);
  if (scored === undefined) return { format: "other", scenarios, other: { type: "severity word", content: { rating: rating ?? "unrated", ratedBy: by?.slice("Rated by ".length), vector: vector ?? undefined } } };
  return {
    format: "CVSS",
    scenarios,
    [METRIC_NAMES[scored.version]]: {
      version: scored.version,
      vectorString: scored.vector,
      baseScore: scored.score,
      baseSeverity: scored.version === "2.0" ? undefined : scored.rating.toUpperCase(),
    },
  };
}

function score(vector: string | null): ReturnType<typeof cvssScore> | undefined {
  try {
    return vector === null ? undefined : cvssScore(vector);
  } catch (error) {
    // A vector from outside that is none is carried as words.
    if (!(error instanceof AdvisoryError)) throw error;
    return undefined;
  }
}

function toText(remediation: ReadRemediation): Draft {
  return { lang: "en", value: shorten(remediationValue(remediation), 4096) };
}

/** GCVE BCP-05-X-01: which fields a model had a part in. */
function toAnnotations(advisory: ReadAdvisoryFields, { credits, remediations }: ReadVulnerability): Draft[] {
  const made = (field: string, text: string, ai: AiProvenance): AiAnnotation =>
    ({ field, level: "generated", humanReview: ai.humanReview === "reviewed" ? "full" : "none", models: ai.model === null ? [] : [ai.model], text });
  const all = [
    ...advisory.aiAnnotations,
    ...[...advisory.credits, ...credits].flatMap(({ name, ai }) => (ai === null ? [] : [made("credits", name, ai)])),
    ...remediations.flatMap(({ kind, text, ai }) => (ai === null ? [] : [made(kind === "vendor-fix" || kind === "optional-patch" ? "solutions" : "workarounds", text, ai)])),
  ];
  if (all.length === 0) return [];
  return [{
    extensions: {
      "bcp-05-x-01": {
        ai_annotations: all.map(({ field, level, humanReview, models, text }) => ({
          scope: field === null ? "record" : "field", field_name: field ?? undefined, description: text ?? undefined, ai_level: level, review_status: humanReview ?? undefined,
          models: models.map((name) => ({ name })),
        })),
      },
    },
  }];
}

/** The format bounds its texts; what is longer is whole in our extension. */
function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The format's lists take each item once. */
function distinct(items: readonly Draft[]): Draft[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
