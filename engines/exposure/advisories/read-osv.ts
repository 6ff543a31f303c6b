import { z } from "zod";
import type { Advisory, AffectedProduct, Remedy, VersionRange, VulnerabilityRef } from "../exposure.types.ts";
import { toInertText } from "../inert-text.rules.ts";
import { distributionOfEcosystem, distributionOfPurl } from "../identifiers/distributions.rules.ts";
import { findPurl, findPurlIdentity, packageKey } from "../identifiers/purl.ts";
import type { RangeEvent } from "../versions/version-set.rules.ts";
import { rangesFromEvents } from "../versions/version-set.rules.ts";
import { schemeOfEcosystem } from "../versions/schemes.rules.ts";
import { ADVISORY_LIMITS, readEach } from "./advisory-limits.ts";
import { toSystemPackages } from "./to-system-packages.rules.ts";

const version = z.string().optional();
const event = z.object({ introduced: version, fixed: version, last_affected: version, limit: version });
const range = z.object({ type: z.string(), events: z.array(event).max(ADVISORY_LIMITS.events) });
const osvPackage = z.object({ ecosystem: z.string().catch(""), name: z.string().min(1), purl: z.string().nullish() });
/** Where our own advisories name a product that belongs to no ecosystem, since OSV has no field for a vendor. */
const vendorProduct = z.object({
  breakwater: z.object({ vendor: z.string(), product: z.string().min(1), purl: z.string().nullish(), cpe: z.string().nullish() }),
});
const affectedEntry = z.object({
  package: osvPackage.nullish(),
  database_specific: vendorProduct.nullish().catch(null),
  ranges: z.array(range).max(ADVISORY_LIMITS.events).nullish(),
  versions: z.array(z.string()).max(ADVISORY_LIMITS.versions).nullish(),
}).refine((entry) => entry.package || entry.database_specific, "names no product");

/** The part of an OSV record that matching needs; nulls where records in the wild have them. */
export const osvRecord = z.object({
  id: z.string().min(1).max(ADVISORY_LIMITS.idLength),
  summary: z.string().nullish(),
  withdrawn: z.string().nullish(),
  aliases: z.array(z.string()).nullish(),
  affected: z.array(z.unknown()).nullish(),
});

export function readOsv(record: z.infer<typeof osvRecord>): Advisory {
  const vulnerability = toVulnerability(record);
  const id = toInertText(record.id, ADVISORY_LIMITS.idLength);
  const { read, leftOut } = readEach(affectedEntry, record.affected ?? []);
  return {
    id,
    title: toInertText(record.summary ?? record.id, ADVISORY_LIMITS.nameLength),
    format: "osv",
    withdrawn: Boolean(record.withdrawn),
    affected: toSystemPackages(read.map((entry) => toProduct(entry, id, vulnerability))),
    notAffected: [],
    leftOut,
  };
}

/** A record about exactly one CVE is known by that; one that joins several, by its own id. */
function toVulnerability(record: z.infer<typeof osvRecord>): VulnerabilityRef {
  const names = [record.id, ...(record.aliases ?? [])].slice(0, ADVISORY_LIMITS.aliases).map((name) => toInertText(name, ADVISORY_LIMITS.idLength));
  const cves = names.filter((name) => /^CVE-\d{4}-\d{4,}$/.test(name));
  const id = (cves.length === 1 ? cves[0] : undefined) ?? names[0] ?? "";
  const remedies: readonly Remedy[] = [];
  return { id, aliases: names.filter((name) => name !== id), remedies };
}

function toProduct(entry: z.infer<typeof affectedEntry>, advisoryId: string, vulnerability: VulnerabilityRef): AffectedProduct {
  const ecosystem = entry.package?.ecosystem ?? "";
  const scheme = schemeOfEcosystem(ecosystem);
  const ranges: VersionRange[] = [];
  const unread: string[] = [];
  for (const { type, events } of entry.ranges ?? []) {
    // Commits have no order without the repository; OSV's evaluation leaves them to the enumerated versions.
    if (type === "GIT") continue;
    const intervals = rangesFromEvents(type === "SEMVER" ? "semver" : scheme, events.flatMap(toEvents));
    if (intervals) ranges.push(...intervals);
    else unread.push("a range whose versions cannot be ordered");
  }
  const versions = entry.versions ?? [];
  const onlyCommits = ranges.length === 0 && versions.length === 0 && (entry.ranges ?? []).some(({ type }) => type === "GIT");
  if (onlyCommits) unread.push("a range of source commits");
  const isSemver = (entry.ranges ?? []).some(({ type }) => type === "SEMVER");
  return {
    advisoryId,
    ...toIdentity(entry),
    scheme: isSemver ? "semver" : scheme,
    ranges,
    versions: versions.slice(0, ADVISORY_LIMITS.versions),
    unread: unread.length > 0 ? unread.join("; ") : null,
    vulnerabilities: [vulnerability],
  };
}

