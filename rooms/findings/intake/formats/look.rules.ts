import type { SeverityLevel } from "#contracts/findings";

/*
 * Looking into a parsed document of a stranger: whatever is not of the kind that is looked for is not there.
 */

export type Loose = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** At the end of a way of names and places, such as `["locations", 0, "physicalLocation"]`. */
export function lookUp(value: unknown, way: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of way) at = typeof step === "number" ? asList(at).at(step) : Object.hasOwn(asObject(at), step) ? asObject(at)[step] : undefined;
  return at;
}

export function textAt(value: unknown, ...way: readonly (string | number)[]): string | undefined {
  return asText(lookUp(value, way));
}

/** A text that is at most so long: the rest is cut off, and a mark says so. */
export function clip(text: string, mostCharacters: number): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 2).replace(/[\ud800-\udbff]$/, "")} …`;
}

/** The first CWE id in what tools write: `CWE-787`, `cwe-0787`, `external/cwe/cwe-787`, or a bare number where `isNumber`. */
export function findWeakness(text: string | undefined, { isNumber = false } = {}): string | undefined {
  const [, digits] = /(?:^|[^a-z])cwe[-_: ]?(\d{1,5})(?!\d)/i.exec(text ?? "") ?? (isNumber ? (/^\s*(\d{1,5})\s*$/.exec(text ?? "") ?? []) : []);
  return digits === undefined ? undefined : `CWE-${Number(digits)}`;
}

/** The band of a CVSS base score, as CVSS 3.1 section 5 and 4.0 section 6 name them. */
export function levelOfScore(score: number): SeverityLevel {
  if (!(score > 0)) return "none";
  if (score < 4) return "low";
  if (score < 7) return "medium";
  return score < 9 ? "high" : "critical";
}

const LEVELS: Readonly<Record<string, SeverityLevel>> = { none: "none", low: "low", medium: "medium", moderate: "medium", important: "high", high: "high", critical: "critical" };

export function levelOfWord(word: string | undefined): SeverityLevel | undefined {
  const key = word?.trim().toLowerCase() ?? "";
  return Object.hasOwn(LEVELS, key) ? LEVELS[key] : undefined;
}
