import type { FindingRecord } from "#contracts/intake";
import { AdvisoryError, cvssScore } from "#engines/advisories";
import { FormatError, type FormatItem } from "./format.types.ts";
import { asList, asObject, asText, clip, findWeakness, levelOfScore, levelOfWord, lookUp, textAt, type Loose } from "./look.rules.ts";

const MOST_AFFECTED = 100;

/** OSV 1.x records: one, a list, or `{"vulns": […]}` as an OSV server answers; each affected package of each is an item. */
export function readOsv(document: unknown): readonly FormatItem[] {
  const wrapped = asObject(document)["vulns"];
  const records: readonly unknown[] = Array.isArray(document) ? document : Array.isArray(wrapped) ? wrapped : [document];
  const around = Array.isArray(document) ? "" : Array.isArray(wrapped) ? "vulns" : undefined;
  return records.flatMap((record, at) => readRecord(asObject(record), around === undefined ? "" : `${around}[${at}]`));
}

function readRecord(record: Loose, place: string): readonly FormatItem[] {
  const at = (name: string) => (place === "" ? name : `${place}.${name}`);
  const { id, affected } = record;
  if (asText(id) === undefined) throw new FormatError(at("id"), "an OSV record has an id");
  if (asText(record["withdrawn"])) return [{ place: at("withdrawn"), refused: "this record was withdrawn" }];
  const entries = asList(affected);
  if (entries.length === 0) return [{ place: at("affected"), refused: "names no affected package" }];
  if (entries.length > MOST_AFFECTED) return [{ place: at("affected"), refused: `more than ${MOST_AFFECTED} affected packages; split the record` }];
  return entries.map((entry, number) => readAffected(record, asObject(entry), at(`affected[${number}]`)));
}

function readAffected(record: Loose, entry: Loose, place: string): FormatItem {
  const name = textAt(entry, "package", "name");
  const purl = textAt(entry, "package", "purl");
  const repository = asList(entry["ranges"]).map((range) => textAt(range, "repo")).find((repo) => repo !== undefined) ?? asList(record["references"]).filter((one) => asObject(one)["type"] === "PACKAGE").map((one) => textAt(one, "url"))[0];
  return {
    place,
    title: clip(asText(record["summary"]) ?? `${String(record["id"])} in ${name ?? "a package"}`, 300),
    description: clip(asText(record["details"]) ?? asText(record["summary"]) ?? String(record["id"]), 20_000),
    weakness: weaknessOf(record, entry),
    target: { name: name ?? purl, version: versionsOf(entry), repository: repository && /^https?:/.test(repository) ? repository : undefined, location: clip(textAt(entry, "ecosystem_specific", "imports", 0, "path") ?? purl ?? name ?? "package", 300) },
    severity: severityOf(record, entry),
    identifiers: [record["id"], ...asList(record["aliases"])].flatMap((one) => asText(one) ?? []).map((one) => clip(one, 200)).slice(0, 50),
    evidence: asList(record["references"]).slice(0, 50).flatMap((one) => (textAt(one, "url") ? [{ kind: "url" as const, value: clip(textAt(one, "url") ?? "", 1000), note: textAt(one, "type") === undefined ? null : clip(textAt(one, "type") ?? "", 500) }] : [])),
    provenance: { finder: asList(record["credits"]).filter((one) => [undefined, "FINDER", "REPORTER"].includes(textAt(one, "type"))).map((one) => textAt(one, "name"))[0] },
  };
}

function weaknessOf(record: Loose, entry: Loose): string | undefined {
  const lists = [lookUp(record, ["database_specific", "cwe_ids"]), lookUp(entry, ["database_specific", "cwes"]), lookUp(record, ["database_specific", "cwes"])];
  return lists.flatMap((list) => asList(list)).map((one) => findWeakness(asText(one) ?? textAt(one, "cweId") ?? textAt(one, "id"))).find((id) => id !== undefined);
}

/** The ranges in words, else the versions that are listed. */
function versionsOf(entry: Loose): string | undefined {
  const ranges = asList(entry["ranges"]).map((range) => asList(asObject(range)["events"]).flatMap((event) => Object.entries(asObject(event)).flatMap(([word, version]) => (asText(version) ? [`${word} ${String(version)}`] : []))).join(", "));
  const words = ranges.filter((range) => range !== "").join("; ") || asList(entry["versions"]).flatMap((version) => asText(version) ?? []).join(", ");
  return words === "" ? undefined : clip(words, 300);
}

function severityOf(record: Loose, entry: Loose): FindingRecord["severity"] | undefined {
  const vector = [...asList(entry["severity"]), ...asList(record["severity"])].map((one) => textAt(one, "score")).find((score) => score?.startsWith("CVSS:"));
  const score = vector === undefined ? undefined : scoreOf(vector);
  if (vector !== undefined && score !== undefined) return { level: levelOfScore(score), vector };
  const level = levelOfWord(textAt(record, "database_specific", "severity"));
  return level && { level, vector: null };
}

/** Undefined for what is no vector: then it is as if nothing were said. */
export function scoreOf(vector: string): number | undefined {
  try {
    return cvssScore(vector).score;
  } catch (error) {
    if (error instanceof AdvisoryError) return undefined;
    throw error;
  }
}
