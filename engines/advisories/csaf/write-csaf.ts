import { aiSentence, creditSentence, inPrecedence } from "../advisory-words.ts";
import type { AffectedProduct, PublicAdvisory, Remediation, Severity } from "../advisories.types.ts";
import { cvssScore } from "../cvss-score.ts";
import { convertCsaf20 } from "./convert-csaf.ts";
import type { Draft, JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";
import { withCpeVersion, withPurlVersion } from "../product-identifiers.ts";
import { toVers } from "../vers-range.ts";

interface ProductEntry {
  readonly id: string;
  readonly status: "known_affected" | "known_not_affected" | "under_investigation" | "fixed";
  readonly product: AffectedProduct;
  /** A VERS range, or one version. */
  readonly versions: { readonly range: string } | { readonly version: string };
}

/**
 * Writes a CSAF 2.0 document of profile 4, `csaf_security_advisory`. CSAF 2.0 takes one CVSS score per product and version
 * of CVSS, and none of 4.0: the first by precedence goes to `scores`, and every severity stands in a note with its source.
 */
export function toCsaf20(advisory: PublicAdvisory): JsonObject {
  const entries = advisory.products.flatMap(toEntries);
  return toDocument({
    document: toHeader(advisory),
    product_tree: { branches: toBranches(entries) },
    vulnerabilities: [toVulnerability(advisory, entries)],
  });
}

/**
 * Writes a CSAF 2.1 document: the 2.0 one carried over, with the score of the highest CSAF version first by precedence, CVSS 4 included.
 * The profile is `csaf_security_advisory`; where no fixed version is known, the one that 2.1 keeps for such advisories.
 */
export function toCsaf21(advisory: PublicAdvisory): JsonObject {
  const { document } = convertCsaf20(toCsaf20(advisory), { now: advisory.currentReleaseAt });
  const written = document as { readonly vulnerabilities?: readonly { readonly metrics?: readonly Draft[]; readonly product_status?: { readonly known_affected?: readonly string[] } }[] };
  const v4 = inPrecedence(advisory.severities).find(({ vector }) => vector?.startsWith("CVSS:4.0/"))?.vector;
  const [vulnerability, ...others] = written.vulnerabilities ?? [];
  const affected = vulnerability?.product_status?.known_affected ?? [];
  if (!v4 || !vulnerability || affected.length === 0) return toDocument(document as Readonly<Record<string, Draft>>);
  const { score, rating } = cvssScore(v4);
  const metric = { content: { cvss_v4: { version: "4.0", vectorString: v4, baseScore: score, baseSeverity: rating.toUpperCase() } }, products: affected };
  return toDocument({ ...(document as Readonly<Record<string, Draft>>), vulnerabilities: [{ ...vulnerability, metrics: [...(vulnerability.metrics ?? []), metric] }, ...others] as readonly Draft[] });
}

function toHeader(advisory: PublicAdvisory): { readonly [key: string]: Draft } {
  return {
    category: "csaf_security_advisory",
    csaf_version: "2.0",
    lang: "en",
    title: advisory.title,
    publisher: { category: advisory.publisher.category, name: advisory.publisher.name, namespace: advisory.publisher.namespace },
    distribution: { tlp: { label: "WHITE", url: "https://www.first.org/tlp/" } },
    notes: [
      { category: "summary", title: "Summary", text: advisory.summary },
      advisory.notice === null ? undefined : { category: "legal_disclaimer", title: "Notice", text: advisory.notice },
    ],
    acknowledgments: advisory.credits.map((credit) => ({
      names: [credit.name],
      organization: credit.organization ?? undefined,
      summary: creditSentence(credit),
    })),
    references: advisory.references.map(({ kind, url, summary }) => ({ category: kind === "self" ? "self" : "external", url, summary })),
    tracking: {
      id: advisory.trackingId,
      status: "final",
      version: String(advisory.revisions.length),
      initial_release_date: advisory.initialReleaseAt,
      current_release_date: advisory.currentReleaseAt,
      revision_history: advisory.revisions.map(({ number, at, summary }) => ({ number: String(number), date: at, summary })),
      // Without a date: when a document was generated may not change its bytes.
      generator: { engine: { name: "Breakwater" } },
    },
  };
}

function toEntries(product: AffectedProduct, index: number): ProductEntry[] {
  const number = String(index + 1).padStart(4, "0");
  const status = ({ affected: "known_affected", "not-affected": "known_not_affected", "under-investigation": "under_investigation" } as const)[product.status];
  const range = toVers(product);
  const entries: ProductEntry[] = range === undefined ? [] : [{ id: `BWPID-${number}-R`, status, product, versions: { range } }];
  product.versions.forEach((version, at) => { entries.push({ id: `BWPID-${number}-V${at + 1}`, status, product, versions: { version } }); });
  if (product.fixedVersion !== null) {
    entries.push({ id: `BWPID-${number}-F`, status: "fixed", product, versions: { version: product.fixedVersion } });
  }
  return entries;
}

function toBranches(entries: readonly ProductEntry[]): Draft[] {
  return groupBy(entries, ({ product }) => product.vendor).map(([vendor, ofVendor]) => ({
    category: "vendor",
    name: vendor,
    branches: groupBy(ofVendor, ({ product }) => product.product).map(([name, ofProduct]) => ({
      category: "product_name",
      name,
      branches: ofProduct.map(toVersionBranch),
    })),
  }));
}

function toVersionBranch({ id, product, versions }: ProductEntry): Draft {
  const name = "range" in versions ? versions.range : versions.version;
  const purl = product.purl === null || "range" in versions ? product.purl : withPurlVersion(product.purl, versions.version);
  const cpe = product.cpe === null || "range" in versions ? product.cpe : withCpeVersion(product.cpe, versions.version);
  return {
    category: "range" in versions ? "product_version_range" : "product_version",
    name,
    product: {
      product_id: id,
      name: `${product.vendor} ${product.product} ${name}`,
      product_identification_helper: purl === null && cpe === null ? undefined : { purl: purl ?? undefined, cpe: cpe ?? undefined },
    },
  };
}

function toVulnerability(advisory: PublicAdvisory, entries: readonly ProductEntry[]): { readonly [key: string]: Draft } {
  const withStatus = (status: ProductEntry["status"]) => entries.filter((entry) => entry.status === status).map(({ id }) => id);
  const affected = withStatus("known_affected");
  return {
    cve: advisory.cve?.id,
    cwe: advisory.weakness === null ? undefined : { id: advisory.weakness.id, name: advisory.weakness.name },
    title: advisory.title,
    release_date: advisory.initialReleaseAt,
    notes: [
      { category: "description", title: "Description", text: advisory.summary },
      ...inPrecedence(advisory.severities).map((severity) => ({
        category: "other",
        title: `Severity by ${severity.role}: ${severity.name}`,
        text: severity.vector === null ? severity.rating : `${severity.rating}, base score ${severity.score?.toFixed(1)}, ${severity.vector}`,
      })),
    ],
    product_status: {
      known_affected: affected,
      known_not_affected: withStatus("known_not_affected"),
      under_investigation: withStatus("under_investigation"),
      fixed: withStatus("fixed"),
    },
    flags: groupBy(entries.filter(({ status }) => status === "known_not_affected"), ({ product }) => product.notAffectedReason ?? "")
      .map(([label, ofReason]) => ({ label, product_ids: ofReason.map(({ id }) => id) })),
    // Remediations and scores must name products (tests 6.1.29 and 6.1.7), and speak of the affected ones.
    remediations: affected.length === 0 ? [] : advisory.remediations.map((remediation) => toRemediation(remediation, affected)),
    scores: affected.length === 0 ? [] : toScores(advisory.severities, affected),
  };
}

function toRemediation({ kind, text, url, ai }: Remediation, affected: readonly string[]): Draft {
  return {
    category: kind.replaceAll("-", "_"),
    details: ai === null ? text : `${text}\n${aiSentence(ai)}`,
    url: url ?? undefined,
    product_ids: affected,
  };
}

function toScores(severities: readonly Severity[], products: readonly string[]): Draft[] {
  const scored = inPrecedence(severities).flatMap(({ vector }) => (vector === null ? [] : [cvssScore(vector)]));
  const v3 = scored.find(({ version }) => version === "3.0" || version === "3.1");
  const v2 = scored.find(({ version }) => version === "2.0");
  if (!v3 && !v2) return [];
  return [{
    products,
    cvss_v3: v3 && { version: v3.version, vectorString: v3.vector, baseScore: v3.score, baseSeverity: v3.rating.toUpperCase() },
    cvss_v2: v2 && { version: v2.version, vectorString: v2.vector, baseScore: v2.score },
  }];
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): [string, Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
}
