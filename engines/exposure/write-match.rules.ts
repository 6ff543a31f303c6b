import type { AffectedProduct, Asset, Match, Remedy, VersionRange, VulnerabilityRef } from "./exposure.types.ts";
import { nextFix } from "./advisories/read-version-words.rules.ts";
import type { CompiledVersionSet, Placement } from "./versions/version-set.rules.ts";

/** An unknown version leaves the match standing on the name or identifier alone. */
const VERSION_NOT_KNOWN = 0.8;

interface Found {
  readonly probability: number;
  readonly reason: string;
  readonly doubt: "none" | "vendor" | "model" | "name";
  readonly version: string | null;
  readonly placement: Placement;
}

interface ToWrite {
  readonly asset: Asset;
  readonly found: Found;
  readonly indexed: { readonly product: AffectedProduct; readonly versions: CompiledVersionSet };
  readonly vulnerability: VulnerabilityRef;
}

/** Puts a match into words: why, what to do, and the one question that would settle it. */
export function writeMatch({ asset, found, indexed, vulnerability }: ToWrite): Match {
  const { product } = indexed;
  const isCertain = found.placement.membership === "in";
  const fixedVersion = findFix(found, indexed, vulnerability);
  const question = askOne(asset, found, product);
  return {
    asset,
    advisoryId: product.advisoryId,
    vulnerabilityId: vulnerability.id,
    product: product.product,
    probability: Math.round(found.probability * (isCertain ? 1 : VERSION_NOT_KNOWN) * 1000) / 1000,
    reason: toSentence(`${found.reason}, ${describeVersion(found, product)}`),
    action: adviseAction(asset, product, fixedVersion, vulnerability.remedies),
    fixedVersion,
    versionKnown: found.version !== null && isCertain,
    ...(question === null ? {} : { question }),
  };
}

function findFix(found: Found, { product, versions }: ToWrite["indexed"], vulnerability: VulnerabilityRef): string | null {
  const hit = found.placement.range?.fixed;
  if (hit !== undefined) return hit;
  const stated = vulnerability.remedies.flatMap((remedy) => remedy.fixedVersion ?? []);
  const inRanges = product.ranges.flatMap((range) => range.fixed ?? []);
  const known = found.placement.membership === "in" ? found.version : null;
  return nextFix(product.scheme, known, [...inRanges, ...stated]) ?? (known === null ? versions.highestFix : null);
}

function describeVersion(found: Found, product: AffectedProduct): string {
  const { placement, version } = found;
  if (placement.membership === "in") {
    if (placement.range === null) return `and version ${version} is listed as affected`;
    const range = describeRange(placement.range);
    return range === null ? "and every version is affected" : `and version ${version} is among the affected versions (${range})`;
  }
  if (product.unread !== null) return `but the advisory describes the affected versions only as "${product.unread.slice(0, 120)}"`;
  return version === null ? "but the inventory does not give the version" : `but version ${version} cannot be compared with the affected versions`;
}

function describeRange(range: VersionRange): string | null {
  const from = range.introduced !== undefined ? `from ${range.introduced}` : range.after !== undefined ? `after ${range.after}` : "";
  const end = range.fixed ?? range.limit;
  const to = end !== undefined ? `before ${end}` : range.lastAffected !== undefined ? `up to ${range.lastAffected}` : "";
  return [from, to].filter((part) => part !== "").join(", ") || null;
}

function adviseAction(asset: Asset, product: AffectedProduct, fixedVersion: string | null, remedies: readonly Remedy[]): string {
  if (fixedVersion !== null) return `Update ${product.product} to ${fixedVersion} or later.`;
  const find = (kind: Remedy["kind"]): Remedy | undefined => remedies.find((remedy) => remedy.kind === kind && remedy.text !== "");
  const fix = find("vendor-fix");
  if (fix) return `Apply the vendor's fix for ${product.product}: ${toSentence(fix.text)}`;
  const workaround = find("workaround");
  const hasNoFix = remedies.some((remedy) => remedy.kind === "no-fix");
  const start = hasNoFix ? `The vendor offers no fix for ${product.product}.` : `No fixed version is named for ${product.product}.`;
  if (workaround) return `${start} Until then: ${toSentence(workaround.text)}`;
  const maker = asset.vendor ?? product.vendor ?? "its maker";
  return `${start} Ask ${maker} for one, and until then limit who can reach it over the network.`;
}

/** Only when a single answer would settle the match; the largest doubt first. */
function askOne(asset: Asset, found: Found, product: AffectedProduct): string | null {
  const isVersionOpen = found.placement.membership !== "in";
  const isNameOpen = found.doubt !== "none";
  if (isVersionOpen && isNameOpen) return null;
  if (isVersionOpen && product.unread !== null) return `Does this apply to your ${asset.product}: "${product.unread.slice(0, 120)}"?`;
  if (isVersionOpen) return `Which version of ${asset.product} is installed?`;
  if (found.doubt === "vendor" && product.vendor !== null) return `Is your ${asset.product} made by ${product.vendor}?`;
  if (found.doubt === "model") return `Is your ${asset.product} a ${product.product}?`;
  return isNameOpen ? `Is your ${asset.product} the same as ${[product.vendor, product.product].filter(Boolean).join(" ")}?` : null;
}

function toSentence(text: string): string {
  const clean = text.trim();
  return clean.charAt(0).toUpperCase() + clean.slice(1) + (/[.!?…]$/.test(clean) ? "" : ".");
}
