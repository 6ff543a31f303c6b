import { isDressing, isModelToken, tokenWeight } from "./name-tokens.rules.ts";
import { isOneEditApart } from "./vendor-names.rules.ts";

/** Long enough, with letters and digits, that two products of one maker hardly share it by chance. */
export function isTellingCode(token: string): boolean {
  return token.length >= 5 && /\d/.test(token) && /\p{L}/u.test(token);
}

/** One that tells a product apart whatever else its name holds: R08PSFCPU. */
export function isUniqueCode(token: string): boolean {
  return token.length >= 7 && isTellingCode(token);
}

export function isCode(token: string): boolean {
  return isModelToken(token) || (token.length <= 3 && !isDressing(token));
}

export interface Overlap {
  readonly common: number;
  readonly left: number;
  readonly right: number;
  readonly shared: readonly string[];
  readonly onlyAsset: readonly string[];
  readonly onlyAdvisory: readonly string[];
}

/** Weighted token sets; a long word with one typing error counts as nearly the same, in a model number it does not. */
export function overlapWords(asset: readonly string[], advisory: readonly string[]): Overlap {
  const remaining = new Set(advisory);
  const shared: string[] = [];
  const unmatched: string[] = [];
  let [common, left] = [0, 0];
  for (const token of asset) {
    left += tokenWeight(token);
    if (remaining.delete(token)) {
      shared.push(token);
      common += tokenWeight(token);
    } else unmatched.push(token);
  }
  const onlyAsset: string[] = [];
  for (const token of unmatched) {
    const near = [...remaining].find((other) => (isModelToken(token) ? coversModel(other, token) : !isModelToken(other) && isOneEditApart(token, other)));
    if (near === undefined) onlyAsset.push(token);
    else {
      if (isModelToken(token)) shared.push(token);
      remaining.delete(near);
      common += 0.9 * Math.min(tokenWeight(token), tokenWeight(near));
    }
  }
  const right = advisory.reduce((sum, token) => sum + tokenWeight(token), 0);
  return { common, left, right, shared, onlyAsset, onlyAdvisory: [...remaining] };
}

/** "22xx" is any of 2200 to 2299. */
function coversModel(pattern: string, model: string): boolean {
  const prefix = /^(.*\d)x{2,}$/.exec(pattern)?.[1];
  return prefix !== undefined && model.length === pattern.length && model.startsWith(prefix);
}
