import { toExtension } from "../advisory-extension.ts";
import type { ConversionNote, Instant, PublicAdvisory, ReadAdvisoryFields, ReadProduct, ReadReference, ReadRemediation, ReadVulnerability } from "../advisories.types.ts";
import { toDocument, type Draft, type JsonObject } from "../document-bytes.ts";
import type { Written } from "../formats.types.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { toUri } from "../to-uri.ts";
import { toVers } from "../vers-range.ts";
import { withoutDocumentParts } from "../vex/one-document.ts";
import { noteLostParts } from "../vex/lost-parts.ts";
import { softwareId, stixId } from "./stix-id.ts";
import { TLP_2, TLP_2_CREATED, TLP_2_EXTENSION } from "./stix-objects.ts";

// Objects that are the same in every bundle were all made at one instant, whenever the bundle was: STIX has one `created` per object.
const SINCE = "2026-01-01T00:00:00.000Z";
const BREAKWATER = stixId("identity", "breakwater");
/** The extension that carries what STIX has no property for. */
export const OWN_EXTENSION = stixId("extension-definition", "advisory", "1");

type StixObject = { readonly [key: string]: Draft };

/**
 * Writes a STIX 2.1 bundle: a report with its vulnerabilities, the software each is about, what may be done about it, who publishes it and
 * under which TLP label. Ids are the same for every revision, which differ in `modified`. What STIX has no property for (severities with their
 * sources, AI provenance, the status of products) stands in an extension, whose definition is in the bundle.
 */
export function writeStix(advisory: ReadAdvisoryFields): Written {
  const notes: ConversionNote[] = advisory.vulnerabilities.length > 0 ? [] : [...noteLostParts(advisory, "STIX")];
  if (advisory.vulnerabilities.length === 0) notes.push({ path: "/vulnerabilities", message: "the document is about no vulnerability, so the report is about nobody but its publisher" });
  const key = [advisory.publisher?.namespace ?? advisory.publisher?.name ?? "", advisory.id];
  const publisher = toIdentity(advisory);
  const markings = toMarkings(advisory, key);
  const created = advisory.publishedAt !== null && advisory.publishedAt < advisory.modifiedAt ? advisory.publishedAt : advisory.modifiedAt;
  const common = {
    spec_version: "2.1",
    created_by_ref: publisher?.["id"],
    created, modified: advisory.modifiedAt,
    object_marking_refs: markings.map((marking) => marking["id"] ?? ""),
    revoked: advisory.ending === null ? undefined : true,
  };
  const about = advisory.vulnerabilities.flatMap((vulnerability, index) => toObjects(index === 0 ? advisory : withoutDocumentParts(advisory), vulnerability, { common, key: [...key, String(index)], notes, path: `/vulnerabilities/${index}` }));
  const content = uniqueById([...(publisher ? [publisher] : []), ...about]);
  const report: StixObject = {
    ...common,
    type: "report",
    id: stixId("report", ...key),
    name: advisory.title || advisory.id,
    description: advisory.summary || undefined,
    report_types: ["vulnerability"],
    published: advisory.publishedAt ?? advisory.modifiedAt,
    object_refs: content.map((object) => object["id"] ?? ""),
    external_references: [{ source_name: advisory.publisher?.name ?? "publisher", external_id: advisory.id }, ...advisory.references.map(toExternalReference)],
  };
  const objects = content.length === 0 ? [] : [...OWN_DEFINITION, ...markings, ...content, report];
  return { notes, documents: [toDocument({ type: "bundle", id: stixId("bundle", ...key, advisory.modifiedAt), objects: objects.map(withoutNulls) })] };
}

/** The STIX bundle of a public advisory: `{type: "bundle", id, objects}`. */
export function toStix(advisory: PublicAdvisory): JsonObject {
  // There is one, whatever the advisory says.
  return writeStix(stateAdvisory(advisory)).documents[0]!;
}

const OWN_DEFINITION: readonly StixObject[] = [
  { type: "identity", spec_version: "2.1", id: BREAKWATER, created: SINCE, modified: SINCE, name: "Breakwater", identity_class: "system" },
  {
    type: "extension-definition", spec_version: "2.1", id: OWN_EXTENSION, created_by_ref: BREAKWATER, created: SINCE, modified: SINCE,
    name: "Breakwater advisory",
    description: "What an advisory says of a vulnerability beyond STIX: severities with their sources, credits, remediations, AI provenance, the status of each product, revisions.",
    schema: "An object `advisory` with severities [{role, name, vector, score, rating}], credits [{name, organization, role, ai}], remediations [{kind, text, url, ai}], products with status, ranges and versions, and the rest of the advisory; ai is {model, humanReview}. What is not known is left out.",
    version: "1.0.0",
    extension_types: ["property-extension"],
  },
];

function toIdentity({ publisher }: ReadAdvisoryFields): StixObject | undefined {
  if (publisher === null) return undefined;
  const { name, namespace, category } = publisher;
  return {
    type: "identity", spec_version: "2.1", id: stixId("identity", namespace ?? "", name, category ?? ""), created: SINCE, modified: SINCE,
    name, identity_class: "organization", roles: category === null ? undefined : [category],
    external_references: namespace === null ? undefined : [{ source_name: "publisher", url: toUri(namespace) }],
  };
}

