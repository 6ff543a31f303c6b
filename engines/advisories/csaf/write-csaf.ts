import { annotationSentence, creditSentence, inPrecedence, raterOf, withAiSentence } from "../advisory-words.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import type { ConversionNote, Instant, PublicAdvisory, ReadAdvisoryFields, ReadRemediation, ReadSeverity, ReadVulnerability } from "../advisories.types.ts";
import { cvssScore, type CvssScore } from "../cvss-score.ts";
import type { Draft, JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";
import type { Written } from "../formats.types.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { toUri } from "../to-uri.ts";
import { convertCsaf20 } from "./convert-csaf.ts";
import { AI_TITLE, NOTICE_TITLE, REASON_TITLES, referenceSummary, REPLACED_BY } from "./csaf-words.ts";
import { parts, toPart } from "./json-parts.ts";
import type { CsafVersion } from "./read-document.ts";
import { catalogueProducts, toBranches, type ProductEntry } from "./write-products.ts";
import { latestCweVersion, nameOfWeakness } from "./weaknesses.ts";

type Note = (path: string, message: string) => void;

/**
 * Writes a CSAF 2.0 document of profile 4, `csaf_security_advisory`. CSAF 2.0 takes one CVSS score per product and version
 * of CVSS, and none of 4.0: the first by precedence goes to `scores`, and every severity stands in a note with its source.
 * An advisory that stands no longer has neither products nor vulnerabilities, but the reason, as profiles 7 and 8 of CSAF 2.1 have it.
 */
export function toCsaf20(advisory: PublicAdvisory): JsonObject {
  return writeCsaf20(stateAdvisory(advisory)).documents[0]!;
}

/**
 * Writes a CSAF 2.1 document: the 2.0 one carried over, with the score of the highest CVSS version first by precedence, CVSS 4 included.
 * The profile is `csaf_security_advisory`; where no fixed version is known, the one that 2.1 keeps for such advisories.
 */
export function toCsaf21(advisory: PublicAdvisory): JsonObject {
  return writeCsaf21(stateAdvisory(advisory), advisory.currentReleaseAt).documents[0]!;
}

export function writeCsaf20(advisory: ReadAdvisoryFields): Written {
  return draftCsaf(advisory, "2.0");
}

export function writeCsaf21(advisory: ReadAdvisoryFields, now: Instant): Written {
  const { documents: [draft], notes } = draftCsaf(advisory, "2.1");
  const document = structuredClone(convertCsaf20(draft, { now, addsFixedProducts: false }).document) as { document: { distribution: { tlp: { label: string } } }; vulnerabilities?: unknown };
  if (advisory.tlp === "AMBER+STRICT") document.document.distribution.tlp.label = advisory.tlp;
  for (const [written, index] of parts(document.vulnerabilities)) {
    const vulnerability = advisory.vulnerabilities[index];
    if (vulnerability) addNewerFields(written, vulnerability, advisory.modifiedAt);
  }
  return { documents: [toDocument(document as Readonly<Record<string, Draft>>)], notes };
}

/** What 2.0 had no field for. */
function addNewerFields(written: Record<string, unknown>, vulnerability: ReadVulnerability, at: Instant): void {
  const affected = toPart(written["product_status"])?.["known_affected"];
  const v4 = firstScore(vulnerability.severities, ["4.0"]);
  const judged = vulnerability.assessments.flatMap(({ type, content }) => (NEWER_METRICS.has(type) ? [{ [type]: content }] : []));
  const contents = [...(v4 ? [{ cvss_v4: toScore(v4) }] : []), ...judged];
  if (Array.isArray(affected) && contents.length > 0) written["metrics"] = [...parts(written["metrics"]).map(([metric]) => metric), ...contents.map((content) => ({ content, products: affected }))];
  const cwes = vulnerability.weaknesses.flatMap(({ id }) => {
    const weakness = { id, name: nameOfWeakness(id) ?? "" };
    const version = latestCweVersion(Date.parse(at), weakness);
    return version === undefined ? [] : [{ ...weakness, version }];
  });
  if (cwes.length > 1) written["cwes"] = [...new Map(cwes.map((one) => [one.id, one])).values()];
  const newer = new Map(vulnerability.remediations.flatMap(({ kind, text, ai }) => (kind !== null && kind in NEWER_CATEGORIES ? [[withAiSentence(text, ai), kind.replace("-", "_")] as const] : [])));
  for (const [remediation] of parts(written["remediations"])) {
    const category = newer.get(String(remediation["details"]));
    if (category !== undefined) (remediation as Record<string, unknown>)["category"] = category;
  }
}

const NEWER_METRICS = new Set(["ssvc_v2", "epss", "qualitative_severity_rating"]);
/** What stands for the categories of 2.1 in 2.0. */
const NEWER_CATEGORIES = { "fix-planned": "none_available", "optional-patch": "vendor_fix" } as const;

function draftCsaf(advisory: ReadAdvisoryFields, version: CsafVersion): Written {
  const notes: ConversionNote[] = [];
  const note: Note = (path, message) => void notes.push({ path, message });
  const header = toHeader(advisory, version, note);
  if (advisory.ending !== null) {
    if (advisory.vulnerabilities.some(({ products }) => products.length > 0)) note("/vulnerabilities", `an advisory that is ${advisory.ending.kind} states no products any more`);
    return { documents: [toDocument({ document: header })], notes };
  }
  const { entriesOf, all } = catalogueProducts(advisory.vulnerabilities, version, note);
  const isComplete = advisory.vulnerabilities.length > 0 && entriesOf.every((entries) => entries.length > 0);
  if (!isComplete) note("/document/category", "without a vulnerability and its products it is no security advisory; it became csaf_base");
  return {
    documents: [toDocument({
      document: { ...header, category: isComplete ? "csaf_security_advisory" : "csaf_base" },
      product_tree: all.length === 0 ? undefined : { branches: toBranches(all) },
      vulnerabilities: advisory.vulnerabilities.map((vulnerability, index) => toVulnerability(advisory, vulnerability, entriesOf[index] ?? [], (path, message) => { note(`/vulnerabilities/${index}${path}`, message); })),
    })],
    notes,
  };
}

const TLP_20: Readonly<Record<string, string>> = { CLEAR: "WHITE", GREEN: "GREEN", AMBER: "AMBER", "AMBER+STRICT": "AMBER", RED: "RED" };

function toHeader(advisory: ReadAdvisoryFields, version: CsafVersion, note: Note): { readonly [key: string]: Draft } {
  const { ending } = advisory;
  const label = advisory.tlp === null ? undefined : TLP_20[advisory.tlp];
  if (advisory.tlp === "AMBER+STRICT" && version === "2.0") note("/document/distribution/tlp/label", "2.0 has no label AMBER+STRICT; AMBER was written, which lets more people see it");
  const summary = advisory.summary || advisory.title;
  return {
    category: ending?.kind ?? "csaf_security_advisory",
    csaf_version: "2.0",
    lang: "en",
    title: advisory.title,
    publisher: toPublisher(advisory, note),
    distribution: label === undefined ? undefined : { tlp: { label, url: "https://www.first.org/tlp/" } },
    notes: [
      { category: "summary", title: "Summary", text: summary },
      ending === null ? undefined : { category: "description", title: REASON_TITLES[ending.kind], text: ending.reason || summary },
      ...advisory.notes.map(({ title, text }) => ({ category: "general", title: title ?? undefined, text })),
      ...advisory.aiAnnotations.map((annotation) => ({ category: "other", title: AI_TITLE, text: annotationSentence(annotation) })),
      advisory.notice === null ? undefined : { category: "legal_disclaimer", title: NOTICE_TITLE, text: advisory.notice },
    ],
    acknowledgments: advisory.credits.map(toAcknowledgment),
    references: [
      ...advisory.references.map(toReference),
      ...(ending?.replacedBy ?? []).flatMap(({ id, url }) => (url === null ? [] : [{ category: "external", url: toUri(url), summary: `${REPLACED_BY}: ${id}` }])),
    ],
    tracking: toTracking(advisory),
  };
}

function toPublisher({ publisher, references }: ReadAdvisoryFields, note: Note): Draft {
  const origin = references.map(({ url }) => /^https?:\/\/[^/?#\s]+/i.exec(url)?.[0]).find((one) => one !== undefined);
  if (publisher?.namespace == null) note("/document/publisher", `the source does not say ${publisher === null ? "who published it" : "where its publisher is"}; put it there yourself`);
  const category = publisher?.category ?? "other";
  return { category: category === "multiplier" ? "other" : category, name: publisher?.name ?? "Not stated", namespace: publisher?.namespace ?? origin ?? "about:invalid" };
}

function toTracking({ id, aliases, publishedAt, modifiedAt, revisions, ending }: ReadAdvisoryFields): Draft {
  const first = publishedAt ?? revisions[0]?.at ?? modifiedAt;
  const stated = revisions.length > 0 && revisions.every(({ number }) => /^[1-9]\d{0,8}$/.test(number)) || revisions.every(({ number }) => /^[1-9]\d{0,8}(?:\.\d{1,9}){2}$/.test(number)) ? revisions : revisions.map((revision, index) => ({ ...revision, number: String(index + 1) }));
  const made = [{ number: "1", at: first, summary: "Initial publication" }];
  if (modifiedAt > first || ending !== null) made.push({ number: "2", at: modifiedAt, summary: ending === null ? "Changed" : `The advisory was ${ending.kind}` });
  const history = stated.length > 0 ? stated : made;
  return {
    id,
    aliases,
    status: "final",
    version: history.at(-1)?.number,
    initial_release_date: first,
    current_release_date: modifiedAt,
    revision_history: history.map(({ number, at, summary }) => ({ number, date: at, summary })),
    // Without a date: when a document was generated may not change its bytes.
    generator: { engine: { name: "Breakwater" } },
  };
}

function toAcknowledgment(credit: ReadAdvisoryFields["credits"][number]): Draft {
  return { names: [credit.name], organization: credit.organization ?? undefined, summary: creditSentence(credit), urls: credit.urls?.filter((url) => /^[a-z][a-z0-9+.-]*:/i.test(url)).map(toUri) };
}

function toReference(reference: ReadAdvisoryFields["references"][number]): Draft {
  return { category: reference.kind === "self" ? "self" : "external", url: toUri(reference.url), summary: referenceSummary(reference) };
}

function toVulnerability(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, entries: readonly ProductEntry[], note: Note): { readonly [key: string]: Draft } {
  const withStatus = (status: ProductEntry["status"]) => entries.filter((entry) => entry.status === status).map(({ id }) => id);
  const affected = withStatus("known_affected");
  const isCve = vulnerability.cveId !== null && /^CVE-\d{4}-\d{4,}$/.test(vulnerability.cveId);
  const ids = isCve || vulnerability.cveId === null ? vulnerability.ids : [vulnerability.cveId, ...vulnerability.ids];
  if (affected.length === 0 && vulnerability.remediations.length > 0) note("/remediations", "CSAF remedies products that are affected, and there is none");
  for (const { type } of vulnerability.assessments) if (!NEWER_METRICS.has(type)) note("/metrics", `CSAF has no metric "${type}"; it was not carried`);
  return {
    cve: isCve ? vulnerability.cveId : undefined,
    ids: [...new Set(ids)].map((text) => ({ system_name: /^[A-Za-z]+(?=-)/.exec(text)?.[0] ?? "id", text })),
    cwe: toCwe(vulnerability, note),
    title: vulnerability.title ?? advisory.title,
    release_date: advisory.publishedAt ?? undefined,
    notes: [
      { category: "description", title: "Description", text: vulnerability.description || advisory.summary || advisory.title },
      ...inPrecedence(vulnerability.severities).map(toSeverityNote),
      ...vulnerability.notes.map(({ title, text }) => ({ category: "general", title: title ?? undefined, text })),
      ...(vulnerability.timeline.length === 0 ? [] : [{ category: "other", title: "Timeline", text: vulnerability.timeline.map(({ at, text }) => `${at} ${text}`).join("\n") }]),
    ],
    acknowledgments: vulnerability.credits.map(toAcknowledgment),
    references: vulnerability.references.map(toReference),
    product_status: entries.length === 0 ? undefined : {
      known_affected: affected,
      known_not_affected: withStatus("known_not_affected"),
      under_investigation: withStatus("under_investigation"),
      fixed: withStatus("fixed"),
    },
    flags: groupProducts(entries.filter(({ status, product }) => status === "known_not_affected" && product.notAffectedReason !== null), ({ notAffectedReason, statusAt }) => ({ label: notAffectedReason, date: statusAt })),
    threats: groupProducts(entries.filter(({ product }) => product.statusText !== undefined), ({ statusText, statusAt }) => ({ category: "impact", details: statusText, date: statusAt })),
    // Remediations and scores must name products (tests 6.1.29 and 6.1.7), and speak of the affected ones.
    remediations: affected.length === 0 ? [] : vulnerability.remediations.map((remediation) => toRemediation(remediation, affected)),
    scores: affected.length === 0 ? [] : toScores(vulnerability.severities, affected),
  };
}

/** Products of which the same is said, once. */
function groupProducts(entries: readonly ProductEntry[], say: (product: ProductEntry["product"]) => { readonly [key: string]: Draft }): Draft[] {
  const said = entries.map(({ id, product }) => ({ id, what: say(product) }));
  return [...Map.groupBy(said, ({ what }) => JSON.stringify(what)).values()].map((group) => ({ ...group[0]?.what, product_ids: group.map(({ id }) => id) }));
}

function toCwe({ weaknesses }: ReadVulnerability, note: Note): Draft {
  const known = weaknesses.flatMap(({ id }) => {
    const name = nameOfWeakness(id);
    if (name === undefined) note("/cwe", `${id} is no weakness of the CWE list, so it was not carried`);
    return name === undefined ? [] : [{ id, name }];
  });
  if (known.length > 1) note("/cwe", `CSAF 2.0 takes one weakness; beside the first there ${known.length === 2 ? "is" : "are"} ${known.slice(1).map(({ id }) => id).join(", ")}`);
  return known[0];
}

function toSeverityNote(severity: ReadSeverity): Draft {
  const rater = raterOf(severity);
  const score = severity.score === null ? "" : `, base score ${severity.score.toFixed(1)}`;
  const vector = severity.vector === null ? "" : `, ${severity.vector.replaceAll(/\s+/g, "")}`;
  return { category: "other", title: rater === undefined ? "Severity" : `Severity by ${rater}`, text: `${severity.rating ?? "unrated"}${score}${vector}` };
}

const CATEGORIES = {
  "vendor-fix": "vendor_fix", mitigation: "mitigation", workaround: "workaround", "no-fix-planned": "no_fix_planned", "none-available": "none_available", ...NEWER_CATEGORIES,
} as const satisfies Record<Exclude<ReadRemediation["kind"], null>, string>;

function toRemediation({ kind, text, url, ai }: ReadRemediation, affected: readonly string[]): Draft {
  return {
    category: kind === null ? "mitigation" : CATEGORIES[kind],
    details: withAiSentence(text, ai),
    url: url === null ? undefined : toUri(url),
    product_ids: affected,
  };
}

/** The first by precedence that is a whole vector of one of the versions. */
function firstScore(severities: readonly ReadSeverity[], versions: readonly CvssScore["version"][]): CvssScore | undefined {
  for (const { vector } of inPrecedence(severities)) {
    if (vector === null) continue;
    try {
      const scored = cvssScore(vector);
      if (versions.includes(scored.version)) return scored;
    } catch (error) {
      // A vector that is none stands in its note alone.
      if (!(error instanceof AdvisoryError)) throw error;
    }
  }
  return undefined;
}

function toScore({ version, vector, score, rating }: CvssScore): { readonly [key: string]: Draft } {
  return { version, vectorString: vector, baseScore: score, baseSeverity: version === "2.0" ? undefined : rating.toUpperCase() };
}

function toScores(severities: readonly ReadSeverity[], products: readonly string[]): Draft[] {
  const v3 = firstScore(severities, ["3.0", "3.1"]);
  const v2 = firstScore(severities, ["2.0"]);
  return v3 || v2 ? [{ products, cvss_v3: v3 && toScore(v3), cvss_v2: v2 && toScore(v2) }] : [];
}
