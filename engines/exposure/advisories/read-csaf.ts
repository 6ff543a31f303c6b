import { z } from "zod";
import type { Advisory, AffectedProduct, Distribution, Remedy, SchemeName, VersionSet, VulnerabilityRef } from "../exposure.types.ts";
import { distributionOfPlatform, distributionOfPurl } from "../identifiers/distributions.rules.ts";
import { findPurl, packageKey } from "../identifiers/purl.ts";
import { toInertText } from "../inert-text.rules.ts";
import { schemeOfPurlType } from "../versions/schemes.rules.ts";
import { ADVISORY_LIMITS, readEach } from "./advisory-limits.ts";
import { findFixedVersion } from "./read-version-words.rules.ts";
import { nameOfBuild, readNamedVersions } from "./read-named-versions.ts";
import { readVersions } from "./read-versions.ts";
import { toSystemPackages } from "./to-system-packages.rules.ts";

const helper = z.object({ purl: z.string().nullish(), cpe: z.string().nullish(), purls: z.array(z.string()).nullish() });
const fullProduct = z.object({ product_id: z.string(), name: z.string(), product_identification_helper: helper.nullish().catch(null) });
const branch = z.object({ category: z.string(), name: z.string(), product: fullProduct.nullish(), branches: z.array(z.unknown()).nullish() });
const relationship = z.object({ product_reference: z.string(), relates_to_product_reference: z.string(), full_product_name: fullProduct });
const group = z.object({ group_id: z.string(), product_ids: z.array(z.string()) });
const ids = z.array(z.string()).nullish();
const vulnerability = z.object({
  cve: z.string().nullish(),
  ids: z.array(z.object({ text: z.string() })).nullish().catch(null),
  product_status: z.object({
    known_affected: ids, first_affected: ids, last_affected: ids, known_not_affected: ids, fixed: ids, first_fixed: ids, recommended: ids,
  }).nullish(),
  remediations: z.array(z.unknown()).nullish(),
  flags: z.array(z.unknown()).nullish(),
});
const flag = z.object({ label: z.string(), product_ids: ids, group_ids: ids });
const remediation = z.object({ category: z.string(), details: z.string().catch(""), product_ids: ids, group_ids: ids });

/** The part of a CSAF 2.x document that matching needs. */
export const csafDocument = z.object({
  document: z.object({
    category: z.string(), title: z.string().catch(""), tracking: z.object({ id: z.string().min(1) }),
    publisher: z.object({ category: z.string(), name: z.string() }).nullish().catch(null),
  }),
  product_tree: z.object({
    branches: z.array(z.unknown()).nullish(), full_product_names: z.array(z.unknown()).nullish(),
    relationships: z.array(z.unknown()).nullish(), product_groups: z.array(z.unknown()).nullish(),
  }).nullish(),
  vulnerabilities: z.array(z.unknown()).nullish(),
});

const MAX_STATED_FIXES = 50;
// CSAF 2.1 gives withdrawal and supersession categories of their own; 2.0 documents in the wild use the same words.
const WITHDRAWN = /^(?:csaf_)?(?:withdrawn|superseded)$/;

/** A product of the tree, before it is known what is said about it. */
interface TreeProduct extends VersionSet {
  readonly vendor: string | null;
  readonly product: string;
  readonly purl: string | null;
  readonly cpe: string | null;
  readonly distribution?: Distribution;
}
type Tree = Map<string, TreeProduct>;
type Vulnerability = z.infer<typeof vulnerability>;

export function readCsaf(source: z.infer<typeof csafDocument>): Advisory {
  const { document } = source;
  const id = toInertText(document.tracking.id, ADVISORY_LIMITS.idLength);
  // A vendor's own documents may leave their vendor to be understood.
  const vendor = document.publisher?.category === "vendor" ? document.publisher.name : null;
  const { tree, leftOut: productsLeftOut } = readTree(source.product_tree ?? {}, vendor);
  const groups = new Map(readEach(group, source.product_tree?.product_groups ?? []).read.map((entry) => [entry.group_id, entry.product_ids]));
  const { read, leftOut } = readEach(vulnerability, (source.vulnerabilities ?? []).slice(0, ADVISORY_LIMITS.vulnerabilities));
  const affected = new Gathering(id, tree);
  const notAffected = new Gathering(id, tree);
  for (const [index, entry] of read.entries()) {
    const status = entry.product_status ?? {};
    const name = nameVulnerability(entry, `${id}#${index + 1}`);
    const fixes = statedFixes(tree, unique(status.fixed, status.first_fixed, status.recommended));
    const remedies = remediesByProduct(entry, groups);
    for (const productId of unique(status.known_affected, status.first_affected, status.last_affected)) {
      const stated = fixes.get(nameOf(tree.get(productId))) ?? [];
      affected.add(productId, { ...name, remedies: [...stated, ...(remedies.get(productId) ?? []), ...(remedies.get("*") ?? [])] });
    }
    const justifications = justificationsByProduct(entry, groups);
    for (const productId of unique(status.known_not_affected, status.fixed, status.first_fixed)) {
      notAffected.add(productId, { ...name, remedies: [], justification: justifications.get(productId) ?? null });
    }
  }
  return {
    id,
    title: toInertText(document.title || id, ADVISORY_LIMITS.nameLength),
    format: "csaf",
    withdrawn: WITHDRAWN.test(document.category.toLowerCase()),
    affected: affected.products(),
    notAffected: notAffected.products(),
    leftOut: productsLeftOut + leftOut,
  };
}

