import { logChoose } from "./distributions.rules.ts";

/** Arithmetic mean; 0 for none, as Inspect has it. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance with n − 1; 0 below two values. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Standard error of the mean of independent values, s/√n; 0 below two values. */
export const standardError = (values: readonly number[]): number => (values.length < 2 ? 0 : Math.sqrt(variance(values) / values.length));

/**
 * Standard error of the mean when values of one cluster hang together: residuals are summed within a cluster before they are
 * squared, times C/(C − 1) (Liang and Zeger 1986, Biometrika 73:13–22; for evaluations Miller 2024, arXiv:2411.00640, section 2.2).
 * 0 where there are fewer than two clusters, which is no statement about precision.
 */
export function clusteredStandardError(values: readonly number[], clusters: readonly (string | number)[]): number {
  if (values.length !== clusters.length) throw new RangeError(`each value needs its cluster: ${values.length} values, ${clusters.length} clusters`);
  const centre = mean(values);
  const sums = [...Map.groupBy(values, (_, index) => clusters[index]).values()].map((group) => group.reduce((sum, value) => sum + value - centre, 0));
  if (sums.length < 2) return 0;
  const sumOfSquares = sums.reduce((sum, residual) => sum + residual ** 2, 0);
  return Math.sqrt((sumOfSquares * sums.length) / (sums.length - 1)) / values.length;
}

/** How the epochs of one task become one score. `k` counts epochs; a score passes when it is at least `passes`, by default 1. */
export type Reducer =
  | { readonly reducer: "mean" | "median" | "mode" | "max" }
  | { readonly reducer: "pass-at-k" | "pass-all-k" | "at-least-k"; readonly k: number; readonly passes?: number };

/** One score out of a task's epochs. */
export function reduceEpochs(scores: readonly number[], how: Reducer): number {
  if (scores.length === 0) throw new RangeError("there is no epoch to reduce");
  switch (how.reducer) {
    case "mean":
      return mean(scores);
    case "median":
      return median(scores);
    case "mode":
      return mode(scores);
    case "max":
      return Math.max(...scores);
    default:
      return reduceByCount(scores, how);
  }
}

function reduceByCount(scores: readonly number[], { reducer, k, passes = 1 }: Extract<Reducer, { readonly k: number }>): number {
  const all = scores.length;
  if (!Number.isInteger(k) || k < 1 || k > all) throw new RangeError(`k must be a whole number from 1 to the number of epochs (${all}), got ${k}`);
  const passed = scores.filter((score) => score >= passes).length;
  switch (reducer) {
    // Unbiased: one less the chance that k epochs drawn without putting back all fail (Chen et al. 2021, arXiv:2107.03374, section 2.1).
    case "pass-at-k":
      return all - passed < k ? 1 : 1 - Math.exp(logChoose(all - passed, k) - logChoose(all, k));
    // The chance that all k pass (Yao et al. 2024, arXiv:2406.12045, section 4: pass^k).
    case "pass-all-k":
      return passed < k ? 0 : Math.exp(logChoose(passed, k) - logChoose(all, k));
    case "at-least-k":
      return passed >= k ? 1 : 0;
  }
}

/** The middle; of an even number the mean of the two there. */
export function median(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** The most frequent; of equally frequent ones the first to appear. */
function mode(scores: readonly number[]): number {
  let best: readonly number[] = [];
  for (const group of Map.groupBy(scores, (score) => score).values()) if (group.length > best.length) best = group;
  return best[0] ?? 0;
}
