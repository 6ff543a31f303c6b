import type { NameProfile } from "./name-tokens.rules.ts";
import { isModelToken, profileName, tokenWeight } from "./name-tokens.rules.ts";

/** What keeps a likeness of names from being certain, when one answer would settle it. */
export type NameDoubt = "none" | "vendor" | "model" | "name";

export interface NameLikeness {
  /** 0 to 1; never above 0.95, because names alone are not identifiers. */
  readonly probability: number;
  /** Words without a full stop, to stand in a sentence. */
  readonly reason: string;
  readonly doubt: NameDoubt;
}

// Chosen so that at the default threshold of 0.7 an equal name passes with an unknown version (0.95 x 0.8) or with an
// unknown vendor (0.95 x 0.82), but not with both, and a package name without any vendor (OSV) does not pass alone.
const NAMES_ALONE = 0.95;
const ASSET_VENDOR_UNKNOWN = 0.82;
const ADVISORY_VENDOR_UNKNOWN = 0.7;
const VENDOR_DIFFERS = 0.25;
const NEARLY_SAME = 0.97;
const ASSET_SAYS_MORE = 0.82;
const ASSET_SAYS_LESS = 0.72;
const MODEL_NOT_SAID = 0.6;
const MODEL_DIFFERS = 0.3;

interface Name {
  readonly vendor: string | null;
  readonly product: string;
}

/** How likely it is that an operator's words for an asset and an advisory's words for a product mean the same thing. */
export function compareNames(asset: Name, advisory: Name): NameLikeness {
  return compareProfiles(profileName(asset), profileName(advisory));
}

export function compareProfiles(asset: NameProfile, advisory: NameProfile): NameLikeness {
  const inProduct = asset.vendor.length === 0 && advisory.vendor.length > 0
    && advisory.vendor.every((token) => asset.product.includes(token));
  const rest = inProduct ? asset.product.filter((token) => !advisory.vendor.includes(token)) : asset.product;
  const said = rest.length === asset.product.length || rest.length === 0 ? asset : { ...asset, product: rest, joined: rest.join("") };
  const product = compareProducts(said, advisory);
  const vendor = inProduct ? { factor: 1, reason: "the vendor is the same", isKnown: true } : compareVendors(asset.vendor, advisory.vendor);
  const doubt = product.doubt === "none" && !vendor.isKnown ? "vendor" : product.doubt;
  return { probability: round(NAMES_ALONE * product.score * vendor.factor), reason: `${vendor.reason} and ${product.reason}`, doubt };
}

function compareVendors(asset: readonly string[], advisory: readonly string[]): { factor: number; reason: string; isKnown: boolean } {
  if (advisory.length === 0) return { factor: ADVISORY_VENDOR_UNKNOWN, reason: "the advisory names no vendor", isKnown: false };
  if (asset.length === 0) return { factor: ASSET_VENDOR_UNKNOWN, reason: "the inventory names no vendor", isKnown: false };
  const a = asset.join("");
  const b = advisory.join("");
  if (a === b) return { factor: 1, reason: "the vendor is the same", isKnown: true };
  const isShort = a === initials(advisory) || b === initials(asset);
  const isPart = asset.every((token) => advisory.includes(token)) || advisory.every((token) => asset.includes(token));
  if (isShort || isPart) return { factor: 0.95, reason: "the vendor is written differently but agrees", isKnown: true };
  const likeness = overlap(asset, advisory);
  const score = (2 * likeness.common) / (likeness.left + likeness.right);
  if (score >= 0.6) return { factor: Math.max(score, 0.8), reason: "the vendor is spelled almost the same", isKnown: true };
  return { factor: VENDOR_DIFFERS, reason: "the vendor differs", isKnown: true };
}

function initials(tokens: readonly string[]): string {
  return tokens.length < 2 ? "" : tokens.map((token) => token[0]).join("");
}

function compareProducts(asset: NameProfile, advisory: NameProfile): { score: number; reason: string; doubt: NameDoubt } {
  if (asset.joined !== "" && asset.joined === advisory.joined) return { score: 1, reason: "the product name is the same", doubt: "none" };
  const { common, left, right, unmatchedLeft, unmatchedRight } = overlap(asset.product, advisory.product);
  if (common === 0) return { score: 0, reason: "the product names share nothing", doubt: "name" };
  const even = (2 * common) / (left + right);
  const advisoryModelMissing = unmatchedRight.some(isModelToken);
  // Makers tell siblings apart by numbers and by short codes: XB208 and XF208, "PN HA" and "PN HF".
  if (unmatchedLeft.some(isCode) && unmatchedRight.some(isCode)) {
    return { score: Math.min(even, MODEL_DIFFERS), reason: "the model number differs", doubt: "name" };
  }
  if (advisoryModelMissing) return { score: MODEL_NOT_SAID, reason: "the inventory does not give the model number", doubt: "model" };
  if (unmatchedRight.every(isDressing)) {
    if (unmatchedLeft.every(isDressing)) return { score: Math.max(even, NEARLY_SAME), reason: "the product name is nearly the same", doubt: "none" };
    return { score: Math.max(even, ASSET_SAYS_MORE), reason: "the product name contains the advisory's", doubt: "name" };
  }
  if (unmatchedLeft.every(isDressing)) {
    return { score: Math.max(even, ASSET_SAYS_LESS), reason: "the advisory's product name is more exact", doubt: "model" };
  }
  return { score: even, reason: "the product names are similar", doubt: "name" };
}

function isCode(token: string): boolean {
  return isModelToken(token) || (token.length <= 3 && !isDressing(token));
}

function isDressing(token: string): boolean {
  return tokenWeight(token) <= 0.1;
}

interface Overlap {
  readonly common: number;
  readonly left: number;
  readonly right: number;
  readonly unmatchedLeft: readonly string[];
  readonly unmatchedRight: readonly string[];
}

/** Weighted token sets; a long word with one typing error counts as nearly the same. */
function overlap(left: readonly string[], right: readonly string[]): Overlap {
  const remaining = new Set(right);
  const unmatchedLeft: string[] = [];
  let common = 0;
  for (const token of left) {
    if (remaining.delete(token)) common += tokenWeight(token);
    else unmatchedLeft.push(token);
  }
  const stillUnmatched: string[] = [];
  for (const token of unmatchedLeft) {
    const near = [...remaining].find((other) => isOneTypingErrorApart(token, other));
    if (near === undefined) stillUnmatched.push(token);
    else {
      remaining.delete(near);
      common += 0.9 * Math.min(tokenWeight(token), tokenWeight(near));
    }
  }
  return { common, left: total(left), right: total(right), unmatchedLeft: stillUnmatched, unmatchedRight: [...remaining] };
}

function total(tokens: readonly string[]): number {
  return tokens.reduce((sum, token) => sum + tokenWeight(token), 0);
}

/** Only for words of five letters or more: in a model number one character is the whole difference. */
function isOneTypingErrorApart(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1 || isModelToken(a) || isModelToken(b)) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  const isSwap = restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
  return isSwap || (restA.length <= 1 && restB.length <= 1);
}

function round(probability: number): number {
  return Math.round(probability * 1000) / 1000;
}
