import { inPrecedence } from "../advisory-words.ts";
import { copyRange, toExtension, toProductExtension } from "../advisory-extension.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import type { ConversionNote, PublicAdvisory, ReadAdvisoryFields, ReadCredit, ReadProduct, ReadReference, ReadSeverity, ReadVulnerability } from "../advisories.types.ts";
import { cvssScore } from "../cvss-score.ts";
import type { Draft, JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";
import type { Written } from "../formats.types.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { toUri } from "../to-uri.ts";
import { isListedEcosystem, isListedId } from "./osv-names.ts";

const CREDIT_TYPES = {
  finder: "FINDER", reporter: "REPORTER", analyst: "ANALYST", coordinator: "COORDINATOR", tool: "TOOL", sponsor: "SPONSOR", other: "OTHER",
  "remediation-developer": "REMEDIATION_DEVELOPER", "remediation-reviewer": "REMEDIATION_REVIEWER", "remediation-verifier": "REMEDIATION_VERIFIER",
} as const satisfies Record<Exclude<ReadCredit["role"], null>, string>;

const REFERENCE_TYPES = {
  self: "ADVISORY", advisory: "ADVISORY", fix: "FIX", report: "REPORT", package: "PACKAGE", web: "WEB", article: "ARTICLE", detection: "DETECTION",
  discussion: "DISCUSSION", introduced: "INTRODUCED", git: "GIT", evidence: "EVIDENCE",
} as const satisfies Record<ReadReference["kind"], string>;

/** The prefix `x_` is OSV's own mark for an identifier of a database it does not list: no id of another database's space is taken. */
export function osvId(advisory: PublicAdvisory): string {
  return `x_${advisory.trackingId}`;
}

/**
 * Writes an OSV record (schema 1.7). Only affected products enter `affected`, since OSV has no other status; what OSV has no
 * field for (sources of severities, AI provenance, vendor and CPE, ranges in a vendor's own order) is in `database_specific`.
 */
export function toOsv(advisory: PublicAdvisory): JsonObject {
  // A public advisory is about one vulnerability.
  return writeOsv(stateAdvisory(advisory)).documents[0]!;
}

/** Writes a record for each vulnerability. */
export function writeOsv(advisory: ReadAdvisoryFields): Written {
  const notes: ConversionNote[] = [];
  const documents = advisory.vulnerabilities.map((vulnerability, index) => writeRecord(advisory, vulnerability, index, notes));
  if (documents.length > 1) notes.push({ path: "/vulnerabilities", message: `OSV knows one vulnerability a record, so ${documents.length} records were written` });
  if (documents.length === 0) notes.push({ path: "/vulnerabilities", message: "the document is about no vulnerability, so no record was written" });
  return { documents, notes };
}

function idOf(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, index: number): string {
  if (advisory.vulnerabilities.length === 1) return isListedId(advisory.id) && (advisory.format === "osv" || vulnerability.ids.includes(advisory.id)) ? advisory.id : `x_${advisory.id}`;
  return `x_${advisory.id}-${vulnerability.cveId ?? vulnerability.ids[0] ?? index + 1}`;
}

function writeRecord(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, index: number, notes: ConversionNote[]): JsonObject {
  const id = idOf(advisory, vulnerability, index);
  const [affected, others] = [vulnerability.products.filter(({ status }) => status === "affected"), vulnerability.products.filter(({ status }) => status !== "affected")];
  if (others.length > 0) notes.push({ path: `/vulnerabilities/${index}/products`, message: `OSV lists affected products only; ${others.length} of another status stand in database_specific` });
  return toDocument({
    schema_version: "1.7.0",
    id,
    published: advisory.publishedAt ?? undefined,
    modified: advisory.modifiedAt,
    withdrawn: advisory.ending?.at,
    aliases: [vulnerability.cveId, ...vulnerability.ids].filter((name) => name !== null && name !== id),
    related: advisory.related,
    summary: vulnerability.title ?? advisory.title,
    details: vulnerability.description ?? advisory.summary,
    severity: toSeverities(vulnerability.severities),
    affected: affected.map((product, at) => toAffected(product, `/vulnerabilities/${index}/products/${at}`, notes)),
    references: [...advisory.references, ...vulnerability.references].map(({ kind, url }) => ({ type: REFERENCE_TYPES[kind], url: toUri(url) })),
    credits: [...advisory.credits, ...vulnerability.credits].map(({ name, role, urls }) => ({ name, type: role === null ? undefined : CREDIT_TYPES[role], contact: urls })),
    database_specific: {
      breakwater: toExtension(advisory, vulnerability, others),
      cwe_ids: vulnerability.weaknesses.map((weakness) => weakness.id),
    },
  });
}

function toSeverities(severities: readonly ReadSeverity[]): Draft[] {
  const vectors = new Set(inPrecedence(severities).flatMap(({ vector }) => vector ?? []));
  return [...vectors].flatMap((vector): Draft[] => {
    try {
      return [{ type: `CVSS_V${cvssScore(vector).version[0] ?? ""}`, score: vector }];
    } catch (error) {
      // A vector that is none stays in the extension alone.
      if (!(error instanceof AdvisoryError)) throw error;
      return [];
    }
  });
}

// A range in a vendor's own order would be read by OSV's algorithm as something it is not.
const RANGE_TYPES = { semver: "SEMVER", ecosystem: "ECOSYSTEM", git: "GIT", generic: undefined } as const;
const COMMIT = /^(?:0|[a-f0-9]{40}|[a-f0-9]{64})$/;

function toAffected(product: ReadProduct, path: string, notes: ConversionNote[]): Draft {
  const ends = product.ranges.flatMap(({ introduced, fixed, lastAffected }) => [introduced, fixed, lastAffected]).filter((end) => end !== null);
  const isGit = product.versionScheme === "git";
  const type = isGit && (product.repository === undefined || !ends.every((end) => COMMIT.test(end))) ? undefined : RANGE_TYPES[product.versionScheme];
  const isListed = product.ecosystem !== null && isListedEcosystem(product.ecosystem);
  if (type === undefined && product.ranges.length > 0) notes.push({ path: `${path}/ranges`, message: "OSV compares no versions of a vendor's own order, so the ranges stand in database_specific" });
  if (product.ecosystem !== null && !isListed) notes.push({ path: `${path}/ecosystem`, message: `OSV lists no ecosystem ${product.ecosystem}; it stands in database_specific` });
  return {
    package: product.ecosystem === null || !isListed ? undefined : { ecosystem: product.ecosystem, name: toPackageName(product), purl: product.purl ?? undefined },
    ranges: type === undefined ? [] : toRanges(product, type),
    versions: product.versions,
    database_specific: { breakwater: { ...toProductExtension(product), ranges: type === undefined ? product.ranges.map(copyRange) : [] } },
  };
}

function toRanges({ ranges, repository }: ReadProduct, type: "SEMVER" | "ECOSYSTEM" | "GIT"): Draft[] {
  return ranges.map(({ introduced, fixed, lastAffected }) => ({
    type,
    repo: type === "GIT" ? repository : undefined,
    events: [
      { introduced },
      fixed === null ? undefined : { fixed },
      lastAffected === null ? undefined : { last_affected: lastAffected },
    ],
  }));
}

/** OSV's package name is the ecosystem's own: the purl's namespace and name where there is one. */
function toPackageName({ product, purl, ecosystem }: ReadProduct): string {
  const match = purl === null ? null : /^pkg:[^/]+\/([^?#@]+)/.exec(purl);
  if (!match?.[1]) return product;
  try {
    return decodeURIComponent(match[1]).replaceAll("/", ecosystem?.startsWith("Maven") ? ":" : "/");
  } catch {
    return product; // A stray percent sign in a purl from outside.
  }
}