/** Collects what is said about each product of the tree; one entry per product, however many vulnerabilities. */
class Gathering {
  readonly #advisoryId: string;
  readonly #tree: Tree;
  readonly #said = new Map<string, VulnerabilityRef[]>();

  constructor(advisoryId: string, tree: Tree) {
    this.#advisoryId = advisoryId;
    this.#tree = tree;
  }

  add(productId: string, said: VulnerabilityRef): void {
    const list = this.#said.get(productId);
    if (list) list.push(said);
    else if (this.#tree.has(productId)) this.#said.set(productId, [said]);
  }

  products(): readonly AffectedProduct[] {
    return toSystemPackages([...this.#said].flatMap(([productId, vulnerabilities]) => {
      const product = this.#tree.get(productId);
      return product ? [{ advisoryId: this.#advisoryId, ...product, vulnerabilities }] : [];
    }));
  }
}

function unique(...lists: readonly (readonly string[] | null | undefined)[]): readonly string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))].slice(0, ADVISORY_LIMITS.products);
}

function nameVulnerability(entry: Vulnerability, fallback: string): { id: string; aliases: readonly string[] } {
  const names = [entry.cve ?? "", ...(entry.ids ?? []).map(({ text }) => text)].filter((name) => name !== "").slice(0, ADVISORY_LIMITS.aliases);
  const [id = fallback, ...aliases] = names.map((name) => toInertText(name, ADVISORY_LIMITS.idLength));
  return { id, aliases };
}

interface Branching {
  readonly vendor: string | null;
  readonly family: string | null;
  readonly product: string | null;
  /** Words about the version, joined in order: "V4.7" + "SP2". */
  readonly version: string | null;
}

function readTree(source: NonNullable<z.infer<typeof csafDocument>["product_tree"]>, vendor: string | null): { tree: Tree; leftOut: number } {
  const tree: Tree = new Map();
  let leftOut = 0;
  const walk = (entries: readonly unknown[], above: Branching, depth: number): void => {
    const { read, leftOut: unreadable } = readEach(branch, entries);
    leftOut += unreadable;
    for (const entry of read) {
      const here = descend(above, entry.category, entry.name);
      if (tree.size >= ADVISORY_LIMITS.products || depth >= ADVISORY_LIMITS.branchDepth) {
        leftOut++;
        continue;
      }
      if (entry.product) tree.set(entry.product.product_id, toTreeProduct(here, entry.product));
      walk(entry.branches ?? [], here, depth + 1);
    }
  };
  const nothing: Branching = { vendor, family: null, product: null, version: null };
  walk(source.branches ?? [], nothing, 0);
  for (const entry of readEach(fullProduct, source.full_product_names ?? []).read) tree.set(entry.product_id, toTreeProduct(nothing, entry));
  for (const entry of readEach(relationship, source.relationships ?? []).read) {
    const [component, host] = [tree.get(entry.product_reference), tree.get(entry.relates_to_product_reference)];
    const joined = joinProducts(component, host);
    if (joined) tree.set(entry.full_product_name.product_id, joined);
  }
  return { tree, leftOut };
}

/**
 * "Firmware 1.3 installed on Pump 200": what is affected, and its version, is the firmware. Where that has no name of its own,
 * people know it by the device that it runs on.
 */
function joinProducts(component: TreeProduct | undefined, host: TreeProduct | undefined): TreeProduct | undefined {
  if (!component || !host) return component ?? host;
  const platform = host.cpe === null ? null : distributionOfPlatform(host.cpe);
  // "zlib" as a component of Red Hat Enterprise Linux 7 says nothing of the one in 9.
  if (component.distribution !== undefined && component.distribution.release === null && platform !== null) return { ...component, distribution: platform };
  if (component.purl !== null || component.cpe !== null || !NAMELESS.test(component.product)) return component;
  return { ...component, vendor: host.vendor ?? component.vendor, product: host.product };
}

const NAMELESS = /^(?:(?:the|device|system|product)\s+)?(?:firmware|software|operating system|os|fw)(?:\s+versions?)?$/i;

function descend(above: Branching, category: string, name: string): Branching {
  if (category === "vendor") return { ...above, vendor: name };
  if (category === "product_family") return { ...above, family: name };
  if (category === "product_name" || category === "legacy") return { ...above, product: name };
  const isVersion = ["product_version", "product_version_range", "service_pack", "patch_level"].includes(category);
  return isVersion ? { ...above, version: above.version === null ? name : `${above.version} ${name}` } : above;
}

