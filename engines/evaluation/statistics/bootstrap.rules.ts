import { normalProbability, studentQuantile } from "./distributions.rules.ts";
import type { Interval } from "./proportions.rules.ts";
import { randomIndex, seedRandom } from "./random.rules.ts";
import type { RandomStream } from "./random.rules.ts";

export interface BootstrapOptions {
  /** Default 2,000: the Monte Carlo error of a 95 % bound is then below a tenth of its standard error. */
  readonly resamples?: number;
  readonly confidence?: number;
  /** Same seed, same interval. */
  readonly seed?: number;
}

const RESAMPLES = 2_000;

/**
 * Interval of any statistic when values of one cluster hang together: whole clusters are drawn with putting back. Percentile
 * interval, expanded for the number of clusters (Hesterberg 2015, The American Statistician 69:371–386, section 3.3), without
 * which it is too narrow at some dozens. Where a draw leaves the statistic undefined (NaN) it is left out.
 */
export function clusteredBootstrap<Value>(clusters: readonly (readonly Value[])[], statistic: (values: readonly Value[]) => number, options: BootstrapOptions = {}): Interval {
  return resample(clusters.length, (random) => statistic(Array.from(clusters, () => clusters[randomIndex(random, clusters.length)] ?? []).flat()), options);
}

/**
 * The same for nested levels, families of tasks and within them tasks with their epochs: families are drawn, in each its tasks,
 * in each its epochs, with putting back at every level (Davison and Hinkley 1997, Bootstrap Methods, section 3.8).
 */
export function hierarchicalBootstrap<Value>(values: readonly Value[], levels: readonly ((value: Value) => string)[], statistic: (values: readonly Value[]) => number, options: BootstrapOptions = {}): Interval {
  const root = nest(values, levels);
  return resample("children" in root ? root.children.length : root.values.length, (random) => statistic(draw(root, random)), options);
}

type Nest<Value> = { readonly children: readonly Nest<Value>[] } | { readonly values: readonly Value[] };

function nest<Value>(values: readonly Value[], [level, ...deeper]: readonly ((value: Value) => string)[]): Nest<Value> {
  if (!level) return { values };
  return { children: [...Map.groupBy(values, level).values()].map((group) => nest(group, deeper)) };
}

function draw<Value>(from: Nest<Value>, random: RandomStream): readonly Value[] {
  if ("values" in from) return from.values.map(() => from.values[randomIndex(random, from.values.length)] as Value);
  return from.children.flatMap(() => draw(from.children[randomIndex(random, from.children.length)] as Nest<Value>, random));
}

function resample(units: number, once: (random: RandomStream) => number, { resamples = RESAMPLES, confidence = 0.95, seed = 1 }: BootstrapOptions): Interval {
  if (units < 2) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const random = seedRandom(seed);
  const drawn = Array.from({ length: resamples }, () => once(random)).filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  const tail = normalProbability(Math.sqrt(units / (units - 1)) * studentQuantile((1 - confidence) / 2, units - 1));
  return { low: quantile(drawn, tail), high: quantile(drawn, 1 - tail) };
}

/** Between neighbours in a straight line (Hyndman and Fan 1996, The American Statistician 50:361–365, definition 7). */
export function quantile(sorted: readonly number[], probability: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = probability * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}
