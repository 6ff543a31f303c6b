import { z } from "zod";
import { readAnnotationSentence, readCreditSentence, readRater, splitAiSentence } from "../advisory-words.ts";
import type {
  AiAnnotation, ConversionNote, Ending, NotAffectedReason, Rating, ReadAdvisory, ReadAdvisoryFields, ReadCredit, ReadNote, ReadProduct, ReadReference, ReadRemediation, ReadSeverity, ReadVulnerability,
} from "../advisories.types.ts";
import { readJsonObject, showHidden } from "../bounded-json.ts";
import { ecosystemOfPurl, withoutCpeVersion, withoutPurlVersion } from "../product-identifiers.ts";
import { parseShape } from "../shape-validation.ts";
import { asReadAdvisory } from "../state-advisory.ts";
import type { ReadRange } from "../vers-range.ts";
import { readVers } from "../vers-range.ts";
import { AI_TITLE, NOTICE_TITLE, readReferenceSummary, REASON_TITLES, REPLACED_BY } from "./csaf-words.ts";
import { parts, toPart } from "./json-parts.ts";

// Liberal: only what we use is looked at, and a part that is missing is empty. The rest is the validator's business.
const instant = z.string().max(60).transform((value, context) => {
  const time = new Date(value);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  context.addIssue({ code: "custom", message: "must be a date and time" });
  return z.NEVER;
});
const word = z.string().transform(showHidden);
const words = z.array(word).default([]);
const fullProductName = z.object({
  name: word,
  product_id: word,
  product_identification_helper: z.object({
    purl: word.nullish(), purls: words, cpe: word.nullish(),
    hashes: z.array(z.object({ file_hashes: z.array(z.object({ algorithm: word, value: word })).default([]) })).default([]),
  }).nullish(),
});
interface Branch {
  readonly category: string;
  readonly name: string;
  readonly product?: z.output<typeof fullProductName> | null | undefined;
  readonly branches?: readonly Branch[] | null | undefined;
}
const branch: z.ZodType<Branch> = z.object({
  category: word,
  name: word,
  product: fullProductName.nullish(),
  get branches() { return z.array(branch).nullish(); },
});
const cvss = z.object({ vectorString: word.nullish(), baseScore: z.number().nullish(), baseSeverity: word.nullish() }).nullish();
const notes = z.array(z.object({ category: word.nullish(), title: word.nullish(), text: word })).default([]);
const references = z.array(z.object({ category: word.nullish(), summary: word.nullish(), url: word })).default([]);
const acknowledgments = z.array(z.object({ names: words, organization: word.nullish(), summary: word.nullish(), urls: words })).default([]);
const weakness = z.object({ id: word, name: word.nullish() });
const csaf = z.object({
  document: z.object({
    category: word.nullish(),
    csaf_version: z.enum(["2.0", "2.1"]),
    title: word,
    publisher: z.object({ category: word.nullish(), name: word, namespace: word.nullish() }).nullish(),
    distribution: z.object({ tlp: z.object({ label: word.nullish() }).nullish() }).nullish(),
    notes,
    references,
    acknowledgments,
    tracking: z.object({
      id: word, aliases: words, initial_release_date: instant, current_release_date: instant,
      revision_history: z.array(z.object({ number: word, date: instant, summary: word })).default([]),
    }),
  }),
  product_tree: z.object({
    branches: z.array(branch).default([]),
    full_product_names: z.array(fullProductName).default([]),
    relationships: z.array(z.object({ full_product_name: fullProductName })).default([]),
    product_paths: z.array(z.object({ full_product_name: fullProductName })).default([]),
  }).prefault({}),
  vulnerabilities: z.array(z.object({
    cve: word.nullish(),
    cwe: weakness.nullish(),
    cwes: z.array(weakness).default([]),
    title: word.nullish(),
    ids: z.array(z.object({ text: word })).default([]),
    notes,
    references,
    acknowledgments,
    flags: z.array(z.object({ label: word, date: instant.nullish(), product_ids: words })).default([]),
    product_status: z.partialRecord(z.enum([
      "first_affected", "known_affected", "last_affected", "first_fixed", "fixed", "recommended", "known_not_affected", "under_investigation", "unknown",
    ]), z.array(word)).default({}),
    remediations: z.array(z.object({ category: word.nullish(), details: word, url: word.nullish() })).default([]),
    threats: z.array(z.object({ category: word.nullish(), details: word, date: instant.nullish(), product_ids: words })).default([]),
    scores: z.array(z.object({ cvss_v2: cvss, cvss_v3: cvss })).default([]),
    metrics: z.array(z.object({ source: word.nullish(), content: z.looseObject({ cvss_v2: cvss, cvss_v3: cvss, cvss_v4: cvss }) })).default([]),
  })).default([]),
});
type Csaf = z.output<typeof csaf>;
type Vulnerability = Csaf["vulnerabilities"][number];

