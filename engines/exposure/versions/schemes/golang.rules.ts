import type { VersionScheme } from "../version-scheme.types.ts";
import { semver, type SemverVersion } from "./semver.rules.ts";

const PATTERN = /^(?:go|v)?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(alpha|beta|rc)(\d+)|-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/;

/**
 * Go modules (go.dev/ref/mod, "Versions"): Semantic Versioning with a `v`; `+incompatible` is build metadata, and a
 * pseudo-version such as `v0.0.0-20191109021931-daa7c04131f5` is a prerelease whose timestamp orders it. The toolchain's own
 * `go1.21rc2` is read as OSV writes it, `1.21.0-rc.2`.
 */
export const golang: VersionScheme<SemverVersion> = {
  ...semver,
  name: "golang",

  parse(version) {
    const found = PATTERN.exec(version);
    if (!found) return undefined;
    const [, major = "0", minor = "0", patch = "0", stage, count = "", prerelease] = found;
    return { release: [major, minor, patch], prerelease: stage === undefined ? (prerelease?.split(".") ?? []) : [stage, count] };
  },
};
