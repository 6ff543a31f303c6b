import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareLists, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

export interface SemverVersion {
  /** Major, minor, patch, as digits; one family has a fourth number. Always as many as the family has. */
  readonly release: readonly string[];
  readonly prerelease: readonly string[];
}

// Liberal in two ways that real advisories need: a leading "v" (Go, vendors) and missing minor or patch numbers (OSV's "0").
const PATTERN = /^[vV]?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/;
const NUMERIC = /^\d+$/;

// Key bytes. The end of the identifiers sorts first (fewer fields have lower precedence), numbers before words.
const END = 0x01;
const NUMBER = 0x02;
const WORD = 0x03;
const PRERELEASE = 0x01;
const RELEASE = 0xff;

/** Semantic Versioning 2.0.0, section 11. Build metadata is ignored. */
export const semver: VersionScheme<SemverVersion> = {
  name: "semver",

  parse(version) {
    const found = PATTERN.exec(version);
    if (!found) return undefined;
    const [, major = "0", minor = "0", patch = "0", prerelease] = found;
    return { release: [major, minor, patch], prerelease: prerelease?.split(".") ?? [] };
  },

  compare(a, b) {
    const order = compareLists(a.release, b.release, compareDigits);
    if (order !== 0) return order;
    if (a.prerelease.length === 0 || b.prerelease.length === 0) return Math.sign(b.prerelease.length - a.prerelease.length);
    return compareLists(a.prerelease, b.prerelease, compareIdentifiers);
  },

  key(version) {
    const out: number[] = [];
    for (const part of version.release) encodeNumber(out, part);
    if (version.prerelease.length === 0) {
      out.push(RELEASE);
      return out;
    }
    out.push(PRERELEASE);
    for (const identifier of version.prerelease) {
      const isNumber = NUMERIC.test(identifier);
      out.push(isNumber ? NUMBER : WORD);
      if (isNumber) encodeNumber(out, identifier);
      else encodeAscii(out, identifier);
    }
    out.push(END);
    return out;
  },
};

function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = NUMERIC.test(a);
  const bIsNumber = NUMERIC.test(b);
  if (aIsNumber && bIsNumber) return compareDigits(a, b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return compareText(a, b);
}
