import type { AffectedProduct } from "../exposure.types.ts";
import { splitByEpoch } from "../versions/epochs.rules.ts";

/**
 * Makes ready what a document says of packages of operating systems: those of which it says one thing in one release of the system
 * and another in another are marked, and RPM versions with epochs stand once more without.
 */
export function toSystemPackages(products: readonly AffectedProduct[]): readonly AffectedProduct[] {
  return markByRelease(products).flatMap(splitByEpoch);
}

function markByRelease(products: readonly AffectedProduct[]): readonly AffectedProduct[] {
  const said = new Map<string, { readonly versions: Set<string>; readonly releases: Set<string> }>();
  for (const { purl, distribution, ranges, versions, unread } of products) {
    if (purl === null || distribution?.release == null) continue;
    const known = said.get(purl) ?? { versions: new Set(), releases: new Set() };
    known.versions.add(JSON.stringify([ranges, versions, unread]));
    known.releases.add(distribution.release);
    said.set(purl, known);
  }
  return products.map((product) => {
    const known = product.purl === null || product.distribution?.release == null ? undefined : said.get(product.purl);
    return known !== undefined && known.versions.size > 1 && known.releases.size > 1 ? { ...product, isByRelease: true } : product;
  });
}
