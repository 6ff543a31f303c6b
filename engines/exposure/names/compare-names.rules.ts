import type { NameProfile, NameToProfile } from "./name-tokens.rules.ts";
import { isDressing, isModelToken, profileName, tokenWeight } from "./name-tokens.rules.ts";
import type { VendorRelation } from "./vendor-names.rules.ts";
import { compareVendors, isOneEditApart } from "./vendor-names.rules.ts";

/** What keeps a likeness of names from being certain, when one answer would settle it. */
export type NameDoubt = "none" | "vendor" | "model" | "name";

export interface NameLikeness {
  /** 0 to 1; never above 0.95, because names alone are not identifiers. */
  readonly probability: number;
  /** Words without a full stop, to stand in a sentence. */
  readonly reason: string;
  readonly doubt: NameDoubt;
}

type ProductRelation =
  | "same order number" | "same" | "nearly same" | "same model code" | "same model number" | "family only" | "asset says more" | "asset says less" | "model not said" | "similar"
  | "different model" | "nothing shared";

interface Verdict {
  readonly probability: number;
  readonly reason: string;
  readonly doubt: NameDoubt;
}

// Chosen by hand after the shares of right pairs of each kind in the part of the CVE records that benchmarks/names.bench.ts keeps
// for fitting, mostly below them; a family is right nearly always as the best answer and seldom as one of many, and stands between.
// The bench prints how the figures come true.
const PRODUCTS: Readonly<Record<Exclude<ProductRelation, "similar">, Verdict>> = {
  "same order number": { probability: 0.95, reason: "the order number is the same", doubt: "none" },
  same: { probability: 0.95, reason: "the name is the same", doubt: "none" },
  "nearly same": { probability: 0.93, reason: "the name is nearly the same", doubt: "none" },
  "same model code": { probability: 0.9, reason: "the model is the same", doubt: "none" },
  "same model number": { probability: 0.85, reason: "the model is the same, in a longer name", doubt: "model" },
  "asset says more": { probability: 0.82, reason: "your name for it says more", doubt: "name" },
  "family only": { probability: 0.74, reason: "the notice names its whole family", doubt: "name" },
  "asset says less": { probability: 0.8, reason: "your name for it says less", doubt: "model" },
  "model not said": { probability: 0.57, reason: "your list does not say which model", doubt: "model" },
  "different model": { probability: 0.285, reason: "the model is not the same", doubt: "name" },
  "nothing shared": { probability: 0, reason: "the names share nothing", doubt: "name" },
};

const VENDORS: Readonly<Record<VendorRelation, { readonly factor: number; readonly reason: string }>> = {
  same: { factor: 1, reason: "the maker is the same" },
  "written differently": { factor: 0.97, reason: "the maker is written in another way" },
  "almost the same": { factor: 0.9, reason: "the maker is spelled almost the same" },
  "not said by the asset": { factor: 0.82, reason: "your list names no maker" },
  "not said by the advisory": { factor: 0.7, reason: "the notice names no maker" },
  different: { factor: 0.25, reason: "the maker is not the same" },
};

/** How likely it is that an operator's words for an asset and an advisory's words for a product mean the same thing. */
export function compareNames(asset: NameToProfile, advisory: NameToProfile): NameLikeness {
  return compareProfiles(profileName(asset), profileName(advisory));
}

export function compareProfiles(asset: NameProfile, advisory: NameProfile): NameLikeness {
  const { said, isNamed } = liftVendor(asset, advisory);
  const product = compareProducts(said, advisory);
  if (product.probability === 0) return product;
  const relation = isNamed ? "same" : compareVendors(asset.vendors, advisory.vendors);
  const vendor = VENDORS[relation];
  const isOpen = relation === "not said by the asset" || relation === "not said by the advisory";
  return {
    probability: Math.round(product.probability * vendor.factor * 1000) / 1000,
    reason: `${vendor.reason} and ${product.reason}`,
    doubt: product.doubt === "none" && isOpen ? "vendor" : product.doubt,
  };
}

/** An inventory without a vendor column often has the vendor inside the product's name. */
function liftVendor(asset: NameProfile, advisory: NameProfile): { said: NameProfile; isNamed: boolean } {
  if (asset.vendors.length > 0) return { said: asset, isNamed: false };
  const inside = advisory.vendors.find(({ tokens }) => tokens.every((token) => asset.product.includes(token)));
  if (!inside) return { said: asset, isNamed: false };
  const rest = asset.product.filter((token) => !inside.tokens.includes(token));
  if (rest.length === 0) return { said: asset, isNamed: true };
  return { said: { ...asset, product: rest, joined: rest.filter((token) => !isDressing(token)).join("") }, isNamed: true };
}

