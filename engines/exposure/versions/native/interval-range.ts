import type { VersConstraint } from "../vers.ts";
import { refuse, type Alternative, type NativeRange } from "./read-comparators.ts";

const INTERVAL = /\s*([[(])([^[\](),]*)(?:(,)([^[\](),]*))?([\])])\s*(,|\|\||$)/y;

/**
 * Intervals of Maven and NuGet: `[1.0,2.0)`, `(,1.5]`, `[1.2]`, several after one another. `plain` is what a version without
 * brackets means: in Maven that version, in NuGet it or later.
 */
export function readIntervals(range: string, plain: "=" | ">="): NativeRange {
  const text = range.trim();
  if (text !== "" && !/[[\](),\s]/.test(text)) return [[[{ comparator: plain, version: text }]]];
  const intervals: Alternative[] = [];
  let isEverything = false;
  INTERVAL.lastIndex = 0;
  for (let at = 0; at < text.length; at = INTERVAL.lastIndex) {
    INTERVAL.lastIndex = at;
    const found = INTERVAL.exec(text);
    if (!found) throw refuse(text.slice(at));
    const [, opening, start = "", comma, end = "", closing] = found;
    const [from, to] = [start.trim(), (comma === undefined ? start : end).trim()];
    if (comma === undefined && (from === "" || opening !== "[" || closing !== "]")) throw refuse(found[0]);
    if (from === "" && to === "") isEverything = true;
    const low: readonly VersConstraint[] = from === "" ? [] : [{ comparator: opening === "[" ? ">=" : ">", version: from }];
    const high: readonly VersConstraint[] = to === "" ? [] : [{ comparator: closing === "]" ? "<=" : "<", version: to }];
    intervals.push([low, high]);
  }
  if (text === "") throw refuse(range);
  return isEverything ? null : intervals;
}
