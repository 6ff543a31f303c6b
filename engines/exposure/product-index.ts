import type { Advisory, AffectedProduct } from "./exposure.types.ts";
import { assetKeys, productKeys, type Keyed } from "./candidate-keys.rules.ts";
import type { Cpe } from "./identifiers/cpe.ts";
import { findCpe } from "./identifiers/cpe.ts";
import type { NameProfile, VendorAliases } from "./names/name-tokens.rules.ts";
import { profileName } from "./names/name-tokens.rules.ts";
import { learnVendorAliases } from "./names/vendor-names.rules.ts";
import type { CompiledVersionSet } from "./versions/version-set.rules.ts";
import { compileVersionSet } from "./versions/version-set.rules.ts";
import { createKeyCache, createVersionMap, type KeyCache, type PackageAnswer, type VersionMap } from "./version-map.rules.ts";

/** One product of one advisory, with everything read that can be read before an inventory is seen. */
export interface IndexedProduct {
  readonly product: AffectedProduct;
  readonly versions: CompiledVersionSet;
  readonly name: NameProfile;
  /** Null also where the advisory's CPE cannot be read. */
  readonly cpe: Cpe | null;
}

/** All products of the advisories that are one package. */
export interface IndexedPackage {
  readonly products: readonly IndexedProduct[];
  /** Those that a version is in, or that nothing can be said of; what it is out of is left out. */
  find(version: string | null): PackageAnswer<IndexedProduct>;
}

/** Products by package URL and by the words of their names; the same structure serves statements of "not affected". */
export interface ProductIndex {
  byPurl(identity: string): IndexedPackage | undefined;
  /**
   * Products, but those of the asset's own package URL, that share a telling word, also with one typing error in a long one, or the
   * vendor and product of a CPE.
   */
  byName(asset: Keyed): ReadonlySet<IndexedProduct>;
}

export function indexProducts(advisories: readonly Advisory[], pick: (advisory: Advisory) => readonly AffectedProduct[]): ProductIndex {
  const aliases = learnVendorAliases(advisories.flatMap(pick).map((product) => ({ ...product, about: product.vulnerabilities.map(({ id }) => id) })));
  const purls = new Map<string, IndexedProduct[]>();
  const named = new Map<string, Map<string | null, IndexedProduct[]>>();
  for (const advisory of advisories) {
    // A withdrawn advisory is gone, with what it said about products that are not affected.
    if (advisory.withdrawn) continue;
    for (const product of pick(advisory)) {
      const indexed = indexProduct(product, aliases);
      if (product.purl !== null) add(purls, product.purl, indexed);
      for (const key of productKeys({ ...indexed, purl: product.purl }, product)) add(getOrMake(named, key), product.purl, indexed);
    }
  }
  const keys = createKeyCache();
  const packages = new Map([...purls].map(([purl, products]) => [purl, toPackage(products, keys)]));
  return {
    byPurl: (identity) => packages.get(identity),
    byName: (asset) => {
      const found = new Set<IndexedProduct>();
      for (const key of assetKeys(asset)) {
        // Of a package that thousands of advisories name, all stand under the one word of its name.
        for (const [purl, products] of named.get(key) ?? []) if (purl === null || purl !== asset.purl) for (const indexed of products) found.add(indexed);
      }
      return found;
    },
  };
}

/** Most packages that advisories speak of are in nobody's inventory: their versions are laid out when one is asked about. */
function toPackage(products: readonly IndexedProduct[], keys: KeyCache): IndexedPackage {
  let versions: VersionMap<IndexedProduct> | undefined;
  return { products, find: (version) => (versions ??= createVersionMap(products, keys)).find(version) };
}

export function indexProduct(product: AffectedProduct, aliases?: VendorAliases): IndexedProduct {
  return { product, versions: compileVersionSet(product), name: profileName({ vendor: product.vendor, product: product.product }, aliases), cpe: product.cpe === null ? null : findCpe(product.cpe) };
}

function add<Key>(index: Map<Key, IndexedProduct[]>, key: Key, product: IndexedProduct): void {
  const list = index.get(key);
  if (list) list.push(product);
  else index.set(key, [product]);
}

function getOrMake(index: Map<string, Map<string | null, IndexedProduct[]>>, key: string): Map<string | null, IndexedProduct[]> {
  const known = index.get(key) ?? new Map<string | null, IndexedProduct[]>();
  index.set(key, known);
  return known;
}
