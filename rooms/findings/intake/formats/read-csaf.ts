import type { FindingRecord } from "#contracts/intake";
import { FormatError, type FormatItem } from "./format.types.ts";
import { asList, asObject, asText, clip, findWeakness, levelOfScore, levelOfWord, lookUp, textAt, type Loose } from "./look.rules.ts";

const MOST_PRODUCTS = 20_000;
const DEEPEST_BRANCH = 30;
const MOST_AFFECTED = 100;
/** Documents that say of themselves that they report nothing (CSAF 2.1, profiles 7 and 8). */
const NO_REPORTS = new Set(["csaf_withdrawn", "csaf_superseded"]);
const AFFECTED = ["known_affected", "first_affected", "last_affected", "under_investigation"] as const;

interface Product {
  readonly name: string;
  readonly version: string | undefined;
  readonly purl: string | undefined;
}

/**
 * A CSAF document (2.0 or 2.1) that reports vulnerabilities: each vulnerability is an item for each product that it names as
 * affected, or one alone where it names none.
 */
export function readCsaf(document: unknown): readonly FormatItem[] {
  const csaf = asObject(document);
  const version = textAt(csaf, "document", "csaf_version");
  if (version !== "2.1" && version !== "2.0") throw new FormatError("document.csaf_version", "expected CSAF 2.1 or 2.0");
  const category = textAt(csaf, "document", "category") ?? "";
  if (NO_REPORTS.has(category)) throw new FormatError("document.category", `a document of the category ${category} reports nothing`);
  const vulnerabilities = asList(csaf["vulnerabilities"]);
  if (vulnerabilities.length === 0) throw new FormatError("vulnerabilities", "there is none; a report has at least one");
  const products = readProducts(asObject(csaf["product_tree"]));
  return vulnerabilities.flatMap((one, at) => readVulnerability(csaf, asObject(one), { place: `vulnerabilities[${at}]`, products }));
}

function readVulnerability(csaf: Loose, vulnerability: Loose, { place, products }: { readonly place: string; readonly products: ReadonlyMap<string, Product> }): readonly FormatItem[] {
  const ids = [...new Set(AFFECTED.flatMap((status) => asList(lookUp(vulnerability, ["product_status", status])).flatMap((id) => asText(id) ?? [])))];
  if (ids.length > MOST_AFFECTED) return [{ place: `${place}.product_status`, refused: `more than ${MOST_AFFECTED} affected products; split the report` }];
  const item = describe(csaf, vulnerability);
  if (ids.length === 0) return [{ place, ...item, target: { location: "product" } }];
  return ids.map((id): FormatItem => {
    const product = products.get(id);
    if (!product) return { place: `${place}.product_status`, refused: `the product ${clip(id, 100)} stands nowhere in the product tree` };
    return { place: ids.length === 1 ? place : `${place}, product ${clip(id, 100)}`, ...item, target: { name: clip(product.name, 200), version: product.version && clip(product.version, 300), location: clip(product.purl ?? "product", 300) } };
  });
}

function describe(csaf: Loose, vulnerability: Loose): Omit<FormatItem, "place" | "target"> {
  const notes = asList(vulnerability["notes"]).map((note) => textAt(note, "text")).filter((text) => text !== undefined);
  const title = asText(vulnerability["title"]) ?? asText(vulnerability["cve"]) ?? textAt(csaf, "document", "title");
  const weakness = [vulnerability["cwe"], ...asList(vulnerability["cwes"])].map((one) => findWeakness(textAt(one, "id"))).find((id) => id !== undefined);
  const acknowledged = [...asList(vulnerability["acknowledgments"]), ...asList(lookUp(csaf, ["document", "acknowledgments"]))];
  const ids = [vulnerability["cve"], ...asList(vulnerability["ids"]).map((one) => textAt(one, "text")), textAt(csaf, "document", "tracking", "id")].flatMap((one) => asText(one) ?? []);
  return {
    title: title && clip(title, 300),
    description: clip(notes.join("\n\n") || (title ?? ""), 20_000),
    weakness,
    severity: severityOf(vulnerability),
    identifiers: ids.slice(0, 50).map((id) => clip(id, 200)),
    evidence: asList(vulnerability["references"]).slice(0, 50).flatMap((one) => (textAt(one, "url") ? [{ kind: "url" as const, value: clip(textAt(one, "url") ?? "", 1000), note: clip(textAt(one, "summary") ?? "", 500) || null }] : [])),
    provenance: { finder: acknowledged.map((one) => asList(asObject(one)["names"]).flatMap((name) => asText(name) ?? []).join(", ") || textAt(one, "organization")).find((name) => name !== undefined && name !== "") },
  };
}

/** The newest CVSS that stands there: `metrics` in 2.1, `scores` in 2.0. */
function severityOf(vulnerability: Loose): FindingRecord["severity"] | undefined {
  const contents = [...asList(vulnerability["metrics"]).map((one) => asObject(asObject(one)["content"])), ...asList(vulnerability["scores"]).map(asObject)];
  for (const name of ["cvss_v4", "cvss_v3", "cvss_v2"]) {
    for (const content of contents) {
      const cvss = asObject(content[name]);
      const level = levelOfWord(asText(cvss["baseSeverity"])) ?? (typeof cvss["baseScore"] === "number" ? levelOfScore(cvss["baseScore"]) : undefined);
      if (level !== undefined) return { level, vector: asText(cvss["vectorString"]) ?? null };
    }
  }
  return undefined;
}

/** Every product of the tree by its id; without recursion, since a branch may hold branches for ever. */
function readProducts(tree: Loose): ReadonlyMap<string, Product> {
  const products = new Map<string, Product>();
  const add = (value: unknown, around: { readonly name?: string | undefined; readonly version?: string | undefined }) => {
    const id = textAt(value, "product_id");
    if (id === undefined) return;
    if (products.size >= MOST_PRODUCTS) throw new FormatError("product_tree", `more than ${MOST_PRODUCTS} products; split the report`);
    products.set(id, { name: around.name ?? textAt(value, "name") ?? id, version: around.version, purl: textAt(value, "product_identification_helper", "purl") ?? textAt(value, "product_identification_helper", "purls", 0) });
  };
  for (const one of asList(tree["full_product_names"])) add(one, {});
  for (const one of asList(tree["relationships"])) add(asObject(one)["full_product_name"], {});
  const waiting = asList(tree["branches"]).map((branch) => ({ branch: asObject(branch), depth: 0, name: undefined as string | undefined, version: undefined as string | undefined }));
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { branch, depth } = at;
    if (depth > DEEPEST_BRANCH) throw new FormatError("product_tree", `branches are nested deeper than ${DEEPEST_BRANCH}`);
    const category = branch["category"];
    const name = category === "product_name" ? asText(branch["name"]) : at.name;
    const version = category === "product_version" || category === "product_version_range" ? asText(branch["name"]) : at.version;
    add(branch["product"], { name, version });
    for (const own of asList(branch["branches"])) waiting.push({ branch: asObject(own), depth: depth + 1, name, version });
  }
  return products;
}