/**
 * Reads a CSAF 2.0 or 2.1 document from outside, valid or nearly so. Products of one vendor, name and status are one product with all
 * its versions. Throws AdvisoryError `unreadable-document` or `document-too-large`, naming the field.
 */
export function parseCsaf(input: string | Uint8Array): ReadAdvisory {
  return asReadAdvisory(readCsaf(readJsonObject(input)));
}

/** The same of a parsed document. */
export function readCsaf(root: Readonly<Record<string, unknown>>): ReadAdvisoryFields {
  const { document, product_tree, vulnerabilities } = parseShape(csaf, root, "CSAF");
  const { tracking, publisher } = document;
  const summary = document.notes.find(({ category }) => category === "summary") ?? document.notes.find(({ category }) => category !== "legal_disclaimer") ?? document.notes[0];
  const notice = document.notes.find((one) => one.category === "legal_disclaimer" && one.title === NOTICE_TITLE && one !== summary);
  const leaves = readLeaves(product_tree);
  const label = document.distribution?.tlp?.label;
  return {
    format: `csaf-${document.csaf_version}`,
    id: tracking.id,
    aliases: unique(tracking.aliases),
    related: [],
    title: document.title,
    summary: summary?.text ?? "",
    publishedAt: tracking.initial_release_date,
    modifiedAt: tracking.current_release_date,
    publisher: publisher == null ? null : { name: publisher.name, namespace: publisher.namespace ?? null, category: PUBLISHERS.find((one) => one === publisher.category) ?? null },
    tlp: label == null ? null : label === "WHITE" ? "CLEAR" : label,
    notice: notice?.text ?? null,
    notes: toNotes(document.notes.filter((one) => one !== summary && one !== notice && toAnnotation(one) === undefined)),
    ending: readEnding(document),
    revisions: tracking.revision_history.map(({ number, date, summary: text }) => ({ number, at: date, summary: text })),
    references: toReferences(document.references),
    credits: toCredits(document.acknowledgments),
    aiAnnotations: document.notes.flatMap((one) => toAnnotation(one) ?? []),
    vulnerabilities: vulnerabilities.map((one) => readVulnerability(one, leaves)),
    unread: findUnread(root),
  };
}

function toAnnotation({ title, text }: Csaf["document"]["notes"][number]): AiAnnotation | undefined {
  return title === AI_TITLE ? readAnnotationSentence(text) : undefined;
}

const PUBLISHERS = ["coordinator", "vendor", "discoverer", "other", "translator", "user", "multiplier"] as const;

function readEnding({ category, notes: all, references: links, tracking }: Csaf["document"]): Ending | null {
  const kind = (["withdrawn", "superseded"] as const).find((one) => category === `csaf_${one}` || category?.toLowerCase() === one);
  if (kind === undefined) return null;
  const reason = all.find(({ title }) => title === REASON_TITLES[kind])?.text ?? "";
  const replacedBy = links.flatMap(({ summary, url }) => (summary?.startsWith(REPLACED_BY) ? [{ id: summary.slice(REPLACED_BY.length).replace(/^[\s:]+/, ""), url }] : []));
  return { kind, at: tracking.current_release_date, reason, replacedBy };
}

