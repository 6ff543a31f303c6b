import type { Advisory, AffectedProduct, Asset, SchemeName, VersionRange } from "./exposure.types.ts";
import { assetKeys, productKeys } from "./candidate-keys.rules.ts";
import { identifyAsset } from "./identify-asset.ts";
import { indexProduct } from "./product-index.ts";
import { schemeOfPurlType } from "./versions/schemes.rules.ts";
import { isOrdered, versionKey } from "./versions/version-set.rules.ts";

/*
 * From an advisory to the assets that it may be about, without opening an inventory: an index holds each asset's keys, and an
 * advisory's scans are ranges in it. What no scan touches, matching would not find; what one touches is still to be matched.
 *
 * A package whose version is known stands under its package URL at its version's key; one whose version is not known, or cannot
 * be ordered, under another identity, which every advisory about the package scans too. What stands under a word of its name
 * is ordered by the type of its package URL: of two packages of one type with different URLs neither is ever the other.
 */

/** One entry of an index, ordered by identity and then by the bytes of the key. */
export interface AssetIndexKey {
  readonly identity: string;
  /** Order-preserving key of the version, or the package URL's type; empty where there is neither. */
  readonly version: Uint8Array;
}

/** All entries with this identity whose version key is at or after `from` and before `before`; null: to the last. */
export interface AssetIndexScan {
  readonly identity: string;
  readonly from: Uint8Array;
  readonly before: Uint8Array | null;
}

const LOWEST = new Uint8Array();

/** Everything under which an asset is to stand in an index. */
export function assetIndexKeys(asset: Asset): readonly AssetIndexKey[] {
  const identity = identifyAsset(asset);
  const type = identity.purl === null ? LOWEST : Buffer.from(typeOf(identity.purl));
  const names = assetKeys(identity).map((key) => ({ identity: key, version: type }));
  if (identity.purl === null) return names;
  const { purl } = identity;
  const places = asset.version === null ? [] : ordersOfType(typeOf(purl)).map((order) => ({ identity: versioned(purl, order), version: keyIn(order, asset.version ?? "") }));
  const versions = places.flatMap(({ identity: place, version }) => (version === undefined ? [] : [{ identity: place, version }]));
  // A version that only some of the orders can read is anybody's guess to an advisory in one of the others.
  return [...(versions.length > 0 && versions.length === places.length ? versions : [{ identity: unversioned(purl), version: LOWEST }]), ...names];
}

/** Everything to look for in an index when an advisory is new. A withdrawn advisory touches nothing. */
export function advisoryIndexScans(advisory: Advisory): readonly AssetIndexScan[] {
  if (advisory.withdrawn) return [];
  return advisory.affected.flatMap((product) => {
    const names = productKeys({ ...indexProduct(product), purl: product.purl }, product);
    if (product.purl === null) return names.map(whole);
    const type = Buffer.from(typeOf(product.purl));
    const others = names.flatMap((identity) => [{ identity, from: LOWEST, before: type }, { identity, from: successor(type), before: null }]);
    return [whole(unversioned(product.purl)), ...scansOfVersions(product.purl, product), ...others];
  });
}

function whole(identity: string): AssetIndexScan {
  return { identity, from: LOWEST, before: null };
}

function scansOfVersions(purl: string, product: AffectedProduct): readonly AssetIndexScan[] {
  const orders = ordersOfType(typeOf(purl));
  const order = orders.find((one) => one === toOrder(product.scheme));
  // In any of its orders an asset stands once.
  const identity = versioned(purl, order ?? orders[0]);
  const key = (version: string): Uint8Array | undefined => versionKey(product.scheme, version);
  const points = product.versions.map(key);
  const ranges = product.ranges.map((range) => toInterval(range, key));
  // Keys of two schemes have no common order, and of what is not read as a version nothing is known: then any version may be it.
  if (product.unread !== null || order === undefined || ranges.includes(undefined)) return [whole(identity)];
  const intervals = [...ranges, ...points.map((point) => point && { from: point, before: successor(point) })];
  return mergeIntervals(intervals.flatMap((interval) => interval ?? [])).map((interval) => ({ identity, ...interval }));
}

// They read versions each in its own way, and order and encode them in one.
const SEMANTIC: ReadonlySet<SchemeName> = new Set(["semver", "npm", "cargo", "golang"]);

/** The one scheme that stands for all of its order. */
function toOrder(scheme: SchemeName): SchemeName {
  return SEMANTIC.has(scheme) ? "semver" : scheme;
}

/** In which orders the versions of packages of this type are kept: what has none of its own is written about in two. */
function ordersOfType(type: string): readonly [SchemeName, ...SchemeName[]] {
  const order = toOrder(schemeOfPurlType(type));
  return order === "generic" ? [order, "semver"] : [order];
}

/** Undefined also for what only one of several schemes of one order can read: an advisory may use another of them. */
function keyIn(order: SchemeName, version: string): Uint8Array | undefined {
  if (order === "semver" && ![...SEMANTIC].every((scheme) => isOrdered(scheme, version))) return undefined;
  return versionKey(order, version);
}

interface Interval {
  readonly from: Uint8Array;
  readonly before: Uint8Array | null;
}

function toInterval({ introduced, after, fixed, lastAffected, limit }: VersionRange, key: (version: string) => Uint8Array | undefined): Interval | undefined {
  const lowers = [introduced === undefined ? LOWEST : key(introduced), after === undefined ? LOWEST : mapKey(key(after), successor)];
  const uppers = [fixed === undefined ? null : key(fixed), limit === undefined ? null : key(limit), lastAffected === undefined ? null : mapKey(key(lastAffected), successor)];
  if ([...lowers, ...uppers].includes(undefined)) return undefined;
  const [from = LOWEST] = lowers.flatMap((lower) => lower ?? []).toSorted((a, b) => Buffer.compare(b, a));
  const [before = null] = uppers.flatMap((upper) => upper ?? []).toSorted((a, b) => Buffer.compare(a, b));
  return { from, before };
}

function mapKey(key: Uint8Array | undefined, change: (key: Uint8Array) => Uint8Array): Uint8Array | undefined {
  return key && change(key);
}

/** The first bytes after these in lexicographic order. */
function successor(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

/** Enumerated versions mostly lie within the ranges beside them, and every scan costs a descent of the tree. */
function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = [];
  for (const interval of intervals.filter(({ from, before }) => before === null || Buffer.compare(from, before) < 0).toSorted((a, b) => Buffer.compare(a.from, b.from))) {
    const last = merged.at(-1);
    if (last && (last.before === null || Buffer.compare(interval.from, last.before) <= 0)) merged[merged.length - 1] = { from: last.from, before: later(last.before, interval.before) };
    else merged.push(interval);
  }
  return merged;
}

function later(a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null {
  if (a === null || b === null) return null;
  return Buffer.compare(a, b) < 0 ? b : a;
}

function typeOf(purl: string): string {
  return purl.slice("pkg:".length, purl.indexOf("/"));
}

function versioned(purl: string, order: SchemeName): string {
  return `version ${order} ${purl}`;
}

function unversioned(purl: string): string {
  return `unversioned ${purl}`;
}
