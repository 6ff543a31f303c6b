import type { Measured } from "#contracts/benchmarking";
import { summarise } from "#engines/evaluation";
import type { Outcome, SealedResults, StandardContent } from "./benchmarking.types.ts";
import { decideOutcome, judgeMeasure } from "./decision.rules.ts";

export interface Judgement {
  readonly measures: readonly Measured[];
  readonly outcomeByRule: Outcome;
}

/**
 * Holds samples against a standard: for each measure the Clopper–Pearson interval (1934; two-sided, 95 %) of the share
 * passed, its lower end against the threshold, and the rule over all of them.
 */
export function measureResults(standard: Pick<StandardContent, "measures" | "rule">, samples: SealedResults["samples"]): Judgement {
  const measures = standard.measures.map((measure): Measured => {
    const counted = summarise(measure.scope === "overall" ? samples : samples.filter(({ kind }) => kind === measure.scope));
    const { low, high } = counted.clopperPearson;
    const figure = { samples: counted.samples, passed: counted.passed, excluded: counted.excluded, low, high };
    return { scope: measure.scope, ...figure, threshold: measure.threshold, met: judgeMeasure(measure, figure) };
  });
  return { measures, outcomeByRule: decideOutcome(standard.rule, measures.map(({ met }) => met)) };
}
