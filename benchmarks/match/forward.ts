import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalPurl, createPackageIndex, findPurlIdentity, readAdvisory, type PackageIndex } from "#engines/exposure";
import { toMedian, toRow, type BenchRow } from "../bench-row.ts";
import { measureOsvOffline } from "../peers/osv-offline/measure.ts";
import { drawPackageVersions, type OsvRecord, type PackageVersion } from "./osv-sample.ts";
import { askOracle } from "./slow-oracle.ts";

const PACKAGE_VERSIONS = 10_000;
const SEED = 20_260_901;
const LEAST_PER_SECOND = 200_000;
const LEAST_TIMES_PEER = 400;
const ROUNDS = 15;
/** The peer makes some hundreds a second. */
const ASKED_OF_PEER = 600;
const TYPES: Readonly<Record<string, string>> = { PyPI: "pypi", Go: "golang", "crates.io": "cargo" };

/** Package versions looked up and evaluated in a second, beside the peer; throws when any answer is not the oracle's. */
export async function measureForward(records: readonly OsvRecord[], tell: (line: string) => void): Promise<readonly BenchRow[]> {
  const drawn = drawPackageVersions(records, PACKAGE_VERSIONS, SEED);
  const asked = drawn.map((one) => ({ identity: toIdentity(one), version: one.version }));
  const index = createPackageIndex(records.map(readAdvisory));
  tell(`comparing ${PACKAGE_VERSIONS} answers with a slow oracle's`);
  compareWithOracle(records, drawn, index);
  let matches = 0;
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    matches = 0;
    const startedAt = performance.now();
    for (const { identity, version } of asked) matches += index.find(identity, version)?.affected.length ?? 0;
    rates.push((1000 * PACKAGE_VERSIONS) / (performance.now() - startedAt));
  }
  const value = toMedian(rates.slice(3));
  const row = { bench: "match", figure: "package versions evaluated", value, unit: "versions/s", better: "larger" as const };
  const note = `${matches} matches with ${records.length} OSV records, all ${PACKAGE_VERSIONS} answers equal to a slow oracle's; median of ${ROUNDS - 3} warm rounds`;
  const rows = [toRow({ ...row, against: "budget", againstValue: LEAST_PER_SECOND, goal: 1, n: PACKAGE_VERSIONS, note })];
  const folder = await mkdtemp(join(tmpdir(), "breakwater-osv-offline-"));
  try {
    const peer = await measureOsvOffline({ records, packages: drawn.slice(0, ASKED_OF_PEER), folder, tell });
    if ("why" in peer) tell(`osv-offline is left out: ${peer.why}`);
    else rows.push(toRow({ ...row, against: `osv-offline ${peer.version}`, againstValue: peer.rate, goal: LEAST_TIMES_PEER, n: ASKED_OF_PEER, note: `it finds by name alone and evaluates no version; ${peer.found} records for the first ${ASKED_OF_PEER} packages` }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

function toIdentity({ ecosystem, name }: PackageVersion): string {
  const identity = findPurlIdentity(canonicalPurl(`pkg:${TYPES[ecosystem] ?? ""}/${name.split("/").map(encodeURIComponent).join("/")}`));
  if (identity === null) throw new Error(`${name} of ${ecosystem} is no package URL`);
  return identity;
}

function compareWithOracle(records: readonly OsvRecord[], drawn: readonly PackageVersion[], index: PackageIndex): void {
  // By name, so that it takes minutes instead of hours; each is still read and compared from the beginning.
  const byName = Map.groupBy(records.flatMap((record) => [...new Set((record.affected ?? []).map((entry) => entry.package.name.toLowerCase().replace(/[-_.]+/g, "-")))].map((name) => ({ name, record }))), ({ name }) => name);
  for (const one of drawn) {
    const wanted = askOracle((byName.get(one.name.toLowerCase().replace(/[-_.]+/g, "-")) ?? []).map(({ record }) => record), one);
    const found = new Set(index.find(toIdentity(one), one.version)?.affected.map(({ compiled }) => compiled.product.advisoryId));
    if (new Set(wanted).size !== found.size || wanted.some((id) => !found.has(id))) throw new Error(`${one.ecosystem} ${one.name} ${one.version}: the oracle finds ${wanted.join(", ")}; the index ${[...found].join(", ")}`);
  }
}
