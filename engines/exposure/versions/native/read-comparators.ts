import { VersError } from "../../exposure.errors.ts";
import { toInertText } from "../../inert-text.rules.ts";
import type { VersComparator, VersConstraint } from "../vers.ts";

/** Terms that must all hold, each with the constraints it stands for. */
export type Alternative = readonly (readonly VersConstraint[])[];

/** What a native range says, alternative by alternative; null is "every version". */
export type NativeRange = readonly Alternative[] | null;

const COMPARATORS: ReadonlyMap<string, VersComparator> = new Map([
  ["", "="], ["=", "="], ["==", "="], ["===", "="], ["!=", "!="], ["<>", "!="],
  ["<", "<"], ["<<", "<"], ["<=", "<="], [">", ">"], [">>", ">"], [">=", ">="],
]);
const TERM = /^([<>=!~^]*)([^<>=!~^].*)$/s;

export interface Term {
  /** As written: "", "~>", "^", ">>", … */
  readonly mark: string;
  readonly version: string;
}

/** Splits `>= 1.0, <2 || 3` into alternatives of terms; spaces after a mark belong to it, parentheses do not count. */
export function readAlternatives(range: string, betweenAlternatives: string | RegExp = "||"): readonly (readonly Term[])[] {
  return range.split(betweenAlternatives).map((alternative) =>
    alternative.replace(/[()]/g, " ").replace(/(^|[\s,])([<>=!~^]+)\s+/g, "$1$2").split(/[\s,]+/).filter((term) => term !== "").map(readTerm));
}

function readTerm(text: string): Term {
  const [, mark, version] = TERM.exec(text) ?? [];
  if (mark === undefined || version === undefined) throw refuse(text);
  return { mark, version };
}

/** A term that says no more than a comparator and a version. */
export function toConstraint({ mark, version }: Term): VersConstraint {
  const comparator = COMPARATORS.get(mark);
  if (comparator === undefined) throw refuse(`${mark}${version}`);
  return { comparator, version };
}

/** From a version on, to before another. */
export function between(from: string, before: string): readonly VersConstraint[] {
  return [{ comparator: ">=", version: from }, { comparator: "<", version: before }];
}

/** The numbers up to a place, the one there raised by one: where that line of versions ends. */
export function raise(numbers: readonly string[], place: number): readonly string[] {
  return [...numbers.slice(0, place), String(BigInt(numbers[place] ?? "0") + 1n)];
}

/** The place that a caret keeps: the first number that is not zero, or the last one given. */
export function caretPlace(numbers: readonly string[]): number {
  const place = numbers.findIndex((number) => !/^0+$/.test(number));
  return place === -1 ? numbers.length - 1 : place;
}

export function refuse(part: string): VersError {
  return new VersError("not-native", `"${toInertText(`.${part}`, 80).slice(1)}" cannot be read as a part of a native range of this type.`);
}
