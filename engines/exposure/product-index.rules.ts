import type { Advisory, AffectedProduct } from "./exposure.types.ts";
import type { NameProfile } from "./names/name-tokens.rules.ts";
import { isModelToken, profileName, tokenWeight } from "./names/name-tokens.rules.ts";
import type { CompiledVersionSet } from "./versions/version-set.rules.ts";
import { compileVersionSet } from "./versions/version-set.rules.ts";

/** One product of one advisory, with everything read that can be read before an inventory is seen. */
export interface IndexedProduct {
  readonly product: AffectedProduct;
  readonly versions: CompiledVersionSet;
  readonly name: NameProfile;
}

/** Products by package URL and by the words of their names; the same structure serves statements of "not affected". */
export interface ProductIndex {
  byPurl(identity: string): readonly IndexedProduct[];
  /** Products sharing a telling word with the name, also with one typing error in a long word. */
  byName(name: NameProfile): ReadonlySet<IndexedProduct>;
}

export function indexProducts(advisories: readonly Advisory[], pick: (advisory: Advisory) => readonly AffectedProduct[]): ProductIndex {
  const purls = new Map<string, IndexedProduct[]>();
  const words = new Map<string, IndexedProduct[]>();
  for (const advisory of advisories) {
    // A withdrawn advisory is gone, with what it said about products that are not affected.
    if (advisory.withdrawn) continue;
    for (const product of pick(advisory)) {
      const indexed: IndexedProduct = { product, versions: compileVersionSet(product), name: profileName(product) };
      if (product.purl !== null) add(purls, product.purl, indexed);
      // A package's name is an identifier, not words: under its single words every "github.com" would be a candidate.
      const isPackage = product.purl !== null && product.vendor === null;
      for (const key of isPackage ? [indexed.name.joined] : new Set(nameKeys(indexed.name))) add(words, key, indexed);
    }
  }
  return {
    byPurl: (identity) => purls.get(identity) ?? [],
    byName: (name) => new Set(nameKeys(name).flatMap((key) => words.get(key) ?? [])),
  };
}

function add(index: Map<string, IndexedProduct[]>, key: string, product: IndexedProduct): void {
  const list = index.get(key);
  if (list) list.push(product);
  else index.set(key, [product]);
}

/** Every telling word, the words run together, and for long words each form with one letter left out. */
function nameKeys(name: NameProfile): readonly string[] {
  const telling = name.product.filter((token) => tokenWeight(token) >= 0.5);
  const words = [...telling, name.joined].filter((word) => word !== "");
  const long = words.filter((word) => word.length >= 5 && word.length <= 30 && !isModelToken(word));
  return [...words, ...long.flatMap((word) => Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1)))];
}
