import type { ReadProduct, VersionRange } from "../advisories.types.ts";
import { comparatorOf } from "../csaf/version-range.ts";
import type { Tell } from "./consistency.types.ts";

const compare = comparatorOf(null);

// Numbers between dots come in one order whatever the scheme; of anything else (pre-releases, epochs, commits) schemes differ.
const CERTAIN = /^v?\d{1,9}(?:\.\d{1,9}){0,9}$/;

const isCertain = (version: string | null): boolean => version === null || CERTAIN.test(version);

/** Attacker-controlled lists: each version is held against each range of its product. */
const MOST_COMPARED = 50_000;

export function checkVersions(products: readonly ReadProduct[], tell: Tell): void {
  let compared = 0;
  for (const [index, product] of products.entries()) {
    const path = `/products/${index}`;
    checkRangeOrder(product, path, tell);
    compared += (product.versions.length + 1) * product.ranges.length;
    if (product.versionScheme === "git" || compared > MOST_COMPARED) continue;
    checkEnumerated(product, path, tell);
    if (product.fixedVersion !== null && holds(product, product.fixedVersion)) tell("fixed-in-range", `${path}/fixedVersion`, `the version to install, ${product.fixedVersion}, is itself among the affected ones`);
  }
  checkStatuses(products, tell);
}

function checkRangeOrder({ ranges, versionScheme }: ReadProduct, path: string, tell: Tell): void {
  for (const [index, { introduced, fixed, lastAffected }] of ranges.entries()) {
    const end = fixed ?? lastAffected;
    if (end === null || versionScheme === "git" || !isCertain(introduced) || !isCertain(end)) continue;
    const order = compare(introduced, end);
    if (order > 0 || (order === 0 && fixed !== null)) tell("range-order", `${path}/ranges/${index}`, `no version is from ${introduced} ${fixed === null ? "to" : "to before"} ${end}`);
  }
}

/** In a list beside ranges every version should be in one of them: otherwise one of the two is wrong, or a range is missing. */
function checkEnumerated(product: ReadProduct, path: string, tell: Tell): void {
  if (product.ranges.length === 0 || !product.ranges.every(({ introduced, fixed, lastAffected }) => [introduced, fixed, lastAffected].every(isCertain))) return;
  const outside = product.versions.filter((version) => CERTAIN.test(version) && !product.ranges.some((range) => isInside(range, version)));
  if (outside.length > 0) tell("range-versions", `${path}/versions`, `${outside.length === 1 ? "a version is" : `${outside.length} versions are`} listed that no range holds: ${outside.slice(0, 5).join(", ")}`);
}

function isInside({ introduced, fixed, lastAffected }: VersionRange, version: string): boolean {
  if (![introduced, fixed, lastAffected, version].every(isCertain)) return false;
  if (compare(version, introduced) < 0) return false;
  return fixed === null ? lastAffected === null || compare(version, lastAffected) <= 0 : compare(version, fixed) < 0;
}

function holds(product: ReadProduct, version: string): boolean {
  return product.versions.includes(version) || product.ranges.some((range) => isInside(range, version));
}

/** The same version of the same product under two statuses. */
function checkStatuses(products: readonly ReadProduct[], tell: Tell): void {
  const seen = new Map<string, readonly ReadProduct[]>();
  let compared = 0;
  for (const [index, product] of products.entries()) {
    const name = JSON.stringify([product.vendor, product.product, product.ecosystem]);
    const before = seen.get(name) ?? [];
    seen.set(name, [...before, product]);
    for (const other of before) {
      compared += product.versions.length * (other.ranges.length + other.versions.length);
      if (compared > MOST_COMPARED) return;
      if (other.status === product.status || other.versionScheme === "git" || product.versionScheme === "git") continue;
      const shared = product.versions.find((version) => holds(other, version)) ?? other.versions.find((version) => holds(product, version));
      const test = [product.status, other.status].includes("fixed") && [product.status, other.status].includes("affected") ? "fixed-in-range" : "status-contradiction";
      if (shared !== undefined) tell(test, `/products/${index}`, `${shared} is ${other.status} and ${product.status} at once`);
    }
  }
}
