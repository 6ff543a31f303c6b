/*
 * CVSS 2.0 (FIRST, "A Complete Guide to the Common Vulnerability Scoring System", section 3.2). The calculator that we use for
 * later versions multiplies binary fractions before it rounds (9.0 × 0.95 is 8.549…, hence 8.5 for 8.6) and leaves out
 * roundings that the guide prescribes.
 */
type Weights = Readonly<Record<string, number>>;

const AV: Weights = { L: 0.395, A: 0.646, N: 1 };
const AC: Weights = { H: 0.35, M: 0.61, L: 0.71 };
const AU: Weights = { M: 0.45, S: 0.56, N: 0.704 };
const IMPACT: Weights = { N: 0, P: 0.275, C: 0.66 };
const REQUIREMENT: Weights = { L: 0.5, M: 1, H: 1.51, ND: 1 };
const E: Weights = { U: 0.85, POC: 0.9, F: 0.95, H: 1, ND: 1 };
const RL: Weights = { OF: 0.87, TF: 0.9, W: 0.95, U: 1, ND: 1 };
const RC: Weights = { UC: 0.9, UR: 0.95, C: 1, ND: 1 };
const CDP: Weights = { N: 0, L: 0.1, LM: 0.3, MH: 0.4, H: 0.5, ND: 0 };
const TD: Weights = { N: 0, L: 0.25, M: 0.75, H: 1, ND: 1 };

export interface Cvss2Scores {
  readonly base: number;
  /** Null where no metric of the group was given. */
  readonly temporal: number | null;
  readonly environmental: number | null;
}

/** Scores a whole vector whose metrics are known to be of version 2. */
export function scoreCvss2(metrics: ReadonlyMap<string, string>): Cvss2Scores {
  const weigh = (name: string, weights: Weights) => weights[metrics.get(name) ?? "ND"] ?? 1;
  const isGiven = (...names: readonly string[]) => names.some((name) => metrics.has(name));
  const exploitability = 20 * weigh("AV", AV) * weigh("AC", AC) * weigh("Au", AU);
  const baseOf = (impact: number) => roundTenth((0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176));
  const temporalOf = (score: number) => roundTenth(score * weigh("E", E) * weigh("RL", RL) * weigh("RC", RC));
  const impactOf = (weight: (name: string, requirement: string) => number) => 10.41 * (1 - (1 - weight("C", "CR")) * (1 - weight("I", "IR")) * (1 - weight("A", "AR")));

  const base = baseOf(impactOf((name) => weigh(name, IMPACT)));
  const adjusted = temporalOf(baseOf(Math.min(10, impactOf((name, requirement) => weigh(name, IMPACT) * weigh(requirement, REQUIREMENT)))));
  return {
    base,
    temporal: isGiven("E", "RL", "RC") ? temporalOf(base) : null,
    environmental: isGiven("CDP", "TD", "CR", "IR", "AR") ? roundTenth((adjusted + (10 - adjusted) * weigh("CDP", CDP)) * weigh("TD", TD)) : null,
  };
}

/** Half up, as written in decimals: what is a half but for the error of binary fractions is one. */
function roundTenth(score: number): number {
  return Math.round(score * 10 + 1e-9) / 10 || 0;
}