function toTreeProduct(here: Branching, product: z.infer<typeof fullProduct>): TreeProduct {
  const identifiers = product.product_identification_helper;
  const purlText = identifiers?.purl ?? identifiers?.purls?.[0] ?? "";
  const purl = findPurl(purlText)?.parts ?? null;
  const distribution = purl === null ? null : distributionOfPurl(purl, here.version);
  const named = here.product ?? here.family ?? nameOfBuild(purl, product.name) ?? product.name;
  const model = findModel(here, named, product.name);
  const scheme: SchemeName = purl ? schemeOfPurlType(purl.type) : "generic";
  return {
    vendor: here.vendor === null ? null : toInertText(here.vendor, ADVISORY_LIMITS.nameLength),
    product: toInertText(model === null ? named : `${named} ${model}`, ADVISORY_LIMITS.nameLength),
    purl: purl === null ? null : packageKey(purl),
    cpe: identifiers?.cpe ? toInertText(identifiers.cpe, 1024) : null,
    ...(distribution && { distribution }),
    ...readNamedVersions({ words: model === null ? here.version : null, purl, cpe: identifiers?.cpe ?? null, scheme }),
  };
}

/**
 * Some documents put models where versions go: "CODESYS V3 products" in version "CODESYS Control for Linux". CISA's joins
 * those by a dash in the full name and real versions by a colon, and says when the number is one to order by.
 */
function findModel({ version }: Branching, named: string, fullName: string): string | null {
  if (version === null || /[<>=*|]/.test(version) || !fullName.includes(version)) return null;
  const between = fullName.slice(0, fullName.lastIndexOf(version)).trimEnd();
  if (/\b(?:article|order|part|material|catalog(?:ue)?|model)\s*(?:number|no\.?|nr\.?)?:?$/i.test(between)) return `(${version})`;
  return /[-–]$/.test(between) && !/\bversions?\b/i.test(version) && readVersions(version, "generic").unread !== null && /[a-z]{2}/i.test(version.replace(named, "")) ? version : null;
}

/** Why products are not affected, in the words that CSAF and OpenVEX share ("component_not_present"). */
function justificationsByProduct(entry: Vulnerability, groups: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  const said = readEach(flag, entry.flags ?? []).read;
  return new Map(said.flatMap(({ label, product_ids, group_ids }) =>
    unique(product_ids, (group_ids ?? []).flatMap((id) => groups.get(id) ?? [])).map((id) => [id, toInertText(label, ADVISORY_LIMITS.nameLength)] as const)));
}

const REMEDY_KINDS: ReadonlyMap<string, Remedy["kind"]> = new Map([
  ["vendor_fix", "vendor-fix"], ["optional_patch", "vendor-fix"], ["workaround", "workaround"], ["mitigation", "workaround"],
  ["no_fix_planned", "no-fix"], ["none_available", "no-fix"], ["fix_planned", "no-fix"],
]);
const REMEDY_ORDER: readonly Remedy["kind"][] = ["vendor-fix", "workaround", "no-fix"];

/** Remedies by product id; those under "*" name no product and hold for all. */
function remediesByProduct(entry: Vulnerability, groups: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly Remedy[]> {
  const byProduct = new Map<string, Remedy[]>();
  for (const said of readEach(remediation, entry.remediations ?? []).read) {
    const kind = REMEDY_KINDS.get(said.category);
    if (!kind) continue;
    const fixedVersion = kind === "vendor-fix" ? findFixedVersion(said.details) : null;
    const remedy: Remedy = { kind, text: toInertText(said.details, ADVISORY_LIMITS.textLength), fixedVersion };
    const named = unique(said.product_ids, (said.group_ids ?? []).flatMap((id) => groups.get(id) ?? []));
    for (const productId of named.length > 0 ? named : ["*"]) {
      const list = byProduct.get(productId);
      if (list) list.push(remedy);
      else byProduct.set(productId, [remedy]);
    }
  }
  for (const list of byProduct.values()) {
    list.sort(byUse);
  }
  return byProduct;
}

function byUse(a: Remedy, b: Remedy): number {
  const namesVersion = Number(b.fixedVersion !== null) - Number(a.fixedVersion !== null);
  return namesVersion || REMEDY_ORDER.indexOf(a.kind) - REMEDY_ORDER.indexOf(b.kind);
}

/** Fixed versions that the document lists as products, by the product's name. */
function statedFixes(tree: Tree, fixedIds: readonly string[]): ReadonlyMap<string, readonly Remedy[]> {
  const byName = new Map<string, Remedy[]>();
  for (const product of fixedIds.flatMap((id) => tree.get(id) ?? [])) {
    const remedies = product.versions.map((version): Remedy => ({ kind: "vendor-fix", text: "", fixedVersion: version }));
    byName.set(nameOf(product), [...remedies, ...(byName.get(nameOf(product)) ?? [])].slice(0, MAX_STATED_FIXES));
  }
  return byName;
}

function nameOf(product: TreeProduct | undefined): string {
  return [product?.vendor ?? "", product?.product ?? "", product?.distribution?.release ?? ""].join("\u0000");
}
