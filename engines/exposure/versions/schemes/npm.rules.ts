import type { VersionScheme } from "../version-scheme.types.ts";
import { semver, type SemverVersion } from "./semver.rules.ts";

const PATTERN = /^[=v\s]*(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)|([A-Za-z][0-9A-Za-z-]*(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/;

/**
 * node-semver in its loose form: `=v1.2.3`, leading zeros, and a prerelease without its hyphen (`1.2.3beta.1`). Missing
 * numbers are zeros, as in the official VERS suite (`2.1` is `2.1.0`).
 */
export const npm: VersionScheme<SemverVersion> = {
  ...semver,
  name: "npm",

  parse(version) {
    const found = PATTERN.exec(version);
    if (!found) return undefined;
    const [, major = "0", minor = "0", patch = "0", prerelease, loose] = found;
    return { release: [major, minor, patch], prerelease: (prerelease ?? loose)?.split(".") ?? [] };
  },
};
