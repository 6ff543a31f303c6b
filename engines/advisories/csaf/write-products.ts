// The product tree of a document we write: each product with each of its ranges and versions is one full product name, which
// all vulnerabilities of the document refer to.
import type { ReadProduct, ReadVulnerability, VersionRange } from "../advisories.types.ts";
import type { Draft } from "../document-bytes.ts";
import { withCpeVersion, withPurlVersion } from "../product-identifiers.ts";
import { toVers } from "../vers-range.ts";
import { mendRange } from "./convert-branches.ts";
import type { CsafVersion } from "./read-document.ts";
import { readVersionRange } from "./version-range.ts";
import { toCanonical } from "./package-url.ts";

export interface ProductEntry {
  readonly id: string;
  readonly status: "known_affected" | "known_not_affected" | "under_investigation" | "fixed";
  readonly product: ReadProduct;
  /** A VERS range, one version, words for a range, or nothing: the product as a whole. */
  readonly versions: { readonly kind: "range" | "version" | "words"; readonly text: string } | null;
}

const STATUSES = { affected: "known_affected", "not-affected": "known_not_affected", "under-investigation": "under_investigation", fixed: "fixed" } as const;

/** The products of each vulnerability, and all of the document, each once. */
export function catalogueProducts(
  vulnerabilities: readonly ReadVulnerability[], version: CsafVersion, note: (path: string, message: string) => void,
): { readonly entriesOf: readonly (readonly ProductEntry[])[]; readonly all: readonly ProductEntry[] } {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  const all = new Map<string, ProductEntry>();
  const entriesOf = vulnerabilities.map(({ products }, at) => {
    const statuses = new Map<string, ProductEntry>();
    for (const [index, product] of products.entries()) {
      const path = `/vulnerabilities/${at}/products/${index}`;
      const name = JSON.stringify([product.vendor, product.product, product.ecosystem, product.purl, product.cpe]);
      const number = numbers.get(name) ?? numbers.size + 1;
      numbers.set(name, number);
      for (const { suffix, ...draft } of toDrafts(product, version, (message) => { note(path, message); })) {
        const key = JSON.stringify([name, suffix[0], draft.versions]);
        const id = known.get(key) ?? freeId(`BWPID-${String(number).padStart(4, "0")}-${suffix}`, taken);
        known.set(key, id);
        const before = statuses.get(id);
        if (before && before.status !== draft.status) {
          note(path, `${draft.versions?.text ?? product.product} stands under two statuses; ${before.status} was kept`);
          continue;
        }
        const entry = { ...draft, id };
        statuses.set(id, entry);
        if (!all.has(id)) all.set(id, entry);
      }
    }
    return [...statuses.values()];
  });
  return { entriesOf, all: [...all.values()] };
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let again = 2; taken.has(id); again += 1) id = `${wanted}-${again}`;
  taken.add(id);
  return id;
}

function toDrafts(product: ReadProduct, version: CsafVersion, note: (message: string) => void): (Omit<ProductEntry, "id"> & { readonly suffix: string })[] {
  const status = STATUSES[product.status];
  const texts = toRanges(product, version);
  if (texts.length > 0 && product.versionScheme === "git") note("CSAF has no order of commits; their range was written as one of the vendor's own");
  const words = [...texts.filter(({ kind }) => kind === "words").map(({ text }) => text), ...(product.rangeTexts ?? [])].map((text) => toWords(text, version, note));
  const drafts = [
    ...texts.filter(({ kind }) => kind === "range").map((versions, at) => ({ suffix: at === 0 ? "R" : `R${at + 1}`, status, product, versions })),
    ...product.versions.map((text, at) => ({ suffix: `V${at + 1}`, status, product, versions: { kind: "version" as const, text } })),
    ...words.map((versions, at) => ({ suffix: `W${at + 1}`, status, product, versions })),
    ...(product.fixedVersion === null ? [] : [{ suffix: "F", status: "fixed" as const, product, versions: { kind: "version" as const, text: product.fixedVersion } }]),
  ];
  return drafts.length > 0 ? drafts : [{ suffix: "P", status, product, versions: null }];
}

