import type { NameProfile } from "./name-tokens.rules.ts";
import { isDressing, isModelToken } from "./name-tokens.rules.ts";
import type { Overlap } from "./overlap-words.rules.ts";
import { isCode, isTellingCode, isUniqueCode, overlapWords } from "./overlap-words.rules.ts";

/** What keeps a likeness of names from being certain, when one answer would settle it. */
export type NameDoubt = "none" | "vendor" | "model" | "name";

type ProductRelation =
  | "same order number" | "same" | "nearly same" | "short name" | "same model code" | "same model number" | "one of a list" | "release not said"
  | "asset says more" | "asset says less" | "family only" | "model not said" | "different model" | "nothing shared";

/** How two products' names stand to each other, whoever makes them. */
export interface ProductVerdict {
  readonly probability: number;
  readonly reason: string;
  readonly doubt: NameDoubt;
  /** The model is the same although the names differ in words. */
  readonly isSameModel?: true;
  readonly extent?: "same" | "part";
}

// Chosen by hand after the shares of right pairs of each kind in the part of the CVE records that benchmarks/names.bench.ts keeps
// for fitting, mostly below them. A family of one word is right nearly always as the best answer and in 15 of 38 as one of many:
// alone it is not told. The bench prints how the figures come true.
const PRODUCTS: Readonly<Record<ProductRelation, ProductVerdict>> = {
  "same order number": { probability: 0.95, reason: "the order number is the same", doubt: "none" },
  same: { probability: 0.95, reason: "the name is the same", doubt: "none", extent: "same" },
  "nearly same": { probability: 0.93, reason: "the name is nearly the same", doubt: "none" },
  "short name": { probability: 0.88, reason: "one is the other's short name", doubt: "name" },
  "same model code": { probability: 0.9, reason: "the model is the same", doubt: "none" },
  "same model number": { probability: 0.9, reason: "the model is the same, in a longer name", doubt: "model", isSameModel: true },
  "one of a list": { probability: 0.85, reason: "the notice lists its model", doubt: "model" },
  "release not said": { probability: 0.85, reason: "your list does not say which release", doubt: "model" },
  "asset says more": { probability: 0.82, reason: "your name for it says more", doubt: "name" },
  "asset says less": { probability: 0.8, reason: "your name for it says less", doubt: "model" },
  "family only": { probability: 0.69, reason: "the notice names its whole family", doubt: "name" },
  "model not said": { probability: 0.57, reason: "your list does not say which model", doubt: "model" },
  "different model": { probability: 0.285, reason: "the model is not the same", doubt: "name" },
  "nothing shared": { probability: 0, reason: "the names share nothing", doubt: "name" },
};

export function compareProducts(asset: NameProfile, advisory: NameProfile): ProductVerdict {
  if (asset.orderNumbers.length > 0 && advisory.orderNumbers.length > 0) {
    const isSame = asset.orderNumbers.some((number) => advisory.orderNumbers.includes(number));
    return isSame ? PRODUCTS["same order number"] : { ...PRODUCTS["different model"], reason: "the order number is not the same" };
  }
  const words = compareWords(asset, advisory);
  if (words.probability === 0) return words;
  const [release = null, another] = advisory.releases;
  const line = advisory.line ?? (another === undefined && [...advisory.releaseWords].some((word) => !asset.product.includes(word)) ? release : null);
  return isOtherLine(asset.line, line) ? { probability: PRODUCTS["different model"].probability, reason: "the product line is not the same", doubt: "name" } : words;
}

/** Only where both state one: "WinCC V7.4" is not version 7.5 of WinCC. */
function isOtherLine(asset: string | null, advisory: string | null): boolean {
  if (asset === null || advisory === null) return false;
  const [a, b] = [asset.split("."), advisory.split(".")];
  return b.slice(0, a.length).some((part, index) => Number(part) !== Number(a[index]));
}

function compareWords(asset: NameProfile, advisory: NameProfile): ProductVerdict {
  if (asset.joined !== "" && asset.joined === advisory.joined) return PRODUCTS.same;
  if (asset.shortNames.includes(advisory.joined) || advisory.shortNames.includes(asset.joined)) return PRODUCTS["short name"];
  const words = overlapWords(asset.product, advisory.product);
  if (words.common === 0) return compareMakersOwn(asset, advisory);
  return compareModels(asset, advisory, words) ?? compareOtherWords(asset, advisory, words);
}

