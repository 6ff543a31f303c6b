import { logBeta } from "./distributions.rules.ts";
import type { Interval } from "./proportions.rules.ts";

/*
 * Looking at a run while it goes and stopping when the figure looks good would spoil any fixed interval. A confidence sequence
 * covers the true rate at all looks together, so that stopping early keeps the error rate.
 */

/**
 * Bounds of a rate that hold at every number of samples at once: the rates at which the beta(1, 1) mixture of likelihood
 * ratios stays below 1/α (Robbins 1970, Annals of Mathematical Statistics 41:1397–1409; Howard et al. 2021, Annals of
 * Statistics 49:1055–1080, by Ville's inequality). Wider than the exact interval for a fixed number, which is its price.
 */
export function confidenceSequence(passed: number, samples: number, confidence = 0.95): Interval {
  requireCounts(passed, samples);
  if (samples === 0) return { low: 0, high: 1 };
  const against = (rate: number) => evidenceAgainst(rate, passed, samples);
  const limit = -Math.log(1 - confidence);
  const best = passed / samples;
  return { low: passed === 0 ? 0 : crossing(against, limit, best, 0), high: passed === samples ? 1 : crossing(against, limit, best, 1) };
}

function requireCounts(passed: number, samples: number): void {
  if (!Number.isInteger(passed) || !Number.isInteger(samples) || passed < 0 || passed > samples) throw new RangeError(`passed and samples must be whole with 0 ≤ passed ≤ samples, got ${passed} of ${samples}`);
}

/** ln of the mixture's likelihood over that of this rate; where the rate is true, it ever exceeds ln(1/α) with probability α at most. */
function evidenceAgainst(rate: number, passed: number, samples: number): number {
  const failed = samples - passed;
  return logBeta(1 + passed, 1 + failed) - (passed === 0 ? 0 : passed * Math.log(rate)) - (failed === 0 ? 0 : failed * Math.log1p(-rate));
}

/** From the best rate, where the evidence against it is least, towards `end`, where it grows without bound. */
function crossing(against: (rate: number) => number, limit: number, best: number, end: 0 | 1): number {
  let [inside, outside] = [best, end as number];
  for (let step = 0; step < 80; step += 1) {
    const middle = (inside + outside) / 2;
    if (against(middle) < limit) inside = middle;
    else outside = middle;
  }
  return (inside + outside) / 2;
}

export type SequentialVerdict = "reached" | "not-reached" | "undecided";

/**
 * Whether a run may stop: `reached` when the rate lies above `threshold`, `not-reached` when below, each wrong with a
 * probability of at most (1 − confidence) however often one looks. The samples must be exchangeable: shuffle tasks first.
 */
export function decideSequentially({ passed, samples }: { readonly passed: number; readonly samples: number }, threshold: number, confidence = 0.95): SequentialVerdict {
  requireCounts(passed, samples);
  if (samples === 0 || evidenceAgainst(threshold, passed, samples) < -Math.log(1 - confidence)) return "undecided";
  return passed / samples > threshold ? "reached" : "not-reached";
}
