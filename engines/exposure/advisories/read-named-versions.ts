import type { SchemeName, VersionSet } from "../exposure.types.ts";
import { findCpe } from "../identifiers/cpe.ts";
import { versionOfPurl } from "../identifiers/purl-version.ts";
import type { Purl } from "../identifiers/purl.ts";
import { toInertText } from "../inert-text.rules.ts";
import { ADVISORY_LIMITS } from "./advisory-limits.ts";
import { readVersions } from "./read-versions.ts";

interface Named {
  /** What the document says of versions beside the identifiers; null where it says nothing. */
  readonly words: string | null;
  readonly purl: Purl | null;
  readonly cpe: string | null;
  /** The order of the package URL's type. */
  readonly scheme: SchemeName;
}

/**
 * The versions a document means by a product: a range in words, else the version in its package URL, else other words, else the
 * version in its CPE name (NISTIR 7696: a name with a version is that version alone); where none of them stands, every version.
 */
export function readNamedVersions({ words, purl, cpe, scheme }: Named): VersionSet {
  const own = purl === null ? null : versionOfPurl(purl);
  if (own !== null && !isRange(words)) return only(own, scheme);
  const stated = words === null || purl === null ? words : versionOfBuild(purl, words);
  if (stated !== null) return readVersions(stated, scheme);
  return (cpe === null ? null : versionsOfCpe(cpe, scheme)) ?? readVersions("*", scheme);
}

/** The version that a CPE name holds, with its update; null where it stands for every version, or is no CPE name. */
export function versionsOfCpe(cpe: string, scheme: SchemeName): VersionSet | null {
  const { version, update, name } = findCpe(cpe) ?? {};
  if (version === undefined || name === undefined || name.version.kind !== "text") return null;
  if (name.version.before !== 0 || name.version.after !== 0) return { scheme, ranges: [], versions: [], unread: toInertText(version, ADVISORY_LIMITS.nameLength) };
  return only(name.update.kind === "text" ? `${version} ${update}` : version, scheme);
}

/** A package's name out of the name of a build of it, "zlib-0:1.2.11-39.el9.x86_64"; null where that is something else. */
export function nameOfBuild(purl: Purl | null, name: string): string | null {
  return purl !== null && findBuild(purl, name) !== null ? purl.name : null;
}

/** Red Hat's branches of packages are called by the package's name, or by name and build; the version is what is left. */
function versionOfBuild(purl: Purl, words: string): string | null {
  const build = findBuild(purl, words);
  if (build !== null) return build;
  const bare = words.trim().toLowerCase().replace(/\.src$/, "");
  const isName = bare === purl.name.toLowerCase() || bare === `${purl.namespace ?? ""}/${purl.name}`.toLowerCase();
  // Words without a number are no version, unless they are known to speak of all or none of them.
  return isName || (!/\d/.test(words) && readVersions(words, "generic").unread !== null) ? null : words;
}

/** Epoch, version and release of a package's build: name-[epoch:]version-release[.architecture]. */
function findBuild({ type, name }: Purl, text: string): string | null {
  if (type !== "rpm" || !text.startsWith(`${name}-`)) return null;
  return /^((?:\d{1,9}:)?[^-:\s]{1,100}-[^-:\s]{1,100}?)(?:\.(?:src|noarch|x86_64|i[3-6]86|aarch64|armv7hl|ppc64|ppc64le|s390|s390x|riscv64))?$/.exec(text.slice(name.length + 1))?.[1] ?? null;
}

function isRange(words: string | null): boolean {
  return words !== null && (/[<>=*|]|^vers:/.test(words) || /\b(?:all|prior|before|earlier|through|until|up to|later|none)\b/i.test(words));
}

function only(version: string, scheme: SchemeName): VersionSet {
  return { scheme, ranges: [], versions: [toInertText(version, ADVISORY_LIMITS.nameLength)], unread: null };
}
