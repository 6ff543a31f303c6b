import { binomialAtLeast, normalProbability, normalQuantile, studentQuantile } from "./distributions.rules.ts";
import { clusteredStandardError, mean } from "./estimates.rules.ts";
import type { Interval } from "./proportions.rules.ts";

/** One task's scores under two models or scaffolds; `cluster` is what hangs together, such as the family. */
export interface ScorePair {
  readonly first: number;
  readonly second: number;
  readonly cluster: string;
}

export interface PairedComparison extends Interval {
  /** Mean of first minus second. */
  readonly difference: number;
  readonly standardError: number;
  readonly pairs: number;
  readonly clusters: number;
  /** Pairs in which only one of the two passed (score 1 against less). */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided exact sign test on those (McNemar 1947, Psychometrika 12:153–157, in its exact binomial form). */
  readonly exactProbability: number;
}

/**
 * Two models on the same tasks: the difference per task takes the tasks' difficulty out (Miller 2024, arXiv:2411.00640, section
 * 4). Interval by Student's t with one degree of freedom less than clusters; without two clusters it is the whole line.
 */
export function comparePaired(pairs: readonly ScorePair[], confidence = 0.95): PairedComparison {
  if (pairs.length === 0) throw new RangeError("there is no pair to compare");
  const differences = pairs.map(({ first, second }) => first - second);
  const difference = mean(differences);
  const clusters = new Set(pairs.map(({ cluster }) => cluster)).size;
  const standardError = clusteredStandardError(differences, pairs.map(({ cluster }) => cluster));
  const half = clusters < 2 ? Number.POSITIVE_INFINITY : standardError * studentQuantile(1 - (1 - confidence) / 2, clusters - 1);
  const onlyFirst = pairs.filter(({ first, second }) => first >= 1 && second < 1).length;
  const onlySecond = pairs.filter(({ first, second }) => second >= 1 && first < 1).length;
  const discordant = onlyFirst + onlySecond;
  const exactProbability = Math.min(1, 2 * binomialAtLeast(Math.max(onlyFirst, onlySecond), discordant, 0.5));
  return { difference, standardError, pairs: pairs.length, clusters, onlyFirst, onlySecond, exactProbability, low: difference - half, high: difference + half };
}

/**
 * Before a run: the chance that a two-sided paired comparison of this many independent tasks sees a true `difference`, when a
 * share `discordance` of the tasks is passed by one of the two alone (Connor 1987, Biometrics 43:207–211, formula 1).
 */
export function powerOfPairs(question: { readonly tasks: number; readonly difference: number; readonly discordance: number; readonly confidence?: number }): number {
  const { tasks, difference, discordance, confidence = 0.95 } = question;
  const shift = Math.abs(difference);
  if (!(discordance > 0 && discordance <= 1) || shift > discordance) throw new RangeError("discordance must lie in (0, 1] and be no less than the difference");
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const spread = discordance - shift ** 2;
  if (spread === 0) return shift * Math.sqrt(tasks) >= z * Math.sqrt(discordance) ? 1 : 0;
  return normalProbability((shift * Math.sqrt(tasks) - z * Math.sqrt(discordance)) / Math.sqrt(spread));
}
