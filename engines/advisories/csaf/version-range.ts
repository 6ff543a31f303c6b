// Product version ranges as section 3.1.2.3.2 of CSAF 2.1 has them: VERS in canonical form, or its constraints alone (vls).

type Comparator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export interface Constraint {
  readonly comparator: Comparator;
  readonly version: string;
}

export interface VersionRange {
  /** The VERS type; null for a vls. */
  readonly type: string | null;
  /** Empty for `vers:all/*`. */
  readonly constraints: readonly Constraint[];
}

export interface RangeReading {
  /** Absent where the text is no range at all. */
  readonly range?: VersionRange;
  readonly problem?: string;
}

// The types of package-url/vers-spec, and package types whose versions it orders.
const REGISTERED_TYPES = new Set([
  "all", "none", "alpine", "alpm", "apk", "arch", "cargo", "composer", "conan", "cpan", "cran", "datetime", "deb", "ebuild", "gem", "generic", "gentoo", "github",
  "golang", "hackage", "hex", "intdot", "lexicographic", "maven", "mattermost", "mozilla", "nginx", "npm", "nuget", "openssl", "pub", "pypi", "rpm", "semver", "swift",
]);

export function isRegisteredType(type: string): boolean {
  return REGISTERED_TYPES.has(type);
}

// Attacker-controlled: pairs of constraints are compared with each other.
const MOST_CONSTRAINTS = 200;
const CONSTRAINT = /^(>=|<=|!=|<|>|=)?((?:[A-Za-z0-9._~+:-]|%[0-9A-Fa-f]{2})+)$/;

/** Reads a range and holds it against the rules of its kind; the first rule it breaks is the problem. */
export function readVersionRange(text: string): RangeReading {
  const isVers = /^vers:/i.test(text);
  const scheme = /^vers:([a-z][a-z0-9.+-]*)\//.exec(text);
  if (isVers && !scheme) return { problem: `"${text}" does not begin like vers:type/, in small letters` };
  const type = scheme?.[1] ?? null;
  const rest = text.slice(scheme?.[0].length ?? 0);
  if (rest.includes("*")) {
    if (type === "all" && rest === "*") return { range: { type, constraints: [] } };
    return { problem: `"${text}": all versions are written vers:all/*, and elsewhere a star is written %2A` };
  }
  const constraints = readConstraints(rest);
  if (typeof constraints === "string") return { problem: `"${text}": ${constraints}` };
  const problem = findProblem({ type, constraints });
  return { range: { type, constraints }, ...(problem !== undefined && { problem: `"${text}": ${problem}` }) };
}

function readConstraints(text: string): readonly Constraint[] | string {
  const pieces = text.split("|", MOST_CONSTRAINTS + 1);
  if (pieces.length > MOST_CONSTRAINTS) return `more than ${MOST_CONSTRAINTS} constraints`;
  const constraints: Constraint[] = [];
  for (const piece of pieces) {
    const found = CONSTRAINT.exec(piece);
    if (!found) return `"${piece}" is no constraint: a comparator and a version without spaces, other signs percent-encoded`;
    if (found[1] === "=") return `"${piece}": equality is written without a comparator`;
    const [, comparator = "=", raw = ""] = found;
    const version = decodeURIComponentOr(raw);
    if (even(raw) !== even(encodeURIComponent(version))) return `"${piece}" is not percent-encoded as the canonical form has it`;
    constraints.push({ comparator: comparator as Comparator, version });
  }
  return constraints;
}

/** Signs that encoders disagree on may stand either way. */
function even(encoded: string): string {
  return encoded.replaceAll(/%(?:21|27|28|29|2A|2B|3A|7E)/g, decodeURIComponent);
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Percent signs that are no UTF-8: compared as they stand.
  }
}

const LOWER: ReadonlySet<string> = new Set([">", ">="]);
const UPPER: ReadonlySet<string> = new Set(["<", "<="]);
const PLAIN_NUMBERS = /^\d+(?:\.\d+)*$/;

function findProblem({ type, constraints }: VersionRange): string | undefined {
  if (new Set(constraints.map(({ version }) => version)).size < constraints.length) return "a version stands in it twice";
  // Without a known type only plain numbers have an order that is beyond doubt; a type that is not known may have any.
  if (type === null ? constraints.every(({ version }) => PLAIN_NUMBERS.test(version)) : isRegisteredType(type)) {
    const compare = comparatorOf(type);
    for (const [index, { version }] of constraints.entries()) {
      const before = constraints[index - 1];
      if (before && compare(before.version, version) > 0) return `it is not sorted: ${before.version} comes after ${version}`;
    }
  }
  for (const [index, { comparator, version }] of constraints.entries()) {
    const before = constraints.slice(0, index).findLast((one) => one.comparator !== "!=")?.comparator;
    const after = constraints.slice(index + 1).find((one) => one.comparator !== "!=")?.comparator;
    if (comparator === "!=") {
      const isInside = (before !== undefined && LOWER.has(before)) || (after !== undefined && UPPER.has(after)) || (before === undefined && after === undefined);
      if (!isInside) return `!=${version} excludes what is not in the range`;
    } else if (before !== undefined) {
      if (LOWER.has(before) !== UPPER.has(comparator)) return `${before} and ${comparator === "=" ? version : comparator} follow each other, so one of the two says nothing`;
    }
  }
  return undefined;
}

