import type { SchemeName } from "../exposure.types.ts";
import { VersError } from "../exposure.errors.ts";
import { readConanRange } from "./native/conan-range.ts";
import { readIntervals } from "./native/interval-range.ts";
import { readComparators, readGemRange, readNginxRange, readPypiRange, readVersionList } from "./native/other-ranges.ts";
import { refuse, type Alternative, type NativeRange } from "./native/read-comparators.ts";
import { readCargoRange, readComposerRange, readNpmRange } from "./native/semver-ranges.ts";
import { findSchemeOfType } from "./schemes.rules.ts";
import { compareText } from "./order-key.rules.ts";
import { readVersion } from "./version-set.rules.ts";
import { writeVers, type VersConstraint } from "./vers.ts";

const READERS: ReadonlyMap<string, (range: string) => NativeRange> = new Map([
  ["npm", readNpmRange], ["cargo", readCargoRange], ["composer", readComposerRange], ["conan", readConanRange],
  ["maven", (range: string) => readIntervals(range, "=")], ["nuget", (range: string) => readIntervals(range, ">=")],
  ["pypi", readPypiRange], ["gem", readGemRange], ["nginx", readNginxRange], ["openssl", readVersionList],
]);
const MAX_LENGTH = 10_000;

/**
 * An ecosystem's own range as VERS: `nativeToVers("npm", "^1.2.9")` is `vers:npm/>=1.2.9|<2.0.0`. Throws a VersError for what the
 * type does not know and for terms that exclude each other; nothing is left out.
 */
export function nativeToVers(type: string, range: string): string {
  const name = type.toLowerCase();
  const scheme = findSchemeOfType(name);
  if (scheme === undefined) throw new VersError("not-native", "The type is not known; its ranges cannot be read.");
  if (range.length > MAX_LENGTH) throw new VersError("not-native", `The range is longer than ${MAX_LENGTH} characters.`);
  const alternatives = (READERS.get(name) ?? readComparators)(range);
  if (alternatives === null) return writeVers({ type: name, constraints: [{ comparator: "*", version: "" }] });
  const wrong = alternatives.flat(2).find(({ version }) => readVersion(scheme, version).key === undefined);
  if (wrong) throw refuse(wrong.version);
  return writeVers({ type: name, constraints: alternatives.flatMap((terms) => joinTerms(name, scheme, terms)) });
}

/** What all terms hold. A term alone is taken as it is, since VERS' official examples keep what it says twice. */
function joinTerms(type: string, scheme: SchemeName, terms: Alternative): readonly VersConstraint[] {
  const [first = [], ...others] = terms;
  if (others.length === 0) return first;
  // What leaves out a stretch in the middle ("!=1.2.*") leaves two halves, each narrowed by the rest.
  const gaps = terms.filter((term) => term.length > 1 && term[0]?.comparator === "<");
  const rest = terms.filter((term) => !gaps.includes(term)).flat();
  const halves = gaps.reduce<readonly (readonly VersConstraint[])[]>((parts, gap) => parts.flatMap((part) => gap.map((half) => [...part, half])).filter((part) => intersect(scheme, part)), [rest]);
  const joined = halves.flatMap((part) => intersect(scheme, part) ?? []);
  if (joined.length > 0) return joined;
  // The definition of the type gem reads "~>1.6.5, >=1.7.2" as one or the other.
  if (type === "gem") return terms.flat();
  throw new VersError("not-native", "No version can be in the range, since its terms exclude each other.");
}

/** The narrowest bounds; one version where only that is left; undefined where nothing is. */
function intersect(scheme: SchemeName, constraints: readonly VersConstraint[]): readonly VersConstraint[] | undefined {
  const keyed = constraints.map((constraint) => ({ ...constraint, key: readVersion(scheme, constraint.version).key ?? "" }));
  const of = (...comparators: readonly string[]): typeof keyed => keyed.filter(({ comparator }) => comparators.includes(comparator));
  // At one version the bound that excludes it is the narrower one; ">" and "<" come before ">=" and "<=".
  const low = of(">", ">=").toSorted((a, b) => compareText(b.key, a.key) || compareText(a.comparator, b.comparator))[0];
  const high = of("<", "<=").toSorted((a, b) => compareText(a.key, b.key) || compareText(a.comparator, b.comparator))[0];
  const exact = of("=")[0] ?? (low?.key === high?.key ? low : undefined);
  const excluded = of("!=");
  const isBetween = (key: string): boolean =>
    (!low || key > low.key || (key === low.key && low.comparator === ">=")) && (!high || key < high.key || (key === high.key && high.comparator === "<="));
  const isExcluded = (key: string): boolean => excluded.some((one) => one.key === key);
  const holds = (key: string): boolean => isBetween(key) && !isExcluded(key);
  if (exact) return holds(exact.key) && of("=").every(({ key }) => key === exact.key) ? [{ comparator: "=", version: exact.version }] : undefined;
  if (low && high && low.key > high.key) return undefined;
  // A bound that is itself left out ends before its version, which must not stand there twice.
  const bounds = [low, high].flatMap((bound) => bound ?? []).map((bound) => (isExcluded(bound.key) ? { ...bound, comparator: bound.comparator[0] === ">" ? (">" as const) : ("<" as const) } : bound));
  const inside = excluded.filter(({ key }) => isBetween(key) && key !== low?.key && key !== high?.key);
  return [...bounds, ...inside].map(({ comparator, version }) => ({ comparator, version }));
}
