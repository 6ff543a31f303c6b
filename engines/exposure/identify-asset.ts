import type { Answer, Asset, Distribution } from "./exposure.types.ts";
import type { Cpe } from "./identifiers/cpe.ts";
import { compareCpes } from "./identifiers/compare-cpe.ts";
import { CPE_ATTRIBUTES, findCpe } from "./identifiers/cpe.ts";
import { distributionOfPurl, isOtherSystem } from "./identifiers/distributions.rules.ts";
import { addEpoch } from "./identifiers/purl-version.ts";
import { findPurl, packageKey } from "./identifiers/purl.ts";
import type { NameLikeness } from "./names/compare-names.rules.ts";
import { compareProfiles } from "./names/compare-names.rules.ts";
import type { NameProfile } from "./names/name-tokens.rules.ts";
import { profileName } from "./names/name-tokens.rules.ts";
import type { IndexedProduct } from "./product-index.ts";
import { identityQuestionId, versionQuestionId, wordsQuestionId } from "./questions.rules.ts";
import { saysEpoch } from "./versions/epochs.rules.ts";

// An identifier is as sure as a match gets; one in a hundred is left for files that are wrong, and for people who are.
const SAME_PURL = 0.99;
const SAME_CPE = 0.97;
const LESS_EXACT_CPE = 0.85;
// The notice has other versions for another release of the system, and the list does not say which one it is.
const RELEASE_NOT_SAID = 0.85;
const VERSION_PARTS = ["version", "update"] as const;
const NOT_PRODUCT = CPE_ATTRIBUTES.filter((attribute) => !["part", "vendor", "product"].includes(attribute));
const OPERATOR_SAYS_SO = 0.99;

/** What is known about an asset, read once. */
export interface AssetIdentity {
  readonly asset: Asset;
  readonly purl: string | null;
  readonly cpe: Cpe | null;
  /** The operating system that its package is for; null for what belongs to none, or where nothing says. */
  readonly distribution: Distribution | null;
  readonly name: NameProfile;
  /** The installed version: as answered, else as the inventory gives it. */
  readonly version: string | null;
  /** What was answered about this asset, by question. */
  readonly answers: ReadonlyMap<string, string>;
}

/** Why an asset is thought to be a product, and how surely; the version to compare goes with the identifier used. */
export interface Identification {
  readonly probability: number;
  readonly reason: string;
  readonly doubt: NameLikeness["doubt"] | "release";
  readonly version: string | null;
  /** The operator said that the advisory's words about its versions hold. */
  readonly isConfirmed: boolean;
  readonly extent: NameLikeness["extent"];
}

export function identifyAsset(asset: Asset, given: readonly Answer[] = []): AssetIdentity {
  const answers = new Map(given.filter(({ assetId }) => assetId === asset.id).map(({ questionId, value }) => [questionId, value.trim()]));
  const answered = readVersionAnswer(answers.get(versionQuestionId(asset)));
  const version = answered === undefined ? asset.version : addEpoch(asset.purl, answered);
  const purl = asset.purl === null ? null : findPurl(asset.purl);
  return {
    asset,
    purl: purl === null ? null : packageKey(purl.parts),
    distribution: purl === null ? null : distributionOfPurl(purl.parts, version),
    cpe: asset.cpe === null ? null : findCpe(asset.cpe),
    name: profileName({ vendor: asset.vendor, product: asset.product, version }),
    version,
    answers,
  };
}

/** "I do not know" is an answer, but no version. */
function readVersionAnswer(answer: string | undefined): string | undefined {
  return answer !== undefined && /\d/.test(answer) ? answer.slice(0, 100) : undefined;
}

/** How surely the asset is this product; null when nothing says so, or identifiers or the operator say that it is another. */
export function identifyAs(identity: AssetIdentity, indexed: IndexedProduct): Identification | null {
  const found = identifyByWhatIsWritten(identity, indexed);
  if (found === null || identity.answers.size === 0) return found;
  const { asset, answers } = identity;
  const wordsId = wordsQuestionId(asset, indexed.product);
  const isThis = answers.get(identityQuestionId(asset, indexed.product))?.toLowerCase();
  const doWordsHold = wordsId === null ? undefined : answers.get(wordsId)?.toLowerCase();
  if (isThis === "no" || doWordsHold === "no") return null;
  if (isThis !== "yes" && doWordsHold !== "yes") return found;
  return { ...found, probability: OPERATOR_SAYS_SO, reason: "you said that it is this one", doubt: "none", isConfirmed: doWordsHold === "yes", extent: "same" };
}

function identifyByWhatIsWritten(identity: AssetIdentity, indexed: IndexedProduct): Identification | null {
  const { version } = identity;
  const { product } = indexed;
  if (product.epochs !== undefined && (product.epochs === "said") !== saysEpoch(version ?? "")) return null;
  if (identity.purl !== null && product.purl !== null) {
    if (identity.purl === product.purl) {
      if (isOtherSystem(identity.distribution, product.distribution)) return null;
      if (product.isByRelease && identity.distribution?.release == null) {
        return { probability: RELEASE_NOT_SAID, reason: "the package URL is the same, but your list does not say for which release of the system", doubt: "release", version, isConfirmed: false, extent: "same" };
      }
      return { probability: SAME_PURL, reason: "the package URL is the same", doubt: "none", version, isConfirmed: false, extent: "same" };
    }
    if (areTwoPackages(purlType(identity.purl), purlType(product.purl))) return null;
  }
  const byCpe = identity.cpe && indexed.cpe ? identifyByCpe(identity.cpe, indexed.cpe, version) : undefined;
  if (byCpe !== undefined) return byCpe;
  const likeness = compareProfiles(identity.name, indexed.name);
  return likeness.probability === 0 ? null : { ...likeness, version, isConfirmed: false };
}

/**
 * Undefined where the CPEs do not decide: scanners guess them, so another vendor or product says little and the names count. The
 * same vendor and product for another edition or platform is another product. Versions are left to the advisory's ranges.
 */
function identifyByCpe(asset: Cpe, advisory: Cpe, version: string | null): Identification | null | undefined {
  if (compareCpes(advisory, asset, NOT_PRODUCT) === "disjoint" || advisory.vendor === "*" || advisory.product === "*") return undefined;
  const relation = compareCpes(advisory, asset, VERSION_PARTS);
  if (relation === "disjoint") return null;
  const inCpe = ["*", "-"].includes(asset.version) ? null : [asset.version, asset.update].filter((part) => part !== "*" && part !== "-").join(" ");
  const known = { version: version ?? inCpe, isConfirmed: false, extent: "same" as const };
  if (relation === "equal" || relation === "superset") return { ...known, probability: SAME_CPE, reason: "the CPE is the same", doubt: "none" };
  return { ...known, probability: LESS_EXACT_CPE, reason: "the CPE is the same, but less exact than in the notice", doubt: "model" };
}

// Registries of programming languages: each knows what a name of its own is.
const OF_LANGUAGES: ReadonlySet<string> = new Set(["cargo", "cocoapods", "composer", "conan", "cpan", "cran", "gem", "golang", "hackage", "hex", "julia", "luarocks", "maven", "npm", "nuget", "opam", "pub", "pypi", "swift"].map((type) => `pkg:${type}`));

/** Two names in one ecosystem are two packages, however alike they look, and so is one name in two languages: npm's protobuf is not PyPI's. */
function areTwoPackages(a: string, b: string): boolean {
  return a === b || (OF_LANGUAGES.has(a) && OF_LANGUAGES.has(b));
}

function purlType(purl: string): string {
  return purl.slice(0, purl.indexOf("/"));
}
