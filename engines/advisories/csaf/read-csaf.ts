import { z } from "zod";
import { AdvisoryError } from "../advisories.errors.ts";
import type { Rating, ReadAdvisory, ReadProduct, ReadSeverity } from "../advisories.types.ts";
import { readJsonObject, showHidden } from "../bounded-json.ts";
import { toPointer } from "../json-pointer.ts";
import { ecosystemOfPurl, withoutCpeVersion, withoutPurlVersion } from "../product-identifiers.ts";
import type { ReadRange } from "../vers-range.ts";
import { readVers } from "../vers-range.ts";

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
  product_identification_helper: z.object({ purl: word.nullish(), purls: words, cpe: word.nullish() }).nullish(),
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
const cvss = z.object({ vectorString: word, baseScore: z.number().nullish(), baseSeverity: word.nullish() }).nullish();
const csaf = z.object({
  document: z.object({
    csaf_version: z.enum(["2.0", "2.1"]),
    title: word,
    notes: z.array(z.object({ category: word, text: word })).default([]),
    references: z.array(z.object({ url: word })).default([]),
    tracking: z.object({ id: word, aliases: words, initial_release_date: instant, current_release_date: instant }),
  }),
  product_tree: z.object({
    branches: z.array(branch).default([]),
    full_product_names: z.array(fullProductName).default([]),
    relationships: z.array(z.object({ full_product_name: fullProductName })).default([]),
    product_paths: z.array(z.object({ full_product_name: fullProductName })).default([]),
  }).prefault({}),
  vulnerabilities: z.array(z.object({
    cve: word.nullish(),
    ids: z.array(z.object({ text: word })).default([]),
    notes: z.array(z.object({ title: word.nullish(), text: word })).default([]),
    product_status: z.partialRecord(z.enum([
      "first_affected", "known_affected", "last_affected", "first_fixed", "fixed", "recommended", "known_not_affected", "under_investigation",
    ]), z.array(word)).default({}),
    remediations: z.array(z.object({ details: word, url: word.nullish() })).default([]),
    scores: z.array(z.object({ cvss_v2: cvss, cvss_v3: cvss })).default([]),
    metrics: z.array(z.object({ source: word.nullish(), content: z.object({ cvss_v2: cvss, cvss_v3: cvss, cvss_v4: cvss }) })).default([]),
  })).default([]),
});
type Csaf = z.output<typeof csaf>;
type Vulnerability = Csaf["vulnerabilities"][number];

/**
 * Reads a CSAF 2.0 or 2.1 document from outside, valid or nearly so. Products of one vendor, name and status are one product with all
 * its versions. Throws AdvisoryError `unreadable-document` or `document-too-large`, naming the field.
 */
export function parseCsaf(input: string | Uint8Array): ReadAdvisory {
  const parsed = csaf.safeParse(readJsonObject(input));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = toPointer(issue?.path ?? []);
    throw new AdvisoryError("unreadable-document", field, `CSAF field ${field || "/"}: ${issue?.message ?? "malformed"}.`, { cause: parsed.error });
  }
  const { document, product_tree, vulnerabilities } = parsed.data;
  const cveIds = unique(vulnerabilities.flatMap(({ cve }) => cve ?? []));
  return {
    format: `csaf-${document.csaf_version}`,
    id: document.tracking.id,
    aliases: unique([...document.tracking.aliases, ...cveIds, ...vulnerabilities.flatMap(({ ids }) => ids.map(({ text }) => text))]),
    cveIds,
    title: document.title,
    summary: (document.notes.find(({ category }) => category === "summary") ?? document.notes[0])?.text ?? "",
    publishedAt: document.tracking.initial_release_date,
    modifiedAt: document.tracking.current_release_date,
    withdrawnAt: null,
    products: readProducts(readLeaves(product_tree), vulnerabilities),
    severities: vulnerabilities.flatMap(readSeverities),
    remediations: vulnerabilities.flatMap(({ remediations }) => remediations.map(({ details, url }) => ({ text: details, url: url ?? null }))),
    references: unique(document.references.map(({ url }) => url)),
  };
}

