import { toExtension, toProductExtension } from "../advisory-extension.ts";
import type { ConversionNote, PublicAdvisory, ReadAdvisoryFields, ReadProduct, ReadVulnerability } from "../advisories.types.ts";
import { withoutRepeats } from "../csaf/json-parts.ts";
import { toDocument, type Draft, type JsonObject } from "../document-bytes.ts";
import type { Written } from "../formats.types.ts";
import { ownUuid } from "../own-uuid.ts";
import { withPurlVersion } from "../product-identifiers.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { toUri } from "../to-uri.ts";
import { refuseRepetition, withoutDocumentParts } from "../vex/one-document.ts";
import { sayVersions } from "../vex/said-versions.ts";
import { statusRow, toCycloneJustification } from "../vex/vex-words.ts";
import { toAdvice, toAdvisories, toCredits, toNames, toRatings } from "./vulnerability-parts.ts";

/** The property that holds what CycloneDX has no field for, as JSON. */
export const ADVISORY_PROPERTY = "breakwater:advisory";
export const PRODUCT_PROPERTY = "breakwater:product";

interface Entry {
  readonly product: ReadProduct;
  readonly ref: string;
  /** Undefined for a product of another BOM. */
  readonly component: Draft | undefined;
  readonly versions: readonly Draft[];
}

/**
 * Writes a CycloneDX 1.6 BOM with the products as components and a vulnerability for each status and reason. What CycloneDX has no field for
 * (AI provenance, roles, revisions, TLP) stands in properties.
 */
export function writeCycloneDx(advisory: ReadAdvisoryFields): Written {
  const notes: ConversionNote[] = [];
  const refs = new Set<string>();
  // Of several vulnerabilities the references of the document are the BOM's own.
  const [ofBom, first] = advisory.vulnerabilities.length > 1 ? [advisory.references, { ...advisory, references: [] }] : [[], advisory];
  const written = advisory.vulnerabilities.map((vulnerability, index) => {
    const path = `/vulnerabilities/${index}`;
    const entries = vulnerability.products.flatMap((product, at) => toEntry(product, { path: `${path}/products/${at}`, notes, refs, fallback: `product-${index + 1}-${at + 1}` }));
    return { entries, vulnerabilities: toVulnerabilities(index === 0 ? first : withoutDocumentParts(advisory), vulnerability, entries, { path, notes }) };
  });
  const components = written.flatMap(({ entries }) => entries.flatMap(({ component }) => component ?? []));
  return {
    notes,
    documents: [toDocument({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      serialNumber: /^urn:uuid:[0-9a-f-]{36}$/.test(advisory.id) ? advisory.id : `urn:uuid:${ownUuid("cyclonedx", advisory.publisher?.namespace ?? "", advisory.id)}`,
      version: Math.max(1, advisory.revisions.length),
      metadata: {
        timestamp: advisory.modifiedAt,
        tools: { components: [{ type: "application", name: "Breakwater" }] },
        manufacturer: advisory.publisher === null ? undefined : { name: advisory.publisher.name, url: advisory.publisher.namespace === null ? undefined : [advisory.publisher.namespace] },
      },
      externalReferences: ofBom.map(({ kind, url, summary }) => ({ type: kind === "report" ? "issue-tracker" : "advisories", url: toUri(url), comment: summary ?? undefined })),
      components: withoutRepeats(components),
      vulnerabilities: written.flatMap(({ vulnerabilities }) => vulnerabilities),
    })],
  };
}

/** The CycloneDX VEX of a public advisory. */
export function toCycloneDxVex(advisory: PublicAdvisory): JsonObject {
  // There is one, whatever the advisory says.
  return writeCycloneDx(stateAdvisory(advisory)).documents[0]!;
}

interface Writing {
  readonly path: string;
  readonly notes: ConversionNote[];
}

