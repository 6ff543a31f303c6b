import { betaQuantile, binomialAtLeast, normalQuantile } from "./distributions.rules.ts";

/** Bounds at the stated confidence; of a proportion both lie in [0, 1]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Score interval of Wilson (1927, JASA 22:209–212), without continuity correction. `confidence` such as 0.95. */
export function wilsonInterval(passed: number, samples: number, confidence = 0.95): Interval {
  requireCounts(passed, samples, confidence);
  if (samples === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const p = passed / samples;
  const denominator = 1 + z ** 2 / samples;
  const centre = (p + z ** 2 / (2 * samples)) / denominator;
  const half = (z / denominator) * Math.sqrt((p * (1 - p)) / samples + z ** 2 / (4 * samples ** 2));
  // At the ends the formula gives 0 and 1 exactly; floating point leaves 1e-17 beside them.
  return { low: passed === 0 ? 0 : centre - half, high: passed === samples ? 1 : centre + half };
}

/** "Exact" interval of Clopper and Pearson (1934, Biometrika 26:404–413): quantiles of the beta distribution. 0 of 20 → [0, 0.168]. */
export function clopperPearsonInterval(passed: number, samples: number, confidence = 0.95): Interval {
  requireCounts(passed, samples, confidence);
  const tail = (1 - confidence) / 2;
  return {
    low: passed === 0 ? 0 : betaQuantile(tail, passed, samples - passed + 1),
    high: passed === samples ? 1 : betaQuantile(1 - tail, passed + 1, samples - passed),
  };
}

/**
 * Difference of two independent proportions, first minus second, by the square-and-add method on Wilson's intervals
 * (Newcombe 1998, Statistics in Medicine 17:873–890, method 10).
 */
export function differenceInterval(first: { readonly passed: number; readonly samples: number }, second: { readonly passed: number; readonly samples: number }, confidence = 0.95): Interval & { readonly difference: number } {
  for (const { samples } of [first, second]) if (samples === 0) throw new RangeError("a difference needs at least one sample on each side");
  const [p, q] = [first.passed / first.samples, second.passed / second.samples];
  const [a, b] = [wilsonInterval(first.passed, first.samples, confidence), wilsonInterval(second.passed, second.samples, confidence)];
  const difference = p - q;
  return { difference, low: difference - Math.hypot(p - a.low, b.high - q), high: difference + Math.hypot(a.high - p, q - b.low) };
}

/**
 * The smallest number of successes whose Clopper–Pearson lower bound reaches `threshold`: a rule on an exact bound for a
 * fixed number of samples is a rule on a whole number. Null where even all of them would not do.
 */
export function requiredSuccesses(samples: number, threshold: number, confidence = 0.95): number | null {
  requireCounts(0, samples, confidence);
  let [low, high] = [0, samples + 1];
  // The bound rises with the successes, so halving finds the first.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (middle > samples || clopperPearsonInterval(middle, samples, confidence).low >= threshold) high = middle;
    else low = middle + 1;
  }
  return low > samples ? null : low;
}

/** Probability that a model of this true rate reaches `threshold` with the lower bound of `samples` independent samples. */
export function powerOfBound(question: { readonly rate: number; readonly samples: number; readonly threshold: number; readonly confidence?: number }): number {
  const { rate, samples, threshold, confidence = 0.95 } = question;
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`rate must lie in [0, 1], got ${rate}`);
  const needed = requiredSuccesses(samples, threshold, confidence);
  return needed === null ? 0 : binomialAtLeast(needed, samples, rate);
}

/** The fewest samples from which on that probability is at least `power`; null above `most`. For planning a run before it is paid for. */
export function samplesForPower(question: { readonly rate: number; readonly threshold: number; readonly power: number; readonly confidence?: number; readonly most?: number }): number | null {
  const { power, most = 100_000 } = question;
  const reaches = (samples: number) => powerOfBound({ ...question, samples }) >= power;
  let high = 1;
  while (!reaches(high)) {
    high *= 2;
    if (high > most) return null;
  }
  // Power over samples is a saw, not a slope: halve to the neighbourhood, then take the last tooth that falls short.
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  const tooth = Math.ceil(2 / Math.max(question.threshold, 0.01));
  for (let samples = high + tooth; samples > high; samples -= 1) if (!reaches(samples)) return samples + 1;
  return high;
}

function requireCounts(passed: number, samples: number, confidence: number): void {
  if (!Number.isInteger(passed) || !Number.isInteger(samples) || passed < 0 || passed > samples)
    throw new RangeError(`passed and samples must be whole with 0 ≤ passed ≤ samples, got ${passed} of ${samples}`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence must lie between 0 and 1, got ${confidence}`);
}
