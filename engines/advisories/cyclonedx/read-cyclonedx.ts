import { z } from "zod";
import { readExtension, type AdvisoryExtension } from "../advisory-extension.ts";
import type { ConversionNote, Instant, ReadAdvisoryFields, ReadSeverity, ReadVulnerability } from "../advisories.types.ts";
import { readRater } from "../advisory-words.ts";
import { parts, toPart, toText, withoutRepeats, type Part } from "../csaf/json-parts.ts";
import type { Draft } from "../document-bytes.ts";
import { keepStated } from "../keep-stated.ts";
import { list, readableInstant, word } from "../shape-parts.ts";
import { parseShape } from "../shape-validation.ts";
import { NO_VULNERABILITY } from "../state-advisory.ts";
import { collectComponents } from "./components.ts";
import { readAffects, readOwnProperty } from "./read-affects.ts";
import { toVector } from "./vectors.ts";
import { readAdvice, toAdvice, toAdvisories, toCredits } from "./vulnerability-parts.ts";
import { ADVISORY_PROPERTY } from "./write-cyclonedx.ts";

// Liberal: only what we use is looked at, and a part that is missing is empty.
const named = z.object({ name: word.nullish(), url: z.union([word, z.array(word)]).nullish() });
const vulnerability = z.object({
  id: word.nullish(),
  references: list(z.object({ id: word })),
  ratings: list(z.object({ source: named.nullish(), score: z.number().nullish(), severity: word.nullish(), method: word.nullish(), vector: word.nullish() })),
  cwes: list(z.number()),
  description: word.nullish(),
  detail: word.nullish(),
  recommendation: word.nullish(),
  workaround: word.nullish(),
  advisories: list(z.object({ title: word.nullish(), url: word })),
  published: readableInstant.nullish(),
  created: readableInstant.nullish(),
  updated: readableInstant.nullish(),
  rejected: readableInstant.nullish(),
  credits: z.object({ organizations: list(named), individuals: list(named) }).nullish(),
  analysis: z.object({ state: word.nullish(), justification: word.nullish(), response: list(word), detail: word.nullish(), firstIssued: readableInstant.nullish(), lastUpdated: readableInstant.nullish() }).nullish(),
  affects: list(z.object({ ref: word, versions: list(z.object({ version: word.nullish(), range: word.nullish(), status: word.nullish() })) })),
  properties: list(z.object({ name: z.string(), value: z.string().nullish() })),
});
type Vulnerability = z.output<typeof vulnerability>;
const bom = z.object({
  specVersion: z.string().regex(/^1\.\d{1,2}$/, "must be a version of CycloneDX, 1.4 or later"),
  serialNumber: word.nullish(),
  metadata: z.object({ timestamp: readableInstant.nullish(), manufacturer: named.nullish(), manufacture: named.nullish(), supplier: named.nullish(), authors: list(named) }).nullish(),
  externalReferences: list(z.object({ type: word.nullish(), url: word, comment: word.nullish() })),
  vulnerabilities: list(vulnerability),
});

