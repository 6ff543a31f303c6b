import { z } from "zod";
import { AdvisoryError } from "../advisories.errors.ts";
import type { ReadAdvisory, ReadProduct, ReadSeverity, VersionRange } from "../advisories.types.ts";
import { readJsonObject, showHidden } from "../bounded-json.ts";
import { cvssScore } from "../cvss-score.ts";
import { toPointer } from "../json-pointer.ts";
import { withoutPurlVersion } from "../product-identifiers.ts";

// Liberal: every RustSec record says `schema_version: null`, others say null where the schema has a list.
const word = z.string().transform(showHidden);
const instant = z.string().max(60).transform((value, context) => {
  const time = new Date(value);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  context.addIssue({ code: "custom", message: "must be a date and time" });
  return z.NEVER;
});
const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish().transform((value) => value ?? []);
const event = z.object({ introduced: word.optional(), fixed: word.optional(), last_affected: word.optional(), limit: word.optional() });
const severity = z.object({ type: word, score: word });
// What our own writer adds; from anyone else it is a claim like the rest, and ignored where it has another shape.
const addition = z.object({
  breakwater: z.object({
    vendor: word, product: word, purl: word.nullable(), cpe: word.nullable(), versionScheme: z.enum(["semver", "ecosystem", "generic"]), fixedVersion: word.nullable(),
    ranges: z.array(z.object({ introduced: word, fixed: word.nullable(), lastAffected: word.nullable() })).default([]),
  }),
}).optional().catch(undefined);
const sources = z.object({
  breakwater: z.object({
    severities: z.array(z.object({
      role: word, name: word, vector: word.nullable(), score: z.number().nullable(), rating: z.enum(["none", "low", "medium", "high", "critical"]),
    })).default([]),
    remediations: z.array(z.object({ text: word, url: word.nullable() })).default([]),
  }),
}).optional().catch(undefined);
const affected = z.object({
  package: z.object({ ecosystem: word, name: word, purl: word.nullish() }).nullish(),
  severity: list(severity),
  ranges: list(z.object({ type: z.enum(["SEMVER", "ECOSYSTEM", "GIT"]), repo: word.nullish(), events: z.array(event) })),
  versions: list(word),
  database_specific: addition,
});
const osv = z.object({
  id: word,
  modified: instant,
  published: instant.nullish(),
  withdrawn: instant.nullish(),
  aliases: list(word),
  summary: word.nullish(),
  details: word.nullish(),
  severity: list(severity),
  affected: list(affected),
  references: list(z.object({ url: word })),
  database_specific: sources,
});
type Affected = z.output<typeof affected>;
type OsvRange = Affected["ranges"][number];

const SCHEMES = { SEMVER: "semver", ECOSYSTEM: "ecosystem", GIT: "git" } as const;

/**
 * Reads an OSV record from outside, valid or nearly so. An `affected` entry with ranges of several types becomes one product
 * per type. Throws AdvisoryError `unreadable-document` or `document-too-large`, naming the field.
 */
export function parseOsv(input: string | Uint8Array): ReadAdvisory {
  const parsed = osv.safeParse(readJsonObject(input));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = toPointer(issue?.path ?? []);
    throw new AdvisoryError("unreadable-document", field, `OSV field ${field || "/"}: ${issue?.message ?? "malformed"}.`, { cause: parsed.error });
  }
  const record = parsed.data;
  const own = record.database_specific?.breakwater;
  return {
    format: "osv",
    id: record.id,
    aliases: record.aliases,
    cveIds: [...new Set([record.id, ...record.aliases].filter((id) => /^CVE-\d{4}-\d{4,19}$/.test(id)))],
    title: record.summary ?? record.id,
    summary: record.details ?? record.summary ?? "",
    publishedAt: record.published ?? null,
    modifiedAt: record.modified,
    withdrawnAt: record.withdrawn ?? null,
    products: record.affected.flatMap(readAffected),
    severities: own?.severities.length
      ? own.severities.map(({ role, name, ...rated }) => ({ source: `${role}: ${name}`, ...rated }))
      : [...record.severity, ...record.affected.flatMap((entry) => entry.severity)].map(readSeverity),
    remediations: own?.remediations ?? [],
    references: [...new Set(record.references.map(({ url }) => url))],
  };
}

function readAffected(entry: Affected): ReadProduct[] {
  const own = entry.database_specific?.breakwater;
  const types = [...new Set(entry.ranges.map(({ type }) => type))].toSorted((a, b) => Number(a === "GIT") - Number(b === "GIT"));
  const base = {
    vendor: own?.vendor ?? null,
    product: own?.product ?? entry.package?.name ?? entry.ranges.find(({ repo }) => repo)?.repo ?? "unnamed",
    ecosystem: entry.package?.ecosystem ?? null,
    purl: own?.purl ?? (entry.package?.purl == null ? null : withoutPurlVersion(entry.package.purl)),
    cpe: own?.cpe ?? null,
    status: "affected" as const,
    fixedVersion: own?.fixedVersion ?? null,
  };
  if (types.length === 0) {
    return [{ ...base, versionScheme: own?.versionScheme ?? (base.ecosystem ? "ecosystem" : "generic"), ranges: own?.ranges ?? [], versions: entry.versions }];
  }
  return types.map((type, index) => {
    const paired = entry.ranges.filter((range) => range.type === type).map((range) => ({ range, pairs: pairEvents(range) }));
    const rangeTexts = paired.filter(({ pairs }) => !pairs).map(({ range }) => JSON.stringify(range.events));
    return {
      ...base,
      versionScheme: SCHEMES[type],
      ranges: paired.flatMap(({ pairs }) => pairs ?? []),
      versions: index === 0 ? entry.versions : [],
      ...(rangeTexts.length > 0 && { rangeTexts }),
    };
  });
}

/** Events in ascending order, as all publishers write them; undefined for any other order, which only a version comparison could sort. */
function pairEvents({ events }: OsvRange): VersionRange[] | undefined {
  const ranges: VersionRange[] = [];
  let introduced: string | undefined;
  for (const { introduced: from, fixed, last_affected: lastAffected, limit } of events) {
    if (from !== undefined) {
      introduced ??= from;
      continue;
    }
    if (limit !== undefined) continue;
    if (introduced === undefined) return undefined;
    ranges.push({ introduced, fixed: fixed ?? null, lastAffected: lastAffected ?? null });
    introduced = undefined;
  }
  if (introduced !== undefined) ranges.push({ introduced, fixed: null, lastAffected: null });
  return ranges;
}

function readSeverity({ score }: z.output<typeof severity>): ReadSeverity {
  try {
    const scored = cvssScore(score);
    return { source: null, vector: score, score: scored.score, rating: scored.rating };
  } catch (error) {
    // Not a vector we can score ("Ubuntu" words, a mistyped metric): kept as it stands, without a score.
    if (!(error instanceof AdvisoryError)) throw error;
    return { source: null, vector: score, score: null, rating: null };
  }
}
