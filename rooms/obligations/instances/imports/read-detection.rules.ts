import { readDay } from "./days-of-scanners.rules.ts";
import { FIELDS, type Field } from "./scanners.rules.ts";

/** One vulnerability on one asset, as a record says it. */
export interface Detection {
  readonly line: number;
  /** The agency's own key of the asset, as the scanner writes it. */
  readonly key: string;
  readonly cveId: string;
  readonly detectedOn: string;
  readonly lastSeenOn: string;
}

/** What a record held: detections, or why there are none. */
export type ReadDetections = { readonly detections: readonly Detection[] } | { readonly none: "without-cve" | "said-fixed" } | { readonly refused: string };

const MOST_KEY_CHARACTERS = 200;
/** Some rows name the CVEs of a whole cumulative update. */
const MOST_CVES = 500;
const EARLIEST = "1999-01-01";
const CVE = /\bCVE-\d{4}-\d{4,19}\b/gi;
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/u;

/** The words with which scanners say that a row is no longer a detection. */
const CLOSED = new Set(["fixed", "closed", "resolved"]);

/**
 * Reads one record, untrusted. The day of detection is the record's own; without one it is the day it was last seen, and
 * without that the day of the scan.
 * @param fields the record's text by field, empty where it says nothing
 */
export function readDetections(fields: Readonly<Record<Field, string>>, { line, scannedOn, today }: { readonly line: number; readonly scannedOn: string; readonly today: string }): ReadDetections {
  const ids = [...new Set((fields.cve.match(CVE) ?? []).map((id) => id.toUpperCase()))];
  if (ids.length === 0) return /\bcve-/i.test(fields.cve) ? { refused: "cve: expected a CVE id such as CVE-2026-12345" } : { none: "without-cve" };
  if (ids.length > MOST_CVES) return { refused: `cve: more than ${MOST_CVES} ids in one record` };
  if (CLOSED.has(fields.status.trim().toLowerCase())) return { none: "said-fixed" };
  const key = fields.asset.trim();
  if (key === "") return { refused: "asset: the record does not say which asset it speaks of" };
  if (key.length > MOST_KEY_CHARACTERS || CONTROLS.test(key)) return { refused: `asset: must be at most ${MOST_KEY_CHARACTERS} characters, without control characters` };
  const days = readDays(fields, scannedOn);
  if ("refused" in days) return days;
  const early = Object.entries(days).find(([, day]) => day < EARLIEST);
  if (early) return { refused: `${early[0]}: lies before ${EARLIEST}` };
  const late = Object.entries(days).find(([, day]) => day > today);
  if (late) return { refused: `${late[0]}: lies in the future` };
  if (days.detectedOn > days.lastSeenOn) return { refused: "detectedOn: lies after the day it was last seen" };
  return { detections: ids.map((cveId) => ({ line, key, cveId, ...days })) };
}

function readDays(fields: Readonly<Record<Field, string>>, scannedOn: string): { readonly detectedOn: string; readonly lastSeenOn: string } | { readonly refused: string } {
  const given: Partial<Record<"detectedOn" | "lastSeenOn", string>> = {};
  for (const field of ["detectedOn", "lastSeenOn"] as const) {
    const text = fields[field].trim();
    if (text === "") continue;
    const day = readDay(text);
    if (day === undefined) return { refused: `${field}: expected a day such as 2026-12-07` };
    given[field] = day;
  }
  const lastSeenOn = given.lastSeenOn ?? (given.detectedOn !== undefined && given.detectedOn > scannedOn ? given.detectedOn : scannedOn);
  return { detectedOn: given.detectedOn ?? lastSeenOn, lastSeenOn };
}

/** A CSV row's text by field: of several columns the first that is filled. */
export function fieldsOfRow(cells: readonly string[], columns: Readonly<Record<Field, readonly number[]>>): Readonly<Record<Field, string>> {
  return Object.fromEntries(FIELDS.map((field) => [field, columns[field].map((at) => cells[at] ?? "").find((cell) => cell.trim() !== "") ?? ""])) as Record<Field, string>;
}

/** The same of a JSON object; undefined for anything else. */
export function fieldsOfObject(value: unknown): Readonly<Record<Field, string>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const textOf = (one: unknown): string => (typeof one === "string" ? one : Array.isArray(one) ? one.filter((part) => typeof part === "string").join(" ") : "");
  return Object.fromEntries(FIELDS.map((field) => [field, Object.hasOwn(given, field) ? textOf(given[field]) : ""])) as Record<Field, string>;
}