/** Reads the vulnerabilities of a CycloneDX BOM: one that is a VEX, or that has its components in it. Entries of one id are one vulnerability. */
export function readCycloneDx(document: Readonly<Record<string, unknown>>, now: Instant): ReadAdvisoryFields {
  const { serialNumber, metadata, externalReferences, vulnerabilities: entries } = parseShape(bom, document, "CycloneDX");
  const unread: ConversionNote[] = findUnread(document);
  const { byRef } = collectComponents(document);
  const placed = entries.map((entry, index) => ({ entry, path: `/vulnerabilities/${index}`, index }));
  const groups = [...Map.groupBy(placed, ({ entry: { id }, index }) => id ?? index).values()];
  const main = toText(toPart(toPart(document["metadata"])?.["component"])?.["bom-ref"]);
  const readings = groups.map((group) => readVulnerability(group, main, byRef, unread));
  const own = readings.find((reading) => reading.own !== undefined)?.own;
  // Every group has at least one entry.
  const first = readings[0]?.entry;
  const dates = entries.flatMap(({ published, updated, created }) => [published, updated, created].filter((date) => date != null));
  const publisher = metadata?.manufacturer ?? metadata?.manufacture ?? metadata?.supplier ?? metadata?.authors[0];
  const modifiedAt = metadata?.timestamp ?? dates.toSorted().at(-1);
  if (modifiedAt === undefined) unread.push({ path: "/metadata/timestamp", message: "the document has no date; that of its reading stands for it" });
  const url = publisher?.url;
  const single = readings.length === 1;
  return {
    format: "cyclonedx-vex",
    id: own?.trackingId ?? serialNumber ?? first?.id ?? "CycloneDX BOM without a serial number",
    aliases: own?.aliases ?? [],
    related: [],
    title: titleOf(first) ?? first?.id ?? "CycloneDX BOM",
    summary: first?.detail ?? first?.description ?? "",
    publishedAt: entries.flatMap(({ published }) => published ?? []).toSorted()[0] ?? null,
    modifiedAt: modifiedAt ?? now,
    publisher: publisher?.name == null ? null : (own?.publisher?.name === publisher.name ? own.publisher : { name: publisher.name, namespace: (typeof url === "string" ? url : url?.[0]) ?? null, category: null }),
    tlp: own?.tlp ?? null,
    notice: own?.notice ?? null,
    notes: own?.notes ?? [],
    ending: first?.rejected == null ? null : (own?.ending?.at === first.rejected ? own.ending : { kind: "withdrawn", at: first.rejected, reason: "", replacedBy: [] }),
    revisions: own?.revisions ?? [],
    references: [
      ...externalReferences.map(({ type, url: address, comment }) => ({ kind: type === "issue-tracker" ? "report" as const : "web" as const, url: address, summary: comment ?? null })),
      ...(single ? (readings[0]?.references ?? []) : []),
    ],
    credits: withoutRepeats(readings.flatMap(({ credits }) => credits)),
    aiAnnotations: own?.aiAnnotations ?? [],
    vulnerabilities: readings.map(({ vulnerability: read, references, entry }) => (single ? read : { ...read, title: titleOf(entry) ?? null, description: entry.detail ?? entry.description ?? null, references })),
    unread,
  };
}

// What is longer is no title, but a description that has no other place.
const LONGEST_TITLE = 250;

