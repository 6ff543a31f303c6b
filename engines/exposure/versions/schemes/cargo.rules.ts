import type { VersionScheme } from "../version-scheme.types.ts";
import { semver, type SemverVersion } from "./semver.rules.ts";

const NUMBER = String.raw`(0|[1-9]\d*)`;
const IDENTIFIER = String.raw`(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)`;
const PATTERN = new RegExp(String.raw`^${NUMBER}\.${NUMBER}\.${NUMBER}(?:-(${IDENTIFIER}(?:\.${IDENTIFIER})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$`);

/** Cargo refuses what is not Semantic Versioning 2.0.0 to the letter: three numbers, no leading zeros, no `v`. */
export const cargo: VersionScheme<SemverVersion> = {
  ...semver,
  name: "cargo",

  parse(version) {
    const found = PATTERN.exec(version);
    if (!found) return undefined;
    const [, major = "0", minor = "0", patch = "0", prerelease] = found;
    return { release: [major, minor, patch], prerelease: prerelease?.split(".") ?? [] };
  },
};
