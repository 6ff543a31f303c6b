import { addOrganisation, addPerson, gatekeeper } from "#rooms/access";
import { createApi, openDatabase, sql, type Actor, type Database, type Services } from "#rooms/platform";
import { advisoryIndexScans, assetIndexKeys, indexProducts, readAdvisory, versionKey, type Advisory, type Asset, type SchemeName } from "#engines/exposure";
import { findTouchedComponents, hashIdentity } from "#rooms/distribution";
import { LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { toMedian, toRow, type BenchRow } from "../bench-row.ts";
import { openStage } from "../open-stage.ts";
import { createRandom, type OsvRecord } from "./osv-sample.ts";

/*
 * A new advisory and the components it touches, in the room's own table, as the system asks it, with row security on. Packages
 * are those of the records and as many others; some are in thousands of inventories and most in a handful, as it is.
 */

/** `BREAKWATER_BENCH_COMPONENTS` ends sooner, for a look. */
const LARGEST = Number(process.env["BREAKWATER_BENCH_COMPONENTS"] ?? 10_000_000);
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000].filter((size) => size <= LARGEST);
const IN_ONE_STATEMENT = 250_000;
const OF_AN_INVENTORY = 1000;
const ADVISORIES = 201;
const VERSIONS_KEPT = 40;
const OTHER_PACKAGES = 50_000;
const MOST_MS = 50;
const MOST_IMPORT_MS = 100;
const IMPORTS = 25;
const SEED = 20_260_902;
const SYSTEM: Actor = { personId: "system", organisationId: "system", roles: ["administrator"], sessionId: "system" };

interface BenchPackage {
  readonly purl: string;
  readonly scheme: SchemeName;
  readonly versions: readonly string[];
}

export async function measureReverse(records: readonly OsvRecord[], tell: (line: string) => void): Promise<readonly BenchRow[]> {
  const { services, close } = await openStage({ durable: true, maxConnections: 20 });
  const owner = openDatabase({ url: services.configuration.databaseUrl, maxConnections: 1 });
  try {
    const advisories = records.map(readAdvisory).filter(({ withdrawn, affected }) => !withdrawn && affected.length > 0);
    const random = createRandom(SEED);
    const asked = Array.from({ length: ADVISORIES }, () => advisories[Math.floor(random() * advisories.length)] as Advisory);
    const packages = listPackages(advisories);
    await placePackages(services, owner, packages);
    const rows: BenchRow[] = [];
    let filled = 0;
    for (const size of SIZES) {
      tell(`filling the index up to ${size} components`);
      await fill(owner, filled, size);
      filled = size;
      if (size === SIZES[0]) await compareWithEvaluation(services, owner, { asked, packages });
      rows.push(await measureScans(services, asked, size));
    }
    tell("importing a bill of materials of 1,000 components");
    return [...rows, await measureImport(services, packages, filled)];
  } finally {
    await owner.close();
    await close();
  }
}

/** The packages of the records, each with some of the versions they name, and others of which nobody has said anything. */
function listPackages(advisories: readonly Advisory[]): readonly BenchPackage[] {
  const known = new Map<string, { readonly scheme: SchemeName; readonly versions: Set<string> }>();
  for (const { purl, scheme, ranges, versions } of advisories.flatMap(({ affected }) => affected)) {
    if (purl === null) continue;
    const one = known.get(purl) ?? { scheme, versions: new Set<string>() };
    known.set(purl, one);
    for (const version of [...versions, ...ranges.flatMap(({ introduced, fixed, lastAffected }) => [introduced, fixed, lastAffected])]) {
      if (version !== undefined && one.versions.size < VERSIONS_KEPT && placeable(purl, scheme, version)) one.versions.add(version);
    }
  }
  const named = [...known].map(([purl, { scheme, versions }]): BenchPackage => ({ purl, scheme, versions: versions.size > 0 ? [...versions] : ["1.0.0"] }));
  const others = Array.from({ length: OTHER_PACKAGES }, (_none, at): BenchPackage => ({ purl: `pkg:npm/bench-${at}`, scheme: "npm", versions: ["1.0.0", "1.1.0", "2.0.0", "2.0.1", "3.4.5"] }));
  const random = createRandom(SEED + 1);
  return [...named, ...others].map((one) => ({ one, at: random() })).toSorted((a, b) => a.at - b.at).map(({ one }) => one);
}