function readVulnerability(one: Vulnerability, leaves: readonly Leaf[]): ReadVulnerability {
  const description = one.notes.find(({ category }) => category === "description") ?? one.notes.find(({ category }) => category === "summary");
  return {
    cveId: one.cve ?? null,
    ids: unique(one.ids.map(({ text }) => text)),
    assigner: null,
    title: one.title ?? null,
    description: description?.text ?? null,
    weaknesses: [...(one.cwe ? [one.cwe] : []), ...one.cwes].map(({ id, name }) => ({ id, name: name ?? null })),
    products: readProducts(leaves, one),
    severities: readSeverities(one),
    assessments: one.metrics.flatMap(({ source, content }) => ASSESSMENTS.flatMap((type) => {
      const judged = toPart(content[type]);
      return judged ? [{ type, source: source ?? null, content: judged }] : [];
    })),
    remediations: one.remediations.map(readRemediation),
    timeline: [],
    references: toReferences(one.references),
    credits: toCredits(one.acknowledgments),
    notes: toNotes(one.notes.filter((note) => note !== description && !isSeverityNote(note))),
  };
}

/** Metrics of 2.1 that are no severity. */
const ASSESSMENTS = ["ssvc_v2", "epss", "qualitative_severity_rating"] as const;

function toNotes(all: Csaf["document"]["notes"]): ReadNote[] {
  return all.map(({ title, category, text }) => ({ title: title ?? category ?? null, text }));
}

const REMEDIATION_KINDS: Readonly<Record<string, ReadRemediation["kind"]>> = {
  vendor_fix: "vendor-fix", mitigation: "mitigation", workaround: "workaround", no_fix_planned: "no-fix-planned", none_available: "none-available",
  fix_planned: "fix-planned", optional_patch: "optional-patch",
};

function readRemediation({ category, details, url }: Vulnerability["remediations"][number]): ReadRemediation {
  return { kind: REMEDIATION_KINDS[category ?? ""] ?? null, ...splitAiSentence(details), url: url ?? null };
}

function toCredits(all: Csaf["document"]["acknowledgments"]): ReadCredit[] {
  return all.flatMap(({ names, organization, summary, urls }) => {
    const more = urls.length > 0 ? { urls } : {};
    if (names.length === 0) return [{ name: organization ?? summary ?? "unnamed", organization: null, ...readCreditSentence(summary), ...more }];
    return names.map((name) => ({ name, organization: organization ?? null, ...readCreditSentence(summary), ...more }));
  });
}

function toReferences(all: Csaf["document"]["references"]): ReadReference[] {
  return all.map(({ category, summary, url }) => ({ ...readReferenceSummary(category === "self" ? "self" : "web", summary ?? null), url }));
}

/** What converting through the model would lose, so that it can be said. */
function findUnread(root: Readonly<Record<string, unknown>>): ConversionNote[] {
  const found: ConversionNote[] = [];
  for (const [one, index] of parts(root["vulnerabilities"])) {
    for (const [name, what] of UNREAD) if (one[name] !== undefined) found.push({ path: `/vulnerabilities/${index}/${name}`, message: `${what} not read` });
    const scoped = [...parts(one["remediations"]), ...parts(one["scores"]), ...parts(one["metrics"])].length;
    if (scoped > 1) found.push({ path: `/vulnerabilities/${index}`, message: "which remediation and which score is for which product is not read" });
  }
  if (root["x_extensions"] !== undefined) found.push({ path: "/x_extensions", message: "extensions are not read" });
  return found;
}

const UNREAD: readonly (readonly [name: string, what: string])[] = [
  ["involvements", "who was involved when is"], ["disclosure_date", "the date of disclosure is"], ["release_date", "the date of disclosure is"],
  ["discovery_date", "the date of discovery is"], ["first_known_exploitation_dates", "dates of exploitation are"], ["x_extensions", "extensions are"],
];

interface Leaf {
  readonly id: string;
  readonly vendor: string | null;
  readonly product: string;
  readonly purl: string | null;
  readonly cpe: string | null;
  readonly version: string | null;
  readonly range: ReadRange | null;
  readonly rangeText: string | null;
  readonly hashes: readonly { readonly algorithm: string; readonly value: string }[];
}

