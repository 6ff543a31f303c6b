import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of an OSV record that the bench and its oracle read by themselves. */
export interface OsvRecord {
  readonly id: string;
  readonly withdrawn?: string | null;
  readonly affected?: readonly OsvAffected[];
}

export interface OsvAffected {
  readonly package: { readonly ecosystem: string; readonly name: string; readonly purl?: string };
  readonly ranges?: readonly { readonly type: string; readonly events: readonly Readonly<Record<string, string>>[] }[];
  readonly versions?: readonly string[];
}

export interface PackageVersion {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
}

const FOLDER = join(import.meta.dirname, "../../../shared/data/osv");

/** Real records of Go, PyPI and crates.io; undefined where they are not beside the repository. */
export function readRecords(): readonly OsvRecord[] | undefined {
  if (!existsSync(FOLDER)) return undefined;
  return globSync("*.jsonl", { cwd: FOLDER }).toSorted().flatMap((file) => readFileSync(join(FOLDER, file), "utf8").trim().split("\n").map((line) => JSON.parse(line) as OsvRecord));
}

/** Numbers from 0 to 1 in the same order for the same seed (xorshift, 32 bits). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Every version that a package's records name, by package. */
export function versionsByPackage(records: readonly OsvRecord[]): ReadonlyMap<string, { readonly ecosystem: string; readonly name: string; readonly versions: readonly string[] }> {
  const versions = new Map<string, { readonly ecosystem: string; readonly name: string; readonly versions: Set<string> }>();
  for (const entry of records.flatMap(({ affected = [] }) => affected)) {
    const { ecosystem, name } = entry.package;
    const known = versions.get(`${ecosystem} ${name}`) ?? { ecosystem, name, versions: new Set<string>() };
    versions.set(`${ecosystem} ${name}`, known);
    for (const version of entry.versions ?? []) known.versions.add(version);
    for (const event of (entry.ranges ?? []).filter(({ type }) => type !== "GIT").flatMap(({ events }) => events)) for (const version of Object.values(event)) known.versions.add(version);
  }
  return new Map([...versions].map(([key, one]) => [key, { ...one, versions: [...one.versions].filter((version) => version !== "*").toSorted() }]));
}

/** Package versions drawn by record, so that what many records speak of is asked about often, as it is in inventories. */
export function drawPackageVersions(records: readonly OsvRecord[], count: number, seed: number): readonly PackageVersion[] {
  const random = createRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const byPackage = versionsByPackage(records);
  const entries = records.flatMap(({ affected = [] }) => affected).filter((entry) => (byPackage.get(`${entry.package.ecosystem} ${entry.package.name}`)?.versions.length ?? 0) > 0);
  return Array.from({ length: count }, () => {
    const { ecosystem, name } = pick(entries).package;
    return { ecosystem, name, version: pick(byPackage.get(`${ecosystem} ${name}`)?.versions ?? []) };
  });
}
