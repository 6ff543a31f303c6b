import { AdvisoryError } from "../advisories.errors.ts";
import { parts, texts, toPart, toText, type Part, type Placed } from "./json-parts.ts";
import { KNOWN_EXTENSIONS } from "./known-extensions.ts";

export type CsafVersion = "2.0" | "2.1";
/** A branch of the product tree. `parent` leads to the root. */
export interface Branch {
  readonly part: Part;
  readonly path: string;
  readonly category: string;
  readonly name: string;
  readonly parent: Branch | undefined;
  /** How often `branches` stands in the path: 1 for the outermost. */
  readonly depth: number;
}

/** A full product name, wherever it is defined. */
export interface Product {
  readonly part: Part;
  readonly path: string;
  readonly id: string | undefined;
  readonly definedIn: "branches" | "full_product_names" | "product_paths" | "extension";
  /** The branch that holds it. */
  readonly branch: Branch | undefined;
  /** The product path (2.0: relationship) that forms it. */
  readonly formedBy: ProductPath | undefined;
}

/** A relationship of 2.0 is a product path with one step. */
export interface ProductPath {
  readonly begins: string | undefined;
  readonly steps: readonly { readonly category: string | undefined; readonly next: string | undefined }[];
  readonly references: readonly Reference[];
}

/** An id used somewhere, with its place. */
export interface Reference {
  readonly id: string;
  readonly path: string;
}

/** A score (2.0) or a metric (2.1). */
export interface Metric {
  readonly path: string;
  readonly contentPath: string;
  readonly content: Part;
  readonly products: readonly string[];
  readonly source: string | undefined;
}

export interface Vulnerability {
  readonly part: Part;
  readonly path: string;
  readonly metrics: readonly Metric[];
  /** Status word to the products that have it. */
  readonly statuses: ReadonlyMap<string, readonly Placed<string>[]>;
}

/** What the tests look at, walked once. */
export interface CsafDocument {
  readonly version: CsafVersion;
  readonly root: Part;
  readonly document: Part;
  readonly tracking: Part;
  readonly category: string;
  readonly status: string | undefined;
  readonly tlp: string | undefined;
  readonly lang: string | undefined;
  readonly tree: Part;
  readonly branches: readonly Branch[];
  readonly products: readonly Product[];
  /** The first definition of each id. */
  readonly productOf: ReadonlyMap<string, Product>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly productPaths: readonly ProductPath[];
  readonly vulnerabilities: readonly Vulnerability[];
  readonly productReferences: readonly Reference[];
  readonly groupReferences: readonly Reference[];
  /** Products named by `product_ids` and, through groups, by `group_ids`. */
  readonly membersOf: (part: Part) => ReadonlySet<string>;
  /** The instant the tests are run at, ISO. */
  readonly now: string;
}

// A group of thousands named by thousands of items would be unfolded millions of times over; no honest document comes near.
const MOST_UNFOLDED = 2_000_000;
const NOTHING: Part = Object.freeze({});

/** The branch and its ancestors, innermost first. */
export function* ancestry(branch: Branch | undefined): Generator<Branch> {
  for (let here = branch; here; here = here.parent) yield here;
}

/** Every hash list of a product with its path. */
export function fileHashes({ part, path }: Product): { readonly hashes: Placed<Part>[]; readonly path: string }[] {
  return parts(toPart(part["product_identification_helper"])?.["hashes"]).map(([file, index]) => ({
    hashes: parts(file["file_hashes"]),
    path: `${path}/product_identification_helper/hashes/${index}/file_hashes`,
  }));
}

