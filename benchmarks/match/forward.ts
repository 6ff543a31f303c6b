import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalPurl, createMatcher, findPurlIdentity, indexProducts, readAdvisory, type Asset, type Inventory, type Match, type ProductIndex } from "#engines/exposure";
import { toMedian, toRow, type BenchRow } from "../bench-row.ts";
import { measureOsvOffline } from "../peers/osv-offline/measure.ts";
import { drawPackageVersions, type OsvRecord, type PackageVersion } from "./osv-sample.ts";
import { askOracle } from "./slow-oracle.ts";

const PACKAGE_VERSIONS = 10_000;
const SEED = 20_260_901;
const LEAST_PER_SECOND = 200_000;
const LEAST_TIMES_PEER = 400;
const LEAST_TIMES_PEER_IN_WORDS = 10;
const ROUNDS = 15;
const ROUNDS_IN_WORDS = 5;
/** The peer makes some hundreds a second. */
const ASKED_OF_PEER = 600;
const TYPES: Readonly<Record<string, string>> = { PyPI: "pypi", Go: "golang", "crates.io": "cargo" };

/**
 * Package versions evaluated in a second as matching does it, and matched whole, with every match in words; beside the peer. Throws
 * when any answer of either is not the oracle's.
 */
export async function measureForward(records: readonly OsvRecord[], tell: (line: string) => void): Promise<readonly BenchRow[]> {
  const drawn = drawPackageVersions(records, PACKAGE_VERSIONS, SEED);
  const asked = drawn.map((one) => ({ identity: toIdentity(one), version: one.version }));
  const advisories = records.map(readAdvisory);
  const index = indexProducts(advisories, ({ affected }) => affected);
  const matcher = createMatcher(advisories);
  const inventory = toInventory(drawn);
  let found = 0;
  const evaluated = timeRounds(ROUNDS, () => {
    found = 0;
    for (const { identity, version } of asked) found += index.byPurl(identity)?.find(version).affected.length ?? 0;
  });
  let matches: readonly Match[] = [];
  const matched = timeRounds(ROUNDS_IN_WORDS, () => {
    matches = matcher.match(inventory);
  });
  tell(`comparing ${PACKAGE_VERSIONS} answers of both with a slow oracle's`);
  compareWithOracle(records, drawn, { index, matches });
  const row = { bench: "match", figure: "package versions evaluated", value: evaluated.warm, unit: "versions/s", better: "larger" as const };
  const inWords = { ...row, figure: "package versions matched, every match in words", value: matched.warm };
  const note = `${found} matches with ${records.length} OSV records, all ${PACKAGE_VERSIONS} answers equal to a slow oracle's; package URLs read before, median of warm rounds; the first made ${Math.round(evaluated.first)}/s`;
  const rows = [toRow({ ...row, against: "budget", againstValue: LEAST_PER_SECOND, goal: 1, n: PACKAGE_VERSIONS, note })];
  const folder = await mkdtemp(join(tmpdir(), "breakwater-osv-offline-"));
  try {
    const peer = await measureOsvOffline({ records, packages: drawn.slice(0, ASKED_OF_PEER), folder, tell });
    if ("why" in peer) return rows;
    const against = { against: `osv-offline ${peer.version}`, againstValue: peer.rate, n: ASKED_OF_PEER };
    rows.push(toRow({ ...row, ...against, goal: LEAST_TIMES_PEER, note: `it finds by name alone and evaluates no version; ${peer.found} records for the first ${ASKED_OF_PEER} packages` }));
    rows.push(toRow({ ...inWords, ...against, goal: LEAST_TIMES_PEER_IN_WORDS, note: `package URLs read, versions evaluated, ${matches.length} matches written; the first round made ${Math.round(matched.first)}/s` }));
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Package versions a second: in the first round, and as the median of those after it. */
function timeRounds(rounds: number, round: () => void): { readonly first: number; readonly warm: number } {
  const [first = 0, ...rates] = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    round();
    return (1000 * PACKAGE_VERSIONS) / (performance.now() - startedAt);
  });
  return { first, warm: toMedian(rates.slice(rounds > ROUNDS_IN_WORDS ? 2 : 0)) };
}

/** Each package version as an asset of its own, as a bill of materials names it. */
function toInventory(drawn: readonly PackageVersion[]): Inventory {
  const assets = drawn.map((one, at): Asset => ({
    id: `${at}`, source: { line: at + 1, path: null }, original: one.name, vendor: null, product: one.name, model: null, version: one.version, purl: toPurl(one), cpe: null,
    serial: null, location: null, exposed: "unknown", count: 1, repeats: [],
  }));
  return { format: "cyclonedx-json", assets, skipped: [], columns: {}, table: null, statements: [], notes: [] };
}

function toPurl({ ecosystem, name }: PackageVersion): string {
  return canonicalPurl(`pkg:${TYPES[ecosystem] ?? ""}/${name.split("/").map(encodeURIComponent).join("/")}`);
}

function toIdentity(one: PackageVersion): string {
  const identity = findPurlIdentity(toPurl(one));
  if (identity === null) throw new Error(`${one.name} of ${one.ecosystem} is no package URL`);
  return identity;
}

function compareWithOracle(records: readonly OsvRecord[], drawn: readonly PackageVersion[], { index, matches }: { readonly index: ProductIndex; readonly matches: readonly Match[] }): void {
  // By name, so that it takes minutes instead of hours; each is still read and compared from the beginning.
  const byName = Map.groupBy(records.flatMap((record) => [...new Set((record.affected ?? []).map((entry) => entry.package.name.toLowerCase().replace(/[-_.]+/g, "-")))].map((name) => ({ name, record }))), ({ name }) => name);
  const certain = Map.groupBy(matches.filter(({ versionKnown }) => versionKnown), ({ asset }) => asset.id);
  for (const [at, one] of drawn.entries()) {
    const wanted = new Set(askOracle((byName.get(one.name.toLowerCase().replace(/[-_.]+/g, "-")) ?? []).map(({ record }) => record), one));
    const evaluated = new Set(index.byPurl(toIdentity(one))?.find(one.version).affected.map(({ compiled }) => compiled.product.advisoryId));
    const matched = new Set(certain.get(`${at}`)?.map(({ advisoryId }) => advisoryId));
    for (const [what, found] of [["the index", evaluated], ["matching", matched]] as const) {
      if (wanted.size !== found.size || [...wanted].some((id) => !found.has(id))) throw new Error(`${one.ecosystem} ${one.name} ${one.version}: the oracle finds ${[...wanted].join(", ")}; ${what} ${[...found].join(", ")}`);
    }
  }
}
