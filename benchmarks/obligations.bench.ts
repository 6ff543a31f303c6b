import { Readable } from "node:stream";
import { addOrganisation, addPerson, gatekeeper } from "#rooms/access";
import { createApi, openDatabase, sql, type Actor, type Database, type Services } from "#rooms/platform";
import { LOW_SIDE_ROUTES } from "../apps/server/low-side.ts";
import { toMedian, toRow, type BenchRow, type Measure } from "./bench-row.ts";
import { openStage } from "./open-stage.ts";

/*
 * One agency with a million vulnerability instances, taken in through the API from a scanner's CSV into PostgreSQL that syncs its
 * disk, with row security, seals and the ledger on. Then KEV lists more, and every due day that rests on it is worked out anew:
 * against the budget of 10 s, and against a bare UPDATE of the same rows. Instances that share vulnerability, exposure
 * and day of detection share a clock, so what is written is clocks; how many there are is said with each figure. Before that, the
 * workbench's answers over all of them.
 */

/** `BREAKWATER_BENCH_INSTANCES` takes fewer, in twenty thousands, for a first look; the goals are for a million. */
const INSTANCES = Number(process.env["BREAKWATER_BENCH_INSTANCES"] ?? 1_000_000);
/** Sent in streams of so many, as a night's scans come. */
const A_STREAM = Math.min(100_000, INSTANCES);
const AN_ASSET = 20;
const ASSETS = INSTANCES / AN_ASSET;
const FLAWS = 3000;
const WEEKS = 26;
const NEWLY_LISTED = 20;
const BUDGET_SECONDS = 10;
const IMPORTED_PER_SECOND = 4000;
const ANSWER_MS = 250;
/** The rest of the time goes into reading the catalogue, the join with the table, what each clock said before, the investigations that rows ask for, and telling. */
const SHARE_OF_BARE = 0.05;
const READS = 15;
const SYSTEM: Actor = { personId: "system", organisationId: "system", roles: ["administrator"], sessionId: "system" };
const DAY_MS = 86_400_000;

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const flawId = (at: number) => `CVE-2026-${String(10_000 + at)}`;
const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

/** The same at every run. Few vulnerabilities are on many assets, many on few. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function* assetLines(): AsyncGenerator<Uint8Array> {
  const random = seeded(7);
  yield Buffer.from("asset,environment,exposed\n");
  for (let at = 0; at < ASSETS; at += 1000) {
    const lines = Array.from({ length: 1000 }, (_, line) => {
      const [where, who] = [random(), random()];
      return `host-${at + line},${where < 0.6 ? "production" : where < 0.8 ? "cloud" : "end-user"},${who < 0.15 ? "yes" : who < 0.9 ? "no" : "unknown"}\n`;
    });
    yield Buffer.from(await Promise.resolve(lines.join("")));
  }
}

/** Instances from a number on: each asset has twenty vulnerabilities, each first seen in one of the last weekly scans. */
async function* scanLines(from: number, today: number): AsyncGenerator<Uint8Array> {
  const random = seeded(from + 1);
  yield Buffer.from("asset,cve,detected_on\n");
  for (let at = from; at < from + A_STREAM; at += 1000) {
    const lines = Array.from({ length: 1000 }, (_, line) => {
      const number = at + line;
      const asset = Math.floor(number / AN_ASSET);
      // Never the same twice on one asset: each of its twenty comes from another twentieth of the list.
      const flaw = Math.floor((FLAWS / AN_ASSET) * random() ** 3) * AN_ASSET + (number % AN_ASSET);
      return `host-${asset},${flawId(flaw)},${dayOf(today - 7 * DAY_MS * Math.floor(random() * WEEKS))}\n`;
    });
    yield Buffer.from(await Promise.resolve(lines.join("")));
  }
}

export const measure: Measure = async (tell) => {
  const { services, close } = await openStage({ durable: true, maxConnections: 50 });
  const owner = openDatabase({ url: services.configuration.databaseUrl, maxConnections: 1 });
  try {
    const bench = await openAgency(services, owner);
    return [...(await measureImport(bench, tell)), ...(await measureAnswers(bench, tell)), ...(await measureRedating(bench, tell))];
  } finally {
    await owner.close();
    await close();
  }
};

interface Bench {
  readonly services: Services;
  readonly owner: Database;
  readonly agencyId: string;
  call(as: "ciso" | "analyst", method: string, path: string, body?: AsyncIterable<Uint8Array> | string): Promise<Record<string, unknown>>;
}