/** Reads what is there, however malformed: what is of the wrong kind counts as absent, and the schema says so. */
export function readDocument(root: Part, version: CsafVersion, now: string): CsafDocument {
  const document = toPart(root["document"]) ?? NOTHING;
  const tracking = toPart(document["tracking"]) ?? NOTHING;
  const tree = toPart(root["product_tree"]) ?? NOTHING;
  const branches: Branch[] = [];
  const products: Product[] = [];
  const productPaths: ProductPath[] = [];
  walkBranches(tree["branches"], undefined, "/product_tree/branches", branches, products);
  for (const [part, index] of parts(tree["full_product_names"])) products.push(toProduct(part, `/product_tree/full_product_names/${index}`, "full_product_names"));
  for (const [part, index] of parts(tree[version === "2.0" ? "relationships" : "product_paths"])) {
    const path = `/product_tree/${version === "2.0" ? "relationships" : "product_paths"}/${index}`;
    const formedBy = version === "2.0" ? readRelationship(part, path) : readProductPath(part, path);
    productPaths.push(formedBy);
    const name = toPart(part["full_product_name"]);
    if (name) products.push(toProduct(name, `${path}/full_product_name`, "product_paths", { formedBy }));
  }
  const productOf = new Map<string, Product>();
  for (const product of products) if (product.id !== undefined && !productOf.has(product.id)) productOf.set(product.id, product);
  for (const part of extensionProducts(root)) {
    const product = toProduct(part, "/x_extensions", "extension");
    if (product.id !== undefined && !productOf.has(product.id)) productOf.set(product.id, product);
  }
  const groups = readGroups(tree);
  const vulnerabilities = parts(root["vulnerabilities"]).map(([part, index]) => readVulnerability(part, `/vulnerabilities/${index}`, version));
  return {
    version, root, document, tracking, tree, branches, products, productOf, groups, productPaths, vulnerabilities, now,
    category: toText(document["category"]) ?? "",
    status: toText(tracking["status"]),
    tlp: toText(toPart(toPart(document["distribution"])?.["tlp"])?.["label"]),
    lang: toText(document["lang"]),
    membersOf: unfoldGroups(groups),
    ...collectReferences(document, tree, vulnerabilities, productPaths),
  };
}

function toProduct(part: Part, path: string, definedIn: Product["definedIn"], from: { readonly branch?: Branch; readonly formedBy?: ProductPath } = {}): Product {
  return { part, path, id: toText(part["product_id"]), definedIn, branch: from.branch, formedBy: from.formedBy };
}

/** Products that a supported extension adds to the document (critical extensions may do so). */
function extensionProducts(root: Part): readonly Part[] {
  return parts(root["x_extensions"]).flatMap(([extension]) => KNOWN_EXTENSIONS.get(toText(extension["$schema"]) ?? "")?.definesProducts?.(toPart(extension["content"]) ?? NOTHING) ?? []);
}

function walkBranches(value: unknown, parent: Branch | undefined, path: string, branches: Branch[], products: Product[]): void {
  for (const [part, index] of parts(value)) {
    const here = `${path}/${index}`;
    const branch: Branch = { part, path: here, category: toText(part["category"]) ?? "", name: toText(part["name"]) ?? "", parent, depth: (parent?.depth ?? 0) + 1 };
    branches.push(branch);
    const product = toPart(part["product"]);
    if (product) products.push(toProduct(product, `${here}/product`, "branches", { branch }));
    walkBranches(part["branches"], branch, `${here}/branches`, branches, products);
  }
}

function readRelationship(part: Part, path: string): ProductPath {
  const begins = toText(part["product_reference"]);
  const next = toText(part["relates_to_product_reference"]);
  return { begins, steps: [{ category: toText(part["category"]), next }], references: toReferences([[begins, `${path}/product_reference`], [next, `${path}/relates_to_product_reference`]]) };
}

function readProductPath(part: Part, path: string): ProductPath {
  const begins = toText(part["beginning_product_reference"]);
  const steps = parts(part["subpaths"]).map(([step, index]) => ({ category: toText(step["category"]), next: toText(step["next_product_reference"]), index }));
  const references = toReferences([[begins, `${path}/beginning_product_reference`], ...steps.map(({ next, index }) => [next, `${path}/subpaths/${index}/next_product_reference`] as const)]);
  return { begins, steps, references };
}

