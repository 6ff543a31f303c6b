import type { AffectedProduct, VersionRange } from "../exposure.types.ts";

/*
 * RPM counts a missing epoch as 0, but `rpm -qa` and many bills of materials leave out the epoch that a package has. Whose epoch is
 * not said, or said to be 0, is therefore held against bounds with epochs as if these had none; one that is said is compared in full.
 */
const EPOCH = /^0*[1-9]\d*:/;

/** Whether the version says its epoch. */
export function saysEpoch(version: string): boolean {
  return EPOCH.test(version.trim());
}

/** The product once more without epochs, where its versions have any. */
export function splitByEpoch(product: AffectedProduct): readonly AffectedProduct[] {
  const { scheme, ranges, versions } = product;
  const bounds = [...versions, ...ranges.flatMap((range) => Object.values(range) as readonly string[])];
  if (scheme !== "rpm" || !bounds.some(saysEpoch)) return [product];
  return [{ ...product, epochs: "said" }, { ...product, epochs: "left out", versions: versions.map(strip), ranges: ranges.map(stripRange) }];
}

function stripRange(range: VersionRange): VersionRange {
  return Object.fromEntries(Object.entries(range).map(([bound, version]) => [bound, strip(version)]));
}

function strip(version: string): string {
  return version.trim().replace(EPOCH, "");
}
