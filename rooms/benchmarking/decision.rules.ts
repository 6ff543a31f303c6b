import type { Measured } from "#contracts/benchmarking";
import type { Measure, Outcome } from "./benchmarking.types.ts";

export type Met = Measured["met"];

/** Whether the lower bound reaches the threshold; with too few samples nobody can say. */
export function judgeMeasure(measure: Measure, figure: { readonly samples: number; readonly low: number }): Met {
  if (figure.samples < measure.minimumSamples) return "unknown";
  return figure.low >= measure.threshold ? "yes" : "no";
}

/** The rule in three-valued logic (Kleene): what is unknown decides nothing as long as it could turn the answer. */
export function decideOutcome(rule: "any" | "all", measures: readonly Met[]): Outcome {
  const decisive: Met = rule === "any" ? "yes" : "no";
  if (measures.includes(decisive)) return rule === "any" ? "covered" : "not_covered";
  if (measures.includes("unknown") || measures.length === 0) return "insufficient";
  return rule === "any" ? "not_covered" : "covered";
}

/** The Director follows the rule that was fixed beforehand, or leaves the question open. */
export function mayDetermine(outcome: Outcome, outcomeByRule: Outcome): boolean {
  return outcome === outcomeByRule || outcome === "insufficient";
}
