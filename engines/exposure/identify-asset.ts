import type { Asset } from "./exposure.types.ts";
import { IdentifierError } from "./exposure.errors.ts";
import type { Cpe } from "./identifiers/cpe.ts";
import { parseCpe } from "./identifiers/cpe.ts";
import { findPurlIdentity } from "./identifiers/purl.ts";
import type { NameDoubt } from "./names/compare-names.rules.ts";
import { compareProfiles } from "./names/compare-names.rules.ts";
import type { NameProfile } from "./names/name-tokens.rules.ts";
import { profileName } from "./names/name-tokens.rules.ts";
import type { IndexedProduct } from "./product-index.rules.ts";

// An identifier is as sure as a match gets; one in a hundred is left for files that are wrong.
const SAME_PURL = 0.99;
const SAME_CPE = 0.97;

/** What is known about an asset, read once. */
export interface AssetIdentity {
  readonly asset: Asset;
  readonly purl: string | null;
  readonly cpe: Cpe | null;
  readonly name: NameProfile;
}

/** Why an asset is thought to be a product, and how surely; the version to compare goes with the identifier used. */
export interface Identification {
  readonly probability: number;
  readonly reason: string;
  readonly doubt: NameDoubt;
  readonly version: string | null;
}

export function identifyAsset(asset: Asset): AssetIdentity {
  return {
    asset,
    purl: asset.purl === null ? null : findPurlIdentity(asset.purl),
    cpe: asset.cpe === null ? null : findCpe(asset.cpe),
    name: profileName(asset),
  };
}

/** How surely the asset is this product; null when nothing says so, or identifiers say that it is another. */
export function identifyAs(identity: AssetIdentity, indexed: IndexedProduct): Identification | null {
  const { asset } = identity;
  const { product } = indexed;
  if (identity.purl !== null && product.purl !== null) {
    if (identity.purl === product.purl) {
      return { probability: SAME_PURL, reason: "the package URL is the same", doubt: "none", version: asset.version };
    }
    // Two names in one ecosystem are two packages, however alike they look.
    if (purlType(identity.purl) === purlType(product.purl)) return null;
  }
  // Only an equal CPE is evidence: scanners guess CPEs, so a different one says little and the names decide.
  if (identity.cpe && product.cpe !== null && isSameCpe(identity.cpe, findCpe(product.cpe))) {
    const version = asset.version ?? (["*", "-"].includes(identity.cpe.version) ? null : identity.cpe.version);
    return { probability: SAME_CPE, reason: "the CPE names the same vendor and product", doubt: "none", version };
  }
  const likeness = compareProfiles(identity.name, indexed.name);
  return likeness.probability === 0 ? null : { ...likeness, version: asset.version };
}

function isSameCpe(a: Cpe, b: Cpe | null): boolean {
  return b !== null && a.vendor === b.vendor && a.product === b.product && (a.part === b.part || a.part === "*" || b.part === "*");
}

function purlType(purl: string): string {
  return purl.slice(0, purl.indexOf("/"));
}

function findCpe(text: string): Cpe | null {
  try {
    return parseCpe(text);
  } catch (error) {
    if (error instanceof IdentifierError) return null;
    throw error;
  }
}
