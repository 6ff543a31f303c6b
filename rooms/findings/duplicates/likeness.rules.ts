import type { FindingSummary } from "../findings.types.ts";

/*
 * What is shown to a person as perhaps the same. The engine takes two crashes for one bug from 0.65 on; a person gets to see
 * what comes near that, too, since a wrong suggestion costs a look and a missed one a second report to the maintainer.
 */
const NEAR = 0.5;

export function isNearEnough(score: number): boolean {
  return score >= NEAR;
}

/** The same weakness in the same file, as a sentence; undefined where it is not. */
export function describePlace(one: Pick<FindingSummary, "weakness" | "target">, other: Pick<FindingSummary, "weakness" | "target">): string | undefined {
  const isSame = one.weakness === other.weakness && one.target.location !== "" && one.target.location === other.target.location;
  return isSame ? `the same weakness, ${one.weakness}, in the same file, ${one.target.location}` : undefined;
}
