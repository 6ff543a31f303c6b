import type { ConversionNote, PublicAdvisory, ReadAdvisoryFields, ReadProduct, ReadVulnerability } from "../advisories.types.ts";
import { withoutRepeats } from "../csaf/json-parts.ts";
import { toDocument, type Draft, type JsonObject } from "../document-bytes.ts";
import type { Written } from "../formats.types.ts";
import { withCpeVersion } from "../product-identifiers.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { noteLostParts } from "../vex/lost-parts.ts";
import { refuseRepetition, withoutDocumentParts } from "../vex/one-document.ts";
import { sayVersions } from "../vex/said-versions.ts";
import { statusRow } from "../vex/vex-words.ts";
import { genericPurl, iriOfRange, iriOfVersion, readProductPurl } from "./product-iri.ts";
import { NO_REASON, writeActions, writeDescription } from "./statement-texts.ts";

/**
 * Writes an OpenVEX 0.2.0 document: a statement for each status of each vulnerability. Versions stand in package URLs, ranges in their
 * qualifier `vers`; severities and credits, for which there is no field, are lines of the vulnerability's description.
 */
export function writeOpenVex(advisory: ReadAdvisoryFields): Written {
  const notes = noteLostParts(advisory, "OpenVEX");
  const statements = advisory.vulnerabilities.flatMap((vulnerability, index) => toStatements(index === 0 ? advisory : withoutDocumentParts(advisory), vulnerability, { path: `/vulnerabilities/${index}`, notes }));
  if (statements.length === 0) notes.push({ path: "/vulnerabilities", message: "no product has a status, so there is no statement, and the document is not valid" });
  return {
    notes,
    documents: [toDocument({
      "@context": "https://openvex.dev/ns/v0.2.0",
      "@id": toIri(advisory),
      author: advisory.publisher?.name ?? "Unknown author",
      role: advisory.publisher?.category ?? undefined,
      timestamp: advisory.publishedAt ?? advisory.modifiedAt,
      last_updated: advisory.modifiedAt,
      version: Math.max(1, advisory.revisions.length),
      tooling: "Breakwater",
      statements,
    })],
  };
}

/** The OpenVEX document of a public advisory. */
export function toOpenVex(advisory: PublicAdvisory): JsonObject {
  // There is one, whatever the advisory says.
  return writeOpenVex(stateAdvisory(advisory)).documents[0]!;
}

/** The id as it is where it is an IRI, else under the publisher's own address, else under the one that is free to all. */
function toIri({ id, publisher }: ReadAdvisoryFields): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(id)) return id;
  const namespace = publisher?.namespace ?? "";
  const name = encodeURIComponent(id.toWellFormed());
  return /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(namespace) ? `${namespace}${namespace.endsWith("/") ? "" : "/"}openvex/${name}` : `https://openvex.dev/docs/public/${name}`;
}

interface Writing {
  readonly path: string;
  readonly notes: ConversionNote[];
}

