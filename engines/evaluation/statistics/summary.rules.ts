import { hierarchicalBootstrap } from "./bootstrap.rules.ts";
import { studentQuantile } from "./distributions.rules.ts";
import { clusteredStandardError, mean, standardError, variance } from "./estimates.rules.ts";
import { clopperPearsonInterval, wilsonInterval } from "./proportions.rules.ts";
import type { Interval } from "./proportions.rules.ts";

/** Samples that ended thus say nothing of the model, and are counted apart. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(["model-error", "stopped", "halted"]);

export interface Summary {
  readonly samples: number;
  readonly passed: number;
  /** Samples that ended for a reason outside the model (endpoint failure, stop); not counted in any figure here. */
  readonly excluded: number;
  readonly accuracy: number;
  readonly stderr: number;
  readonly wilson: Interval;
  readonly clopperPearson: Interval;
}

export const saysSomething = ({ outcome }: { readonly outcome: string }): boolean => !SAYS_NOTHING.has(outcome);

/** Figures over the samples that say something of the model; each sample for itself, as in a single epoch of unrelated tasks. */
export function summarise(samples: readonly { readonly outcome: string; readonly score: number }[]): Summary {
  const scores = samples.filter(saysSomething).map((sample) => sample.score);
  const passed = scores.filter((score) => score === 1).length;
  return {
    samples: scores.length,
    passed,
    excluded: samples.length - scores.length,
    accuracy: mean(scores),
    stderr: standardError(scores),
    wilson: wilsonInterval(passed, scores.length),
    clopperPearson: clopperPearsonInterval(passed, scores.length),
  };
}

export interface AccuracyEstimate extends Interval {
  readonly accuracy: number;
  readonly standardError: number;
}

export interface Accuracies {
  readonly tasks: number;
  readonly families: number;
  /**
   * On these very tasks, were they run again: only the luck of the epochs is uncertain. Null with fewer than two epochs of each
   * task, because then nothing tells that luck.
   */
  readonly benchmark: AccuracyEstimate | null;
  /** On tasks such as these: the tasks are a sample of their families, and that is uncertain as well. */
  readonly generalised: AccuracyEstimate & { readonly bootstrap: Interval };
}

/**
 * Keeps two questions apart that one interval cannot answer together (Miller 2024, arXiv:2411.00640, section 2; NIST AI 800-3,
 * "benchmark accuracy" and "generalized accuracy"). Every task counts the same, however many epochs it had.
 */
export function accuracies(samples: readonly { readonly taskId: string; readonly family: string; readonly score: number }[], confidence = 0.95, seed = 1): Accuracies {
  const tasks = [...Map.groupBy(samples, ({ taskId }) => taskId).values()].map((epochs) => ({ family: epochs[0]?.family ?? "", scores: epochs.map(({ score }) => score) }));
  const means = tasks.map(({ scores }) => mean(scores));
  const accuracy = mean(means);
  const families = new Set(tasks.map(({ family }) => family)).size;
  const generalisedError = clusteredStandardError(means, tasks.map(({ family }) => family));
  const tail = 1 - (1 - confidence) / 2;
  const around = (error: number, degrees: number): AccuracyEstimate => {
    const half = degrees < 1 ? 1 : error * studentQuantile(tail, degrees);
    return { accuracy, standardError: error, low: Math.max(0, accuracy - half), high: Math.min(1, accuracy + half) };
  };
  const bootstrap = hierarchicalBootstrap(tasks, [({ family }) => family], (drawn) => mean(drawn.map(({ scores }) => mean(scores))), { confidence, seed });
  return {
    tasks: tasks.length,
    families,
    benchmark: tasks.length > 0 && tasks.every(({ scores }) => scores.length > 1) ? around(Math.sqrt(mean(tasks.map(({ scores }) => variance(scores) / scores.length)) / tasks.length), tasks.reduce((sum, { scores }) => sum + scores.length - 1, 0)) : null,
    generalised: { ...around(generalisedError, families - 1), bootstrap: { low: Math.max(0, bootstrap.low), high: Math.min(1, bootstrap.high) } },
  };
}
