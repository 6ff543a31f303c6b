import { z } from "zod";
import type { Instant, ReadAdvisoryFields, ReadProduct, ReadPublisher, ReadVulnerability } from "../advisories.types.ts";
import { showHidden } from "../bounded-json.ts";
import { withoutRepeats } from "../csaf/json-parts.ts";
import { withoutCpeVersion } from "../product-identifiers.ts";
import { readableInstant, word } from "../shape-parts.ts";
import { parseShape } from "../shape-validation.ts";
import { NO_VULNERABILITY } from "../state-advisory.ts";
import { REASONS, STATUSES } from "../vex/vex-words.ts";
import { readProductPurl } from "./product-iri.ts";
import { NO_REASON, readActions, readDescription } from "./statement-texts.ts";

// Liberal: what older versions write as a text is taken as the object that 0.2.0 has, and what we do not use is not looked at.
const component = z.preprocess((value) => (typeof value === "string" ? { "@id": value } : value), z.object({
  "@id": word.nullish(),
  identifiers: z.object({ purl: word.nullish(), cpe22: word.nullish(), cpe23: word.nullish(), "@cpe22": word.nullish(), "@cpe23": word.nullish() }).nullish(),
  hashes: z.record(z.string(), word).nullish(),
}));
type Component = z.output<typeof component>;
const product = z.preprocess((value) => (typeof value === "string" ? { "@id": value } : value), z.intersection(component, z.object({ subcomponents: z.array(component).nullish() })));
const statement = z.object({
  vulnerability: z.preprocess((value) => (typeof value === "string" ? { name: value } : value), z.object({ "@id": word.nullish(), name: word, description: word.nullish(), aliases: z.array(word).nullish() })),
  timestamp: readableInstant.nullish(),
  products: z.array(product).nullish(),
  status: z.enum(STATUSES.map(({ openvex }) => openvex)),
  supplier: word.nullish(),
  status_notes: word.nullish(),
  justification: z.enum(REASONS).nullish(),
  impact_statement: word.nullish(),
  action_statement: word.nullish(),
});
const openVex = z.object({
  "@id": word,
  author: word.nullish(),
  role: word.nullish(),
  timestamp: readableInstant.nullish(),
  last_updated: readableInstant.nullish(),
  statements: z.array(statement),
});
type Statement = z.output<typeof statement>;

/** What one statement says of one product; statements inherit the time of their document. */
export interface Assertion {
  readonly statement: Statement;
  readonly product: ReadProduct;
  readonly at: Instant;
  /** Where it stands. */
  readonly path: string;
}

// A product is named as a whole, with the parts the statement is about: one about a part says nothing of the others.
const keyOf = ({ statement: { vulnerability: { name } }, product: { ref, purl, cpe, versions, ranges, subcomponents, product: called } }: Assertion): string =>
  JSON.stringify([name, purl ?? cpe ?? ref ?? called, versions, ranges, subcomponents ?? []]);

/**
 * Of all that is said of a product and a vulnerability, the newest: each statement overrides those before it. Of statements of one instant the
 * one that stands later. What is overridden comes second.
 */
export function mergeAssertions(assertions: readonly Assertion[]): { readonly newest: readonly Assertion[]; readonly overridden: readonly Assertion[] } {
  const newest = new Map<string, Assertion>();
  for (const assertion of assertions) {
    const key = keyOf(assertion);
    const before = newest.get(key);
    if (before === undefined || before.at <= assertion.at) newest.set(key, assertion);
  }
  const kept = new Set(newest.values());
  return { newest: assertions.filter((one) => kept.has(one)), overridden: assertions.filter((one) => !kept.has(one)) };
}

