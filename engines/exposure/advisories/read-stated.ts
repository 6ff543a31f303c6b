import type { ReadAdvisory, ReadProduct, ReadVulnerability } from "#engines/advisories";
import type { Advisory, AffectedProduct, Remedy, SchemeName, VersionRange, VulnerabilityRef } from "../exposure.types.ts";
import { distributionOfPurl } from "../identifiers/distributions.rules.ts";
import { withEpoch } from "../identifiers/purl-version.ts";
import { findPurl, packageKey } from "../identifiers/purl.ts";
import { toInertText } from "../inert-text.rules.ts";
import { schemeOfEcosystem, schemeOfPurlType } from "../versions/schemes.rules.ts";
import { ADVISORY_LIMITS } from "./advisory-limits.ts";
import { readNamedVersions } from "./read-named-versions.ts";
import { readVersions } from "./read-versions.ts";
import { toSystemPackages } from "./to-system-packages.rules.ts";

/** What matching needs of a document whose format engines/advisories reads: OpenVEX, CycloneDX VEX, CVE records. */
export function readStated(read: ReadAdvisory, format: Advisory["format"]): Advisory {
  const id = toInertText(read.id, ADVISORY_LIMITS.idLength);
  const vulnerabilities = read.vulnerabilities.slice(0, ADVISORY_LIMITS.vulnerabilities);
  const stated = vulnerabilities.flatMap((vulnerability, index) => vulnerability.products.map((product) => ({ product, vulnerability, name: `${id}#${index + 1}` }))).slice(0, ADVISORY_LIMITS.products);
  const gather = (isWanted: (product: ReadProduct) => boolean): readonly AffectedProduct[] => toSystemPackages(stated
    .filter(({ product }) => isWanted(product))
    .map(({ product, vulnerability, name }) => ({ advisoryId: id, ...toProduct(product), vulnerabilities: [toVulnerability(vulnerability, product, name)] })));
  return {
    id,
    title: toInertText(read.title || id, ADVISORY_LIMITS.nameLength),
    format,
    withdrawn: read.ending !== null,
    affected: gather(({ status }) => status === "affected"),
    // "Under investigation" says neither.
    notAffected: gather(({ status }) => status === "not-affected" || status === "fixed"),
    leftOut: read.vulnerabilities.reduce((sum, { products }) => sum + products.length, 0) - stated.length,
  };
}

function toVulnerability(vulnerability: ReadVulnerability, product: ReadProduct, otherwise: string): VulnerabilityRef {
  const names = [vulnerability.cveId ?? [], ...vulnerability.ids].flat().slice(0, ADVISORY_LIMITS.aliases);
  const [id = otherwise, ...aliases] = names.map((name) => toInertText(name, ADVISORY_LIMITS.idLength));
  const remedies = vulnerability.remediations.flatMap(({ kind, text }): readonly Remedy[] => {
    const known = kind === null ? undefined : REMEDIES[kind];
    return known ? [{ kind: known, text: toInertText(text, ADVISORY_LIMITS.textLength), fixedVersion: null }] : [];
  });
  const fix: readonly Remedy[] = product.fixedVersion === null ? [] : [{ kind: "vendor-fix", text: "", fixedVersion: product.fixedVersion }];
  const isExcused = product.status === "not-affected" || product.status === "fixed";
  return { id, aliases, remedies: [...fix, ...remedies], ...(isExcused && { justification: product.notAffectedReason }) };
}

const REMEDIES: Readonly<Record<NonNullable<ReadVulnerability["remediations"][number]["kind"]>, Remedy["kind"]>> = {
  "vendor-fix": "vendor-fix", "optional-patch": "vendor-fix", mitigation: "workaround", workaround: "workaround",
  "no-fix-planned": "no-fix", "none-available": "no-fix", "fix-planned": "no-fix",
};

function toProduct(product: ReadProduct): Omit<AffectedProduct, "advisoryId" | "vulnerabilities"> {
  const purl = findPurl(product.purl ?? "")?.parts ?? null;
  const scheme = toScheme(product, purl?.type ?? null);
  const words = (product.rangeTexts ?? []).map((text) => readVersions(text, scheme));
  const isGit = product.versionScheme === "git" && product.ranges.length > 0;
  const unread = [...words.flatMap((set) => set.unread ?? []), ...(isGit ? ["a range of source commits"] : [])];
  const ranges = [...(isGit ? [] : product.ranges.map(toRange)), ...words.flatMap((set) => set.ranges)];
  const versions = [...product.versions.map((version) => (purl === null ? version : withEpoch(purl, version))), ...words.flatMap((set) => set.versions)].slice(0, ADVISORY_LIMITS.versions);
  const distribution = purl === null ? null : distributionOfPurl(purl, versions[0]);
  const isStated = ranges.length + versions.length + unread.length > 0;
  return {
    vendor: product.vendor === null ? null : toInertText(product.vendor, ADVISORY_LIMITS.nameLength),
    product: toInertText(product.product, ADVISORY_LIMITS.nameLength),
    purl: purl === null ? null : packageKey(purl),
    cpe: product.cpe === null ? null : toInertText(product.cpe, 1024),
    ...(distribution && { distribution }),
    ...(isStated ? { scheme, ranges, versions, unread: unread.length > 0 ? unread.join("; ") : null } : readNamedVersions({ words: null, purl, cpe: product.cpe, scheme })),
    ...(product.subcomponents && { parts: product.subcomponents.slice(0, ADVISORY_LIMITS.parts).map((part) => toInertText(part, ADVISORY_LIMITS.nameLength)) }),
  };
}

function toScheme({ versionScheme, ecosystem }: ReadProduct, purlType: string | null): SchemeName {
  if (versionScheme === "semver") return "semver";
  if (purlType !== null) return schemeOfPurlType(purlType);
  return ecosystem === null ? "generic" : schemeOfEcosystem(ecosystem);
}

function toRange({ introduced, fixed, lastAffected }: ReadProduct["ranges"][number]): VersionRange {
  return { ...(introduced !== "0" && { introduced }), ...(fixed !== null && { fixed }), ...(lastAffected !== null && { lastAffected }) };
}
