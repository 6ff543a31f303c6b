import type { Membership } from "../exposure.types.ts";
import { VersError } from "../exposure.errors.ts";
import { toInertText } from "../inert-text.rules.ts";
import { compareText } from "./order-key.rules.ts";
import { findSchemeOfType } from "./schemes.rules.ts";
import { compareVersions, readVersion } from "./version-set.rules.ts";

/** `*` stands alone and has no version. */
export type VersComparator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "*";

export interface VersConstraint {
  readonly comparator: VersComparator;
  /** Decoded. Hostile text where the notation came from a stranger. */
  readonly version: string;
}

export interface Vers {
  /** A package URL type, or one of VERS' own: `all`, `none`, `generic`, `intdot`, … Lower case. */
  readonly type: string;
  readonly constraints: readonly VersConstraint[];
}

const MAX_LENGTH = 100_000;
const NOTATION = /^vers:([a-z][a-z0-9.-]*)\/(.*)$/s;
const CONSTRAINT = /^(>=|<=|!=|<|>)?(.*)$/s;
const TO_ENCODE = /[><=!*|%]|[^\x21-\x7e]/gu;
/** Characters that RFC 3986, section 2.3 wants unencoded: letters, digits, "-", ".", "_", "~". */
const NEEDLESSLY_ENCODED = /%(?:2D|2E|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/;
/** VERS, 5.3.2.1: types whose versions have no order; `invalid` is never valid. */
const RESERVED: ReadonlySet<string> = new Set(["example", "test"]);

/**
 * A VERS notation in its canonical form (Clause 5 and "How to parse"), or a VersError: nothing is corrected. Order is not
 * looked at where the type is unknown to us or has no order for the versions.
 */
export function parseVers(text: string): Vers {
  const { type, body } = splitNotation(text);
  const constraints = body === "*" ? [{ comparator: "*", version: "" } as const] : splitConstraints(body).map((part) => readConstraint(type, part));
  requireFormOfType(type, constraints);
  requireOrder(type, constraints);
  requireAlternation(constraints);
  return { type, constraints };
}

/** The same for a notation whose order, capitals, spaces and doubled pipes may be wrong; constraints come in version order. */
export function readVers(text: string): Vers {
  const { type, body } = splitNotation(text.replace(/\s+/g, "").replace(/^[^/]*/, (start) => start.toLowerCase()));
  const parts = body.split("|").filter((part) => part !== "");
  if (body !== "*" && parts.some((part) => part.includes("*"))) throw new VersError("not-vers", 'The asterisk stands alone: "vers:TYPE/*".');
  if (parts.length === 0) throw new VersError("not-vers", "The range names no version; give one after the slash.");
  const constraints = body === "*" ? [{ comparator: "*", version: "" } as const] : parts.map((part) => readConstraint(type, part.replace(/^=+/, ""), true));
  requireFormOfType(type, constraints);
  // What is said twice in the same words contradicts nothing; VERS' official tests read it.
  const sorted = sortConstraints(type, constraints);
  requireDistinct(type, sorted.filter((one, i) => one.comparator !== sorted[i - 1]?.comparator || one.version !== sorted[i - 1]?.version));
  return { type, constraints: sorted };
}

/** The notation, in version order; what must be encoded is, and nothing else. */
export function writeVers({ type, constraints }: Vers): string {
  const written = sortConstraints(type, constraints).map(({ comparator, version }) => `${comparator === "=" ? "" : comparator}${encodeVersion(version)}`);
  return `vers:${type}/${written.join("|")}`;
}

/** "How to parse and validate VERS", the containment check. `undetermined` where the type cannot order the version or a bound. */
export function versContains(vers: Vers, version: string): Membership {
  if (vers.type === "none") return "out";
  if (vers.constraints.some(({ comparator }) => comparator === "*")) return "in";
  const scheme = findSchemeOfType(vers.type);
  if (scheme === undefined) return vers.constraints.some((one) => one.comparator === "=" && one.version === version) ? "in" : "undetermined";
  const tested = readVersion(scheme, version).key;
  const bounds = vers.constraints.map(({ comparator, version: bound }) => ({ comparator, key: readVersion(scheme, bound).key }));
  if (tested === undefined || bounds.some(({ key }) => key === undefined)) return "undetermined";
  const known = bounds.map(({ comparator, key = "" }) => ({ comparator, key })).toSorted((a, b) => compareText(a.key, b.key));
  return isContained(known, tested) ? "in" : "out";
}

interface KeyedConstraint {
  readonly comparator: VersComparator;
  readonly key: string;
}

function isContained(sorted: readonly KeyedConstraint[], tested: string): boolean {
  const equal = sorted.filter(({ key }) => key === tested).map(({ comparator }) => comparator);
  if (equal.some((comparator) => comparator === "=" || comparator.endsWith("=") && comparator !== "!=")) return true;
  if (equal.includes("!=")) return false;
  const bounds = simplify(sorted.filter(({ comparator }) => comparator !== "=" && comparator !== "!="));
  // Only exclusions: everything else is meant.
  if (bounds.length === 0) return sorted.every(({ comparator }) => comparator === "!=");
  if (bounds.some(({ key }) => key === tested)) return false;
  const below = bounds.findLast(({ key }) => key < tested);
  return below ? below.comparator.startsWith(">") : bounds[0]?.comparator.startsWith("<") === true;
}

/** Of neighbours that say the same twice the wider one stays, so that lower and upper bounds alternate. */
function simplify(bounds: readonly KeyedConstraint[]): readonly KeyedConstraint[] {
  const kept: KeyedConstraint[] = [];
  for (const bound of bounds) {
    const last = kept.at(-1);
    if (last?.comparator[0] === bound.comparator[0]) {
      if (bound.comparator.startsWith(">")) continue;
      kept.pop();
    }
    kept.push(bound);
  }
  return kept;
}

function splitNotation(text: string): { readonly type: string; readonly body: string } {
  if (text.length > MAX_LENGTH) throw new VersError("not-vers", `The range is longer than ${MAX_LENGTH} characters.`);
  if (/\s/.test(text)) throw new VersError("not-canonical", "Whitespace is not permitted; write %20 for a space within a version.");
  if (/[^\x21-\x7e]/.test(text)) throw new VersError("not-vers", "Only printable ASCII is permitted; percent-encode the rest.");
  const [, type, body] = NOTATION.exec(text) ?? [];
  if (type === undefined || body === undefined) throw new VersError("not-vers", `${show(text)} does not begin with "vers:TYPE/", all in lower case.`);
  if (type === "invalid") throw new VersError("not-vers", 'The type "invalid" is never valid.');
  if (body === "") throw new VersError("not-vers", "The range names no version; give one after the slash.");
  return { type, body };
}

function splitConstraints(body: string): readonly string[] {
  if (body.startsWith("|")) throw new VersError("not-canonical", "A leading pipe is not permitted.");
  if (body.endsWith("|")) throw new VersError("not-canonical", "A trailing pipe is not permitted.");
  if (body.includes("||")) throw new VersError("not-canonical", "Consecutive pipes are not permitted.");
  return body.split("|");
}

function readConstraint(type: string, text: string, isLiberal = false): VersConstraint {
  const [, comparator = "=", encoded = ""] = CONSTRAINT.exec(text) ?? [];
  if (encoded === "") throw new VersError("not-vers", `${show(text)} names no version after its comparator.`);
  if (/[><=!*]/.test(encoded)) throw new VersError("not-vers", `${show(text)}: in a version, the characters > < = ! * are percent-encoded; equality is written without "=".`);
  if (!isLiberal) requireCanonicalVersion(type, encoded);
  return { comparator: comparator as VersComparator, version: decodeVersion(encoded) };
}

function decodeVersion(encoded: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(encoded)) throw new VersError("not-vers", `${show(encoded)} holds an invalid percent-encoding.`);
  let version: string;
  try {
    version = decodeURIComponent(encoded);
  } catch (cause) {
    throw new VersError("not-vers", `${show(encoded)} is percent-encoded from something that is not UTF-8.`, { cause });
  }
  if (/[\p{Cc}]/u.test(version)) throw new VersError("not-vers", `${show(encoded)} holds an encoded control character or line break.`);
  return version;
}

