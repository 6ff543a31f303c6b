import type { AffectedProduct } from "./exposure.types.ts";
import type { Cpe } from "./identifiers/cpe.ts";
import type { NameProfile } from "./names/name-tokens.rules.ts";
import { isModelToken, tokenWeight } from "./names/name-tokens.rules.ts";

/*
 * By which words an asset and a product of an advisory find each other. Only what shares a key is compared; so whatever finds
 * its way from advisories to assets (the index of an inventory) by the same keys misses nothing that matching would find.
 */

/** What of an asset or a product its keys are made of. */
export interface Keyed {
  /** Package URL without version. */
  readonly purl: string | null;
  readonly cpe: Cpe | null;
  readonly name: NameProfile;
}

/** Keys of an asset other than its package URL. */
export function assetKeys(asset: Keyed): readonly string[] {
  return [...new Set([...cpeKeys(asset.cpe, "asset"), ...makerKeys(asset.name, "asset"), ...(asset.purl === null ? writtenKeys(asset.name) : packageKeys(asset.name))])];
}

/** Keys of an advisory's product other than its package URL. */
export function productKeys(keyed: Keyed, { vendor }: Pick<AffectedProduct, "vendor">): readonly string[] {
  // A package's name is an identifier, not words: under its single words every "github.com" would be a candidate.
  const names = keyed.purl !== null && vendor === null ? [`name ${keyed.name.joined}`] : writtenKeys(keyed.name);
  return [...new Set([...cpeKeys(keyed.cpe, "product"), ...makerKeys(keyed.name, "product"), ...names])];
}

/** What a person wrote: every telling word, the words run together, and each of them with one letter left out, for typing errors. */
function writtenKeys(name: NameProfile): readonly string[] {
  const words = wordsOf(name);
  const long = words.filter((word) => word.length >= 5 && word.length <= 30 && !isModelToken(word));
  return [...words, ...long.flatMap((word) => Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1)))].map((word) => `name ${word}`);
}

/** What a machine wrote into a bill of materials has no typing errors; without a vendor, only the whole name comes to a match. */
function packageKeys(name: NameProfile): readonly string[] {
  return (name.vendor.length === 0 ? [name.joined].filter((word) => word !== "") : wordsOf(name)).map((word) => `name ${word}`);
}

function wordsOf({ product, joined, shortNames, orderNumbers }: NameProfile): readonly string[] {
  return [...product.filter((token) => tokenWeight(token) >= 0.5), joined, ...shortNames, ...orderNumbers].filter((word) => word !== "");
}

/** "Linux" by Linux and "Linux Kernel" by Linux share no word beside the maker's. Two that both say more than it do not meet by it. */
function makerKeys({ maker, vendors, joined }: NameProfile, side: "asset" | "product"): readonly string[] {
  if (maker === "alone") return side === "asset" ? [`maker ${joined}`] : [];
  return maker === "inside" ? vendors.map((vendor) => `${side === "asset" ? "name" : "maker"} ${vendor.joined}`) : [];
}

/** A product's name with wildcards may be any asset's that has a CPE; an asset's own wildcards leave it to the name. */
function cpeKeys(cpe: Cpe | null, side: "asset" | "product"): readonly string[] {
  if (cpe === null) return [];
  if (side === "product") return [isOpen(cpe) ? "cpe" : `cpe ${cpe.vendor} ${cpe.product}`];
  return ["cpe", `cpe ${cpe.vendor} ${cpe.product}`];
}

function isOpen({ vendor, product }: Cpe): boolean {
  return /[*?]/.test(vendor + product);
}