function toIdentity(entry: z.infer<typeof affectedEntry>): Pick<AffectedProduct, "vendor" | "product" | "purl" | "cpe" | "distribution"> {
  const own = entry.database_specific?.breakwater;
  const { ecosystem, name } = entry.package ?? { ecosystem: "", name: own?.product ?? "" };
  const purl = findPurl(entry.package?.purl ?? own?.purl ?? "") ?? findPurl(purlOfPackage(ecosystem, name) ?? "");
  const distribution = distributionOfEcosystem(ecosystem) ?? (purl === null ? null : distributionOfPurl(purl.parts));
  return {
    ...toName(ecosystem, own ?? { vendor: null, product: name }),
    purl: purl === null ? null : packageKey(purl.parts),
    cpe: own?.cpe ? toInertText(own.cpe, ADVISORY_LIMITS.textLength) : null,
    ...(distribution && { distribution }),
  };
}

/** A Maven package is called `group:artifact`; bills of materials and people give its group as the maker and the artifact as the name. */
function toName(ecosystem: string, { vendor, product }: { readonly vendor: string | null; readonly product: string }): Pick<AffectedProduct, "vendor" | "product"> {
  const [, group, artifact] = (/^maven(?::|$)/i.test(ecosystem) && vendor === null && /^([^:]+):([^:]+)$/.exec(product)) || [];
  return {
    vendor: group === undefined && vendor === null ? null : toInertText(group ?? vendor ?? "", ADVISORY_LIMITS.nameLength),
    product: toInertText(artifact ?? product, ADVISORY_LIMITS.nameLength),
  };
}

function toEvents(entry: z.infer<typeof event>): readonly RangeEvent[] {
  const kinds = [["introduced", entry.introduced], ["fixed", entry.fixed], ["lastAffected", entry.last_affected], ["limit", entry.limit]] as const;
  // OSV: a limit of "*" is infinity.
  return kinds.flatMap(([kind, at]) => (at === undefined || (kind === "limit" && at === "*") ? [] : [{ kind, version: at }]));
}

const PURL_TYPES: ReadonlyMap<string, string> = new Map([
  ["npm", "npm"], ["pypi", "pypi"], ["go", "golang"], ["crates.io", "cargo"], ["maven", "maven"], ["nuget", "nuget"], ["rubygems", "gem"],
  ["packagist", "composer"], ["hex", "hex"], ["pub", "pub"], ["cran", "cran"], ["hackage", "hackage"], ["debian", "deb/debian"],
  ["ubuntu", "deb/ubuntu"], ["alpine", "apk/alpine"], ["wolfi", "apk/wolfi"], ["chainguard", "apk/chainguard"], ["minimos", "apk/minimos"],
  ["alpaquita", "apk/alpaquita"], ["red hat", "rpm/redhat"], ["almalinux", "rpm/almalinux"], ["rocky linux", "rpm/rocky-linux"], ["suse", "rpm/suse"],
  ["opensuse", "rpm/opensuse"], ["openeuler", "rpm/openeuler"], ["mageia", "rpm/mageia"], ["azure linux", "rpm/azure-linux"], ["photon os", "rpm/photon"],
  ["bitnami", "bitnami"], ["conancenter", "conan"],
]);

/** The package URL of an ecosystem's package, for the records that leave it out. */
function purlOfPackage(ecosystem: string, name: string): string | null {
  const [type, distribution] = (PURL_TYPES.get((ecosystem.split(":")[0] ?? "").toLowerCase()) ?? "").split("/");
  if (!type) return null;
  const segments = name.split(type === "maven" ? ":" : "/");
  const own = segments.pop() ?? name;
  return findPurlIdentity(`pkg:${type}/${[distribution ?? segments.join("/"), own].filter(Boolean).map(encodeSegments).join("/")}`);
}

function encodeSegments(path: string): string {
  return path.split("/").map((segment) => encodeURIComponent(segment.toWellFormed())).join("/");
}
