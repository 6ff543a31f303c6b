import type { SampleResult } from "../evaluation.types.ts";

/** Bounds of a proportion at the stated confidence, both in [0, 1]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

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

/** Mean of the scores; 0 for none. */
export function accuracy(scores: readonly number[]): number {
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Standard error of the mean, s/√n with the n−1 sample deviation (as Inspect's `stderr`); 0 below two scores. */
export function stderr(scores: readonly number[]): number {
  const n = scores.length;
  if (n < 2) return 0;
  const mean = accuracy(scores);
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (n - 1);
  return Math.sqrt(variance / n);
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

/** Figures over the samples that say something of the model. */
export function summarise(samples: readonly Pick<SampleResult, "outcome" | "score">[]): Summary {
  const counted = samples.filter((sample) => !["model-error", "stopped", "halted"].includes(sample.outcome));
  const scores = counted.map((sample) => sample.score);
  const passed = scores.filter((score) => score === 1).length;
  return {
    samples: counted.length,
    passed,
    excluded: samples.length - counted.length,
    accuracy: accuracy(scores),
    stderr: stderr(scores),
    wilson: wilsonInterval(passed, counted.length),
    clopperPearson: clopperPearsonInterval(passed, counted.length),
  };
}

function requireCounts(passed: number, samples: number, confidence: number): void {
  if (!Number.isInteger(passed) || !Number.isInteger(samples) || passed < 0 || passed > samples)
    throw new RangeError(`passed and samples must be whole with 0 ≤ passed ≤ samples, got ${passed} of ${samples}`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence must lie between 0 and 1, got ${confidence}`);
}

/** Bisection on a rising function: 60 halvings of [low, high] leave less than a float's spacing near 1. */
function invert(rising: (x: number) => number, target: number, low: number, high: number): number {
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const betaQuantile = (probability: number, a: number, b: number): number =>
  invert((x) => regularisedBeta(x, a, b), probability, 0, 1);

/** Φ⁻¹ above one half, by inverting the integral below. */
function normalQuantile(probability: number): number {
  return invert((z) => 0.5 + errorIntegral(z), probability, 0, 9);
}

/** ∫₀ᶻ of the normal density, by φ(z)·Σ z^(2k+1)/(1·3·…·(2k+1)) (NIST DLMF 7.6.2). */
function errorIntegral(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 1; k < 400 && term > sum * 1e-17; k += 1) {
    term *= z ** 2 / (2 * k + 1);
    sum += term;
  }
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** I_x(a, b) by the continued fraction of NIST DLMF 8.17.22, evaluated with the modified Lentz method. */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast only below the mean; beyond it, the reflection I_x(a,b) = 1 − I_{1−x}(b,a).
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const guard = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** ln Γ by Stirling's series (NIST DLMF 5.11.1) after shifting the argument above 10, where five terms give 1e-15. */
function logGamma(x: number): number {
  let shift = 0;
  while (x < 10) {
    shift += Math.log(x);
    x += 1;
  }
  const inverse = 1 / x ** 2;
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - shift;
}