function titleOf(entry: Vulnerability | undefined): string | undefined {
  const line = entry?.description?.split("\n", 1)[0] ?? "";
  return line === "" ? undefined : line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE)}…` : line;
}

interface Reading {
  readonly entry: Vulnerability;
  readonly own: AdvisoryExtension | undefined;
  readonly vulnerability: ReadVulnerability;
  readonly references: ReadAdvisoryFields["references"];
  readonly credits: ReadAdvisoryFields["credits"];
}

interface Placed {
  readonly entry: Vulnerability;
  readonly path: string;
}

function readVulnerability(group: readonly Placed[], main: string | undefined, byRef: ReadonlyMap<string, Part>, unread: ConversionNote[]): Reading {
  const { entry } = group[0]!;
  const own = group.map((one) => readExtension(readOwnProperty(one.entry.properties, ADVISORY_PROPERTY))).find((one) => one !== undefined);
  const names = [...new Set([entry.id, ...group.flatMap((one) => one.entry.references.map(({ id }) => id))])].filter((name) => name != null && name !== own?.trackingId) as string[];
  const cveId = names.find((name) => /^CVE-\d{4}-\d{4,19}$/.test(name)) ?? null;
  const stated = [...new Map(group.flatMap((one) => one.entry.advisories).map((one) => [JSON.stringify(one), one])).values()].map(({ title, url }) => ({ kind: "web" as const, url, summary: title ?? null }));
  const advice = { recommendation: entry.recommendation ?? undefined, workaround: entry.workaround ?? undefined, response: [...new Set(group.flatMap((one) => one.entry.analysis?.response ?? []))].toSorted() };
  const responded = group.some((one) => one.entry.analysis?.state === "exploitable");
  return {
    entry, own,
    references: keepStated(own?.references, toAdvisories, toAdvisories(stated), () => stated),
    credits: keepStated(own?.credits, toCredits, { organizations: namesOf(entry.credits?.organizations), individuals: namesOf(entry.credits?.individuals) }, () => readCredits(entry)),
    vulnerability: {
      ...NO_VULNERABILITY,
      cveId,
      ids: names.filter((name) => name !== cveId),
      weaknesses: keepStated(own?.weaknesses, (weaknesses) => weaknesses.map(({ id }) => id), entry.cwes.map((number) => `CWE-${number}`), () => entry.cwes.map((number) => ({ id: `CWE-${number}`, name: null }))),
      products: group.flatMap((one) => readAffects(one.entry, { path: one.path, main, byRef, unread })),
      severities: withoutRepeats(group.flatMap((one) => one.entry.ratings.flatMap(readRating))),
      assessments: own?.assessments ?? withoutRepeats(group.flatMap((one) => one.entry.ratings.flatMap(readAssessment))),
      remediations: keepStated(own?.remediations, (remediations) => toAdviceWithout(remediations, responded), advice, () => readAdvice(advice)),
      timeline: own?.timeline ?? [],
      notes: own?.vulnerabilityNotes ?? [],
    },
  };
}

function toAdviceWithout(remediations: ReadVulnerability["remediations"], responded: boolean): Draft {
  const { response, ...texts } = toAdvice(remediations);
  return { ...texts, response: responded ? response : [] };
}

function namesOf(people: readonly z.output<typeof named>[] | undefined): Draft[] {
  return (people ?? []).map(({ name }) => ({ name: name ?? "" }));
}

const RATINGS = ["none", "low", "medium", "high", "critical"] as const;
const isScore = (method: string | null | undefined): boolean => method == null || method === "other" || method.startsWith("CVSS");

function readRating({ source, score, severity, method, vector }: Vulnerability["ratings"][number]): ReadSeverity[] {
  if (!isScore(method)) return [];
  const rating = RATINGS.find((one) => one === severity) ?? null;
  if (vector == null && score == null && rating === null) return [];
  const whole = vector == null ? null : toVector(method ?? undefined, vector);
  return [{ ...(source?.name == null ? { role: null, name: null } : readRater(source.name)), vector: whole, score: score ?? null, rating }];
}

function readAssessment({ source, score, severity, method, vector }: Vulnerability["ratings"][number]): ReadVulnerability["assessments"] {
  return isScore(method) ? [] : [{ type: method ?? "other", source: source?.name ?? null, content: { score: score ?? null, severity: severity ?? null, vector: vector ?? null } }];
}

function readCredits(entry: Vulnerability): ReadAdvisoryFields["credits"] {
  return [...(entry.credits?.individuals ?? []), ...(entry.credits?.organizations ?? [])].flatMap(({ name, url }) => {
    const urls = typeof url === "string" ? [url] : (url ?? []);
    return name == null ? [] : [{ name, organization: null, role: null, ai: null, ...(urls.length > 0 && { urls }) }];
  });
}

function findUnread(document: Part): ConversionNote[] {
  const unread = new Map<string, string>();
  for (const [one, index] of parts(document["vulnerabilities"])) {
    for (const name of ["proofOfConcept", "tools"]) if (one[name] !== undefined) unread.set(name, `/vulnerabilities/${index}/${name}`);
    for (const [property] of parts(one["properties"])) if (property["name"] !== ADVISORY_PROPERTY) unread.set("properties", `/vulnerabilities/${index}/properties`);
  }
  return [...unread].map(([name, path]) => ({ path, message: `${name} is not read` }));
}
