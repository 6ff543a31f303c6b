/*
 * Whether two things take the same time, measured in pairs that lie next to each other, so that whatever slows the
 * machine slows both. The shift is the Hodges–Lehmann estimate over a sample of Walsh averages; the test is Wilcoxon's
 * signed-rank test with the normal approximation and a correction for ties (Hollander & Wolfe, Nonparametric Statistical
 * Methods, chapter 3).
 */

export interface PairedTiming {
  readonly pairs: number;
  /** Medians of each, ms. */
  readonly leftMs: number;
  readonly rightMs: number;
  /** How much longer the right one takes, ms. */
  readonly shiftMs: number;
  /** Two-sided: how likely a difference like this is when there is none. */
  readonly p: number;
}

/** Runs both `pairs` times, each pair in an order drawn by `random`, after some rounds that are thrown away. */
export async function measurePairs(options: { readonly pairs: number; readonly left: () => Promise<unknown>; readonly right: () => Promise<unknown>; readonly random: () => number }): Promise<PairedTiming> {
  const { pairs, left, right, random } = options;
  const time = async (work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
  const lefts: number[] = [];
  const rights: number[] = [];
  const warmUp = Math.ceil(pairs / 5);
  for (let at = -warmUp; at < pairs; at += 1) {
    const leftFirst = random() < 0.5;
    const first = await time(leftFirst ? left : right);
    const second = await time(leftFirst ? right : left);
    if (at < 0) continue;
    lefts.push(leftFirst ? first : second);
    rights.push(leftFirst ? second : first);
  }
  return judgePairs(lefts, rights);
}

export function judgePairs(lefts: readonly number[], rights: readonly number[]): PairedTiming {
  const differences = lefts.map((left, at) => (rights[at] ?? Number.NaN) - left);
  return { pairs: differences.length, leftMs: median(lefts), rightMs: median(rights), shiftMs: hodgesLehmann(differences), p: signedRank(differences) };
}

/** The median of the averages of all pairs of differences; of a regular sample of them when there are many. */
function hodgesLehmann(differences: readonly number[]): number {
  const sorted = differences.toSorted((a, b) => a - b);
  const step = Math.max(1, Math.floor(sorted.length / 400));
  const sample = sorted.filter((_, at) => at % step === 0);
  return median(sample.flatMap((one, at) => sample.slice(at).map((other) => (one + other) / 2)));
}

function signedRank(differences: readonly number[]): number {
  const ranked = differences.filter((one) => one !== 0).toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const n = ranked.length;
  if (n < 10) return 1;
  let positive = 0;
  let ties = 0;
  for (let at = 0; at < n; ) {
    let end = at;
    while (end < n && Math.abs(ranked[end] ?? 0) === Math.abs(ranked[at] ?? 0)) end += 1;
    const size = end - at;
    // Equal ones share the mean of their ranks.
    const rank = (at + 1 + end) / 2;
    positive += ranked.slice(at, end).filter((one) => one > 0).length * rank;
    ties += size ** 3 - size;
    at = end;
  }
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  return 2 * upperTail(Math.abs(positive - (n * (n + 1)) / 4) / Math.sqrt(variance));
}

/** Of the normal distribution, to 1.5e-7 (Abramowitz & Stegun 7.1.26). */
function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * polynomial * Math.exp(-x * x);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