function requireCanonicalVersion(type: string, encoded: string): void {
  const isTidy = !/%(?:[a-f].|.[a-f])/.test(encoded) && !NEEDLESSLY_ENCODED.test(encoded);
  if (!isTidy) throw new VersError("not-canonical", `${show(encoded)}: the percent-encoding is not canonical; use capitals, and only where it is needed.`);
  if (type !== "datetime") return;
  if (/[tz]/.test(encoded)) throw new VersError("not-canonical", `${show(encoded)}: a datetime is written with capital T and Z.`);
  if (encoded.includes("%3A")) throw new VersError("not-canonical", `${show(encoded)}: the colons of a datetime are not encoded.`);
}

function encodeVersion(version: string): string {
  return version.toWellFormed().replace(TO_ENCODE, (one) => Array.from(new TextEncoder().encode(one), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""));
}

function requireFormOfType(type: string, constraints: readonly VersConstraint[]): void {
  const isStar = constraints[0]?.comparator === "*";
  if ((type === "all" || type === "none") && !isStar) throw new VersError("not-vers", `The only range of type "${type}" is "vers:${type}/*".`);
}

/** Clause 5.4: a version stands there once. Of constraints that are sorted. */
function requireDistinct(type: string, constraints: readonly VersConstraint[]): void {
  const scheme = RESERVED.has(type) ? undefined : findSchemeOfType(type);
  const written = new Set<string>();
  for (const [i, { version }] of constraints.entries()) {
    const before = constraints[i - 1]?.version;
    const isSame = before !== undefined && scheme !== undefined && compareVersions(scheme, before, version) === 0;
    if (isSame || written.has(version)) throw new VersError("not-canonical", `The version ${show(version)} stands there twice.`);
    written.add(version);
  }
}