/** Reads an OpenVEX document, of 0.2.0 or older, valid or nearly so. */
export function readOpenVex(input: Readonly<Record<string, unknown>>, now: Instant): ReadAdvisoryFields {
  const document = parseShape(openVex, input, "OpenVEX");
  const documentAt = document.timestamp ?? document.last_updated ?? now;
  const { newest, overridden } = mergeAssertions(document.statements.flatMap((one, index) => assertionsOf(one, documentAt, `/statements/${index}`)));
  const vulnerabilities = [...Map.groupBy(newest, ({ statement: { vulnerability: { name } } }) => name).values()].map(toVulnerability);
  const own = OWN_ID.exec(document["@id"]);
  const dates = [document.last_updated ?? documentAt, ...newest.map(({ at }) => at)];
  return {
    format: "openvex",
    id: own?.[2] === undefined ? document["@id"] : decodeId(own[2]),
    aliases: [],
    related: [],
    title: [...new Set(newest.map(({ statement: { vulnerability: { name } } }) => name))].slice(0, MOST_NAMES).join(", ") || document["@id"],
    summary: newest.map(({ statement: { vulnerability } }) => readDescription(vulnerability.description).description).find((text) => text !== "") ?? "",
    publishedAt: document.timestamp ?? null,
    modifiedAt: document.last_updated ?? dates.toSorted().at(-1) ?? documentAt,
    publisher: document.author == null ? null : toPublisher(document.author, document.role ?? null, own?.[1] ?? null),
    tlp: null, notice: null, notes: [], ending: null, revisions: [], references: [], aiAnnotations: [],
    credits: withoutRepeats(newest.flatMap(({ statement: { vulnerability } }) => readDescription(vulnerability.description).credits)),
    vulnerabilities,
    unread: [
      ...(document.timestamp == null ? [{ path: "/timestamp", message: "the document has no date; that of its reading stands for it" }] : []),
      ...document.statements.flatMap(({ products }, index) => (products?.length ? [] : [{ path: `/statements/${index}`, message: "the statement names no product, so it says nothing" }])),
      ...overridden.map(({ path }) => ({ path, message: "a newer statement about this product stands" })),
    ],
  };
}

