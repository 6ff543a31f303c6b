import type { Distribution } from "../exposure.types.ts";
import type { Purl } from "./purl.ts";

/*
 * A package of an operating system is told apart from its namesakes by the distribution and the release that it was built for: each
 * release has its own fixed version. Package URLs say both in their namespace and the qualifier `distro`, many only in the version.
 */

/** Distributions that ship each other's packages unchanged, and so share advisories. */
const FAMILIES: ReadonlyMap<string, string> = new Map([
  ...["redhat", "red hat", "rhel", "el", "centos", "centos-stream", "rocky", "rocky-linux", "rocky linux", "alma", "almalinux", "ol", "oracle", "oracle-linux", "scientific"].map((name) => [name, "el"] as const),
  ...["suse", "sles", "sled", "sle", "opensuse", "opensuse-leap", "opensuse-tumbleweed"].map((name) => [name, "suse"] as const),
  ["fc", "fedora"], ["amzn", "amazon"], ["mga", "mageia"], ["oe", "openeuler"], ["photon os", "photon"],
  ...["mariner", "cbl-mariner", "azurelinux", "azure linux"].map((name) => [name, "azure-linux"] as const),
]);
const TITLES: ReadonlyMap<string, string> = new Map([
  ["el", "Red Hat Enterprise Linux"], ["suse", "SUSE"], ["debian", "Debian"], ["ubuntu", "Ubuntu"], ["alpine", "Alpine"], ["fedora", "Fedora"], ["amazon", "Amazon Linux"],
]);
/** Debian's and Ubuntu's own lists of releases (distro-info-data). */
const CODENAMES: ReadonlyMap<string, string> = new Map([
  ["jessie", "8"], ["stretch", "9"], ["buster", "10"], ["bullseye", "11"], ["bookworm", "12"], ["trixie", "13"], ["forky", "14"],
  ["trusty", "14.04"], ["xenial", "16.04"], ["bionic", "18.04"], ["focal", "20.04"], ["jammy", "22.04"], ["noble", "24.04"], ["oracular", "24.10"], ["plucky", "25.04"], ["questing", "25.10"],
]);
/** How versions end that were built for one release: `+deb12u1`, `ubuntu0.22.04.1`, `.el9_4`, `.fc40`, `.amzn2023`, `.mga9`. */
const VERSION_TAILS: readonly (readonly [family: string, tail: RegExp])[] = [
  ["debian", /[~+]deb(\d+)(?:u\d|$)/], ["ubuntu", /(?:~|ubuntu\d*\.)(\d\d\.(?:04|10))(?![\d])/],
  ["el", /[.+]el(\d+)/], ["fedora", /\.fc(\d+)/], ["amazon", /\.amzn(\d+)/], ["mageia", /\.mga(\d+)/],
];
const SYSTEM_TYPES: ReadonlySet<string> = new Set(["deb", "rpm", "apk"]);

/** For which system a package URL's package was built; null where the type is no operating system's. `version` counts where the package URL has none. */
export function distributionOfPurl({ type, namespace, version: own, qualifiers }: Purl, version: string | null = null): Distribution | null {
  if (!SYSTEM_TYPES.has(type)) return null;
  const stated = readDistro(qualifiers?.["distro"] ?? "");
  const built = own ?? version ?? "";
  const tail = type === "apk" ? null : findTail(type, built);
  const family = namespace === null ? (stated.family ?? tail?.family ?? null) : familyOf(namespace);
  return toDistribution(family, stated.release ?? (tail !== null && tail.family === family ? tail.release : null));
}

/** For which system an OSV ecosystem's packages are: "Debian:12", "Ubuntu:22.04:LTS", "Red Hat:rhel_eus:9.4::appstream", "SUSE:… Server 15 SP5". */
export function distributionOfEcosystem(ecosystem: string): Distribution | null {
  const [name = "", ...rest] = ecosystem.toLowerCase().split(":");
  const family = SYSTEMS.has(name) ? familyOf(name) : null;
  if (family === null) return null;
  const release = readRelease(family, rest.join(":"));
  return { family, release, title: release === null ? toTitle(family, null) : `${ecosystem.split(":")[0] ?? ""} ${release}` };
}

