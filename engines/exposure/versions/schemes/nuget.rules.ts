import type { VersionScheme } from "../version-scheme.types.ts";
import { semver, type SemverVersion } from "./semver.rules.ts";

const PATTERN = /^[vV]?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/;

/** NuGet: up to four numbers, prerelease identifiers without regard to case, build metadata ignored. */
export const nuget: VersionScheme<SemverVersion> = {
  ...semver,
  name: "nuget",

  parse(version) {
    const found = PATTERN.exec(version);
    if (!found) return undefined;
    const [, major = "0", minor = "0", patch = "0", revision = "0", prerelease] = found;
    return { release: [major, minor, patch, revision], prerelease: prerelease?.toLowerCase().split(".") ?? [] };
  },
};
