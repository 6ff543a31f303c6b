import type { ReadProduct, VersionRange } from "./advisories.types.ts";
import { ECOSYSTEMS } from "./product-identifiers.ts";

/**
 * A VERS range specifier (package-url/vers-spec), such as `vers:semver/>=1.0.0|<1.4.2`; undefined for a product without ranges.
 * VERS has no scheme for commits: they are written as versions of the vendor's own.
 */
export function toVers(product: Pick<ReadProduct, "ranges" | "versionScheme" | "ecosystem">): string | undefined {
  if (product.ranges.length === 0) return undefined;
  const type = product.versionScheme === "ecosystem"
    ? (ECOSYSTEMS.find(({ osv }) => osv === product.ecosystem?.split(":")[0])?.vers ?? "generic")
    : product.versionScheme === "git" ? "generic" : product.versionScheme;
  const constraints = product.ranges.map(toConstraints);
  return `vers:${type}/${constraints.some((constraint) => constraint === "*") ? "*" : constraints.join("|")}`;
}

function toConstraints({ introduced, fixed, lastAffected }: VersionRange): string {
  const lower = introduced === "0" ? [] : [`>=${quoteVersion(introduced)}`];
  const upper = fixed !== null ? [`<${quoteVersion(fixed)}`] : lastAffected !== null ? [`<=${quoteVersion(lastAffected)}`] : [];
  return [...lower, ...upper].join("|") || "*";
}

/** A version as a VERS constraint holds it: the signs it may not have as they stand, percent-encoded. */
export function quoteVersion(version: string): string {
  return encodeURIComponent(version).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

export type ReadRange = Pick<ReadProduct, "versionScheme" | "ecosystem" | "ranges">;

/**
 * Reads the VERS specifiers whose constraints come in pairs of a lower and an upper end. Others, `!=` among them, give
 * undefined: they stay words for a person.
 */
export function readVers(text: string): ReadRange | undefined {
  const match = /^vers:([a-z0-9.-]+)\/(.+)$/.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  const ranges = match[2] === "*" ? [{ introduced: "0", fixed: null, lastAffected: null }] : readConstraints(match[2].split("|"));
  if (!ranges) return undefined;
  if (match[1] === "semver") return { versionScheme: "semver", ecosystem: null, ranges };
  const ecosystem = ECOSYSTEMS.find(({ vers }) => vers === match[1])?.osv;
  return ecosystem ? { versionScheme: "ecosystem", ecosystem, ranges } : { versionScheme: "generic", ecosystem: null, ranges };
}

function readConstraints(constraints: readonly string[]): VersionRange[] | undefined {
  const ranges: VersionRange[] = [];
  let lower: string | undefined;
  for (const constraint of constraints) {
    const match = /^(>=|<=|<)(.+)$/.exec(constraint);
    const version = match?.[2] === undefined ? undefined : unquote(match[2]);
    if (!match || version === undefined) return undefined;
    if (match[1] === ">=") {
      if (lower !== undefined) return undefined;
      lower = version;
      continue;
    }
    if (lower === undefined && ranges.length > 0) return undefined;
    ranges.push({ introduced: lower ?? "0", fixed: match[1] === "<" ? version : null, lastAffected: match[1] === "<=" ? version : null });
    lower = undefined;
  }
  if (lower !== undefined) ranges.push({ introduced: lower, fixed: null, lastAffected: null });
  return ranges;
}

function unquote(version: string): string | undefined {
  try {
    return decodeURIComponent(version);
  } catch {
    return undefined; // A stray percent sign: attacker-controlled, and no version we could compare.
  }
}