/** Whether the version can be ordered by all who write of the package. */
function placeable(purl: string, scheme: SchemeName, version: string): boolean {
  return (purl.startsWith("pkg:pypi/") ? ["pypi" as const] : [scheme, "semver" as const, "cargo" as const, "golang" as const]).every((one) => versionKey(one, version) !== undefined);
}

/** Identities and keys as the room makes them, so that the database can make components of them by itself. */
async function placePackages(services: Services, owner: Database, packages: readonly BenchPackage[]): Promise<void> {
  await owner.execute(sql`CREATE TABLE public.bench_package (rank integer PRIMARY KEY, identity bigint NOT NULL, name_identity bigint NOT NULL, type bytea NOT NULL, keys bytea[] NOT NULL)`);
  for (let from = 0; from < packages.length; from += 5000) {
    const part = packages.slice(from, from + 5000).map((one, at) => ({ rank: from + at, places: one.versions.map((version) => placeOf(services, one.purl, version)) }));
    const first = part.map(({ rank, places: [place] }) => ({ rank, identity: place?.identity, nameIdentity: place?.nameIdentity, type: place?.type }));
    await owner.execute(sql`INSERT INTO public.bench_package SELECT rank, identity, name_identity, type, keys::bytea[]
      FROM unnest(${first.map(({ rank }) => rank)}::integer[], ${first.map(({ identity }) => identity)}::bigint[], ${first.map(({ nameIdentity }) => nameIdentity)}::bigint[], ${first.map(({ type }) => type)}::bytea[],
        ${part.map(({ places }) => `{${places.map(({ key }) => `"\\\\x${key.toString("hex")}"`).join(",")}}`)}::text[]) AS package (rank, identity, name_identity, type, keys)`);
  }
}

/** Where a component stands in the index: once by its version, once by its name. */
function placeOf(services: Services, purl: string, version: string) {
  const product = purl.split("/").at(-1) ?? "";
  const asset: Asset = {
    id: "a", source: { line: 1, path: null }, original: "", vendor: null, product, model: null, version, purl, cpe: null, serial: null, location: null, exposed: "unknown", count: 1, repeats: [],
  };
  const [ofVersion, ofName] = assetIndexKeys(asset);
  if (!ofVersion || !ofName) throw new Error(`${purl} ${version} stands nowhere in the index`);
  return {
    identity: String(hashIdentity(services, ofVersion.identity)), key: Buffer.from(ofVersion.version),
    nameIdentity: String(hashIdentity(services, ofName.identity)), type: Buffer.from(ofName.version),
  };
}

/** Components from one number to another: one in six is of the hundredth most frequent packages. */
async function fill(owner: Database, from: number, to: number): Promise<void> {
  await owner.execute(sql`SET session_replication_role = replica`);
  await owner.execute(sql`DROP INDEX distribution.component_place, distribution.component_inventory`);
  for (let start = from; start < to; start += IN_ONE_STATEMENT) {
    await owner.execute(sql`INSERT INTO distribution.component (identity, version_key, inventory)
      SELECT entry.identity, entry.key, drawn.inventory FROM (
        SELECT number / ${OF_AN_INVENTORY}::integer AS inventory, floor(power(random(), 2.6) * (SELECT count(*) FROM public.bench_package))::integer AS rank, random() AS at
        FROM generate_series(${start}::integer, ${Math.min(start + IN_ONE_STATEMENT, to) - 1}::integer) AS number) AS drawn
      JOIN public.bench_package USING (rank)
      CROSS JOIN LATERAL (VALUES (identity, keys[1 + floor(drawn.at * cardinality(keys))::integer]), (name_identity, type)) AS entry (identity, key)`);
  }
  await owner.execute(sql`SET statement_timeout = 0`);
  await owner.execute(sql`CREATE INDEX component_place ON distribution.component (identity, version_key) INCLUDE (inventory)`);
  await owner.execute(sql`CREATE INDEX component_inventory ON distribution.component (inventory)`);
  await owner.execute(sql`SET session_replication_role = origin`);
  await owner.execute(sql`VACUUM ANALYZE distribution.component`);
}

