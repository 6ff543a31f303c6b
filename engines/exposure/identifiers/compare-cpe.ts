import type { Cpe, CpeAttribute, CpeValue, Wildcard } from "./cpe.ts";
import { CPE_ATTRIBUTES } from "./cpe.ts";

/** How the set of things a source value stands for lies to the target's. `undefined`: the target has wildcards of its own. */
export type SetRelation = "equal" | "superset" | "subset" | "disjoint" | "undefined";

/** NISTIR 7696, section 6.1 and table 6-1. */
export function compareCpeValues(source: CpeValue, target: CpeValue): SetRelation {
  if (hasWildcard(target)) return "undefined";
  if (source.kind === "any") return target.kind === "any" ? "equal" : "superset";
  if (target.kind === "any") return "subset";
  if (source.kind === "na" || target.kind === "na") return source.kind === target.kind ? "equal" : "disjoint";
  if (!hasWildcard(source)) return source.text === target.text ? "equal" : "disjoint";
  return covers(source, target.text) ? "superset" : "disjoint";
}

function hasWildcard(value: CpeValue): boolean {
  return value.kind === "text" && (value.before !== 0 || value.after !== 0);
}

/** A question mark stands for one character or none, a star for any number. */
function covers(source: CpeValue & { kind: "text" }, text: string): boolean {
  for (let at = text.indexOf(source.text); at >= 0; at = text.indexOf(source.text, at + 1)) {
    if (allows(source.before, at) && allows(source.after, text.length - at - source.text.length)) return true;
  }
  return false;
}

function allows(wildcard: Wildcard, characters: number): boolean {
  return wildcard === "*" || characters <= wildcard;
}

/**
 * How what a source name stands for lies to what a target name stands for (NISTIR 7696, section 6.2, table 6-4). `leftOut`
 * attributes do not count: versions, where ranges say them better.
 */
export function compareCpes(source: Cpe, target: Cpe, leftOut: readonly CpeAttribute[] = []): SetRelation {
  const counted = CPE_ATTRIBUTES.filter((attribute) => !leftOut.includes(attribute));
  const relations = new Set(counted.map((attribute) => compareCpeValues(source.name[attribute], target.name[attribute])));
  if (relations.has("disjoint")) return "disjoint";
  if (relations.has("undefined")) return "undefined";
  const [isWider, isNarrower] = [relations.has("superset"), relations.has("subset")];
  if (isWider && isNarrower) return "undefined";
  return isWider ? "superset" : isNarrower ? "subset" : "equal";
}
