import type { SchemeName } from "../exposure.types.ts";
import type { VersionScheme } from "./version-scheme.types.ts";
import { MAX_VERSION_LENGTH } from "./order-key.rules.ts";
import { alpine, gentoo } from "./schemes/alpine.rules.ts";
import { arch } from "./schemes/arch.rules.ts";
import { cargo } from "./schemes/cargo.rules.ts";
import { composer } from "./schemes/composer.rules.ts";
import { conan } from "./schemes/conan.rules.ts";
import { datetime } from "./schemes/datetime.rules.ts";
import { debian } from "./schemes/debian.rules.ts";
import { gem } from "./schemes/gem.rules.ts";
import { generic } from "./schemes/generic.rules.ts";
import { golang } from "./schemes/golang.rules.ts";
import { dotted, intdot } from "./schemes/integers.rules.ts";
import { lexicographic } from "./schemes/lexicographic.rules.ts";
import { maven } from "./schemes/maven.rules.ts";
import { npm } from "./schemes/npm.rules.ts";
import { nuget } from "./schemes/nuget.rules.ts";
import { openssl } from "./schemes/openssl.rules.ts";
import { pypi } from "./schemes/pypi.rules.ts";
import { rpm } from "./schemes/rpm.rules.ts";
import { semver } from "./schemes/semver.rules.ts";

const SCHEMES: Readonly<Record<SchemeName, VersionScheme<unknown>>> = {
  semver, npm, pypi, cargo, golang, maven, nuget, gem, composer, debian, rpm, alpine, gentoo, arch, conan, openssl,
  dotted, intdot, datetime, lexicographic, generic,
};

/** Every ordering, in the order in which they are shown. */
export const SCHEME_NAMES: readonly SchemeName[] = Object.values(SCHEMES).map(({ name }) => name);

export function isSchemeName(name: string): name is SchemeName {
  return Object.hasOwn(SCHEMES, name);
}

/** The ordering, behind the bound on length that all of them rely on. */
export function getScheme(name: SchemeName): VersionScheme<unknown> {
  return BOUNDED[name];
}

const BOUNDED = Object.fromEntries(Object.entries(SCHEMES).map(([name, scheme]) => [name, {
  ...scheme,
  parse(version: string): unknown {
    if (version.length > 2 * MAX_VERSION_LENGTH) return undefined;
    // Only where any byte may count does a space at either end.
    const text = scheme.name === "lexicographic" ? version : version.trim();
    return text === "" || text.length > MAX_VERSION_LENGTH ? undefined : scheme.parse(text);
  },
}])) as Readonly<Record<SchemeName, VersionScheme<unknown>>>;

// Facts of OSV's list of ecosystems (ossf/osv-schema) and of each ecosystem's own rule.
const BY_ECOSYSTEM: ReadonlyMap<string, SchemeName> = new Map([
  ["npm", "npm"], ["pypi", "pypi"], ["crates.io", "cargo"], ["go", "golang"], ["maven", "maven"], ["nuget", "nuget"],
  ["rubygems", "gem"], ["packagist", "composer"], ["conancenter", "conan"],
  ["hex", "semver"], ["pub", "semver"], ["swifturl", "semver"], ["julia", "semver"], ["bitnami", "semver"], ["github actions", "semver"],
  ["kubernetes", "semver"], ["vscode", "semver"],
  ["debian", "debian"], ["ubuntu", "debian"], ["echo", "debian"],
  ["red hat", "rpm"], ["almalinux", "rpm"], ["rocky linux", "rpm"], ["suse", "rpm"], ["opensuse", "rpm"], ["openeuler", "rpm"],
  ["mageia", "rpm"], ["photon os", "rpm"], ["azure linux", "rpm"],
  ["alpine", "alpine"], ["wolfi", "alpine"], ["chainguard", "alpine"], ["minimos", "alpine"], ["alpaquita", "alpine"],
  ["bellsoft hardened containers", "alpine"],
  ["cran", "dotted"], ["bioconductor", "dotted"], ["hackage", "dotted"], ["ghc", "dotted"],
]);

/** The ordering of an OSV ecosystem; its suffix (`Debian:12`) does not matter, but after `Root:` the base stands there. */
export function schemeOfEcosystem(ecosystem: string): SchemeName {
  const [name = "", base = ""] = ecosystem.toLowerCase().split(":");
  return BY_ECOSYSTEM.get(name === "root" ? base : name) ?? "generic";
}

const BY_TYPE: ReadonlyMap<string, SchemeName> = new Map([
  ["apk", "alpine"], ["alpm", "arch"], ["deb", "debian"], ["ebuild", "gentoo"], ["go", "golang"], ["cran", "dotted"], ["hackage", "dotted"],
  ["bioconductor", "dotted"],
  ["hex", "semver"], ["pub", "semver"], ["dart", "semver"], ["swift", "semver"], ["julia", "semver"], ["bitnami", "semver"], ["github", "semver"],
  ["nginx", "semver"], ["mattermost", "semver"], ["apache", "semver"], ["mozilla", "semver"],
]);

/** The ordering of a package URL type or VERS type. */
export function schemeOfPurlType(type: string): SchemeName {
  return findSchemeOfType(type) ?? "generic";
}

/** The same, but undefined for a type we do not know. */
export function findSchemeOfType(type: string): SchemeName | undefined {
  const name = type.toLowerCase();
  return BY_TYPE.get(name) ?? (isSchemeName(name) ? name : undefined);
}
