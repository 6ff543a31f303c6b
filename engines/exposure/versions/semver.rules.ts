import type { VersionScheme } from "./version-scheme.types.ts";
import { MAX_VERSION_LENGTH, compareDigits, encodeNumber, encodeText } from "./order-key.rules.ts";

interface SemverVersion {
  /** Major, minor, patch, as digits. */
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
    if (version.length > MAX_VERSION_LENGTH) return undefined;
    const found = PATTERN.exec(version.trim());
    if (!found) return undefined;
    const [, major = "0", minor = "0", patch = "0", prerelease] = found;
    return { release: [major, minor, patch], prerelease: prerelease?.split(".") ?? [] };
  },

  compare(a, b) {
    for (let i = 0; i < 3; i++) {
      const order = compareDigits(a.release[i] ?? "0", b.release[i] ?? "0");
      if (order !== 0) return order;
    }
    if (a.prerelease.length === 0 || b.prerelease.length === 0) {
      return Math.sign(b.prerelease.length - a.prerelease.length);
    }
    const shared = Math.min(a.prerelease.length, b.prerelease.length);
    for (let i = 0; i < shared; i++) {
      const order = compareIdentifiers(a.prerelease[i] ?? "", b.prerelease[i] ?? "");
      if (order !== 0) return order;
    }
    return Math.sign(a.prerelease.length - b.prerelease.length);
  },

  key(version) {
    const out: number[] = [];
    for (const part of version.release) encodeNumber(out, part);
    if (version.prerelease.length === 0) return Uint8Array.from([...out, RELEASE]);
    out.push(PRERELEASE);
    for (const identifier of version.prerelease) {
      if (NUMERIC.test(identifier)) {
        out.push(NUMBER);
        encodeNumber(out, identifier);
      } else {
        out.push(WORD);
        encodeText(out, identifier);
      }
    }
    return Uint8Array.from([...out, END]);
  },
};

function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = NUMERIC.test(a);
  const bIsNumber = NUMERIC.test(b);
  if (aIsNumber && bIsNumber) return compareDigits(a, b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
