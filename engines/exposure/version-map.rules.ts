import type { AffectedProduct, SchemeName } from "./exposure.types.ts";
import type { CompiledVersionSet, Placement } from "./versions/version-set.rules.ts";
import { versionKey } from "./versions/version-set.rules.ts";

/** One product of one advisory, with its version set read once. */
export interface CompiledProduct {
  readonly product: AffectedProduct;
  readonly versions: CompiledVersionSet;
}

/** A product of an advisory and where the version asked about lies in it. */
export interface PlacedProduct<Product extends CompiledProduct = CompiledProduct> {
  readonly compiled: Product;
  readonly placement: Placement;
}

/** What all advisories say about one version of one package. The same object is given for all versions between two bounds. */
export interface PackageAnswer<Product extends CompiledProduct = CompiledProduct> {
  /** Products that have this version among the affected ones. */
  readonly affected: readonly PlacedProduct<Product>[];
  /** Products of which it cannot be said: the version is not known, or cannot be compared. */
  readonly undetermined: readonly PlacedProduct<Product>[];
}

/** Everything that is said about the versions of one package, or of other products that are one. */
export interface VersionMap<Product extends CompiledProduct> {
  find(version: string | null): PackageAnswer<Product>;
}

/**
 * The bounds of all version sets cut the versions into stretches in which every answer is the same; there are two for each
 * bound, itself and what comes after it. An answer is worked out once for its stretch, by OSV's evaluation of each set, and
 * only when it is asked for: an operating system's package has thousands of bounds, and an inventory a handful of versions.
 */
export function createVersionMap<Product extends CompiledProduct>(products: readonly Product[], keys: KeyCache): VersionMap<Product> {
  const [first, ...others] = [...Map.groupBy(products, ({ product }) => product.scheme)].map(([scheme, ofScheme]) => mapScheme(scheme, ofScheme, keys));
  if (!first) return { find: () => NOTHING };
  // Nearly every package is spoken of in the one scheme of its ecosystem.
  return others.length === 0 ? first : { find: (version) => join([first, ...others].map((one) => one.find(version))) };
}

const NOTHING = { affected: [], undetermined: [] };

function mapScheme<Product extends CompiledProduct>(scheme: SchemeName, products: readonly Product[], keys: KeyCache): VersionMap<Product> {
  const bounds = [...new Set(products.flatMap(({ product }) => boundsOf(product)).flatMap((version) => keys.find(scheme, version) ?? []))].toSorted();
  const answers: (PackageAnswer<Product> | undefined)[] = [];
  let ofUnknown: PackageAnswer<Product> | undefined;
  return {
    find(version) {
      if (version === null) return (ofUnknown ??= evaluate(products, null));
      const key = keys.find(scheme, version);
      if (key === undefined) return evaluate(products, version);
      const at = findStretch(bounds, key);
      return (answers[at] ??= evaluate(products, version));
    },
  };
}

function boundsOf({ ranges, versions }: AffectedProduct): readonly string[] {
  return [...versions, ...ranges.flatMap(({ introduced, after, fixed, lastAffected, limit }) => [introduced, after, fixed, lastAffected, limit].filter((bound) => bound !== undefined))];
}

/** Twice the number of bounds below the key, and one more where it is a bound itself. */
function findStretch(bounds: readonly string[], key: string): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return bounds[low] === key ? 2 * low + 1 : 2 * low;
}

function evaluate<Product extends CompiledProduct>(products: readonly Product[], version: string | null): PackageAnswer<Product> {
  const placed = products.map((compiled) => ({ compiled, placement: compiled.versions.place(version) }));
  return { affected: placed.filter(({ placement }) => placement.membership === "in"), undetermined: placed.filter(({ placement }) => placement.membership === "undetermined") };
}

function join<Product extends CompiledProduct>(answers: readonly PackageAnswer<Product>[]): PackageAnswer<Product> {
  return { affected: answers.flatMap(({ affected }) => affected), undetermined: answers.flatMap(({ undetermined }) => undetermined) };
}

/** Order-preserving keys as text of bytes, each version read once. */
export interface KeyCache {
  find(scheme: SchemeName, version: string): string | undefined;
}

const MOST_KEYS = 200_000;

/** Inventories repeat themselves: the same version of the same library stands in thousands of them. */
export function createKeyCache(): KeyCache {
  const known = new Map<SchemeName, Map<string, string | null>>();
  return {
    find(scheme, version) {
      const ofScheme = known.get(scheme) ?? new Map<string, string | null>();
      if (ofScheme.size === 0) known.set(scheme, ofScheme);
      const cached = ofScheme.get(version);
      if (cached !== undefined) return cached ?? undefined;
      const bytes = versionKey(scheme, version);
      const key = bytes === undefined ? null : Buffer.from(bytes).toString("latin1");
      if (ofScheme.size >= MOST_KEYS) ofScheme.clear();
      ofScheme.set(version, key);
      return key ?? undefined;
    },
  };
}
