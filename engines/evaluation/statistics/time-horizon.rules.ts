import { clusteredBootstrap } from "./bootstrap.rules.ts";
import { fitLogistic } from "./logistic.rules.ts";
import type { Interval } from "./proportions.rules.ts";

/** One sample: how long a practised person is estimated to need, and what the model made of it, in [0, 1]. */
export interface TimedScore {
  readonly humanMinutes: number;
  readonly score: number;
  readonly family: string;
}

export interface TimeHorizon extends Interval {
  /** Share of success the horizon is taken at, such as 0.5. */
  readonly success: number;
  /** Minutes of a person's work at which the model succeeds that often; NaN where success does not fall with length. */
  readonly minutes: number;
  /** True where the horizon lies outside of the tasks' own lengths, so that no task says anything about it. */
  readonly extrapolated: boolean;
}

/**
 * How long the tasks are that a model does with the stated success: a logistic curve over log₂ of the human time (Kwa et al.
 * 2025, arXiv:2503.14499, section 3.2), families counted by the root of their size as there, with bounds by drawing whole
 * families. Draws in which success does not fall with length are left out; with most of them so, there is no horizon.
 */
export function timeHorizon(samples: readonly TimedScore[], success: number, options: { readonly resamples?: number; readonly seed?: number; readonly confidence?: number } = {}): TimeHorizon {
  if (!(success > 0 && success < 1)) throw new RangeError(`success must lie between 0 and 1, got ${success}`);
  const families = [...Map.groupBy(samples, ({ family }) => family).values()];
  const minutes = horizonOf(families.flat(), success);
  const { low, high } = clusteredBootstrap(families, (drawn) => horizonOf(drawn, success), { resamples: 1_000, ...options });
  const lengths = samples.map(({ humanMinutes }) => humanMinutes);
  return { success, minutes, low: Number.isFinite(low) ? low : 0, high, extrapolated: !(minutes >= Math.min(...lengths) && minutes <= Math.max(...lengths)) };
}

function horizonOf(samples: readonly TimedScore[], success: number): number {
  const sizes = Map.groupBy(samples, ({ family }) => family);
  const points = samples.map(({ humanMinutes, score, family }) => ({ x: Math.log2(humanMinutes), score, weight: 1 / Math.sqrt(sizes.get(family)?.length ?? 1) }));
  if (new Set(points.map(({ x }) => x)).size < 2) return Number.NaN;
  const { intercept, slope } = fitLogistic(points);
  return slope < 0 ? 2 ** ((Math.log(success / (1 - success)) - intercept) / slope) : Number.NaN;
}
