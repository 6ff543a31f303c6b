import type { VersConstraint } from "../vers.ts";
import { between, raise, readAlternatives, refuse, toConstraint, type Alternative, type NativeRange } from "./read-comparators.ts";

/** Comparators and versions, as Debian (`<<`, `>>`), RPM, Alpine, Arch and advisories for Go write them. */
export function readComparators(range: string): NativeRange {
  const alternatives = readAlternatives(range);
  if (alternatives.some((terms) => terms.length === 0)) throw refuse(range);
  const isEverything = alternatives.some(([term, ...others]) => term?.mark === "" && term.version === "*" && others.length === 0);
  return isEverything ? null : alternatives.map((terms) => terms.map((term) => [toConstraint(term)]));
}

/** RubyGems: `~> 2.0.8` is from there to before 2.1. Nothing at all is every version. */
export function readGemRange(range: string): NativeRange {
  const alternatives = readAlternatives(range);
  if (alternatives.some((terms) => terms.length === 0)) return null;
  return alternatives.map((terms) => terms.map((term) => {
    if (term.mark !== "~>") return [toConstraint(term)];
    const segments = term.version.split(/[.-]/);
    const firstWord = segments.findIndex((segment) => !/^\d+$/.test(segment));
    const numbers = firstWord === -1 ? segments : segments.slice(0, firstWord);
    if (numbers.length === 0) throw refuse(term.version);
    return between(term.version, raise(numbers, Math.max(0, numbers.length - 2)).join("."));
  }));
}

const PYPI_PREFIX = /^(?:(\d+!))?(\d+(?:\.\d+)*)\.\*$/;
const PYPI_RELEASE = /^v?(\d+!)?(\d+(?:\.\d+)+)/;

/** PEP 440, "Version specifiers"; `==1.2.*` begins before the first development release of 1.2. */
export function readPypiRange(range: string): NativeRange {
  if (/[;/\\{}'"`?]/.test(range)) throw refuse(range);
  const alternatives = range.split("||").map((alternative) => alternative.split(",").map((term) => term.replace(/\s+/g, "")).filter((term) => term !== ""));
  return alternatives.some((terms) => terms.length === 0) ? null : alternatives.map((terms) => terms.map(readPypiTerm));
}

function readPypiTerm(term: string): readonly VersConstraint[] {
  const [, mark = "", version = ""] = /^(===|==|!=|~=|<=|>=|<|>)?(.+)$/.exec(term) ?? [];
  if (/[<>=!~]/.test(version)) throw refuse(term);
  const prefix = PYPI_PREFIX.exec(version);
  if (mark === "~=") return readCompatible(version);
  if (!prefix) return [toConstraint({ mark, version })];
  const [from, before] = lineOf(prefix[1] ?? "", (prefix[2] ?? "").split("."));
  if (mark === "!=") return [{ comparator: "<", version: from }, { comparator: ">=", version: before }];
  if (mark !== "==") throw refuse(term);
  return between(from, before);
}

function lineOf(epoch: string, numbers: readonly string[]): readonly [string, string] {
  return [`${epoch}${numbers.join(".")}.dev0`, `${epoch}${raise(numbers, numbers.length - 1).join(".")}.dev0`];
}

function readCompatible(version: string): readonly VersConstraint[] {
  const [, epoch = "", release = ""] = PYPI_RELEASE.exec(version) ?? [];
  if (release === "") throw refuse(`~=${version}`);
  return between(version, lineOf(epoch, release.split(".").slice(0, -1))[1]);
}

/**
 * nginx's security advisories: `1.1.4-1.2.8` with both ends, and `1.20.1+` for this and what follows, in a stable branch (even
 * second number) only to the end of the branch.
 */
export function readNginxRange(range: string): NativeRange {
  const text = range.replace(/\s+/g, "").toLowerCase();
  if (text === "all") return null;
  return text.split(",").map((part): Alternative => {
    const [, from, mark, to] = /^(\d+(?:\.\d+)*)(?:(\+)|-(\d+(?:\.\d+)*))?$/.exec(part) ?? [];
    if (from === undefined) throw refuse(part);
    if (to !== undefined) return [[{ comparator: ">=", version: from }], [{ comparator: "<=", version: to }]];
    if (mark === undefined) return [[{ comparator: "=", version: from }]];
    const numbers = from.split(".");
    const isStable = /[02468]$/.test(numbers[1] ?? "0");
    return [isStable ? between(from, [...raise([numbers[0] ?? "0", numbers[1] ?? "0"], 1), "0"].join(".")) : [{ comparator: ">=", version: from }]];
  });
}

/** OpenSSL's advisories only name versions. */
export function readVersionList(range: string): NativeRange {
  return range.toLowerCase().split(",").map((version) => [[{ comparator: "=", version: version.trim() }]]);
}