/** Where each says a number or a code that the other does not, or the advisory alone does; undefined where it does not. */
function compareModels(asset: NameProfile, advisory: NameProfile, { shared, onlyAsset, onlyAdvisory }: Overlap): ProductVerdict | undefined {
  // Makers tell siblings apart by numbers and by short codes: XB208 and XF208, "PN HA" and "PN HF".
  const isSibling = shared.some(isUniqueCode) ? isModelToken : isCode;
  if (onlyAsset.some(isSibling) && onlyAdvisory.some(isSibling)) return PRODUCTS["different model"];
  if (!onlyAdvisory.some(isModelToken)) return undefined;
  const saysRelease = onlyAdvisory.every((token) => advisory.releaseWords.has(token) || isDressing(token));
  if (saysRelease && onlyAsset.every(isDressing)) return PRODUCTS["release not said"];
  if (advisory.isList && isOneOfList(asset.product, onlyAdvisory, shared)) return PRODUCTS["one of a list"];
  return shared.some(isUniqueCode) && !onlyAsset.some(isModelToken) ? PRODUCTS["same model code"] : PRODUCTS["model not said"];
}

function compareOtherWords(asset: NameProfile, advisory: NameProfile, { common, left, right, shared, onlyAsset, onlyAdvisory }: Overlap): ProductVerdict {
  const likeness = (0.95 * 2 * common) / (left + right);
  const atLeast = (verdict: ProductVerdict): ProductVerdict => ({ ...verdict, probability: Math.max(verdict.probability, likeness) });
  const [saysAll, isAllSaid] = [onlyAdvisory.every(isDressing), onlyAsset.every(isDressing)];
  if (saysAll && isAllSaid) return PRODUCTS["nearly same"];
  const hasCode = shared.some(isTellingCode);
  if (shared.some(isUniqueCode) || (hasCode && !onlyAsset.some(isModelToken))) return PRODUCTS["same model code"];
  if (hasCode && !onlyAdvisory.some(isCode)) return atLeast(PRODUCTS["asset says more"]);
  // One word for a whole family of chips or drives says little about one model of it; "S7-300" in "S7-300 CPU 315" says more.
  const saysModel = onlyAsset.some((token) => isModelToken(token) && !asset.releaseWords.has(token));
  if (saysAll) return saysModel && !shared.some(isModelToken) ? PRODUCTS["family only"] : atLeast(PRODUCTS["asset says more"]);
  if (!isAllSaid) return { probability: likeness, reason: "the names are alike", doubt: "name" };
  const isSameModel = shared.some((token) => isModelToken(token) && token.length >= 2) && !onlyAdvisory.some(isCode);
  if (isSameModel) return atLeast(PRODUCTS["same model number"]);
  return { ...atLeast(PRODUCTS["asset says less"]), ...(!endsWith(advisory.product, asset.product) && { extent: "part" }) };
}

/** "MR100" and "MR100, MR250, MR500": every model of the asset is there, and the others look like it. */
function isOneOfList(asset: readonly string[], onlyAdvisory: readonly string[], shared: readonly string[]): boolean {
  const models = asset.filter(isModelToken);
  if (models.length === 0 || !models.every((model) => shared.includes(model))) return false;
  const others = onlyAdvisory.filter(isModelToken);
  return others.length > 0 && others.every((other) => other.length >= 2 && models.some((model) => Math.abs(model.length - other.length) <= 1));
}

/** What comes before a name is its family or its maker's brand; what comes after it makes it another thing. */
function endsWith(words: readonly string[], end: readonly string[]): boolean {
  const [all, last] = [words, end].map((list) => list.filter((word) => !isDressing(word)));
  return all !== undefined && last !== undefined && last.every((word, index) => all[all.length - last.length + index] === word);
}

/** "Linux" and "Linux Kernel", both by Linux, share their maker's name. */
function compareMakersOwn(asset: NameProfile, advisory: NameProfile): ProductVerdict {
  if (asset.maker === "alone" && advisory.maker === "inside") return PRODUCTS["asset says less"];
  return asset.maker === "inside" && advisory.maker === "alone" ? PRODUCTS["asset says more"] : PRODUCTS["nothing shared"];
}