interface Leaf {
  readonly id: string;
  readonly vendor: string | null;
  readonly product: string;
  readonly purl: string | null;
  readonly cpe: string | null;
  readonly version: string | null;
  readonly range: ReadRange | null;
  readonly rangeText: string | null;
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
  const { purl: single, purls, cpe } = product.product_identification_helper ?? {};
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
  };
}

const STATUSES = {
  first_affected: "affected", known_affected: "affected", last_affected: "affected",
  first_fixed: "fixed", fixed: "fixed", recommended: "fixed",
  known_not_affected: "not-affected", under_investigation: "under-investigation",
} as const satisfies Record<keyof Vulnerability["product_status"], ReadProduct["status"]>;

function readProducts(leaves: readonly Leaf[], vulnerabilities: readonly Vulnerability[]): ReadProduct[] {
  const byId = new Map(leaves.map((leaf) => [leaf.id, leaf]));
  const groups = new Map<string, { readonly status: ReadProduct["status"]; readonly leaves: Set<Leaf> }>();
  for (const { product_status } of vulnerabilities) {
    for (const [said, ids] of Object.entries(product_status)) {
      const status = STATUSES[said as keyof typeof STATUSES];
      for (const leaf of ids.flatMap((id) => byId.get(id) ?? [])) {
        const key = JSON.stringify([leaf.vendor, leaf.product, status]);
        const group = groups.get(key) ?? { status, leaves: new Set() };
        group.leaves.add(leaf);
        groups.set(key, group);
      }
    }
  }
  return joinFixes([...groups.values()].map(({ status, leaves: members }) => toProduct(status, [...members])));
}

function toProduct(status: ReadProduct["status"], leaves: readonly Leaf[]): ReadProduct {
  // A group holds at least the leaf that made it.
  const first = leaves[0]!;
  const purl = leaves.find((leaf) => leaf.purl !== null)?.purl ?? null;
  const order = leaves.find(({ range }) => range !== null)?.range ?? null;
  // A product has one version order; a range in another would be compared wrongly, so it stays words.
  const fits = ({ range }: Leaf) => range?.versionScheme === order?.versionScheme && range?.ecosystem === order?.ecosystem;
  const rangeTexts = unique(leaves.filter((leaf) => leaf.range === null || !fits(leaf)).flatMap(({ rangeText }) => rangeText ?? []));
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
    ...(rangeTexts.length > 0 && { rangeTexts }),
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

const NOTED_SEVERITY = /^Severity by ((?:maintainer|cna|coordinator|finder): .+)$/;

/** The notes we write hold every severity with its source; other publishers have scores only. */
function readSeverities({ notes, scores, metrics }: Vulnerability): ReadSeverity[] {
  const noted = notes.flatMap(({ title, text }): ReadSeverity[] => {
    const source = NOTED_SEVERITY.exec(title ?? "")?.[1];
    const said = /^(\w+)(?:, base score ([0-9.]+), (\S+))?$/.exec(text);
    if (source === undefined || !said) return [];
    return [{ source, vector: said[3] ?? null, score: said[2] === undefined ? null : Number(said[2]), rating: toRating(said[1]) }];
  });
  if (noted.length > 0) return noted;
  const given = [
    ...scores.flatMap(({ cvss_v2, cvss_v3 }) => [cvss_v3, cvss_v2].map((score) => ({ source: null, score }))),
    ...metrics.flatMap(({ source, content: { cvss_v2, cvss_v3, cvss_v4 } }) => [cvss_v4, cvss_v3, cvss_v2].map((score) => ({ source: source ?? null, score }))),
  ];
  return given.flatMap(({ source, score }): ReadSeverity[] => (score ? [{ source, vector: score.vectorString, score: score.baseScore ?? null, rating: toRating(score.baseSeverity) }] : []));
}

function toRating(said: string | null | undefined): Rating | null {
  const lower = said?.toLowerCase();
  return (["none", "low", "medium", "high", "critical"] as const).find((rating) => rating === lower) ?? null;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