// The title of a document about hundreds of vulnerabilities names the first few.
const MOST_NAMES = 5;
/** The ids we write: see write-openvex.ts. */
const OWN_ID = /^(https?:\/\/.+)\/openvex\/([^/?#]+)$/;

function decodeId(text: string): string {
  try {
    return showHidden(decodeURIComponent(text));
  } catch {
    return text; // Attacker-controlled: a stray percent sign, so none of our ids.
  }
}

const CATEGORIES = ["coordinator", "vendor", "discoverer", "other", "translator", "user", "multiplier"] as const;

function toPublisher(name: string, role: string | null, namespace: string | null): ReadPublisher {
  return { name, namespace, category: CATEGORIES.find((category) => category === role?.toLowerCase()) ?? null };
}

function assertionsOf(one: Statement, documentAt: Instant, path: string): Assertion[] {
  return (one.products ?? []).map((named, index) => ({ statement: one, at: one.timestamp ?? documentAt, path: `${path}/products/${index}`, product: toProduct(one, named, documentAt) }));
}

function toProduct(one: Statement, named: z.output<typeof product>, documentAt: Instant): ReadProduct {
  const { "@id": ref, identifiers, hashes, subcomponents } = named;
  const [iri, purl] = [ref == null ? undefined : readProductPurl(ref), identifiers?.purl == null ? undefined : readProductPurl(identifiers.purl)];
  const cpe = identifiers?.cpe23 ?? identifiers?.["@cpe23"] ?? identifiers?.cpe22 ?? identifiers?.["@cpe22"] ?? null;
  const named23 = cpe === null ? undefined : readCpe(cpe);
  const by = purl ?? iri;
  // The IRI may say the version, or the range, where the identifier names the package alone.
  const { versions, ranges, versionScheme, ecosystem, rangeTexts } = by === undefined
    ? { versions: named23?.version ? [named23.version] : [], ranges: [], versionScheme: "generic" as const, ecosystem: null, rangeTexts: undefined }
    : iri !== undefined && by.versions.length + by.ranges.length === 0 ? { ...iri, ecosystem: iri.ecosystem ?? by.ecosystem } : by;
  const statusText = (one.impact_statement === NO_REASON ? undefined : one.impact_statement) ?? one.status_notes ?? "";
  const parts = (subcomponents ?? []).flatMap((part) => nameOf(part) ?? []);
  const digests = Object.entries(hashes ?? {}).map(([algorithm, value]) => ({ algorithm: showHidden(algorithm), value }));
  return {
    vendor: one.supplier ?? by?.vendor ?? named23?.vendor ?? null,
    product: by?.product ?? named23?.product ?? nameOf(named) ?? "unnamed",
    ecosystem,
    purl: purl?.purl ?? iri?.purl ?? null,
    cpe: cpe === null || (versions.length === 0 && !named23?.version) ? cpe : withoutCpeVersion(cpe),
    status: STATUSES.find(({ openvex }) => openvex === one.status)?.status ?? "under-investigation",
    versionScheme, ranges, versions,
    fixedVersion: null,
    notAffectedReason: one.status === "not_affected" ? (one.justification ?? null) : null,
    ...(rangeTexts !== undefined && { rangeTexts }),
    // A purl is said by the fields above.
    ...(ref != null && iri === undefined && { ref }),
    ...(parts.length > 0 && { subcomponents: parts }),
    ...(digests.length > 0 && { hashes: digests }),
    ...(statusText !== "" && { statusText }),
    ...(one.timestamp != null && one.timestamp !== documentAt && { statusAt: one.timestamp }),
  };
}

function nameOf({ "@id": id, identifiers, hashes }: Component): string | undefined {
  return id ?? identifiers?.purl ?? identifiers?.cpe23 ?? identifiers?.["@cpe23"] ?? Object.entries(hashes ?? {}).map(([algorithm, value]) => `${algorithm}:${value}`)[0];
}

/** Vendor, product and version of a CPE 2.3 name, unescaped; "any" and "none" are no version. */
function readCpe(cpe: string): { readonly vendor: string; readonly product: string; readonly version: string | null } | undefined {
  const found = /^cpe:2\.3:[aho]:((?:\\.|[^:\\])+):((?:\\.|[^:\\])+):((?:\\.|[^:\\])+)/.exec(cpe);
  if (!found) return undefined;
  const [vendor = "", product_ = "", version = ""] = found.slice(1).map((part) => part.replaceAll(/\\(.)/g, "$1"));
  return { vendor, product: product_, version: version === "*" || version === "-" ? null : version };
}

function toVulnerability(assertions: readonly Assertion[]): ReadVulnerability {
  const said = assertions.map(({ statement: one }) => one);
  const names = new Set(said.flatMap(({ vulnerability: { name, aliases } }) => [name, ...(aliases ?? [])]));
  const cveId = [...names].find((name) => /^CVE-\d{4}-\d{4,19}$/.test(name)) ?? null;
  const addresses = withoutRepeats(said.flatMap(({ vulnerability: { "@id": id } }) => (id != null && /^https?:\/\//.test(id) ? [id] : [])));
  const texts = withoutRepeats(said.map(({ vulnerability: { description } }) => description ?? "")).map(readDescription);
  return {
    ...NO_VULNERABILITY,
    cveId,
    ids: [...names].filter((name) => name !== cveId),
    description: texts.find(({ description }) => description !== "")?.description ?? null,
    severities: withoutRepeats(texts.flatMap(({ severities }) => severities)),
    remediations: withoutRepeats(said.flatMap(({ action_statement: text }) => readActions(text))),
    references: addresses.map((url) => ({ kind: "web" as const, url, summary: null })),
    products: joinFixes(assertions.map(({ product: one }) => one)),
  };
}

/** Products that differ in their versions only are one; and where one fixed version stands beside the affected ones, it is what to install. */
function joinFixes(products: readonly ReadProduct[]): ReadProduct[] {
  const joined = [...Map.groupBy(products, (one) => JSON.stringify({ ...one, versions: [], ranges: [], versionScheme: null, ecosystem: null, rangeTexts: [] })).values()].map((group): ReadProduct => {
    // A group holds at least the product that made it; its order of versions is that of its range.
    const first = group.find(({ ranges }) => ranges.length > 0) ?? group[0]!;
    const rangeTexts = group.flatMap((one) => one.rangeTexts ?? []);
    return { ...first, ranges: group.flatMap(({ ranges }) => ranges), versions: group.flatMap(({ versions }) => versions), ...(rangeTexts.length > 0 && { rangeTexts }) };
  });
  const nameOfProduct = ({ vendor, product: name, purl, cpe }: ReadProduct) => JSON.stringify([vendor, name, purl, cpe]);
  const affected = new Set(joined.filter(({ status }) => status === "affected").map(nameOfProduct));
  const fixes = new Map(joined.filter((one) => one.status === "fixed" && one.versions.length === 1 && one.ranges.length === 0 && affected.has(nameOfProduct(one))).map((one) => [nameOfProduct(one), one]));
  return joined.filter((one) => fixes.get(nameOfProduct(one)) !== one)
    .map((one) => (one.status === "affected" ? { ...one, fixedVersion: fixes.get(nameOfProduct(one))?.versions[0] ?? null } : one));
}
