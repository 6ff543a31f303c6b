import type { Advisory, AffectedProduct, Inventory, Match, Matcher, MatchOptions, VulnerabilityRef } from "./exposure.types.ts";
import { excusesOfPart, sharePart, type Excuse } from "./excuse-parts.ts";
import type { AssetIdentity, Identification } from "./identify-asset.ts";
import { identifyAs, identifyAsset } from "./identify-asset.ts";
import type { IndexedProduct, ProductIndex } from "./product-index.ts";
import { indexProducts } from "./product-index.ts";
import type { PackageAnswer } from "./version-map.rules.ts";
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
        const statements = findStatements(affected, identity, threshold);
        if (statements.length === 0) return [];
        const excused = findExcused(identity);
        const asPart = excusesOfPart(identity, hosts);
        const own = silenced.get(asset.id);
        const isSilenced = (vulnerability: VulnerabilityRef, product: AffectedProduct): boolean =>
          (own !== undefined && namesOf(vulnerability).some((name) => own.has(name)))
          || asPart.some((other) => overlaps(other, vulnerability))
          || excused.some(({ indexed: { product: other } }) => sharePart(other, product) && other.vulnerabilities.some((one) => overlaps(one, vulnerability)));
        return matchAsset(identity, statements, isSilenced).filter((found) => found.probability >= threshold);
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

type Placed = Pick<Candidate, "indexed" | "placement">;

/** All that may be a product of which one advisory says one thing. */
interface Statement<Product extends Placed = Candidate> {
  readonly vulnerability: VulnerabilityRef;
  readonly products: readonly Product[];
}

/** What the advisories say that may be about the asset. */
function findStatements(index: ProductIndex, identity: AssetIdentity, atLeast: number): readonly Statement[] {
  const answer = findPackageAlone(index, identity, atLeast);
  if (answer === undefined) return groupByStatement(findCandidates(index, identity, atLeast));
  const statements: Statement[] = [];
  for (const { vulnerability, products } of groupOnce(answer)) {
    const candidates = identifyAll(identity, products, atLeast);
    if (candidates.length > 0) statements.push({ vulnerability, products: candidates });
  }
  return statements;
}

/** All products that the asset may be, the versions it is out of among them. */
function findCandidates(index: ProductIndex, identity: AssetIdentity, atLeast: number): readonly Candidate[] {
  const answer = findPackageAlone(index, identity, atLeast);
  if (answer !== undefined) return identifyAll(identity, toPlaced(answer), atLeast);
  const known = identity.purl === null ? [] : (index.byPurl(identity.purl)?.products ?? []);
  return withoutOthers(identifyAll(identity, [...known, ...index.byName(identity)].map((indexed) => ({ indexed })), atLeast));
}

/**
 * What is said of a package's version, where its package URL alone decides. Beside products that share its name, what its version is
 * out of counts too: a vaguer sibling must not bring it back. So do answers about one product.
 */
function findPackageAlone(index: ProductIndex, identity: AssetIdentity, atLeast: number): PackageAnswer<IndexedProduct> | undefined {
  const known = identity.purl === null || identity.answers.size > 0 ? undefined : index.byPurl(identity.purl);
  if (known === undefined) return undefined;
  for (const indexed of index.byName(identity)) if ((identifyAs(identity, indexed)?.probability ?? 0) >= atLeast) return undefined;
  return known.find(identity.version);
}

function toPlaced({ affected, undetermined }: PackageAnswer<IndexedProduct>): readonly Placed[] {
  return [...affected, ...undetermined].map(({ compiled, placement }) => ({ indexed: compiled, placement }));
}

/** Versions only lower a probability, so what is below the bound by name or identifier need not have them compared. */
function identifyAll(identity: AssetIdentity, found: readonly (Pick<Placed, "indexed"> & Partial<Placed>)[], atLeast: number): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const { indexed, placement } of found) {
    const identification = identifyAs(identity, indexed);
    if (identification === null || identification.probability < atLeast) continue;
    candidates.push({ ...identification, indexed, placement: placement ?? indexed.versions.place(identification.version) });
  }
  return candidates;
}

const grouped = new WeakMap<PackageAnswer<IndexedProduct>, readonly Statement<Placed>[]>();

/** One answer is given for all versions between two bounds, and asked for by every inventory that has one of them. */
function groupOnce(answer: PackageAnswer<IndexedProduct>): readonly Statement<Placed>[] {
  const known = grouped.get(answer) ?? groupByStatement(toPlaced(answer));
  grouped.set(answer, known);
  return known;
}

function groupByStatement<Product extends Placed>(placed: readonly Product[]): readonly Statement<Product>[] {
  const statements = new Map<string, { readonly vulnerability: VulnerabilityRef; readonly products: Product[] }>();
  for (const one of placed) {
    const { advisoryId, vulnerabilities } = one.indexed.product;
    for (const vulnerability of vulnerabilities) {
      const key = `${advisoryId}\0${vulnerability.id}`;
      const known = statements.get(key);
      if (known) known.products.push(one);
      else statements.set(key, { vulnerability, products: [one] });
    }
  }
  return [...statements.values()];
}

/** The best match for each advisory and vulnerability. */
function matchAsset(
  { asset, answers }: AssetIdentity, statements: readonly Statement[], isSilenced: (vulnerability: VulnerabilityRef, product: AffectedProduct) => boolean,
): readonly Match[] {
  const matches: Match[] = [];
  for (const { vulnerability, products } of statements) {
    // When the advisory's closest product is one the asset's version is out of, a vaguer sibling must not bring it back.
    const least = products.reduce((best, { probability }) => Math.max(best, probability), 0) - TIE;
    let surest: Match | undefined;
    for (const found of products) {
      const { probability, placement, indexed } = found;
      if (probability < least || placement.membership === "out" || isSilenced(vulnerability, indexed.product)) continue;
      const written = writeMatch({ asset, answers, found, indexed, vulnerability });
      if (surest === undefined || written.probability > surest.probability) surest = written;
    }
    if (surest) matches.push(surest);
  }
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

