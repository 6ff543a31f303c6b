import type { AffectedProduct, Asset, Match, Remedy, VersionRange, VulnerabilityRef } from "./exposure.types.ts";
import { nextFix } from "./advisories/read-version-words.rules.ts";
import { findQuestion } from "./questions.rules.ts";
import type { CompiledVersionSet, Placement } from "./versions/version-set.rules.ts";

/** An unknown version leaves the match standing on the name or identifier alone. */
const VERSION_NOT_KNOWN = 0.88;

interface Found {
  readonly probability: number;
  readonly reason: string;
  readonly doubt: "none" | "vendor" | "model" | "name" | "release";
  readonly version: string | null;
  readonly placement: Placement;
  readonly isConfirmed: boolean;
}

interface ToWrite {
  readonly asset: Asset;
  /** What the operator answered about this asset, by question. */
  readonly answers: ReadonlyMap<string, string>;
  readonly found: Found;
  readonly indexed: { readonly product: AffectedProduct; readonly versions: CompiledVersionSet };
  readonly vulnerability: VulnerabilityRef;
}

/** Puts a match into words: why, what to do, and the one question to ask now. */
export function writeMatch({ asset, answers, found, indexed, vulnerability }: ToWrite): Match {
  const { product } = indexed;
  // Versions that the advisory gives only in words are settled by the operator's word.
  const isCertain = found.placement.membership === "in" || found.isConfirmed;
  const fixedVersion = findFix(found, indexed, vulnerability);
  const question = findQuestion({ asset, product, doubt: found.doubt, isVersionOpen: !isCertain, answered: answers });
  return {
    asset,
    advisoryId: product.advisoryId,
    vulnerabilityId: vulnerability.id,
    product: product.product,
    probability: Math.round(found.probability * (isCertain ? 1 : VERSION_NOT_KNOWN) * 1000) / 1000,
    reason: `${toSentence(found.reason)} ${describeVersion(found, product)}`,
    action: adviseAction(asset, product, fixedVersion, vulnerability.remedies),
    fixedVersion,
    versionKnown: found.version !== null && found.placement.membership === "in",
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

/** A sentence of its own, in short words: people under time pressure read it. */
function describeVersion(found: Found, product: AffectedProduct): string {
  const { placement, version } = found;
  if (placement.membership === "in") {
    if (placement.range === null) return `Version ${version} is on the list of those at risk.`;
    const range = describeRange(placement.range);
    return range === null ? "Every version is at risk." : `Version ${version} is at risk (${range}).`;
  }
  if (product.unread !== null) return `The notice says in words which ones are at risk: "${product.unread.slice(0, 120)}".`;
  return version === null ? "Your list does not give the version." : `Version ${version} cannot be held against those at risk.`;
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

function toSentence(text: string): string {
  const clean = text.trim();
  return clean.charAt(0).toUpperCase() + clean.slice(1) + (/[.!?…]$/.test(clean) ? "" : ".");
}