function toStatements(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, { path, notes }: Writing): Draft[] {
  const { cveId, ids, description, severities, credits, remediations, products } = vulnerability;
  const name = cveId ?? ids[0] ?? advisory.id;
  if (cveId === null && ids.length === 0) notes.push({ path, message: "the vulnerability has no id of its own; the document's stands for it" });
  const named = {
    "@id": /^CVE-\d{4}-\d{4,19}$/.test(name) ? `https://www.cve.org/CVERecord?id=${name}` : undefined,
    name,
    aliases: ids.filter((id) => id !== name),
    description: writeDescription({ description: description ?? advisory.summary, severities, credits: [...advisory.credits, ...credits] }) || undefined,
  };
  const lines = products.flatMap((product, index) => toLines(product, { path: `${path}/products/${index}`, notes }));
  if (remediations.length > 0 && !lines.some(({ status }) => status === "affected")) notes.push({ path: `${path}/remediations`, message: "no product is affected, and only there has OpenVEX a place for what to do" });
  const groups = [...Map.groupBy(lines, ({ status, reason, text, supplier, at }) => JSON.stringify([status, reason, text, supplier, at])).values()];
  const action = writeActions(remediations);
  refuseRepetition(action, groups.length, path);
  return groups.map((group, index): Draft => {
    // A group holds at least the line that made it.
    const { status, reason, text, supplier, at } = group[0]!;
    const explained = status === "not-affected" && reason === null;
    if (explained && text === undefined) notes.push({ path, message: "nothing says why a product is not affected, as OpenVEX wants it; a sentence says that" });
    return {
      // Said once: the other statements are about the same vulnerability.
      vulnerability: index === 0 ? named : { name },
      products: withoutRepeats(group.map(({ product }) => product)),
      status: statusRow(status).openvex,
      timestamp: at,
      supplier: supplier ?? undefined,
      justification: reason ?? undefined,
      impact_statement: explained ? (text ?? NO_REASON) : status === "not-affected" ? text : undefined,
      status_notes: status === "not-affected" ? undefined : text,
      action_statement: status === "affected" ? action : undefined,
    };
  });
}

/** One product with one version or range, and what its statement says. */
interface Line {
  readonly status: ReadProduct["status"];
  readonly reason: ReadProduct["notAffectedReason"];
  readonly text: string | undefined;
  readonly supplier: string | null;
  readonly at: string | undefined;
  readonly product: Draft;
}

function toLines(product: ReadProduct, { path, notes }: Writing): Line[] {
  const line = (status: ReadProduct["status"], named: Draft): Line => ({
    status,
    reason: status === "not-affected" ? product.notAffectedReason : null,
    text: status === product.status ? product.statusText : undefined,
    supplier: product.vendor,
    at: product.statusAt,
    product: named,
  });
  const { range, isLeftOut } = sayVersions(product, path, notes);
  if (isLeftOut) return [];
  const entries: Draft[] = [
    ...(range === undefined ? [] : [toComponent(product, { range })]),
    ...product.versions.map((version) => toComponent(product, { version })),
  ];
  if (entries.length === 0) entries.push(toComponent(product, {}));
  if (product.purl === null && product.ref === undefined) notes.push({ path, message: "the product has no package URL; one of the type generic names it" });
  const named = product.purl === null ? undefined : readProductPurl(product.purl);
  if (named && named.product !== product.product) notes.push({ path, message: `OpenVEX names products by identifiers, so ${named.product} stands for the name "${product.product.slice(0, 200)}"` });
  if (product.othersStatus !== undefined) notes.push({ path, message: "what is said of the versions that are not named is not carried" });
  const fix = product.fixedVersion === null ? [] : [line("fixed", toComponent({ ...product, hashes: [] }, { version: product.fixedVersion }))];
  return [...entries.map((entry) => line(product.status, entry)), ...fix];
}

function toComponent(product: ReadProduct, { range, version }: { readonly range?: string; readonly version?: string }): Draft {
  const base = product.purl ?? genericPurl(product);
  const iri = range !== undefined ? iriOfRange(base, range) : version !== undefined ? iriOfVersion(base, version) : base;
  const cpe = product.cpe?.startsWith("cpe:2.3:") ? (version === undefined ? product.cpe : withCpeVersion(product.cpe, version)) : undefined;
  const isIri = product.ref !== undefined && /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(product.ref);
  return {
    // Its own name, where it has one and the name says no version.
    "@id": isIri && range === undefined && product.versions.length <= 1 ? product.ref : iri,
    identifiers: product.purl === null && cpe === undefined ? undefined : { purl: product.purl === null ? undefined : iri, cpe23: cpe },
    hashes: product.hashes?.length ? Object.fromEntries(product.hashes.map(({ algorithm, value }) => [algorithm, value])) : undefined,
    subcomponents: product.subcomponents?.map((id) => ({ "@id": id })),
  };
}