function compareProducts(asset: NameProfile, advisory: NameProfile): Verdict {
  if (asset.orderNumbers.length > 0 && advisory.orderNumbers.length > 0) {
    const isSame = asset.orderNumbers.some((number) => advisory.orderNumbers.includes(number));
    return isSame ? PRODUCTS["same order number"] : { ...PRODUCTS["different model"], reason: "the order number is not the same" };
  }
  const words = compareWords(asset, advisory);
  if (words.probability === 0) return words;
  return isOtherLine(asset.line, advisory.line) ? { probability: PRODUCTS["different model"].probability, reason: "the product line is not the same", doubt: "name" } : words;
}

/** Only where both state one: "WinCC V7.4" is not version 7.5 of WinCC. */
function isOtherLine(asset: string | null, advisory: string | null): boolean {
  if (asset === null || advisory === null) return false;
  const [a, b] = [asset.split("."), advisory.split(".")];
  return b.slice(0, a.length).some((part, index) => Number(part) !== Number(a[index]));
}

function compareWords(asset: NameProfile, advisory: NameProfile): Verdict {
  if (asset.joined !== "" && asset.joined === advisory.joined) return PRODUCTS.same;
  const { common, left, right, shared, onlyAsset, onlyAdvisory } = overlap(asset.product, advisory.product);
  if (common === 0) return PRODUCTS["nothing shared"];
  const even = (2 * common) / (left + right);
  const atLeast = (verdict: Verdict): Verdict => ({ ...verdict, probability: Math.max(verdict.probability, 0.95 * even) });
  const hasCode = shared.some(isTellingCode);
  const isSibling = hasCode ? isModelToken : isCode;
  // Makers tell siblings apart by numbers and by short codes: XB208 and XF208, "PN HA" and "PN HF".
  if (onlyAsset.some(isSibling) && onlyAdvisory.some(isSibling)) return PRODUCTS["different model"];
  if (onlyAdvisory.some(isModelToken)) return shared.some(isUniqueCode) && !onlyAsset.some(isModelToken) ? PRODUCTS["same model code"] : PRODUCTS["model not said"];
  const [saysAll, isAllSaid] = [onlyAdvisory.every(isDressing), onlyAsset.every(isDressing)];
  if (saysAll && isAllSaid) return PRODUCTS["nearly same"];
  if (hasCode) return PRODUCTS["same model code"];
  // One word for a whole family of chips or drives says little about one model of it; "S7-300" in "S7-300 CPU 315" says more.
  if (saysAll) return onlyAsset.some(isModelToken) && !shared.some(isModelToken) ? PRODUCTS["family only"] : atLeast(PRODUCTS["asset says more"]);
  if (isAllSaid) return atLeast(PRODUCTS[shared.some(isModelToken) ? "same model number" : "asset says less"]);
  return { probability: 0.95 * even, reason: "the names are alike", doubt: "name" };
}

/** Long enough, with letters and digits, that two products of one maker hardly share it by chance. */
function isTellingCode(token: string): boolean {
  return token.length >= 5 && /\d/.test(token) && /\p{L}/u.test(token);
}

/** One that tells a product apart whatever else its name holds: R08PSFCPU. */
function isUniqueCode(token: string): boolean {
  return token.length >= 7 && isTellingCode(token);
}

function isCode(token: string): boolean {
  return isModelToken(token) || (token.length <= 3 && !isDressing(token));
}

interface Overlap {
  readonly common: number;
  readonly left: number;
  readonly right: number;
  readonly shared: readonly string[];
  readonly onlyAsset: readonly string[];
  readonly onlyAdvisory: readonly string[];
}

/** Weighted token sets; a long word with one typing error counts as nearly the same, in a model number it does not. */
function overlap(asset: readonly string[], advisory: readonly string[]): Overlap {
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
    const near = isModelToken(token) ? undefined : [...remaining].find((other) => !isModelToken(other) && isOneEditApart(token, other));
    if (near === undefined) onlyAsset.push(token);
    else {
      remaining.delete(near);
      common += 0.9 * Math.min(tokenWeight(token), tokenWeight(near));
    }
  }
  const right = advisory.reduce((sum, token) => sum + tokenWeight(token), 0);
  return { common, left, right, shared, onlyAsset, onlyAdvisory: [...remaining] };
}