function toEntry(product: ReadProduct, { path, notes, refs, fallback }: Writing & { readonly refs: Set<string>; readonly fallback: string }): Entry[] {
  const { range, isLeftOut } = sayVersions(product, path, notes);
  if (isLeftOut) return [];
  const isElsewhere = product.ref?.startsWith("urn:cdx:") === true;
  const ref = product.ref !== undefined && (isElsewhere || !refs.has(product.ref)) ? product.ref : fallback;
  refs.add(ref);
  const status = statusRow(product.status).version;
  const only = range === undefined && product.versions.length === 1 && product.fixedVersion === null ? product.versions[0] : undefined;
  return [{
    product, ref,
    component: isElsewhere ? undefined : toComponent(product, ref, only),
    versions: only !== undefined ? [] : [
      ...(range === undefined ? [] : [{ range, status }]),
      ...product.versions.map((version) => ({ version, status })),
      ...(product.fixedVersion === null ? [] : [{ version: product.fixedVersion, status: "unaffected" }]),
    ],
  }];
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: "MD5", sha1: "SHA-1", "sha-1": "SHA-1", "sha-256": "SHA-256", sha256: "SHA-256", "sha-384": "SHA-384", sha384: "SHA-384", "sha-512": "SHA-512", sha512: "SHA-512", "sha3-256": "SHA3-256", "sha3-384": "SHA3-384",
  "sha3-512": "SHA3-512", "blake2b-256": "BLAKE2b-256", "blake2b-384": "BLAKE2b-384", "blake2b-512": "BLAKE2b-512", blake3: "BLAKE3",
};

function toComponent(product: ReadProduct, ref: string, version: string | undefined): Draft {
  const { purl, cpe, hashes } = product;
  return {
    type: product.ecosystem === null ? "application" : "library",
    "bom-ref": ref,
    name: product.product,
    version,
    supplier: product.vendor === null ? undefined : { name: product.vendor },
    purl: purl === null ? undefined : version === undefined ? purl : withPurlVersion(purl, version),
    cpe: cpe ?? undefined,
    hashes: hashes?.flatMap(({ algorithm, value }) => {
      const alg = ALGORITHMS[algorithm.toLowerCase()];
      return alg === undefined ? [] : [{ alg, content: value }];
    }),
    properties: [{ name: PRODUCT_PROPERTY, value: JSON.stringify(toDocument(toProductExtension(product))) }],
  };
}

function toVulnerabilities(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, entries: readonly Entry[], { path, notes }: Writing): Draft[] {
  const groups = [...Map.groupBy(entries, ({ product: { status, notAffectedReason, statusText, statusAt } }) => JSON.stringify([status, notAffectedReason, statusText, statusAt])).values()];
  const names = toNames(advisory, [...new Set([vulnerability.cveId, ...vulnerability.ids].filter((name) => name !== null))]);
  if (names.length === 0) notes.push({ path, message: "the vulnerability has no id of its own; the document's stands for it" });
  const [name, ...others] = names.length > 0 ? names : toNames(advisory, [advisory.id]);
  if (vulnerability.assigner !== null) notes.push({ path: `${path}/assigner`, message: "CycloneDX has no place for who assigned the CVE id" });
  const references = [...advisory.references, ...vulnerability.references];
  const { recommendation, workaround, response } = toAdvice(vulnerability.remediations);
  const common = {
    id: name?.id,
    source: name?.source,
    references: others,
    ratings: toRatings(vulnerability.severities),
    cwes: vulnerability.weaknesses.flatMap(({ id }) => (/^CWE-[1-9]\d{0,8}$/.test(id) ? [Number(id.slice("CWE-".length))] : [])),
    description: (vulnerability.title ?? advisory.title) || undefined,
    detail: (vulnerability.description ?? advisory.summary) || undefined,
    recommendation, workaround,
    advisories: toAdvisories(references),
    published: advisory.publishedAt ?? undefined,
    updated: advisory.modifiedAt,
    rejected: advisory.ending?.at,
    credits: toCredits([...advisory.credits, ...vulnerability.credits]),
  };
  const extension = { name: ADVISORY_PROPERTY, value: JSON.stringify(toDocument(toExtension(advisory, vulnerability))) };
  refuseRepetition(common, groups.length, path);
  // Whatever its number of statuses, the vulnerability is extended once.
  if (groups.length === 0) return [{ ...common, properties: [extension] }];
  return groups.map((group, index): Draft => {
    // A group holds at least the entry that made it.
    const { status, notAffectedReason: reason, statusText, statusAt } = group[0]!.product;
    return {
      ...common,
      analysis: {
        state: statusRow(status).cyclonedx[0],
        justification: reason === null ? undefined : toCycloneJustification(reason).cyclonedx,
        response: status === "affected" ? response : undefined,
        detail: statusText,
        lastUpdated: statusAt,
      },
      affects: group.map(({ ref, versions }) => ({ ref, versions })),
      properties: index === 0 ? [extension] : undefined,
    };
  });
}