function toMarkings({ tlp, notice }: ReadAdvisoryFields, key: readonly string[]): StixObject[] {
  const level = tlp?.toLowerCase() ?? "";
  const id = TLP_2.get(level);
  return [
    ...(id === undefined ? [] : [{
      type: "marking-definition", spec_version: "2.1", id, created: TLP_2_CREATED, name: `TLP:${level.toUpperCase()}`,
      extensions: { [TLP_2_EXTENSION]: { extension_type: "property-extension", tlp_2_0: level } },
    }]),
    ...(notice === null ? [] : [{
      type: "marking-definition", spec_version: "2.1", id: stixId("marking-definition", ...key, notice), created: SINCE, definition_type: "statement", definition: { statement: notice },
    }]),
  ];
}

export function toExternalReference({ kind, url, summary }: Pick<ReadReference, "kind" | "url" | "summary">): Draft {
  return { source_name: kind, url: toUri(url), description: summary ?? undefined };
}

interface Writing {
  readonly common: StixObject & { readonly created: Instant; readonly modified: Instant };
  readonly key: readonly string[];
  readonly path: string;
  readonly notes: ConversionNote[];
}

function toObjects(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, { common, key, path, notes }: Writing): StixObject[] {
  const { cveId, ids, title, description, products, remediations, references, assigner } = vulnerability;
  if (assigner !== null) notes.push({ path: `${path}/assigner`, message: "STIX has no place for who assigned the CVE id" });
  const names = [cveId, ...ids].filter((name) => name !== null);
  const id = stixId("vulnerability", ...key);
  const itself: StixObject = {
    ...common,
    type: "vulnerability", id,
    name: cveId ?? ids[0] ?? (title || advisory.title || advisory.id),
    description: description ?? (advisory.summary || undefined),
    external_references: [...names.map(toIdReference), ...(advisory.vulnerabilities.length === 1 ? [] : references.map(toExternalReference))],
    extensions: { [OWN_EXTENSION]: { extension_type: "property-extension", advisory: toExtension(advisory, vulnerability, products) } },
  };
  const relate = (source: string, word: string, said: Draft): StixObject =>
    ({ ...common, type: "relationship", id: stixId("relationship", ...key, source, word, said as string), relationship_type: word, source_ref: source, target_ref: id, description: said });
  const software = products.flatMap((product) => {
    const object = toSoftware(product);
    return [object, relate(object["id"] as string, "related-to", sayStatus(product))];
  });
  const actions = remediations.flatMap((remediation, index) => {
    const action = { ...common, ...toAction(remediation), id: stixId("course-of-action", ...key, String(index)) };
    return [action, relate(action.id, remediation.kind === "vendor-fix" ? "remediates" : "mitigates", undefined)];
  });
  return [itself, ...software, ...actions];
}

function toIdReference(name: string): Draft {
  if (!/^CVE-\d{4}-\d{4,19}$/.test(name)) return { source_name: /^([A-Za-z]+)-/.exec(name)?.[1]?.toLowerCase() ?? "id", external_id: name };
  return { source_name: "cve", external_id: name, url: `https://www.cve.org/CVERecord?id=${name}` };
}

function toSoftware({ product: name, vendor, cpe, versions, ranges }: ReadProduct): StixObject {
  const properties = { name, vendor: vendor ?? undefined, cpe: cpe?.startsWith("cpe:2.3:") ? cpe : undefined, version: versions.length === 1 && ranges.length === 0 ? versions[0] : undefined };
  return { type: "software", spec_version: "2.1", id: softwareId(properties), ...properties };
}

const STATUS_WORDS = { affected: "Affected", "not-affected": "Not affected", fixed: "Fixed", "under-investigation": "Under investigation" } as const satisfies Record<ReadProduct["status"], string>;

/** The status of a product and the versions it is of, in words; the extension has both as data. */
export function sayStatus(product: ReadProduct): string {
  const range = product.versionScheme === "git" ? undefined : toVers(product);
  const which = [range, ...(product.rangeTexts ?? []), ...product.versions].filter((one) => one !== undefined);
  const why = product.notAffectedReason ?? product.statusText;
  return [
    `${STATUS_WORDS[product.status]}${which.length === 0 ? "" : `: ${which.join(", ")}`}.`,
    product.fixedVersion === null ? undefined : `Fixed in ${product.fixedVersion}.`,
    why === undefined || why === null ? undefined : `Reason: ${why}.`,
  ].filter((one) => one !== undefined).join(" ");
}

const KINDS = {
  "vendor-fix": "Vendor fix", mitigation: "Mitigation", workaround: "Workaround", "no-fix-planned": "No fix planned",
  "none-available": "None available", "fix-planned": "Fix planned", "optional-patch": "Optional patch",
} as const satisfies Record<Exclude<ReadRemediation["kind"], null>, string>;

export function toAction({ kind, text, url }: ReadRemediation): StixObject {
  return { type: "course-of-action", name: kind === null ? "Remediation" : KINDS[kind], description: text, external_references: url === null ? undefined : [{ source_name: "remediation", url: toUri(url) }] };
}

/** The kind that a course of action is named by. */
export function readKind(name: string): ReadRemediation["kind"] {
  return (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((kind) => KINDS[kind] === name) ?? null;
}

/** STIX knows no null: what is not there is left out, here at every depth. */
function withoutNulls(draft: StixObject): StixObject {
  return Object.fromEntries(Object.entries(draft).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, prune(value)]])));
}

function prune(value: Exclude<Draft, undefined | null>): Draft {
  if (Array.isArray(value)) return value.flatMap((item) => (item === null || item === undefined ? [] : [prune(item)]));
  return typeof value === "object" ? withoutNulls(value as StixObject) : value;
}

/** Two products that differ in nothing that STIX looks at are one software object. */
function uniqueById(objects: readonly StixObject[]): StixObject[] {
  return [...new Map(objects.map((object) => [object["id"], object])).values()];
}