function readLeaves(tree: Csaf["product_tree"]): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (branches: readonly Branch[], above: readonly Branch[]): void => {
    for (const here of branches) {
      const path = [...above, here];
      if (here.product) leaves.push(toLeaf(here.product, path));
      if (here.branches) walk(here.branches, path);
    }
  };
  walk(tree.branches, []);
  for (const name of tree.full_product_names) leaves.push(toLeaf(name, []));
  for (const { full_product_name: name } of [...tree.relationships, ...tree.product_paths]) leaves.push(toLeaf(name, []));
  return leaves;
}

function toLeaf(product: z.output<typeof fullProductName>, path: readonly Branch[]): Leaf {
  const named = (category: string) => path.findLast((step) => step.category === category)?.name;
  const version = named("product_version") ?? null;
  const rangeText = named("product_version_range") ?? null;
  const { purl: single, purls, cpe, hashes = [] } = product.product_identification_helper ?? {};
  const purl = single ?? purls?.[0];
  return {
    id: product.product_id,
    vendor: named("vendor") ?? null,
    product: named("product_name") ?? named("product_family") ?? product.name,
    purl: purl == null ? null : withoutPurlVersion(purl),
    cpe: cpe == null || version === null ? (cpe ?? null) : withoutCpeVersion(cpe),
    version,
    range: rangeText === null ? null : (readVers(rangeText) ?? null),
    rangeText,
    hashes: hashes.flatMap(({ file_hashes }) => file_hashes),
  };
}

const STATUSES = {
  first_affected: "affected", known_affected: "affected", last_affected: "affected",
  first_fixed: "fixed", fixed: "fixed", recommended: "fixed",
  known_not_affected: "not-affected", under_investigation: "under-investigation", unknown: "under-investigation",
} as const satisfies Record<keyof Vulnerability["product_status"], ReadProduct["status"]>;

const REASONS: readonly NotAffectedReason[] = [
  "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
];

function readProducts(leaves: readonly Leaf[], { product_status, flags, threats }: Vulnerability): ReadProduct[] {
  const byId = new Map(leaves.map((leaf) => [leaf.id, leaf]));
  const reasonOf = new Map(flags.flatMap(({ label, product_ids }) => {
    const reason = REASONS.find((one) => one === label);
    return reason === undefined ? [] : product_ids.map((id) => [id, reason] as const);
  }));
  const impactOf = new Map(threats.filter(({ category }) => category === "impact").flatMap(({ details, product_ids }) => product_ids.map((id) => [id, details] as const)));
  const judgedAt = new Map([...flags, ...threats.filter(({ category }) => category === "impact")].flatMap(({ date, product_ids }) => (date == null ? [] : product_ids.map((id) => [id, date] as const))));
  const groups = new Map<string, Judged & { readonly leaves: Set<Leaf> }>();
  for (const [said, ids] of Object.entries(product_status)) {
    const status = STATUSES[said as keyof typeof STATUSES];
    for (const leaf of ids.flatMap((id) => byId.get(id) ?? [])) {
      const reason = status === "not-affected" ? (reasonOf.get(leaf.id) ?? null) : null;
      const text = impactOf.get(leaf.id);
      const at = judgedAt.get(leaf.id);
      const key = JSON.stringify([leaf.vendor, leaf.product, status, reason, text, at]);
      const group = groups.get(key) ?? { status, reason, text, at, leaves: new Set() };
      group.leaves.add(leaf);
      groups.set(key, group);
    }
  }
  return joinFixes([...groups.values()].map(({ leaves: members, ...judged }) => toProduct(judged, [...members])));
}

interface Judged {
  readonly status: ReadProduct["status"];
  readonly reason: NotAffectedReason | null;
  readonly text: string | undefined;
  readonly at: string | undefined;
}

