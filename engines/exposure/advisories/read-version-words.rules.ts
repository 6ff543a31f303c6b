import type { SchemeName, VersionRange, VersionSet } from "../exposure.types.ts";
import { compareVersions } from "../versions/version-set.rules.ts";
import { getScheme } from "../versions/schemes.rules.ts";

export type Comparator = "<" | "<=" | ">" | ">=" | "=";
/** In the order in which an advisory writes them. */
export interface Constraint {
  readonly comparator: Comparator;
  readonly version: string;
  /** The upper end of "2.4.x" is where that line ends, not a version that carries a repair. */
  readonly isLineEnd?: true;
}

export const MAX_WORDS_LENGTH = 1000;
const ALL = /^(?:\*|-|n\/?a|all|any|all\s+(?:known\s+)?(?:\w+\s+)?(?:versions?|releases?|models?))$/i;

// How advisories say "<", "<=", ">", ">=" in words; applied in this order, longest first.
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/≤|⩽|=</g, " <= "],
  [/≥|⩾|=>/g, " >= "],
  [/\bup\s+to(?:\s+and\s+including|\s*,?\s*including)?\b/gi, " <= "],
  [/\b(?:prior\s+to|before|earlier\s+than|older\s+than|lower\s+than|less\s+than|below)\s+(?=v?\s*\d)/gi, " < "],
  [/\b(?:later\s+than|newer\s+than|higher\s+than|greater\s+than|after|above)\s+(?=v?\s*\d)/gi, " > "],
  [/\b(?:from|since|starting\s+(?:with|from))\s+(?=v?\s*\d)/gi, " >= "],
];
/** "4.2 and earlier", "4.2 or later": the comparator stands after the version. */
const AFTER_VERSION = new RegExp(
  String.raw`([^|,;<>=]+?)[\s,]*\b(?:and|or)\s+(?:(?:all|any)\s+)?(prior|earlier|older|lower|below|previous|later|newer|higher|above)`
  + String.raw`(?:\s+(?:versions?|releases?))?\s*$`, "i",
);
const THROUGH = /^(.*\d\S*)\s+(?:through|thru|to|until)\s+(.*\d.*)$/i;
/** "13.2.1-13.2.4", "1.0 - 1.5": only where both sides have a dot, because "1.0-2" is one version. */
const DASHED = /^(v?\d+(?:\.\d+)+)\s*[-–]\s*(v?\d+(?:\.\d+)+)$/i;
const FILLER = /^(?:(?:all|any|affected|the|known|of|with|bios|firmware|software|version\(s\)|versions?|releases?)[\s:_]+)+|[\s:]+(?:versions?|releases?)$/gi;
const WILDCARD = /^(.*\d)(?:\.[x*])+$/i;
const LOWER_CLOSED: ReadonlySet<Comparator> = new Set([">", ">="]);

/**
 * Reads what an advisory writes about versions: `>= 1.0 | < 1.4.2`, "All versions prior to V4.2", "2.4.x", "V1.0.4, V1.1". Words that cannot be read are kept as `unread`: then the set is undetermined, never empty.
 */
export function readVersionWords(words: string, scheme: SchemeName): VersionSet {
  const text = words.trim();
  const unreadable: VersionSet = { scheme, ranges: [], versions: [], unread: text.slice(0, MAX_WORDS_LENGTH) };
  if (text.length > MAX_WORDS_LENGTH) return unreadable;
  // CISA's way to take a product out of a list again: in no version is it affected.
  if (/^(?:no|none)(?:\s+versions?)?$/i.test(text)) return { scheme, ranges: [], versions: [], unread: null };
  if (text === "" || ALL.test(text)) return { scheme, ranges: [{}], versions: [], unread: null };
  const constraints = readConstraints(text, scheme);
  return constraints ? { scheme, unread: null, ...toSet(constraints) } : unreadable;
}

function readConstraints(text: string, scheme: SchemeName): readonly Constraint[] | undefined {
  let plain = text.replace(/\([^()]*\)/g, " ").replace(/^(?:all\s+)?versions?\s+between\s+(.+?)\s+and\s+/i, "$1 to ");
  for (const [phrase, sign] of PHRASES) plain = plain.replace(phrase, sign);
  const constraints: Constraint[] = [];
  let pending: Comparator = "=";
  let isSeparated = true;
  for (const piece of plain.split(/(<=|>=|<|>|==?|\||,|;)/)) {
    const part = piece.trim();
    if (part === "|" || part === "," || part === ";") isSeparated = true;
    if (part === "" || part === "|" || part === "," || part === ";") continue;
    if (/^[<>=]/.test(part)) {
      pending = part === "==" ? "=" : (part as Comparator);
      // "V14 < V14 SP3" is the line V14 up to its service pack: the bare version is where it begins.
      const last = constraints.at(-1);
      if (part.startsWith("<") && last?.comparator === "=" && !isSeparated) constraints[constraints.length - 1] = { ...last, comparator: ">=" };
      isSeparated = true;
    } else {
      const read = readPiece(part, pending, scheme);
      if (!read) return undefined;
      constraints.push(...read);
      pending = "=";
      isSeparated = /\b(?:and|or)$/i.test(part);
    }
  }
  return constraints.length > 0 && pending === "=" ? constraints : undefined;
}

