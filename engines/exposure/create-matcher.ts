import type { Advisory, AffectedProduct, Inventory, Match, Matcher, MatchOptions, VulnerabilityRef } from "./exposure.types.ts";
import { excusesOfPart, sharePart, type Excuse } from "./excuse-parts.ts";
import type { AssetIdentity, Identification } from "./identify-asset.ts";
import { identifyAs, identifyAsset } from "./identify-asset.ts";
import type { IndexedProduct, ProductIndex } from "./product-index.ts";
import { indexProducts } from "./product-index.ts";
import type { Placement } from "./versions/version-set.rules.ts";
import { writeMatch } from "./write-match.rules.ts";

// The value at which a plan is worth an operator's attention; see names/compare-names.rules.ts for what passes it.
const DEFAULT_THRESHOLD = 0.7;
/** A weaker identification counts beside the best one only when it is this close. */
const TIE = 0.05;
/** To silence a match, a statement "not affected" must be about surely the same product. */
const SURE = 0.95;

interface Candidate extends Identification {
  readonly indexed: IndexedProduct;
  readonly placement: Placement;
}

export interface MatchRequest extends MatchOptions {
  readonly advisories: readonly Advisory[];
  readonly inventory: Inventory;
}

/** Matches advisories against an inventory; see {@link createMatcher}. */
export function match({ advisories, inventory, ...options }: MatchRequest): readonly Match[] {
  return createMatcher(advisories).match(inventory, options);
}

/**
 * Indexes advisories once, for many inventories. Withdrawn advisories match nothing; VEX statements, in the advisories
 * (CSAF `known_not_affected`, `fixed`) and in the inventory (CycloneDX analysis), silence what they are about; one about parts
 * of a product (OpenVEX `subcomponents`) silences these, inside that product.
 * An empty result is not a statement that anything is safe.
 */
export function createMatcher(advisories: readonly Advisory[]): Matcher {
  const affected = indexProducts(advisories, (advisory) => advisory.affected);
  const notAffected = indexProducts(advisories, (advisory) => advisory.notAffected);
  const excusesParts = advisories.some(({ notAffected: stated }) => stated.some(({ parts }) => parts !== undefined));
  const findExcused = (identity: AssetIdentity): readonly Candidate[] => findCandidates(notAffected, identity, SURE).filter(({ placement }) => placement.membership === "in");
  return {
    match(inventory, { threshold = DEFAULT_THRESHOLD, answers = [] } = {}) {
      const silenced = statementsByAsset(inventory);
      const hosts = excusesParts ? findHosts(inventory, findExcused) : [];
      return inventory.assets.flatMap((asset) => {
        const identity = identifyAsset(asset, answers);
        const candidates = findCandidates(affected, identity, threshold);
        if (candidates.length === 0) return [];
        const excused = findExcused(identity);
        const asPart = excusesOfPart(identity, hosts);
        const isSilenced = (vulnerability: VulnerabilityRef, product: AffectedProduct): boolean =>
          namesOf(vulnerability).some((name) => silenced.get(asset.id)?.has(name))
          || asPart.some((other) => overlaps(other, vulnerability))
          || excused.some(({ indexed: { product: other } }) => sharePart(other, product) && other.vulnerabilities.some((one) => overlaps(one, vulnerability)));
        return matchAsset(identity, candidates, isSilenced).filter((found) => found.probability >= threshold);
      });
    },
  };
}

/** What of the inventory is surely a product of which a statement excuses parts. */
function findHosts(inventory: Inventory, findExcused: (identity: AssetIdentity) => readonly Candidate[]): readonly Excuse[] {
  return inventory.assets.flatMap((asset) => {
    const host = identifyAsset(asset);
    return findExcused(host).flatMap(({ indexed: { product } }) => (product.parts === undefined ? [] : [{ host, product }]));
  });
}

/** Where the documents know the asset by its very name, "Gate Valve Viewer" is another product than its "Gate Valve". */
function withoutOthers(candidates: readonly Candidate[]): readonly Candidate[] {
  const isKnown = candidates.some(({ extent }) => extent === "same");
  return isKnown ? candidates.filter(({ extent }) => extent !== "part") : candidates;
}

/** Versions only lower a probability, so what is below the bound by name or identifier need not have them compared. */
function findCandidates(index: ProductIndex, identity: AssetIdentity, atLeast: number): readonly Candidate[] {
  const found = new Set<IndexedProduct>(identity.purl === null ? [] : index.byPurl(identity.purl));
  for (const indexed of index.byName(identity)) found.add(indexed);
  return withoutOthers([...found].flatMap((indexed) => {
    const identification = identifyAs(identity, indexed);
    return identification === null || identification.probability < atLeast ? [] : [{ ...identification, indexed, placement: indexed.versions.place(identification.version) }];
  }));
}

/** The best match for each advisory and vulnerability. */
function matchAsset(
  { asset, answers }: AssetIdentity, candidates: readonly Candidate[], isSilenced: (vulnerability: VulnerabilityRef, product: AffectedProduct) => boolean,
): readonly Match[] {
  const byStatement = new Map<string, { vulnerability: VulnerabilityRef; candidate: Candidate }[]>();
  for (const candidate of candidates) {
    for (const vulnerability of candidate.indexed.product.vulnerabilities) {
      const key = JSON.stringify([candidate.indexed.product.advisoryId, vulnerability.id]);
      const list = byStatement.get(key);
      if (list) list.push({ vulnerability, candidate });
      else byStatement.set(key, [{ vulnerability, candidate }]);
    }
  }
  const matches = [...byStatement.values()].flatMap((statements) => {
    // When the advisory's closest product is one the asset's version is out of, a vaguer sibling must not bring it back.
    const best = Math.max(...statements.map(({ candidate }) => candidate.probability));
    const written = statements
      .filter(({ candidate }) => candidate.probability >= best - TIE && candidate.placement.membership !== "out")
      .filter(({ candidate, vulnerability }) => !isSilenced(vulnerability, candidate.indexed.product))
      .map(({ candidate, vulnerability }) => writeMatch({ asset, answers, found: candidate, indexed: candidate.indexed, vulnerability }));
    const [first] = written.toSorted((a, b) => b.probability - a.probability);
    return first ? [first] : [];
  });
  return matches.toSorted(bySureness);
}

function bySureness(a: Match, b: Match): number {
  return b.probability - a.probability || order(a.advisoryId, b.advisoryId) || order(a.vulnerabilityId, b.vulnerabilityId);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function namesOf(vulnerability: VulnerabilityRef): readonly string[] {
  return [vulnerability.id, ...vulnerability.aliases];
}

function overlaps(a: VulnerabilityRef, b: VulnerabilityRef): boolean {
  return namesOf(a).some((name) => namesOf(b).includes(name));
}

function statementsByAsset(inventory: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const byAsset = new Map<string, Set<string>>();
  for (const { assetId, vulnerabilityId } of inventory.statements) {
    const known = byAsset.get(assetId) ?? new Set();
    byAsset.set(assetId, known.add(vulnerabilityId));
  }
  return byAsset;
}

