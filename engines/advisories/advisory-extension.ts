// What no field of OSV or CVE holds, in our own words, for their extension objects. A reader takes of it only what still fits
// what the document itself says: a CNA or a database may have changed the document and left the extension as it was.
import { z } from "zod";
import type { AiAnnotation, Ending, ReadAdvisoryFields, ReadCredit, ReadNote, ReadProduct, ReadReference, ReadRemediation, ReadSeverity, ReadVulnerability, VersionRange } from "./advisories.types.ts";
import { inPrecedence } from "./advisory-words.ts";
import { showHidden } from "./bounded-json.ts";
import type { Draft } from "./document-bytes.ts";

const word = z.string().transform(showHidden);
// Formats without null leave out what is null.
const absentIsNull = <Value>(value: Value | null | undefined): Value | null => value ?? null;
const ai = z.object({ model: word.nullish().transform(absentIsNull), humanReview: z.enum(["none", "reviewed"]) });
const list = <Item extends z.ZodType>(item: Item) => z.array(item).default([]);
const note = z.object({ title: word.nullish().transform(absentIsNull), text: word });

const productExtras = {
  vendor: word.nullish().transform(absentIsNull),
  product: word,
  ecosystem: word.nullish().transform(absentIsNull),
  purl: word.nullish().transform(absentIsNull),
  cpe: word.nullish().transform(absentIsNull),
  status: z.enum(["affected", "not-affected", "under-investigation", "fixed"]),
  versionScheme: z.enum(["semver", "ecosystem", "generic", "git"]),
  fixedVersion: word.nullish().transform(absentIsNull),
  notAffectedReason: z.enum([
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
  ]).nullish().transform(absentIsNull),
  rangeTexts: z.array(word).optional(),
  repository: word.optional(),
  ref: word.optional(),
  subcomponents: z.array(word).optional(),
  hashes: z.array(z.object({ algorithm: word, value: word })).optional(),
  statusText: word.optional(),
  statusAt: z.iso.datetime().optional(),
  othersStatus: z.enum(["affected", "not-affected", "under-investigation"]).optional(),
};
const ranges = z.array(z.object({ introduced: word, fixed: word.nullish().transform(absentIsNull), lastAffected: word.nullish().transform(absentIsNull) }));
const wholeProduct = z.object({ ...productExtras, ranges: ranges.default([]), versions: list(word) });
const productExtension = z.object({ ...productExtras, ranges: ranges.optional() }).partial();

const extension = z.object({
  trackingId: word,
  aliases: list(word),
  tlp: word.nullish().transform(absentIsNull).default(null),
  notice: word.nullish().transform(absentIsNull).default(null),
  notes: list(note),
  vulnerabilityNotes: list(note),
  publisher: z.object({
    name: word, namespace: word.nullish().transform(absentIsNull), category: z.enum(["coordinator", "vendor", "discoverer", "other", "translator", "user", "multiplier"]).nullish().transform(absentIsNull),
  }).nullish().transform(absentIsNull).default(null),
  severities: list(z.object({
    role: z.enum(["maintainer", "cna", "coordinator", "finder"]).nullish().transform(absentIsNull), name: word.nullish().transform(absentIsNull), vector: word.nullish().transform(absentIsNull), score: z.number().nullish().transform(absentIsNull),
    rating: z.enum(["none", "low", "medium", "high", "critical"]).nullish().transform(absentIsNull),
  })),
  assessments: list(z.object({ type: word, source: word.nullish().transform(absentIsNull), content: z.record(z.string(), z.unknown()) })),
  credits: list(z.object({
    name: word, organization: word.nullish().transform(absentIsNull), ai: ai.nullish().transform(absentIsNull), text: word.optional(), urls: z.array(word).optional(),
    role: z.enum(["finder", "reporter", "analyst", "coordinator", "remediation-developer", "remediation-reviewer", "remediation-verifier", "tool", "sponsor", "other"]).nullish().transform(absentIsNull),
  })),
  remediations: list(z.object({
    text: word, url: word.nullish().transform(absentIsNull), ai: ai.nullish().transform(absentIsNull),
    kind: z.enum(["vendor-fix", "mitigation", "workaround", "no-fix-planned", "none-available", "fix-planned", "optional-patch"]).nullish().transform(absentIsNull),
  })),
  references: list(z.object({
    url: word, summary: word.nullish().transform(absentIsNull), tags: z.array(word).optional(),
    kind: z.enum(["self", "fix", "report", "package", "web", "advisory", "article", "detection", "discussion", "introduced", "git", "evidence"]),
  })),
  revisions: list(z.object({ number: z.union([word, z.number().transform(String)]), at: z.iso.datetime(), summary: word })),
  timeline: list(z.object({ at: z.iso.datetime(), text: word })),
  ending: z.object({
    kind: z.enum(["withdrawn", "superseded"]), at: z.iso.datetime(), reason: word, replacedBy: list(z.object({ id: word, url: word.nullish().transform(absentIsNull) })),
  }).nullish().transform(absentIsNull).default(null),
  aiAnnotations: list(z.object({
    field: word.nullish().transform(absentIsNull), level: z.enum(["none", "assisted", "augmented", "generated"]), humanReview: z.enum(["none", "partial", "full"]).nullish().transform(absentIsNull),
    models: list(word), text: word.nullish().transform(absentIsNull),
  })),
  weaknesses: list(z.object({ id: word, name: word.nullish().transform(absentIsNull) })),
  /** Those of a status that the format does not have. */
  otherProducts: list(wholeProduct),
});

