import { clopperPearsonInterval, requiredSuccesses, summarise } from "#engines/evaluation";
import { decideOutcome, judgeMeasure } from "./decision.rules.ts";
import type { DecisionCounts, DecisionRule } from "./decision.types.ts";
import type { CountedSample, Judgement, Measure, MeasureBound, MeasuredFigure, StandardContent } from "./standard.types.ts";

/** The whole number that a threshold on the exact lower bound is, over a fixed number of samples. */
export function toBound({ threshold }: Pick<Measure, "threshold">, samples: number): MeasureBound {
  return { samples, required: requiredSuccesses(samples, threshold) ?? samples + 1 };
}

/** The bounds of all measures, over tasks of these kinds. */
export function toBounds(measures: readonly Measure[], { tasks, epochs }: Pick<Required<StandardContent>, "tasks" | "epochs">): readonly MeasureBound[] {
  return measures.map((measure) => toBound(measure, tasks.filter(({ kind }) => covers(measure, kind)).length * epochs));
}

const covers = ({ scope }: Measure, kind: string): boolean => scope === "overall" || scope === kind;

/**
 * Holds samples against a standard. Of each measure the Clopper–Pearson interval (1934; two-sided, 95 %) of the share
 * passed is told for reading: its lower end with whatever was not measured counted as failed, its upper end as passed.
 */
export function measureResults(standard: Pick<StandardContent, "measures" | "bounds" | "rule">, samples: readonly CountedSample[]): Judgement {
  const measures = standard.measures.map((measure, place): MeasuredFigure => {
    const { scope, threshold, minimumSamples: minimum } = measure;
    const counted = summarise(samples.filter(({ kind }) => covers(measure, kind)));
    const { passed, excluded } = counted;
    const failed = counted.samples - passed;
    // The first schema fixed no number of samples: its bound is taken over those that were measured.
    const bound = standard.bounds?.[place] ?? toBound(measure, counted.samples);
    const { low } = clopperPearsonInterval(passed, bound.samples);
    const { high } = clopperPearsonInterval(bound.samples - failed, bound.samples);
    return { scope, samples: counted.samples, passed, excluded, low, high, threshold, met: judgeMeasure({ ...bound, minimum }, { passed, failed }) };
  });
  return { measures, outcomeByRule: decideOutcome(standard.rule, measures.map(({ met }) => met)) };
}

/** What a proof is made from, for a standard that fixes tasks and whole-number bounds; undefined for an older one. */
export function toDecisionRule({ rule, measures, bounds, tasks }: Pick<StandardContent, "rule" | "measures" | "bounds" | "tasks">): DecisionRule | undefined {
  if (!bounds || !tasks || bounds.length !== measures.length) return undefined;
  return {
    rule,
    measures: bounds.map((bound, place) => {
      const measure = measures[place] as Measure;
      return { slots: tasks.flatMap(({ kind }, slot) => (covers(measure, kind) ? [slot] : [])), ...bound, minimum: measure.minimumSamples };
    }),
  };
}

/** What came of each of the standard's tasks; undefined when a sample is of another task or there are more than were fixed. */
export function toDecisionCounts({ tasks, epochs }: Pick<StandardContent, "tasks" | "epochs">, samples: readonly CountedSample[]): DecisionCounts | undefined {
  const ran = Map.groupBy(samples, ({ taskId }) => taskId);
  const known = new Map(tasks?.map(({ id, kind }) => [id, kind]));
  if (!tasks || [...ran].some(([taskId, ofTask]) => ofTask.length > epochs || ofTask.some(({ kind }) => kind !== known.get(taskId)))) return undefined;
  return tasks.map(({ id }) => {
    const { passed, samples: measured } = summarise(ran.get(id) ?? []);
    return { passed, failed: measured - passed };
  });
}