/** The database finds what a walk over all entries finds; and of packages in versions, what evaluating each version finds. */
async function compareWithEvaluation(services: Services, owner: Database, { asked, packages }: { readonly asked: readonly Advisory[]; readonly packages: readonly BenchPackage[] }): Promise<void> {
  const rows = await owner.query<{ identity: string; key: Buffer }>(sql`SELECT identity::text AS identity, version_key AS key FROM distribution.component`);
  const versions = new Map(packages.flatMap(({ purl, versions: all }) => all.map((version) => {
    const { identity, key } = placeOf(services, purl, version);
    return [`${identity} ${key.toString("hex")}`, { purl, version }];
  })));
  for (const advisory of asked) {
    const index = indexProducts([advisory], ({ affected }) => affected);
    const scans = Map.groupBy(advisoryIndexScans(advisory), (scan) => String(hashIdentity(services, scan.identity)));
    const touched = rows.filter(({ identity, key }) => scans.get(identity)?.some(({ from, before }) => Buffer.compare(key, from) >= 0 && (before === null || Buffer.compare(key, before) < 0)));
    const ofVersions = (entries: typeof rows) => entries.flatMap(({ identity, key }) => versions.get(`${identity} ${key.toString("hex")}`) ?? []);
    const affected = ofVersions(rows).filter(({ purl, version }) => (index.byPurl(purl)?.find(version).affected.length ?? 0) > 0).length;
    const found = (await findTouchedComponents(services, services.db, [advisory])).length;
    if (found !== touched.length || ofVersions(touched).length !== affected) {
      throw new Error(`${advisory.id}: the database touches ${found} components, a walk ${touched.length}; of ${ofVersions(touched).length} packages ${affected} are affected`);
    }
  }
}

async function measureScans(services: Services, asked: readonly Advisory[], size: number): Promise<BenchRow> {
  const times: number[] = [];
  let touched = 0;
  let most = 0;
  for (const round of ["warm", "measured"]) {
    for (const advisory of asked) {
      const startedAt = performance.now();
      const { length } = await findTouchedComponents(services, services.db, [advisory]);
      if (round === "warm") continue;
      times.push(performance.now() - startedAt);
      touched += length;
      most = Math.max(most, length);
    }
  }
  const sorted = times.toSorted((a, b) => a - b);
  const note = `${asked.length} advisories, ${Math.round(touched / asked.length)} components each on average and ${most} at most; p95 ${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(1)} ms`;
  return toRow({ bench: "match", figure: `affected of ${size} components, p50`, better: "smaller", value: toMedian(times), unit: "ms", against: "budget", againstValue: MOST_MS, goal: 1, n: asked.length, note });
}

/** Uploaded through the API as an operator does, until it is committed with its entries in the index; each takes the earlier one's place. */
async function measureImport(services: Services, packages: readonly BenchPackage[], size: number): Promise<BenchRow> {
  const app = createApi({ services, routes: LOW_SIDE_ROUTES, gatekeeper, title: "bench" });
  const organisationId = await addOrganisation(services, { actor: SYSTEM, name: "Exercise Utility", kind: "operator" });
  const personId = await addPerson(services, { actor: SYSTEM, organisationId, name: "Uma", email: "uma@exercise.example", roles: ["operator"] });
  const reply = await app.request("/api/exercise/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ personId, carrier: "token" }) });
  const { token = "" } = (await reply.json()) as { readonly token?: string };
  const authorization = `Bearer ${token}`;
  const enrolled = await app.request("/api/operator/profile", { method: "POST", headers: { authorization, "content-type": "application/json" }, body: JSON.stringify({ sector: "water", sizeBand: "50-to-249", region: "west", acceptsTerms: true }) });
  if (enrolled.status !== 201) throw new Error(`Nobody could enrol: ${enrolled.status} ${await enrolled.text()}`);
  const random = createRandom(SEED + 2);
  const times: number[] = [];
  for (let turn = 0; turn < IMPORTS; turn += 1) {
    const components = Array.from({ length: OF_AN_INVENTORY }, () => {
      const { purl, versions } = packages[Math.floor(random() * packages.length)] as BenchPackage;
      const version = versions[Math.floor(random() * versions.length)] ?? "";
      return { type: "library", name: purl.split("/").at(-1), version, purl: `${purl}@${encodeURIComponent(version)}` };
    });
    const body = Buffer.from(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components }));
    const startedAt = performance.now();
    const { status } = await app.request("/api/operator/inventories?fileName=all.cdx.json", { method: "POST", headers: { authorization }, body });
    if (turn >= 5) times.push(performance.now() - startedAt);
    if (status !== 201) throw new Error(`The list was not taken: ${status}`);
  }
  return toRow({ bench: "match", figure: "import of an SBOM of 1000 components", better: "smaller", value: toMedian(times), unit: "ms", against: "budget", againstValue: MOST_IMPORT_MS, goal: 1, n: times.length, note: `from the request to the reply after the commit, index entries included, beside ${size} components; median` });
}
