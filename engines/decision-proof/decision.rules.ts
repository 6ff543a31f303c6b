import type { DecisionOutcome } from "./decision.types.ts";
import type { MeasureBound, MeasuredFigure } from "./standard.types.ts";

/*
 * The one statement of how results are held against a standard, in whole numbers. The circuit has the same in constraints
 * (decision-circuit.ts); a test holds the two together.
 */

export type Met = MeasuredFigure["met"];

/**
 * Whether enough samples passed. A sample that says nothing of the model (its endpoint failed) might have passed and might
 * have failed: it decides nothing as long as it could turn the answer. With too few measured nobody can say.
 */
export function judgeMeasure({ samples, required, minimum }: MeasureBound & { readonly minimum: number }, { passed, failed }: { readonly passed: number; readonly failed: number }): Met {
  if (passed + failed < minimum) return "unknown";
  if (passed >= required) return "yes";
  return samples - failed < required ? "no" : "unknown";
}

/** The rule in three-valued logic (Kleene): what is unknown decides nothing as long as it could turn the answer. */
export function decideOutcome(rule: "any" | "all", measures: readonly Met[]): DecisionOutcome {
  const decisive: Met = rule === "any" ? "yes" : "no";
  if (measures.includes(decisive)) return rule === "any" ? "covered" : "not_covered";
  if (measures.includes("unknown") || measures.length === 0) return "insufficient";
  return rule === "any" ? "not_covered" : "covered";
}

/** The Director follows the rule that was fixed beforehand, or leaves the question open. */
export function mayDetermine(outcome: DecisionOutcome, outcomeByRule: DecisionOutcome): boolean {
  return outcome === outcomeByRule || outcome === "insufficient";
}