export type AdvisoryExtension = z.output<typeof extension>;
export type ProductExtension = z.output<typeof productExtension>;

/** The extension of an advisory about one of its vulnerabilities. */
export function toExtension(advisory: ReadAdvisoryFields, vulnerability: ReadVulnerability, otherProducts: readonly ReadProduct[] = []): { readonly [key: string]: Draft } {
  return {
    trackingId: advisory.id,
    aliases: advisory.aliases,
    tlp: advisory.tlp ?? undefined,
    notice: advisory.notice ?? undefined,
    notes: advisory.notes.map(copyNote),
    vulnerabilityNotes: vulnerability.notes.map(copyNote),
    publisher: advisory.publisher === null ? undefined : { name: advisory.publisher.name, namespace: advisory.publisher.namespace, category: advisory.publisher.category },
    severities: inPrecedence(vulnerability.severities).map(copySeverity),
    assessments: vulnerability.assessments.map(({ type, source, content }) => ({ type, source, content: content as Draft })),
    credits: [...advisory.credits, ...vulnerability.credits].map(copyCredit),
    remediations: vulnerability.remediations.map(copyRemediation),
    references: [...advisory.references, ...vulnerability.references].map(copyReference),
    revisions: advisory.revisions.map(({ number, at, summary }) => ({ number, at, summary })),
    timeline: vulnerability.timeline.map(({ at, text }) => ({ at, text })),
    ending: advisory.ending === null ? undefined : copyEnding(advisory.ending),
    aiAnnotations: advisory.aiAnnotations.map(copyAnnotation),
    weaknesses: vulnerability.weaknesses.map(({ id, name }) => ({ id, name })),
    otherProducts: otherProducts.map((product) => ({ ...toProductExtension(product), ranges: product.ranges.map(copyRange), versions: product.versions })),
  };
}

/** What is to be kept of a product beside the fields of a format; without its ranges and versions, which every format has. */
export function toProductExtension(product: ReadProduct): { readonly [key: string]: Draft } {
  const { vendor, product: name, ecosystem, purl, cpe, status, versionScheme, fixedVersion, notAffectedReason } = product;
  const { rangeTexts, repository, ref, subcomponents, hashes, statusText, statusAt, othersStatus } = product;
  return {
    vendor, product: name, ecosystem, purl, cpe, status, versionScheme, fixedVersion, notAffectedReason, rangeTexts, repository, ref, subcomponents,
    hashes: hashes?.map(({ algorithm, value }) => ({ algorithm, value })), statusText, statusAt, othersStatus,
  };
}

export function copyRange({ introduced, fixed, lastAffected }: VersionRange): Draft {
  return { introduced, fixed, lastAffected };
}

/** Undefined where it is none of ours, or has another shape: from anyone it is a claim like the rest. */
export function readExtension(value: unknown): AdvisoryExtension | undefined {
  return extension.safeParse(value).data;
}

export function readProductExtension(value: unknown): ProductExtension {
  return productExtension.safeParse(value).data ?? {};
}

/** Of what the extension has, the item that the document states as this; otherwise what is read from the document alone. */
export function matchItems<Stated, Item>(stated: readonly Stated[], extended: readonly Item[], render: (item: Item) => string, key: (item: Stated) => string, read: (item: Stated) => Item): Item[] {
  const known = Map.groupBy(extended, render);
  return stated.map((item) => known.get(key(item))?.shift() ?? read(item));
}

function copyNote({ title, text }: ReadNote): Draft {
  return { title, text };
}

function copySeverity({ role, name, vector, score, rating }: ReadSeverity): Draft {
  return { role, name, vector, score, rating };
}

function copyAi(provenance: ReadCredit["ai"]): Draft {
  return provenance === null ? null : { model: provenance.model, humanReview: provenance.humanReview };
}

function copyCredit({ name, organization, role, ai: provenance, text, urls }: ReadCredit): Draft {
  return { name, organization, role, ai: copyAi(provenance), text, urls };
}

function copyRemediation({ kind, text, url, ai: provenance }: ReadRemediation): Draft {
  return { kind, text, url, ai: copyAi(provenance) };
}

function copyReference({ kind, url, summary, tags }: ReadReference): Draft {
  return { kind, url, summary, tags };
}

function copyEnding({ kind, at, reason, replacedBy }: Ending): Draft {
  return { kind, at, reason, replacedBy: replacedBy.map(({ id, url }) => ({ id, url })) };
}

function copyAnnotation({ field, level, humanReview, models, text }: AiAnnotation): Draft {
  return { field, level, humanReview, models, text };
}
