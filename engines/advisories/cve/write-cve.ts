import { AdvisoryError } from "../advisories.errors.ts";
import { aiSentence, inPrecedence, toExtension } from "../advisory-words.ts";
import type { AffectedProduct, AiProvenance, Credit, CveAssignment, PublicAdvisory, Reference, Remediation, Severity } from "../advisories.types.ts";
import { cvssScore } from "../cvss-score.ts";
import type { Draft, JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";

const REFERENCE_TAGS = {
  fix: ["patch"], report: ["issue-tracking"], package: ["product"], web: [],
} as const satisfies Record<Exclude<Reference["kind"], "self">, readonly string[]>;

const METRIC_NAMES = { "2.0": "cvssV2_0", "3.0": "cvssV3_0", "3.1": "cvssV3_1", "4.0": "cvssV4_0" } as const;

/**
 * Writes a CVE record (format 5.2, state PUBLISHED) under the id its CNA assigned. We mint no ids: without an assignment this
 * throws AdvisoryError `cve-not-assigned`, and `toCveHandOff` gives what a CNA needs to assign one.
 */
export function toCveRecord(advisory: PublicAdvisory): JsonObject {
  if (advisory.cve === null) {
    throw new AdvisoryError("cve-not-assigned", "/cve", `${advisory.trackingId} has no CVE id; hand it to a CNA (toCveHandOff) and add the id it assigns.`);
  }
  const { id, assigner } = advisory.cve;
  return toDocument({
    dataType: "CVE_RECORD",
    dataVersion: "5.2.0",
    cveMetadata: {
      cveId: id,
      assignerOrgId: assigner.orgId,
      assignerShortName: assigner.shortName,
      state: "PUBLISHED",
      datePublished: advisory.initialReleaseAt,
      dateUpdated: advisory.currentReleaseAt,
    },
    containers: { cna: toContainer(advisory, assigner) },
  });
}

/** The draft for a CNA: `{cnaContainer}`, the body CVE Services takes for an id, and no id in it. The CNA adds itself as provider. */
export function toCveHandOff(advisory: PublicAdvisory): JsonObject {
  return toDocument({ cnaContainer: toContainer(advisory, null) });
}

function toContainer(advisory: PublicAdvisory, assigner: CveAssignment["assigner"] | null): { readonly [key: string]: Draft } {
  const solutions = advisory.remediations.filter(({ kind }) => kind === "vendor-fix");
  const workarounds = advisory.remediations.filter(({ kind }) => kind === "workaround" || kind === "mitigation");
  return {
    providerMetadata: assigner === null ? undefined : { orgId: assigner.orgId, shortName: assigner.shortName, dateUpdated: advisory.currentReleaseAt },
    title: advisory.title,
    datePublic: advisory.initialReleaseAt,
    descriptions: [{ lang: "en", value: advisory.summary }],
    affected: advisory.products.map(toAffected),
    problemTypes: advisory.weakness === null ? [] : [{
      descriptions: [{ lang: "en", type: "CWE", cweId: advisory.weakness.id, description: `${advisory.weakness.id} ${advisory.weakness.name}` }],
    }],
    references: toReferences(advisory),
    metrics: distinct(inPrecedence(advisory.severities).map(toMetric)),
    solutions: distinct(solutions.map(toText)),
    workarounds: distinct(workarounds.map(toText)),
    credits: distinct(advisory.credits.map(toCredit)),
    source: { discovery: "EXTERNAL", advisory: advisory.trackingId },
    // x_ names are the format's own place for extensions.
    x_breakwater: toExtension(advisory),
  };
}

function toAffected(product: AffectedProduct): Draft {
  const status = ({ affected: "affected", "not-affected": "unaffected", "under-investigation": "unknown" } as const)[product.status];
  const versionType = ({ semver: "semver", ecosystem: product.ecosystem ?? "custom", generic: "custom" } as const)[product.versionScheme];
  return {
    vendor: product.vendor,
    product: product.product,
    packageURL: product.purl ?? undefined,
    cpes: product.cpe === null ? [] : [product.cpe],
    // Versions nobody has named were not judged.
    defaultStatus: "unknown",
    versions: distinct([
      ...product.ranges.map(({ introduced, fixed, lastAffected }) => ({
        version: introduced,
        ...(lastAffected === null ? { lessThan: fixed ?? "*" } : { lessThanOrEqual: lastAffected }),
        status,
        versionType,
      })),
      ...product.versions.map((version) => ({ version, status })),
      ...(product.fixedVersion === null ? [] : [{ version: product.fixedVersion, status: "unaffected" }]),
    ]),
  };
}

function toReferences({ references, publisher }: PublicAdvisory): Draft[] {
  const self = [publisher.category === "vendor" ? "vendor-advisory" : "third-party-advisory"];
  const byUrl = new Map(references.map((reference) => [reference.url, reference]));
  return [...byUrl.values()].map(({ url, summary, kind }) => ({ url, name: summary, tags: kind === "self" ? self : REFERENCE_TAGS[kind] }));
}

/** Every severity is a metric of its own, with its source as scenario. */
function toMetric({ role, name, vector, rating }: Severity): Draft {
  const scenarios = [{ lang: "en", value: `Rated by ${role}: ${name}` }];
  if (vector === null) return { format: "other", scenarios, other: { type: "severity word", content: { rating, ratedBy: `${role}: ${name}` } } };
  const scored = cvssScore(vector);
  return {
    format: "CVSS",
    scenarios,
    [METRIC_NAMES[scored.version]]: {
      version: scored.version,
      vectorString: vector,
      baseScore: scored.score,
      baseSeverity: scored.version === "2.0" ? undefined : scored.rating.toUpperCase(),
    },
  };
}

function toText({ text, ai }: Remediation): Draft {
  return { lang: "en", value: withProvenance(text, ai) };
}

function toCredit({ name, organization, role, ai }: Credit): Draft {
  const who = organization === null ? name : `${name}, ${organization}`;
  return { lang: "en", type: role.replace("-", " "), value: withProvenance(who, ai) };
}

function withProvenance(text: string, ai: AiProvenance | null): string {
  return ai === null ? text : `${text}\n${aiSentence(ai)}`;
}

/** The format's lists take each item once. */
function distinct(items: readonly Draft[]): Draft[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
