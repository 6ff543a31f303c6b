import type { NameProfile } from "./name-tokens.rules.ts";
import { isDressing } from "./name-tokens.rules.ts";
import type { VendorName, VendorRelation } from "./vendor-names.rules.ts";
import { compareVendors } from "./vendor-names.rules.ts";

export interface Relation {
  readonly vendor: VendorRelation;
  /** Both names without what of them only names the maker. */
  readonly asset: NameProfile;
  readonly advisory: NameProfile;
}

/** How the makers stand to each other: as both sides state them, or as one side's product begins with the other's. */
export function relateVendors(asset: NameProfile, advisory: NameProfile): Relation {
  const stated = compareVendors(asset.vendors, advisory.vendors);
  if (stated === "same" || stated === "written differently") return { vendor: stated, asset, advisory };
  if (stated === "different" || stated === "almost the same") {
    const begun = { asset: withoutFirstWords(asset, advisory.vendors) ?? asset, advisory: withoutFirstWords(advisory, asset.vendors) ?? advisory };
    return { vendor: begun.asset === asset && begun.advisory === advisory ? stated : "named in the product", ...begun };
  }
  // Of "Linux" by Linux the name says nothing of who made another thing with Linux in its name.
  const inAsset = advisory.maker === "alone" ? undefined : withoutMaker(asset, advisory.vendors);
  const inAdvisory = asset.maker === "alone" ? undefined : withoutMaker(advisory, asset.vendors);
  if (inAsset) return { vendor: "same", asset: inAsset, advisory };
  return inAdvisory ? { vendor: "same", asset, advisory: inAdvisory } : { vendor: stated, asset, advisory };
}

/** "Allen-Bradley MicroLogix", "motorolasolutions ACE1000": the maker's name before the product's own. */
function withoutFirstWords(profile: NameProfile, makers: readonly VendorName[]): NameProfile | undefined {
  const length = [1, 2, 3, 4].find((count) => profile.product.length > count && makers.some(({ joined }) => profile.product.slice(0, count).join("") === joined));
  return length === undefined ? undefined : keepWords(profile, profile.product.slice(length));
}

/** Where no maker is stated: its name anywhere among the product's words, or the first word of it before them. */
function withoutMaker(profile: NameProfile, makers: readonly VendorName[]): NameProfile | undefined {
  const inside = makers.find(({ tokens }) => tokens.every((token) => profile.product.includes(token)));
  if (inside) return keepWords(profile, profile.product.filter((token) => !inside.tokens.includes(token)));
  const [first = "", ...rest] = profile.product;
  const isBegun = first.length >= 4 && !rest.every(isDressing) && makers.some(({ tokens }) => tokens[0] === first);
  return withoutFirstWords(profile, makers) ?? (isBegun ? keepWords(profile, rest) : undefined);
}

/** A product that is called by nothing but its maker keeps its name. */
function keepWords(profile: NameProfile, product: readonly string[]): NameProfile {
  if (product.every(isDressing)) return { ...profile, maker: "alone" };
  return { ...profile, product, joined: product.filter((token) => !isDressing(token)).join(""), maker: "inside" };
}