/** The one version that a range stands for, if it is only one. */
export function findSingleVersion({ type, constraints }: VersionRange): string | undefined {
  const [first, second] = constraints;
  if (constraints.length === 1 && first?.comparator === "=") return first.version;
  const isClosed = constraints.length === 2 && first?.comparator === ">=" && second?.comparator === "<=";
  return isClosed && comparatorOf(type)(first.version, second.version) === 0 ? first.version : undefined;
}

/** Whether there is no last version; `vers:all/*` is the way the standard prescribes for all versions, and not meant. */
export function isOpenUpwards({ constraints }: VersionRange): boolean {
  if (constraints.length === 0) return false;
  const last = constraints.findLast(({ comparator }) => comparator !== "!=")?.comparator;
  return last === undefined || LOWER.has(last);
}

interface Interval {
  readonly low?: string;
  readonly includesLow: boolean;
  readonly high?: string;
  readonly includesHigh: boolean;
}

function toIntervals({ constraints }: VersionRange): Interval[] {
  const bounds = constraints.filter(({ comparator }) => comparator !== "!=");
  if (bounds.length === 0) return [{ includesLow: false, includesHigh: false }];
  const intervals: Interval[] = [];
  let low: Constraint | undefined;
  for (const bound of bounds) {
    if (bound.comparator === "=") intervals.push({ low: bound.version, includesLow: true, high: bound.version, includesHigh: true });
    else if (LOWER.has(bound.comparator)) low = bound;
    else {
      intervals.push({ ...(low && { low: low.version }), includesLow: low?.comparator === ">=", high: bound.version, includesHigh: bound.comparator === "<=" });
      low = undefined;
    }
  }
  if (low) intervals.push({ low: low.version, includesLow: low.comparator === ">=", includesHigh: false });
  return intervals;
}

/** Whether some version is in both ranges. Between any two different versions another one is taken to be possible. */
export function overlaps(a: VersionRange, b: VersionRange): boolean {
  const compare = comparatorOf(a.type ?? b.type);
  const excluded = [...a.constraints, ...b.constraints].filter(({ comparator }) => comparator === "!=");
  for (const left of toIntervals(a)) for (const right of toIntervals(b)) if (meets(left, right, excluded, compare)) return true;
  return false;
}

function meets(a: Interval, b: Interval, excluded: readonly Constraint[], compare: Compare): boolean {
  const startsAfter = (one: Interval, other: Interval): Interval => {
    if (one.low === undefined || other.low === undefined) return one.low === undefined ? other : one;
    const order = compare(one.low, other.low);
    return order > 0 || (order === 0 && !one.includesLow) ? one : other;
  };
  const endsBefore = (one: Interval, other: Interval): Interval => {
    if (one.high === undefined || other.high === undefined) return one.high === undefined ? other : one;
    const order = compare(one.high, other.high);
    return order < 0 || (order === 0 && !one.includesHigh) ? one : other;
  };
  const { low, includesLow } = startsAfter(a, b);
  const { high, includesHigh } = endsBefore(a, b);
  if (low === undefined || high === undefined) return true;
  const order = compare(low, high);
  if (order !== 0) return order < 0;
  return includesLow && includesHigh && !excluded.some(({ version }) => compare(version, low) === 0);
}

export type Compare = (a: string, b: string) => number;

/** The order of a VERS type's versions; undefined or unknown types are compared the way most vendors count. */
export function comparatorOf(type: string | null): Compare {
  if (type === "lexicographic") return (a, b) => (a === b ? 0 : a < b ? -1 : 1);
  if (type === "datetime") return (a, b) => (Date.parse(a) || 0) - (Date.parse(b) || 0);
  return compareNaturally;
}

// Words that come before the plain release; any other word comes after it.
const EARLY = ["dev", "snapshot", "nightly", "a", "alpha", "b", "beta", "m", "milestone", "pre", "preview", "c", "rc", "cr"];
const MOST_TOKENS = 100;

/** Numbers as numbers, words as words, "1.0rc1" before "1.0" before "1.0-sp1"; trailing zeros say nothing. */
function compareNaturally(a: string, b: string): number {
  const [left, right] = [toTokens(a), toTokens(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = rank(left[index]) - rank(right[index]) || compareTokens(left[index] ?? "0", right[index] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

function toTokens(version: string): string[] {
  const plain = version.toLowerCase().replace(/^v(?=\d)/, "").replace(/\+.*$/s, "");
  return plain.slice(0, 1000).match(/\d+|[a-z]+/g)?.slice(0, MOST_TOKENS) ?? [];
}

function rank(token: string | undefined): number {
  if (token === undefined || /^0+$/.test(token)) return 1;
  if (/^\d/.test(token)) return 3;
  return EARLY.includes(token) ? 0 : 2;
}

function compareTokens(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return a === b || /^0+$/.test(a) ? 0 : EARLY.indexOf(a) - EARLY.indexOf(b) || (a < b ? -1 : 1);
  const [left, right] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return left.length - right.length || (left === right ? 0 : left < right ? -1 : 1);
}