function toReferences(found: readonly (readonly [string | undefined, string])[]): Reference[] {
  return found.flatMap(([id, path]) => (id === undefined ? [] : [{ id, path }]));
}

function readGroups(tree: Part): Map<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const [part] of parts(tree["product_groups"])) {
    const id = toText(part["group_id"]);
    if (id !== undefined && !groups.has(id)) groups.set(id, texts(part["product_ids"]).map(([product]) => product));
  }
  return groups;
}

function unfoldGroups(groups: ReadonlyMap<string, readonly string[]>): (part: Part) => ReadonlySet<string> {
  const known = new Map<Part, ReadonlySet<string>>();
  let unfolded = 0;
  return (part) => {
    const before = known.get(part);
    if (before) return before;
    const members = new Set(texts(part["product_ids"]).map(([id]) => id));
    for (const [group] of texts(part["group_ids"])) {
      const ids = groups.get(group) ?? [];
      unfolded += ids.length;
      if (unfolded > MOST_UNFOLDED) {
        throw new AdvisoryError("unreadable-document", "/product_tree/product_groups", `The document names more than ${MOST_UNFOLDED} products through its groups; split it.`);
      }
      for (const id of ids) members.add(id);
    }
    known.set(part, members);
    return members;
  };
}

const STATUSES = ["first_affected", "first_fixed", "fixed", "known_affected", "known_not_affected", "last_affected", "recommended", "under_investigation", "unknown"];

function readVulnerability(part: Part, path: string, version: CsafVersion): Vulnerability {
  const status = toPart(part["product_status"]) ?? NOTHING;
  const statuses = new Map<string, readonly Placed<string>[]>();
  for (const word of STATUSES) if (status[word] !== undefined) statuses.set(word, texts(status[word]));
  const name = version === "2.0" ? "scores" : "metrics";
  const metrics = parts(part[name]).map(([metric, index]): Metric => ({
    path: `${path}/${name}/${index}`,
    contentPath: version === "2.0" ? `${path}/${name}/${index}` : `${path}/${name}/${index}/content`,
    content: (version === "2.0" ? metric : toPart(metric["content"])) ?? NOTHING,
    products: texts(metric["products"]).map(([id]) => id),
    source: toText(metric["source"]),
  }));
  return { part, path, metrics, statuses };
}

const REFERRING = ["first_known_exploitation_dates", "flags", "ids", "involvements", "notes", "remediations", "threats"];

function collectReferences(document: Part, tree: Part, vulnerabilities: readonly Vulnerability[], productPaths: readonly ProductPath[]): Pick<CsafDocument, "productReferences" | "groupReferences"> {
  const productReferences: Reference[] = [];
  const groupReferences: Reference[] = [];
  const collect = (list: unknown, path: string): void => {
    for (const [part, index] of parts(list)) {
      for (const [id, at] of texts(part["product_ids"])) productReferences.push({ id, path: `${path}/${index}/product_ids/${at}` });
      for (const [id, at] of texts(part["group_ids"])) groupReferences.push({ id, path: `${path}/${index}/group_ids/${at}` });
    }
  };
  collect(document["notes"], "/document/notes");
  collect(tree["product_groups"], "/product_tree/product_groups");
  for (const { references } of productPaths) productReferences.push(...references);
  for (const { part, path, metrics, statuses } of vulnerabilities) {
    for (const name of REFERRING) if (part[name] !== undefined) collect(part[name], `${path}/${name}`);
    for (const metric of metrics) for (const [index, id] of metric.products.entries()) productReferences.push({ id, path: `${metric.path}/products/${index}` });
    for (const [word, ids] of statuses) for (const [id, index] of ids) productReferences.push({ id, path: `${path}/product_status/${word}/${index}` });
  }
  return { productReferences, groupReferences };
}
