import type { NameDoubt, ProductVerdict } from "./compare-products.rules.ts";
import { compareProducts } from "./compare-products.rules.ts";
import type { NameProfile, NameToProfile } from "./name-tokens.rules.ts";
import { isDressing, isModelToken, profileName } from "./name-tokens.rules.ts";
import type { Relation } from "./relate-vendors.rules.ts";
import { relateVendors } from "./relate-vendors.rules.ts";
import type { VendorRelation } from "./vendor-names.rules.ts";

export interface NameLikeness {
  /** 0 to 1; never above 0.95, because names alone are not identifiers. */
  readonly probability: number;
  /** Words without a full stop, to stand in a sentence. */
  readonly reason: string;
  readonly doubt: NameDoubt;
  /** `part`: the asset's words begin or stand within a longer name, which may be another product's where both are known. */
  readonly extent: "same" | "part" | "other";
}

interface VendorVerdict {
  readonly factor: number;
  /** Where the name is surely the same and hardly another product's. */
  readonly telling?: number;
  /** Where the name is not surely the same. */
  readonly vague?: number;
  readonly reason: string;
}

const VENDORS: Readonly<Record<VendorRelation, VendorVerdict>> = {
  same: { factor: 1, reason: "the maker is the same" },
  "written differently": { factor: 0.97, reason: "the maker is written in another way" },
  "almost the same": { factor: 0.9, reason: "the maker is spelled almost the same" },
  "not said by the asset": { factor: 0.82, telling: 0.93, vague: 0.65, reason: "your list names no maker" },
  "not said by the advisory": { factor: 0.7, telling: 0.85, reason: "the notice names no maker" },
  "named in the product": { factor: 0.92, reason: "the maker stands in the product's name" },
  different: { factor: 0.25, telling: 0.76, reason: "the maker is not the same" },
};

/** How likely it is that an operator's words for an asset and an advisory's words for a product mean the same thing. */
export function compareNames(asset: NameToProfile, advisory: NameToProfile): NameLikeness {
  return compareProfiles(profileName(asset), profileName(advisory));
}

export function compareProfiles(asset: NameProfile, advisory: NameProfile): NameLikeness {
  const related = relateVendors(asset, advisory);
  const product = compareProducts(related.asset, related.advisory);
  const extent = product.extent ?? "other";
  if (product.probability === 0) return { ...product, extent };
  const { vendor } = related;
  const isOpen = vendor === "not said by the asset" || vendor === "not said by the advisory" || vendor === "different";
  return {
    probability: Math.round(product.probability * weighVendor(related, product) * 1000) / 1000,
    reason: `${VENDORS[vendor].reason} and ${product.reason}`,
    doubt: product.doubt === "none" && isOpen ? "vendor" : product.doubt,
    extent,
  };
}

/**
 * The longer a name that is surely the same, the less it matters who is said to make it. Of the pairs for fitting without a
 * maker, all 91 with a number or of twelve letters are right, 30 of 32 of eight letters, and 29 of 33 shorter ones.
 */
function weighVendor({ vendor, asset, advisory }: Relation, { doubt, isSameModel }: ProductVerdict): number {
  const { factor, telling = factor, vague = factor } = VENDORS[vendor];
  if (doubt !== "none" && !isSameModel) return vague;
  const letters = Math.min(asset.joined.length, advisory.joined.length);
  const isModel = doubt === "none" && letters >= 5 && asset.product.some(isModelToken);
  const words = advisory.product.filter((token) => !isDressing(token)).length;
  const isTelling = vendor === "different" ? letters >= 16 && words >= 3 : letters >= 8 || isModel;
  if (isTelling) return telling;
  return doubt === "none" ? factor : vague;
}