async function openAgency(services: Services, owner: Database): Promise<Bench> {
  const app = createApi({ services, routes: LOW_SIDE_ROUTES, gatekeeper, title: "bench" });
  const enter = async (name: string, kind: "government" | "clearinghouse", role: "agency-ciso" | "clearinghouse-analyst") => {
    const organisationId = await addOrganisation(services, { actor: SYSTEM, name: `${name}'s house`, kind });
    const personId = await addPerson(services, { actor: SYSTEM, organisationId, name, email: `${name.toLowerCase()}@exercise.example`, roles: [role] });
    const reply = await app.request("/api/exercise/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ personId, carrier: "token" }) });
    return { organisationId, token: ((await reply.json()) as { readonly token: string }).token };
  };
  const people = { ciso: await enter("Mina", "government", "agency-ciso"), analyst: await enter("Anna", "clearinghouse", "clearinghouse-analyst") };
  await listAgency(services, owner, people.ciso.organisationId);
  return {
    services, owner, agencyId: people.ciso.organisationId,
    call: async (as, method, path, body) => {
      const init = { method, headers: { authorization: `Bearer ${people[as].token}` }, ...(body === undefined ? {} : { body: typeof body === "string" ? body : Readable.toWeb(Readable.from(body)), duplex: "half" }) } as RequestInit;
      const reply = await app.request(`/api${path}`, init);
      const json = (await reply.json()) as Record<string, unknown>;
      if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(json)}`);
      return json;
    },
  };
}

/** Past the two officers, whose way to the list is not what is measured; the seal is the house's own all the same. */
async function listAgency(services: Services, owner: Database, organisationId: string): Promise<void> {
  await owner.execute(sql`INSERT INTO obligations.agency_change (id, organisation_id, change, branch, reason, proposed_by, proposed_at, settled, settled_by, settled_at) VALUES ('agch_bench', ${organisationId}, 'list', 'fceb', 'Bench.', 'one', now(), 'confirmed', 'two', now())`);
  await owner.execute(sql`INSERT INTO obligations.agency (organisation_id, branch, change_id, listed_at) VALUES (${organisationId}, 'fceb', 'agch_bench', now())`);
  const values = JSON.stringify([organisationId, "fceb"]);
  const mac = services.keys.keyedHash("row-owner", JSON.stringify(["obligations.agency", organisationId, organisationId, "fceb"]));
  await owner.execute(sql`UPDATE obligations.agency SET owner_seal = ${`${mac}:${values}`}`);
}

async function measureImport({ call, owner }: Bench, tell: (line: string) => void): Promise<readonly BenchRow[]> {
  await call("ciso", "POST", "/agency/assets/import", assetLines());
  const today = Date.now();
  let seconds = 0;
  for (let from = 0; from < INSTANCES; from += A_STREAM) {
    const took = await secondsOf(() => call("ciso", "POST", "/agency/imports?scanner=generic", scanLines(from, today)));
    seconds += took;
    tell(`${from + A_STREAM} instances are in; the last stream took ${took.toFixed(1)} s`);
  }
  const again = await secondsOf(() => call("ciso", "POST", "/agency/imports?scanner=generic", scanLines(0, today)));
  const [{ instances, clocks } = { instances: 0, clocks: 0 }] = await owner.query<{ instances: number; clocks: number }>(sql`SELECT (SELECT count(*) FROM obligations.instance) AS instances, (SELECT count(*) FROM obligations.clock) AS clocks`);
  if (instances !== INSTANCES) throw new Error(`${instances} instances are there`);
  const row = { bench: "obligations", better: "larger" as const, unit: "records/s", against: "budget", againstValue: IMPORTED_PER_SECOND, goal: 1 };
  return [
    toRow({ ...row, figure: "instances taken in, new", value: INSTANCES / seconds, n: INSTANCES, note: `CSV through the API; ${clocks} clocks for ${INSTANCES} instances` }),
    toRow({ ...row, figure: "instances taken in, known", value: A_STREAM / again, n: A_STREAM, note: "the first of the streams again: nothing is added" }),
  ];
}

/** A release of KEV with these vulnerabilities, all listed two days ago. */
function release(flaws: readonly string[]): string {
  const added = dayOf(Date.now() - 2 * DAY_MS);
  const vulnerabilities = flaws.map((cveID) => ({ cveID, dateAdded: added, dueDate: added, knownRansomwareCampaignUse: "Unknown" }));
  return JSON.stringify({ catalogVersion: String(flaws.length), dateReleased: new Date().toISOString(), count: flaws.length, vulnerabilities });
}

/** Takes the release, then all that follows from it: until the last due day has moved and everybody is told. */
async function redate({ services, call }: Bench, flaws: readonly string[]): Promise<number> {
  await call("analyst", "POST", "/feeds/kev?insist=true", release(flaws));
  return secondsOf(() => services.jobs.drain(services, new Date()));
}

/** The same rows written over once more and no more than that. */
async function updateBare({ owner }: Bench, flaws: readonly string[]): Promise<number> {
  await owner.execute(sql`VACUUM ANALYZE obligations.clock`);
  return secondsOf(() => owner.execute(sql`UPDATE obligations.clock SET due_on = due_on + 1, table_row = table_row, clock_start = clock_start, rule = rule WHERE cve_id = ANY (${flaws})`));
}

async function measureRedating(bench: Bench, tell: (line: string) => void): Promise<readonly BenchRow[]> {
  const { owner } = bench;
  await owner.execute(sql`VACUUM ANALYZE obligations.clock`);
  const rows: BenchRow[] = [];
  // Those on the most assets, which is the most that so few can move; then all of them at once.
  const some = (await owner.query<{ id: string }>(sql`SELECT cve_id AS id FROM obligations.instance GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${NEWLY_LISTED}`)).map(({ id }) => id);
  for (const [what, flaws] of [[`KEV lists ${NEWLY_LISTED} more`, some], ["KEV lists every one of them", Array.from({ length: FLAWS }, (_, at) => flawId(at))]] as const) {
    const before = await countRedated(owner);
    const seconds = await redate(bench, flaws);
    const { clocks, instances } = await countRedated(owner);
    const [moved, touched] = [clocks - before.clocks, instances - before.instances];
    if (moved <= 0) throw new Error("Nothing was dated anew");
    await compareSample(bench);
    const bare = await updateBare(bench, flaws);
    tell(`${what}: ${touched} instances on ${moved} clocks in ${seconds.toFixed(1)} s, a bare UPDATE ${bare.toFixed(1)} s`);
    const row = { bench: "obligations", figure: `${INSTANCES} instances dated anew: ${what}`, value: seconds, unit: "s", better: "smaller" as const, n: touched, note: `${touched} instances are due on another day; ${moved} clocks were written, each with what it said before` };
    rows.push(toRow({ ...row, against: "budget", againstValue: BUDGET_SECONDS, goal: 1 }), toRow({ ...row, against: "bare UPDATE of the same clocks", againstValue: bare, goal: SHARE_OF_BARE }));
  }
  return rows;
}

async function countRedated(owner: Database): Promise<{ readonly clocks: number; readonly instances: number }> {
  const [row] = await owner.query<{ clocks: number; instances: number }>(sql`SELECT count(*) AS clocks, coalesce(sum(t.instances), 0)::bigint AS instances FROM obligations.redating r LEFT JOIN (SELECT clock_id, sum(instances) AS instances FROM obligations.tally GROUP BY 1) t ON t.clock_id = r.clock_id`);
  return row ?? { clocks: 0, instances: 0 };
}

/** What the statement stored is what the pure rule says of some of them, which the API works out for one at a time. */
async function compareSample({ call }: Bench): Promise<void> {
  const { instances } = (await call("ciso", "GET", "/agency/instances?state=open")) as { readonly instances: readonly { readonly id: string; readonly dueOn: string | null; readonly tier: string }[] };
  for (const { id, dueOn, tier } of instances.slice(0, READS)) {
    const { dating } = (await call("ciso", "GET", `/agency/instances/${id}`)) as { readonly dating: { readonly dueOn: string | null; readonly tier: string } };
    if (dating.dueOn !== dueOn || dating.tier !== tier) throw new Error(`Stored ${dueOn} ${tier}, by the rule ${dating.dueOn} ${dating.tier}`);
  }
}

async function measureAnswers({ call, owner }: Bench, tell: (line: string) => void): Promise<readonly BenchRow[]> {
  await owner.execute(sql`VACUUM ANALYZE obligations.clock, obligations.tally, obligations.instance, obligations.asset`);
  const deep = await fifthPage(call);
  const asked: readonly (readonly [what: string, path: string])[] = [
    ["the workbench's counts and forecast", "/agency/workbench"], ["what is due this week, grouped", "/agency/due?span=this-week"], ["a page of what is overdue", "/agency/instances?span=overdue"],
    ["a page of one tier and environment", "/agency/instances?tier=14-days&environment=cloud&state=open"], ["the fifth page of all", `/agency/instances?state=open&after=${deep}`],
  ];
  const rows: BenchRow[] = [];
  for (const [what, path] of asked) {
    const times: number[] = [];
    for (let at = 0; at < READS; at += 1) times.push(1000 * (await secondsOf(() => call("ciso", "GET", path))));
    tell(`${what}: ${toMedian(times).toFixed(0)} ms`);
    rows.push(toRow({ bench: "obligations", figure: `${what}, ${INSTANCES} instances in one agency`, value: toMedian(times), unit: "ms", against: "budget", againstValue: ANSWER_MS, better: "smaller", goal: 1, n: READS, note: "through the API, median" }));
  }
  return rows;
}

async function fifthPage(call: Bench["call"]): Promise<string> {
  let after = "";
  for (let page = 0; page < 4; page += 1) after = String((await call("ciso", "GET", `/agency/instances?state=open${after === "" ? "" : `&after=${after}`}`))["next"]);
  return after;
}
