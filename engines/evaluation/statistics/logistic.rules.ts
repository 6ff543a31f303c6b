/*
 * Logistic models with a penalty, fitted by Fisher scoring. A penalty is not a convenience here: with a strong or a weak model
 * every task of one side is passed, the likelihood has no maximum, and an unpenalised fit runs away.
 */

export const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);

/** Solves a symmetric positive definite system, and gives the inverse as well: Cholesky's decomposition. */
export function invertSymmetric(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const size = matrix.length;
  const root = Array.from({ length: size }, () => zeros(size));
  const at = (rows: readonly (readonly number[])[], row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = at(matrix, row, column);
      for (let k = 0; k < column; k += 1) sum -= at(root, row, k) * at(root, column, k);
      if (row === column && sum <= 0) throw new RangeError("the model cannot be told apart from its data: give more tasks or models");
      (root[row] as number[])[column] = row === column ? Math.sqrt(sum) : sum / at(root, column, column);
    }
  }
  return Array.from({ length: size }, (_, unit) => solve(root, size, unit));
}

/** The inverse's column: root·rootᵀ·x = unit vector. */
function solve(root: readonly (readonly number[])[], size: number, unit: number): readonly number[] {
  const forward = zeros(size);
  for (let row = 0; row < size; row += 1) {
    let sum = row === unit ? 1 : 0;
    for (let k = 0; k < row; k += 1) sum -= (root[row]?.[k] ?? 0) * (forward[k] ?? 0);
    forward[row] = sum / (root[row]?.[row] ?? 1);
  }
  const backward = zeros(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = forward[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) sum -= (root[k]?.[row] ?? 0) * (backward[k] ?? 0);
    backward[row] = sum / (root[row]?.[row] ?? 1);
  }
  return backward;
}

export const multiply = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] => matrix.map((row) => row.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0));

/** 1/(1 + e^−x) without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

export interface LogisticFit {
  readonly intercept: number;
  readonly slope: number;
}

/**
 * P(score) = logistic(intercept + slope·x), with Jeffreys' prior as penalty, which keeps the estimate finite under separation and
 * takes out the first order of its bias (Firth 1993, Biometrika 80:27–38; Heinze and Schemper 2002, Statistics in Medicine
 * 21:2409–2419). Scores may lie anywhere in [0, 1]; `weight` counts repeated observations.
 */
export function fitLogistic(points: readonly { readonly x: number; readonly score: number; readonly weight?: number }[]): LogisticFit {
  let [intercept, slope] = [0, 0];
  for (let step = 0; step < 100; step += 1) {
    const fitted = points.map(({ x, score, weight = 1 }) => {
      const share = logistic(intercept + slope * x);
      return { x, score, weight, share, information: weight * share * (1 - share) };
    });
    const information = [[0, 0], [0, 0]] as [[number, number], [number, number]];
    for (const { x, information: value } of fitted) {
      information[0][0] += value;
      information[0][1] += value * x;
      information[1][1] += value * x * x;
    }
    information[1][0] = information[0][1];
    const inverse = invertSymmetric(information) as [[number, number], [number, number]];
    const gradient = [0, 0] as [number, number];
    for (const { x, score, weight, share, information: value } of fitted) {
      const leverage = value * (inverse[0][0] + 2 * x * inverse[0][1] + x * x * inverse[1][1]);
      const pull = weight * (score - share) + leverage * (0.5 - share);
      gradient[0] += pull;
      gradient[1] += pull * x;
    }
    const [down, across] = multiply(inverse, gradient) as [number, number];
    // Steps are held back, because far from the maximum the quadratic promise is false.
    const scale = Math.min(1, 5 / Math.max(Math.abs(down), Math.abs(across), 1e-12));
    intercept += scale * down;
    slope += scale * across;
    if (Math.abs(down) + Math.abs(across) < 1e-10) break;
  }
  return { intercept, slope };
}