function toProduct({ status, reason: notAffectedReason, text: statusText, at: statusAt }: Judged, leaves: readonly Leaf[]): ReadProduct {
  // A group holds at least the leaf that made it.
  const first = leaves[0]!;
  const purl = leaves.find((leaf) => leaf.purl !== null)?.purl ?? null;
  const order = leaves.find(({ range }) => range !== null)?.range ?? null;
  // A product has one version order; a range in another would be compared wrongly, so it stays words.
  const fits = ({ range }: Leaf) => range?.versionScheme === order?.versionScheme && range?.ecosystem === order?.ecosystem;
  const rangeTexts = unique(leaves.filter((leaf) => leaf.range === null || !fits(leaf)).flatMap(({ rangeText }) => rangeText ?? []));
  const hashes = leaves.flatMap((leaf) => leaf.hashes);
  return {
    vendor: first.vendor,
    product: first.product,
    ecosystem: order?.ecosystem ?? ecosystemOfPurl(purl),
    purl,
    cpe: leaves.find((leaf) => leaf.cpe !== null)?.cpe ?? null,
    status,
    versionScheme: order?.versionScheme ?? "generic",
    ranges: leaves.filter(fits).flatMap(({ range }) => range?.ranges ?? []),
    versions: unique(leaves.flatMap(({ version }) => version ?? [])),
    fixedVersion: null,
    notAffectedReason,
    ...(rangeTexts.length > 0 && { rangeTexts }),
    ...(statusText !== undefined && { statusText }),
    ...(statusAt !== undefined && { statusAt }),
    ...(hashes.length > 0 && { hashes }),
  };
}

/** Where one fixed version stands beside the affected versions of the same product, it is what to install. */
function joinFixes(products: readonly ReadProduct[]): ReadProduct[] {
  const nameOf = ({ vendor, product }: ReadProduct) => JSON.stringify([vendor, product]);
  const affected = new Set(products.filter(({ status }) => status === "affected").map(nameOf));
  const fixes = new Map(products
    .filter(({ status, versions, ranges, rangeTexts }) => status === "fixed" && versions.length === 1 && ranges.length === 0 && !rangeTexts)
    .filter((product) => affected.has(nameOf(product)))
    .map((product) => [nameOf(product), product]));
  return products.filter((product) => fixes.get(nameOf(product)) !== product).map((product) =>
    product.status === "affected" ? { ...product, fixedVersion: fixes.get(nameOf(product))?.versions[0] ?? null } : product);
}

const SEVERITY_TITLE = /^Severity(?: by (.+))?$/;
const SEVERITY_TEXT = /^(none|low|medium|high|critical|unrated)(?:, base score ([0-9.]+))?(?:, (\S+))?$/;

function isSeverityNote({ title, text }: Vulnerability["notes"][number]): boolean {
  return SEVERITY_TITLE.test(title ?? "") && SEVERITY_TEXT.test(text);
}

/** The notes we write hold every severity with its source; other publishers have scores only. */
function readSeverities({ notes: all, scores, metrics }: Vulnerability): ReadSeverity[] {
  const noted = all.filter(isSeverityNote).map(({ title, text }): ReadSeverity => {
    const rater = SEVERITY_TITLE.exec(title ?? "")?.[1];
    const said = SEVERITY_TEXT.exec(text);
    return { ...(rater === undefined ? { role: null, name: null } : readRater(rater)), vector: said?.[3] ?? null, score: said?.[2] === undefined ? null : Number(said[2]), rating: toRating(said?.[1]) };
  });
  const vectors = new Set(noted.map(({ vector }) => vector));
  const given = [
    ...scores.flatMap(({ cvss_v2, cvss_v3 }) => [cvss_v3, cvss_v2].map((score) => ({ name: null, score }))),
    ...metrics.flatMap(({ source, content: { cvss_v2, cvss_v3, cvss_v4 } }) => [cvss_v4, cvss_v3, cvss_v2].map((score) => ({ name: source ?? null, score }))),
  ];
  const scored = given.flatMap(({ name, score }): ReadSeverity[] => {
    const vector = score?.vectorString ?? null;
    if (!score || vectors.has(vector)) return [];
    return [{ role: null, name, vector, score: score.baseScore ?? null, rating: toRating(score.baseSeverity) ?? (score.baseScore == null ? null : ratingOfScore(score.baseScore)) }];
  });
  return [...noted, ...new Map(scored.map((severity) => [JSON.stringify(severity), severity])).values()];
}

/** Version 2 has no words of its own. */
function ratingOfScore(score: number): Rating {
  return score >= 7 ? "high" : score >= 4 ? "medium" : score > 0 ? "low" : "none";
}

function toRating(said: string | null | undefined): Rating | null {
  const lower = said?.toLowerCase();
  return (["none", "low", "medium", "high", "critical"] as const).find((rating) => rating === lower) ?? null;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