/**
 * One VERS for all ranges, or one for each where they do not go into one: VERS names each version once, in ascending order. What
 * 2.1 does not take even so (test 6.1.50), such as commits, is put in words.
 */
function toRanges(product: ReadProduct, version: CsafVersion): { readonly kind: "range" | "words"; readonly text: string }[] {
  if (product.ranges.length === 0) return [];
  const ends = product.ranges.flatMap(({ introduced, fixed, lastAffected }) => [introduced, fixed, lastAffected]).filter((end) => end !== null);
  const together = toVers(product) ?? "";
  const isTaken = (text: string) => version === "2.0" || text.endsWith("/*") || readVersionRange(text).problem === undefined;
  if (new Set(ends).size === ends.length && isTaken(together)) return [{ kind: "range", text: together }];
  return product.ranges.map((range) => {
    const text = toVers({ ...product, ranges: [range] }) ?? "";
    return isTaken(text) ? { kind: "range", text } : { kind: "words", text: rangeWords(range) };
  });
}

function rangeWords({ introduced, fixed, lastAffected }: VersionRange): string {
  const end = fixed === null ? lastAffected === null ? "" : ` to ${lastAffected}` : ` to before ${fixed}`;
  return introduced === "0" ? `the first${end || " onwards"}` : `${introduced}${end || " onwards"}`;
}

function toWords(text: string, version: CsafVersion, note: (message: string) => void): { readonly kind: "range" | "words"; readonly text: string } {
  const mended = version === "2.1" ? mendRange(text) : text;
  if (mended === undefined) note(`"${text}" is no range that CSAF 2.1 allows; it became part of the product's name`);
  return mended === undefined ? { kind: "words", text } : { kind: "range", text: mended };
}

/** Vendor, product and version, each a level; products without a vendor stand at the root. */
export function toBranches(entries: readonly ProductEntry[]): Draft[] {
  return [...Map.groupBy(entries, ({ product }) => product.vendor)].flatMap(([vendor, ofVendor]): Draft[] => {
    const products = [...Map.groupBy(ofVendor, ({ product }) => product.product)].flatMap(([name, ofProduct]) => toProductBranches(name || "unnamed", ofProduct));
    return vendor ? [{ category: "vendor", name: vendor, branches: products }] : products;
  });
}

function toProductBranches(name: string, entries: readonly ProductEntry[]): Draft[] {
  const [versioned, plain] = [entries.filter(({ versions }) => versions !== null && versions.kind !== "words"), entries.filter(({ versions }) => versions === null || versions.kind === "words")];
  return [
    ...(versioned.length === 0 ? [] : [{ category: "product_name", name, branches: versioned.map(toVersionBranch) }]),
    ...plain.map((entry) => ({ category: "product_name", name: entry.versions === null ? name : `${name} (${entry.versions.text})`, product: toFullName(entry) })),
  ];
}

function toVersionBranch(entry: ProductEntry): Draft {
  return { category: entry.versions?.kind === "range" ? "product_version_range" : "product_version", name: entry.versions?.text, product: toFullName(entry) };
}

function toFullName({ id, product, versions }: ProductEntry): Draft {
  const one = versions?.kind === "version" ? versions.text : undefined;
  const purl = product.purl === null || one === undefined ? product.purl : withPurlVersion(product.purl, one);
  const cpe = product.cpe === null || one === undefined ? product.cpe : withCpeVersion(product.cpe, one);
  const hashes = (product.hashes ?? []).map(({ algorithm, value }) => ({ algorithm, value }));
  return {
    product_id: id,
    name: [product.vendor, product.product, versions?.text].filter((part) => part).join(" ") || "unnamed",
    product_identification_helper: purl === null && cpe === null && hashes.length === 0 ? undefined : {
      purl: purl === null ? undefined : toCanonical(purl),
      cpe: cpe ?? undefined,
      hashes: hashes.length === 0 ? [] : [{ filename: product.product || "unnamed", file_hashes: hashes }],
    },
  };
}
