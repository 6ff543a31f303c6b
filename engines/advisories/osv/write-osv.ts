import { inPrecedence, toExtension } from "../advisory-words.ts";
import type { AffectedProduct, Credit, PublicAdvisory, Reference, Severity } from "../advisories.types.ts";
import { cvssScore } from "../cvss-score.ts";
import type { Draft, JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";

const CREDIT_TYPES = {
  finder: "FINDER", reporter: "REPORTER", analyst: "ANALYST", coordinator: "COORDINATOR", tool: "TOOL",
  "remediation-developer": "REMEDIATION_DEVELOPER", "remediation-reviewer": "REMEDIATION_REVIEWER", "remediation-verifier": "REMEDIATION_VERIFIER",
} as const satisfies Record<Credit["role"], string>;

const REFERENCE_TYPES = { self: "ADVISORY", fix: "FIX", report: "REPORT", package: "PACKAGE", web: "WEB" } as const satisfies Record<Reference["kind"], string>;

/** The prefix `x_` is OSV's own mark for an identifier of a database it does not list: no id of another database's space is taken. */
export function osvId(advisory: PublicAdvisory): string {
  return `x_${advisory.trackingId}`;
}

/**
 * Writes an OSV record (schema 1.7). Only affected products enter `affected`, since OSV has no other status; what OSV has no
 * field for (sources of severities, AI provenance, vendor and CPE, ranges in a vendor's own order) is in `database_specific`.
 */
export function toOsv(advisory: PublicAdvisory): JsonObject {
  const { tlp, trackingId, notice, ...extension } = toExtension(advisory);
  return toDocument({
    schema_version: "1.7.0",
    id: osvId(advisory),
    published: advisory.initialReleaseAt,
    modified: advisory.currentReleaseAt,
    aliases: advisory.cve === null ? [] : [advisory.cve.id],
    summary: advisory.title,
    details: advisory.summary,
    severity: toSeverities(advisory.severities),
    affected: advisory.products.filter(({ status }) => status === "affected").map(toAffected),
    references: advisory.references.map(({ kind, url }) => ({ type: REFERENCE_TYPES[kind], url })),
    credits: advisory.credits.map(({ name, role }) => ({ name, type: CREDIT_TYPES[role] })),
    database_specific: {
      breakwater: { trackingId, tlp, notice, ...extension },
      ...(advisory.weakness !== null && { cwe_ids: [advisory.weakness.id] }),
    },
  });
}

function toSeverities(severities: readonly Severity[]): Draft[] {
  const vectors = new Set(inPrecedence(severities).flatMap(({ vector }) => vector ?? []));
  return [...vectors].map((vector) => ({ type: `CVSS_V${cvssScore(vector).version[0] ?? ""}`, score: vector }));
}

function toAffected(product: AffectedProduct): Draft {
  // A range in a vendor's own order would be read by OSV's algorithm as something it is not.
  const type = ({ semver: "SEMVER", ecosystem: "ECOSYSTEM", generic: undefined } as const)[product.versionScheme];
  const ranges = product.ranges.map(({ introduced, fixed, lastAffected }) => ({ introduced, fixed, lastAffected }));
  return {
    package: product.ecosystem === null ? undefined : { ecosystem: product.ecosystem, name: toPackageName(product), purl: product.purl ?? undefined },
    ranges: type === undefined ? [] : ranges.map(({ introduced, fixed, lastAffected }) => ({
      type,
      events: [
        { introduced },
        fixed === null ? undefined : { fixed },
        lastAffected === null ? undefined : { last_affected: lastAffected },
      ],
    })),
    versions: product.versions,
    database_specific: {
      breakwater: {
        vendor: product.vendor,
        product: product.product,
        purl: product.purl,
        cpe: product.cpe,
        versionScheme: product.versionScheme,
        fixedVersion: product.fixedVersion,
        ranges: type === undefined ? ranges : [],
      },
    },
  };
}

/** OSV's package name is the ecosystem's own: the purl's namespace and name where there is one. */
function toPackageName({ product, purl, ecosystem }: AffectedProduct): string {
  const match = purl === null ? null : /^pkg:[^/]+\/([^?#]+)/.exec(purl);
  if (!match?.[1]) return product;
  return decodeURIComponent(match[1]).replaceAll("/", ecosystem?.startsWith("Maven") ? ":" : "/");
}
