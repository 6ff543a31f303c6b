import { betaQuantile } from "./distributions.rules.ts";
import type { Interval } from "./proportions.rules.ts";

/*
 * Success against what was spent. The estimand: the share of samples that succeed by the time this much was spent (tokens, cost
 * or seconds), if nothing but the spending were limited.
 *
 * A sample that met its limit is *censored* there: what it would have done with more is unknown. One that gave up by itself is
 * not: with more to spend it would have given up too, so it stays among those who had their chance, up to the limit it had
 * (Fine and Gray 1999, JASA 94:496–509, section 3.1, censoring complete). What the endpoint or the run broke off says nothing
 * beyond the point where it broke off, and is censored there.
 */

export interface SpentSample {
  readonly spent: number;
  readonly ended: "succeeded" | "gave-up" | "met-limit" | "broken-off";
  /** What it was allowed to spend. */
  readonly limit: number;
}

export interface SpendingPoint extends Interval {
  readonly spent: number;
  readonly succeeded: number;
  /** Samples still in play just before the last step up to here. */
  readonly atRisk: number;
  /** Estimated share that has succeeded by now. */
  readonly share: number;
}

export interface SpendingCurve {
  readonly points: readonly SpendingPoint[];
  readonly samples: number;
  readonly succeeded: number;
  readonly censored: number;
  /** No statement is made beyond: from here on nobody was watched. */
  readonly watchedUpTo: number;
}

/**
 * The share by the product-limit estimator (Kaplan and Meier 1958, JASA 53:457–481), its bounds by the beta product confidence
 * procedure, matched by moments (Fay, Brittain and Proschan 2013, Biostatistics 14:723–736), which without censoring are the
 * Clopper–Pearson bounds and are honest at nought out of n. Samples are taken as independent.
 */
export function spendingCurve(samples: readonly SpentSample[], confidence = 0.95): SpendingCurve {
  const watched = watch(samples);
  const steps = [...new Set(watched.filter(({ succeeded }) => succeeded).map(({ until }) => until))];
  const points = readShares(watched, steps, confidence);
  return {
    points,
    samples: samples.length,
    succeeded: points.at(-1)?.succeeded ?? 0,
    censored: samples.filter(({ ended }) => ended === "met-limit" || ended === "broken-off").length,
    watchedUpTo: watched.at(-1)?.until ?? 0,
  };
}

/** Share and bounds once this much was spent; null beyond what was watched, where nothing can be said. */
export function readSpendingCurve(samples: readonly SpentSample[], spent: number, confidence = 0.95): SpendingPoint | null {
  const watched = watch(samples);
  if (watched.length === 0 || spent > (watched.at(-1)?.until ?? 0)) return null;
  return readShares(watched, [spent], confidence)[0] ?? null;
}

interface Watched {
  readonly until: number;
  readonly succeeded: boolean;
}

/** In the order in which they leave; who succeeds at a point leaves before who is censored there. */
function watch(samples: readonly SpentSample[]): readonly Watched[] {
  return samples
    .map(({ spent, ended, limit }) => ({ succeeded: ended === "succeeded", until: ended === "gave-up" ? Math.max(spent, limit) : spent }))
    .toSorted((a, b) => a.until - b.until || Number(b.succeeded) - Number(a.succeeded));
}

/** One pass along the samples; `places` in rising order. */
function readShares(watched: readonly Watched[], places: readonly number[], confidence: number): SpendingPoint[] {
  const tail = (1 - confidence) / 2;
  let next = 0;
  let remaining = 1;
  let survival: BetaProduct = { first: 1, second: 1 };
  let total = 0;
  return places.map((spent) => {
    let atRisk = watched.length - next;
    while (next < watched.length && (watched[next]?.until ?? 0) <= spent) {
      const { until = 0 } = watched[next] ?? {};
      atRisk = watched.length - next;
      let succeeded = 0;
      for (; watched[next]?.until === until; next += 1) succeeded += Number(watched[next]?.succeeded);
      if (succeeded === 0) continue;
      total += succeeded;
      remaining *= 1 - succeeded / atRisk;
      survival = times(survival, atRisk - succeeded + 1, succeeded);
    }
    const left = watched.length - next;
    return { spent, succeeded: total, atRisk, share: 1 - remaining, low: total === 0 ? 0 : 1 - quantileOf(survival, 1 - tail), high: left === 0 ? 1 : 1 - quantileOf(times(survival, left, 1), tail) };
  });
}

/** First and second moment of a product of independent beta variables. */
interface BetaProduct {
  readonly first: number;
  readonly second: number;
}

const times = ({ first, second }: BetaProduct, a: number, b: number): BetaProduct => ({ first: (first * a) / (a + b), second: (second * a * (a + 1)) / ((a + b) * (a + b + 1)) });

/** The beta distribution with these moments. */
function matched({ first, second }: BetaProduct): readonly [number, number] {
  const spread = second - first ** 2;
  const strength = (first - second) / spread;
  return [first * strength, (1 - first) * strength];
}

const quantileOf = (product: BetaProduct, probability: number): number => betaQuantile(probability, ...matched(product));
