import type { Advisory, AffectedProduct } from "./exposure.types.ts";
import { assetKeys, productKeys, type Keyed } from "./candidate-keys.rules.ts";
import type { Cpe } from "./identifiers/cpe.ts";
import { findCpe } from "./identifiers/cpe.ts";
import type { NameProfile, VendorAliases } from "./names/name-tokens.rules.ts";
import { profileName } from "./names/name-tokens.rules.ts";
import { learnVendorAliases } from "./names/vendor-names.rules.ts";
import type { CompiledVersionSet } from "./versions/version-set.rules.ts";
import { compileVersionSet } from "./versions/version-set.rules.ts";

/** One product of one advisory, with everything read that can be read before an inventory is seen. */
export interface IndexedProduct {
  readonly product: AffectedProduct;
  readonly versions: CompiledVersionSet;
  readonly name: NameProfile;
  /** Null also where the advisory's CPE cannot be read. */
  readonly cpe: Cpe | null;
}

/** Products by package URL and by the words of their names; the same structure serves statements of "not affected". */
export interface ProductIndex {
  byPurl(identity: string): readonly IndexedProduct[];
  /** Products that share a telling word, also with one typing error in a long one, or the vendor and product of a CPE. */
  byName(asset: Keyed): ReadonlySet<IndexedProduct>;
}

export function indexProducts(advisories: readonly Advisory[], pick: (advisory: Advisory) => readonly AffectedProduct[]): ProductIndex {
  const aliases = learnVendorAliases(advisories.flatMap(pick).map((product) => ({ ...product, about: product.vulnerabilities.map(({ id }) => id) })));
  const purls = new Map<string, IndexedProduct[]>();
  const others = new Map<string, IndexedProduct[]>();
  for (const advisory of advisories) {
    // A withdrawn advisory is gone, with what it said about products that are not affected.
    if (advisory.withdrawn) continue;
    for (const product of pick(advisory)) {
      const indexed = indexProduct(product, aliases);
      if (product.purl !== null) add(purls, product.purl, indexed);
      for (const key of productKeys({ ...indexed, purl: product.purl }, product)) add(others, key, indexed);
    }
  }
  return {
    byPurl: (identity) => purls.get(identity) ?? [],
    byName: (asset) => new Set(assetKeys(asset).flatMap((key) => others.get(key) ?? [])),
  };
}

export function indexProduct(product: AffectedProduct, aliases?: VendorAliases): IndexedProduct {
  return { product, versions: compileVersionSet(product), name: profileName({ vendor: product.vendor, product: product.product }, aliases), cpe: product.cpe === null ? null : findCpe(product.cpe) };
}

function add(index: Map<string, IndexedProduct[]>, key: string, product: IndexedProduct): void {
  const list = index.get(key);
  if (list) list.push(product);
  else index.set(key, [product]);
}
