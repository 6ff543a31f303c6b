import type { SchemeName } from "../exposure.types.ts";
import type { VersionScheme } from "./version-scheme.types.ts";
import { debian } from "./debian.rules.ts";
import { generic } from "./generic.rules.ts";
import { semver } from "./semver.rules.ts";

const SCHEMES: Readonly<Record<SchemeName, VersionScheme<unknown>>> = {
  semver,
  generic,
  debian,
};

export function getScheme(name: SchemeName): VersionScheme<unknown> {
  return SCHEMES[name];
}

const BY_ECOSYSTEM: ReadonlyMap<string, SchemeName> = new Map([
  ["npm", "semver"], ["crates.io", "semver"], ["go", "semver"], ["hex", "semver"], ["pub", "semver"], ["swifturl", "semver"],
  ["debian", "debian"], ["ubuntu", "debian"],
]);

/** The ordering of an OSV ecosystem; its suffix (`Debian:12`) does not matter. */
export function schemeOfEcosystem(ecosystem: string): SchemeName {
  return BY_ECOSYSTEM.get((ecosystem.split(":")[0] ?? "").toLowerCase()) ?? "generic";
}

const BY_PURL_TYPE: ReadonlyMap<string, SchemeName> = new Map([
  ["npm", "semver"], ["cargo", "semver"], ["golang", "semver"], ["hex", "semver"], ["pub", "semver"], ["swift", "semver"],
  ["semver", "semver"], ["deb", "debian"],
]);

/** The ordering of a package URL type or VERS scheme. */
export function schemeOfPurlType(type: string): SchemeName {
  return BY_PURL_TYPE.get(type.toLowerCase()) ?? "generic";
}
