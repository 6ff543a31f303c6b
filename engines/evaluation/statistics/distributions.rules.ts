// The distributions that the intervals stand on, in double precision; each is checked against tables and closed forms.

/** Bisection on a rising function: 80 halvings of [low, high] leave less than a float's spacing. */
function invert(rising: (x: number) => number, target: number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let step = 0; step < 80; step += 1) {
    const middle = (below + above) / 2;
    if (rising(middle) < target) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

function requireProbability(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${name} must lie between 0 and 1, got ${value}`);
}

/** ∫₀ᶻ of the normal density, by φ(z)·Σ z^(2k+1)/(1·3·…·(2k+1)) (NIST DLMF 7.6.2). */
function errorIntegral(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 1; k < 400 && Math.abs(term) > Math.abs(sum) * 1e-17; k += 1) {
    term *= z ** 2 / (2 * k + 1);
    sum += term;
  }
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Φ(z), the standard normal distribution. */
export function normalProbability(z: number): number {
  // Beyond 9 the difference to 0 or 1 is below 1e-18, and the series would need ever more terms.
  if (Math.abs(z) > 9) return z > 0 ? 1 : 0;
  return 0.5 + errorIntegral(z);
}

/** Φ⁻¹. */
export function normalQuantile(probability: number): number {
  requireProbability("probability", probability);
  return invert(normalProbability, probability, -9, 9);
}

/** ln Γ by Stirling's series (NIST DLMF 5.11.1) after shifting the argument above 10, where five terms give 1e-15. */
export function logGamma(x: number): number {
  let shift = 0;
  let shifted = x;
  while (shifted < 10) {
    shift += Math.log(shifted);
    shifted += 1;
  }
  const inverse = 1 / shifted ** 2;
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - shift;
}

/** ln B(a, b). */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** I_x(a, b) by the continued fraction of NIST DLMF 8.17.22, evaluated with the modified Lentz method. */
export function betaProbability(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast only below the mean; beyond it, the reflection I_x(a,b) = 1 − I_{1−x}(b,a).
  if (x > (a + 1) / (a + b + 2)) return 1 - betaProbability(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
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

/** The value below which the beta distribution has this probability. */
export const betaQuantile = (probability: number, a: number, b: number): number => invert((x) => betaProbability(x, a, b), probability, 0, 1);

/** Student's t with any positive degrees of freedom: the two-sided tail is I_{ν/(ν+t²)}(ν/2, 1/2) (NIST DLMF 8.17). */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  requireProbability("probability", probability);
  if (probability === 0.5) return 0;
  const tail = 2 * Math.min(probability, 1 - probability);
  const x = betaQuantile(tail, degreesOfFreedom / 2, 0.5);
  return Math.sign(probability - 0.5) * Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}

/** P(X ≥ successes) for X binomial: I_p(k, n − k + 1). */
export function binomialAtLeast(successes: number, trials: number, probability: number): number {
  if (successes <= 0) return 1;
  if (successes > trials) return 0;
  return betaProbability(probability, successes, trials - successes + 1);
}

/** ln of the number of ways to choose `chosen` out of `all`. */
export const logChoose = (all: number, chosen: number): number => logGamma(all + 1) - logGamma(chosen + 1) - logGamma(all - chosen + 1);