/** For which release of Red Hat's own system a platform's CPE is: `cpe:/o:redhat:enterprise_linux:9::baseos`. */
export function distributionOfPlatform(cpe: string): Distribution | null {
  const [, stream] = /^cpe:(?:\/|2\.3:)[ao]:redhat:(.*)$/i.exec(cpe) ?? [];
  const release = stream === undefined ? null : readRelease("el", stream.replace(/:\*/g, ":").toLowerCase());
  return release === null ? null : toDistribution("el", release);
}

/** Whether the two are surely not for the same system. "9" and "9.4" can be; what is not known can be anything. */
export function isOtherSystem(a: Distribution | null | undefined, b: Distribution | null | undefined): boolean {
  if (!a || !b) return false;
  if (a.family !== null && b.family !== null && a.family !== b.family) return true;
  return a.release !== null && b.release !== null && a.release !== b.release && !`${a.release}.`.startsWith(`${b.release}.`) && !`${b.release}.`.startsWith(`${a.release}.`);
}

const SYSTEMS: ReadonlySet<string> = new Set(["debian", "ubuntu", "alpine", "almalinux", "rocky linux", "red hat", "suse", "opensuse", "openeuler", "mageia", "photon os", "azure linux", "alpaquita"]);

function familyOf(name: string): string {
  return FAMILIES.get(name.toLowerCase()) ?? name.toLowerCase();
}

function findTail(type: string, version: string): { readonly family: string; readonly release: string } | null {
  for (const [family, tail] of VERSION_TAILS) {
    const release = (type === "deb") === (family === "debian" || family === "ubuntu") ? tail.exec(version)?.[1] : undefined;
    if (release !== undefined) return { family, release };
  }
  return null;
}

/** The qualifier as tools write it: "debian-12.5", "bookworm", "3.19.1", "opensuse-leap-15.5", "el9". */
function readDistro(text: string): { readonly family: string | null; readonly release: string | null } {
  const words = text.toLowerCase();
  const codename = [...CODENAMES.keys()].find((name) => words.endsWith(name));
  const [, name = "", number] = /^(?:([a-z][a-z-]*?)[-_]?)?v?(\d[\w.-]*)$/.exec(words) ?? [];
  if (codename !== undefined) return { family: null, release: CODENAMES.get(codename) ?? null };
  if (number !== undefined) return { family: name === "" ? null : familyOf(name), release: normalise(number) };
  return { family: FAMILIES.get(words) ?? null, release: words.endsWith("tumbleweed") ? "tumbleweed" : null };
}

function readRelease(family: string, suffix: string): string | null {
  if (family === "ubuntu") return /\d\d\.\d\d/.exec(suffix)?.[0] ?? null;
  if (family === "el") return /:el(\d+)/.exec(suffix)?.[1] ?? /^(?:(?:enterprise_linux|rhel_\w+):)?(\d+(?:\.\d+)?)(?=:|$)/.exec(suffix)?.[1] ?? null;
  if (family === "suse") {
    const [, major, pack] = /(\d+)(?:(?:\s*sp\s*|\.)(\d+))?/.exec(suffix) ?? [];
    return major === undefined ? (suffix === "tumbleweed" ? suffix : null) : pack === undefined ? major : `${major}.${pack}`;
  }
  return suffix === "" ? null : normalise(CODENAMES.get(suffix) ?? suffix);
}

/** Small letters and dots alone: "v3.19" is "3.19", "15-SP5" is "15.5". */
function normalise(release: string): string {
  return release.toLowerCase().replace(/^v(?=\d)/, "").replace(/[^a-z0-9]+sp(?=\d)/g, ".").replace(/[^a-z0-9]+/g, ".").replace(/^\.|\.$/g, "");
}

function toDistribution(family: string | null, release: string | null): Distribution | null {
  return family === null && release === null ? null : { family, release, title: toTitle(family, release) };
}

function toTitle(family: string | null, release: string | null): string {
  return [family === null ? "release" : (TITLES.get(family) ?? family), release ?? ""].join(" ").trim();
}