function requireOrder(type: string, constraints: readonly VersConstraint[]): void {
  requireDistinct(type, constraints);
  const scheme = RESERVED.has(type) ? undefined : findSchemeOfType(type);
  for (const [i, { version }] of constraints.entries()) {
    const before = constraints[i - 1]?.version;
    if (before === undefined) continue;
    const order = scheme === undefined ? undefined : compareVersions(scheme, before, version);
    if (order !== undefined && order > 0) throw new VersError("not-canonical", `The constraints are not sorted by version: ${show(version)} belongs before ${show(before)}.`);
  }
}

/** Clause 5.4: what the comparators of neighbours may be. */
function requireAlternation(constraints: readonly VersConstraint[]): void {
  const withoutExclusions = constraints.filter(({ comparator }) => comparator !== "!=");
  const bounds = withoutExclusions.filter(({ comparator }) => comparator !== "=");
  const afterEquality = withoutExclusions.find(({ comparator }, i) => comparator.startsWith("<") && withoutExclusions[i - 1]?.comparator === "=");
  const repeated = bounds.find(({ comparator }, i) => comparator[0] === bounds[i - 1]?.comparator[0]);
  const wrong = afterEquality ?? repeated;
  if (wrong) throw new VersError("not-canonical", `${wrong.comparator}${show(wrong.version)} cannot stand after what is before it: lower and upper bounds take turns.`);
}

/** Ties go by comparator, so that an end stands before the beginning at the same version. What cannot be ordered keeps its place. */
function sortConstraints(type: string, constraints: readonly VersConstraint[]): readonly VersConstraint[] {
  const scheme = RESERVED.has(type) ? undefined : findSchemeOfType(type);
  if (scheme === undefined) return constraints;
  const keyed = constraints.map((constraint) => ({ constraint, key: readVersion(scheme, constraint.version).key }));
  if (keyed.some(({ key }) => key === undefined)) return constraints;
  return keyed
    .toSorted((a, b) => compareText(a.key ?? "", b.key ?? "") || compareText(a.constraint.comparator, b.constraint.comparator))
    .map(({ constraint }) => constraint);
}

function show(text: string): string {
  return `"${toInertText(`.${text}`, 80).slice(1)}"`;
}
