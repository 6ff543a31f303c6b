/*
 * The exact interval of a proportion, of Clopper and Pearson (1934, Biometrika 26:404–413): the lower bound is the rate at
 * which so many or more are seen with probability α/2, the upper one that at which so many or fewer are. Found by halving
 * the rate, with the binomial tail summed term by term: exact for the few thousand that people ever look at.
 */
const HALVINGS = 60;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** @param confidence such as 0.95 */
export function exactInterval(seen: number, of: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return {
    low: seen === 0 ? 0 : findRate((rate) => 1 - atMost(seen - 1, of, rate) < tail),
    high: seen === of ? 1 : findRate((rate) => atMost(seen, of, rate) > tail),
  };
}

/** The rate up to which something holds. */
function findRate(holds: (rate: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** P(X ≤ seen) for X binomial. */
function atMost(seen: number, of: number, rate: number): number {
  let logTerm = of * Math.log1p(-rate);
  let sum = 0;
  for (let count = 0; count <= seen; count += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((of - count) / (count + 1)) + Math.log(rate) - Math.log1p(-rate);
  }
  return Math.min(1, sum);
}