/** One stretch of text between comparators and separators: a version, "X and earlier", "X through Y", "2.4.x". */
function readPiece(part: string, pending: Comparator, scheme: SchemeName): readonly Constraint[] | undefined {
  const text = stripFiller(part);
  if (text === "") return [];
  const trailing = pending === "=" ? AFTER_VERSION.exec(text) : null;
  if (trailing?.[1] && trailing[2]) {
    const comparator = /^(?:later|newer|higher|above)$/i.test(trailing[2]) ? ">=" : "<=";
    return versionOnly(comparator, trailing[1], scheme);
  }
  const through = THROUGH.exec(text) ?? DASHED.exec(text);
  if (through?.[1] && through[2] && (pending === "=" || pending === ">=")) {
    const from = versionOnly(">=", through[1], scheme);
    const to = versionOnly("<=", through[2], scheme);
    return from && to ? [...from, ...to] : undefined;
  }
  const wildcard = pending === "=" ? WILDCARD.exec(text) : null;
  if (wildcard?.[1]) {
    const next = wildcard[1].replace(/\d+$/, (digits) => String(BigInt(digits) + 1n));
    const from = versionOnly(">=", wildcard[1], scheme);
    return from && [...from, { comparator: "<", version: next, isLineEnd: true }];
  }
  const joined = text.split(/\s+(?:and|or)\b\s*/i).map(stripFiller).filter((version) => version !== "");
  const each = joined.map((version) => versionOnly(pending, version, scheme));
  return each.some((one) => !one) ? undefined : each.flatMap((one) => one ?? []);
}

function stripFiller(text: string): string {
  const bare = ` ${text} `.trim().replace(FILLER, "").replace(/^(?:and|or)\b\s*|\s*\b(?:and|or)$/gi, "").trim().replace(FILLER, "").trim();
  return /^(?:all|any|versions?|releases?|firmware|software)$/i.test(bare) ? "" : bare;
}

function versionOnly(comparator: Comparator, text: string, scheme: SchemeName): readonly Constraint[] | undefined {
  const version = stripFiller(text).replace(/[\s*.]+$/, "");
  if (canOrder(scheme, version)) return [{ comparator, version }];
  // "< CPC80 V16.30", "<= HiOS 07.0.02": before a bound may stand the name of the firmware. A bare name may be a model.
  const bound = comparator === "=" || OTHER_MEASURE.test(version) ? undefined : version.replace(FIRMWARE_NAME, "");
  return bound !== undefined && bound !== version && canOrder(scheme, bound) ? [{ comparator, version: bound }] : undefined;
}

const FIRMWARE_NAME = /^(?:(?:[a-z][a-z0-9+-]*[\s_]+){1,2}(?=[vr]?\d)|fw(?=\d))/i;
/** What is counted there is no version. */
const OTHER_MEASURE = /serial|digits|date|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;

/** Short enough, ordered by the scheme, and not a sentence that happens to begin with a number. */
export function canOrder(scheme: SchemeName, version: string): boolean {
  return version.split(/\s+/).length <= 6 && getScheme(scheme).parse(version) !== undefined;
}

/** Pairs each lower bound with the upper bound right after it; an upper bound alone begins before every version. */
export function toSet(constraints: readonly Constraint[]): { ranges: readonly VersionRange[]; versions: readonly string[] } {
  const ranges: VersionRange[] = [];
  const versions: string[] = [];
  for (let i = 0; i < constraints.length; i++) {
    const constraint = constraints[i];
    if (!constraint) break;
    const { comparator, version } = constraint;
    if (comparator === "=") versions.push(version);
    else if (!LOWER_CLOSED.has(comparator)) ranges.push(upper(constraint));
    else {
      const next = constraints[i + 1];
      const lower: VersionRange = comparator === ">" ? { after: version } : { introduced: version };
      const hasUpper = next !== undefined && (next.comparator === "<" || next.comparator === "<=");
      ranges.push(hasUpper ? { ...lower, ...upper(next) } : lower);
      if (hasUpper) i++;
    }
  }
  return { ranges, versions };
}

function upper({ comparator, version, isLineEnd }: Constraint): VersionRange {
  if (comparator === "<=") return { lastAffected: version };
  return isLineEnd ? { limit: version } : { fixed: version };
}

const UPDATE_TO = new RegExp(
  String.raw`\b(?:updat|upgrad|install|migrat|mov)\w*\b[^.;:\n]{0,80}?\b(?:to|version|firmware|release)\s+`
  + String.raw`(?:(?:the\s+)?(?:version|firmware|release|latest|newest)\s+)*`
  + String.raw`(v?\d+(?:\.\w+)*(?:[ -](?:sp|hf|update|upd|patch|hotfix|build|rev)[ .]?\d+)*)`, "i",
);

/** The version a vendor's remedy text tells to update to: "Update to V5.2.4 or later version". */
export function findFixedVersion(remedy: string): string | null {
  return UPDATE_TO.exec(remedy.slice(0, 2000))?.[1] ?? null;
}

/** The lowest of these versions that comes after the given one. */
export function nextFix(scheme: SchemeName, installed: string | null, fixes: readonly string[]): string | null {
  const sorted = fixes.filter((fix) => getScheme(scheme).parse(fix) !== undefined).toSorted((a, b) => compareVersions(scheme, a, b) ?? 0);
  if (installed === null) return sorted.at(-1) ?? null;
  return sorted.find((fix) => (compareVersions(scheme, fix, installed) ?? -1) > 0) ?? null;
}
