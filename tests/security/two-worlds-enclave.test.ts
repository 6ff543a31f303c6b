import { access, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Role } from "#contracts/access";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { importBundles } from "#rooms/benchmarking";
import { exchangeOnce, startExchange } from "#rooms/determination";
import { sql, type Actor } from "#rooms/platform";
import { ENCLAVE_ROOMS, enclaveRooms } from "../../apps/enclave/enclave-side.ts";
import { LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { openHouses, toEngagementBody } from "../api/records.ts";
import { requireOk } from "../setup/clearinghouse.ts";
import { holdCeremony } from "../setup/ceremony.ts";
import { createWorld, type World } from "../setup/world.ts";
import { expectBusy, LONG_MS, look, tellApart } from "./two-worlds-scene.ts";
import type { Onlooker, Stage } from "./two-worlds.ts";

const WEEK_MS = 7 * 86_400_000;
const MODEL_KEY = "key-of-the-model";
const STANDARD_TEXT = "What we ask of a model.";
const VIEW = "An office says: keep watch on this one.";
const REASONS = "The model was held to our standard.";

/** Both sides, with a request that the enclave has measured, sealed and recommended on, and that nobody has signed. */
async function openSealed(outcome: "covered" | "not_covered", { skill = outcome === "covered" ? "capable" : "weak", sign = false }: { readonly skill?: "capable" | "weak"; readonly sign?: boolean } = {}) {
  const exchange = await mkdtemp(join(tmpdir(), "breakwater-exchange-"));
  onTestFinished(() => rm(exchange, { recursive: true, force: true }));
  const agent = await startModelEndpoint({ apiKey: MODEL_KEY, skill });
  onTestFinished(() => agent.close());
  const environment = { BREAKWATER_EXCHANGE: exchange };
  const low = await createWorld({ environment });
  const enclave = await createWorld({ side: "enclave", rooms: enclaveRooms(await someTasks()), environment });
  const seen = new Map<string, string>();
  const exchangeAll = async () => {
    await enclave.drain();
    await exchangeOnce(low.services, seen);
    await low.drain();
    await importBundles(enclave.services);
  };
  const announcing = startExchange(low.services);
  await vi.waitFor(() => access(join(exchange, "to-enclave/low-keys.json")), { timeout: 10_000 });
  await announcing.stop();
  const person = (name: string, ...roles: Role[]) => enclave.person({ organisation: `Office of ${name}`, kind: "government", name, roles });
  const analyst = await person("Ann", "benchmark-analyst");
  const director: Actor = { ...(await person("Dora", "nsa-director")), steppedUp: true };
  await holdCeremony(enclave, director);
  await exchangeAll();
  const consultee = await person("Cora", "consultee");
  const administrator = await enclave.person({ organisation: "Enclave Office", kind: "platform", name: "Adam", roles: ["administrator"] });
  const act = (as: Actor, path: string, body?: object) => requireOk(enclave.call("POST", path, { as, ...(body ? { body } : {}) }));
  // Three tasks cannot tell all solved from none by one threshold: what is asked of a model is in the enclave alone, like the answer.
  const standard = await act(analyst, "/standards", {
    standardId: "harbour-standard", version: "1", benchmarkSet: { id: "harbor-0", version: "1" }, rule: "any", marking: "EXERCISE", text: STANDARD_TEXT,
    measures: [{ scope: "overall", threshold: outcome === "covered" ? 0.0123 : 0.75, minimumSamples: 1 }],
  });
  await act(director, `/standards/${standard.id}/publish`);
  await exchangeAll();

  const owners = await openHouses(low, "Hidden");
  const curious = await openHouses(low, "Curious");
  const body = toEngagementBody();
  const { id: engagement } = await requireOk(low.call("POST", "/engagements", { as: owners.developer, body: { ...body, model: { ...body.model, endpoint: agent.url, endpointModel: "scripted", credential: MODEL_KEY } } }));
  const { id: determination } = await requireOk(low.call("POST", "/determinations", { as: owners.developer, body: { engagementId: engagement } }));
  await exchangeAll();
  await act(analyst, `/requests/${determination}/run`);
  await exchangeAll();
  await act(consultee, `/requests/${determination}/views`, { office: "NCD", view: VIEW });
  for (const { pass } of [low, enclave]) pass(WEEK_MS);
  await act(analyst, `/requests/${determination}/recommendation`, { outcome, releasableText: REASONS });
  await exchangeAll();
  const recommended = (await requireOk(enclave.call("GET", `/requests/${determination}`, { as: director }))) as { readonly recommendation: { readonly outcome: string }; readonly results: { readonly measures: readonly { readonly passed: number; readonly high: number }[] } };
  if (sign) {
    await act(director, `/requests/${determination}/signature`, { outcome });
    await exchangeAll();
    await exchangeAll();
  }
  // Not asked through the API: one more session of the developer's would stand in either order beside the onlooker's.
  expect(await low.services.db.query(sql`SELECT outcome FROM determination.signed`)).toEqual(sign ? [{ outcome }] : []);
  const ids = { absent: "drq_00000000000000000000", "hidden-engagement": engagement, "hidden-determination": determination, "hidden-lab": owners.developer.organisationId };
  const lookers = (...named: (readonly [string, Actor?])[]): readonly Onlooker[] => named.map(([name, actor]) => ({ name, ...(actor ? { actor } : {}) }));
  const manager: Actor = { ...(await low.person({ organisation: "Hidden Lab", kind: "developer", name: "Mara", roles: ["organisation-manager"] })), steppedUp: true };
  /** Everything that is on the low side or reaches it: its database, log, mails and exchange folder, and what its people take home. */
  const gatherKept = async () => {
    const exported = await low.call("GET", `/organisations/${owners.developer.organisationId}/export`, { as: manager });
    const bundle = await low.call("GET", `/determinations/${determination}/bundle`, { as: owners.developer });
    expect([exported.status, bundle.status]).toEqual([200, sign ? 200 : bundle.status]);
    return [...(await dumpTables(low)), ...(await readMails(low)), low.logLines().join(""), await readExchange(exchange), ...[exported.text, bundle.text].map((text) => openPayloads(text))].join("\n");
  };
  return {
    recommended, gatherKept,
    low: {
      world: low, routes: LOW_SIDE_ROUTES, ids,
      onlookers: lookers(["the model's own developer", owners.developer], ["the public"], ["another developer", curious.developer], ["a finder", curious.finder], ["an operator", curious.operator], ["an evaluator who was not named", curious.evaluator]),
    } satisfies Stage,
    enclave: {
      world: enclave, routes: ENCLAVE_ROOMS.flatMap((room) => room.routes ?? []), ids: { ...ids, standard: standard.id },
      onlookers: lookers(["nobody, within the enclave"], ["the enclave's administrator", administrator], ["an office that is consulted", consultee]),
    } satisfies Stage,
  };
}

/** Every row of every table, envelopes opened, as whoever copied the low side's database has it. */
async function dumpTables({ services: { db } }: World): Promise<readonly string[]> {
  const tables = await db.query<{ name: string }>(sql`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')`);
  const texts: string[] = [];
  for (const { name } of tables) {
    const text = `SELECT coalesce(string_agg(t::text, E'\\n'), '') AS content FROM ${name} t`;
    texts.push(openPayloads((await db.find<{ content: string }>(sql(Object.assign([text], { raw: [text] }))))?.content ?? ""));
  }
  return texts;
}

/** Every mail, as it is read by whom it is for. */
async function readMails({ services: { db, keys } }: World): Promise<readonly string[]> {
  const rows = await db.query<{ id: string; subject: string; body: string }>(sql`SELECT id, subject, body FROM platform.mail`);
  return rows.map(({ id, subject, body }) => `${subject} ${keys.open("mail", id, body).toString("utf8")}`);
}

async function readExchange(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json"));
  return openPayloads((await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))).join("\n"));
}

/** Text with what its base64 says, and what that says, beside it. */
function openPayloads(text: string, depth = 2): string {
  const inner = depth === 0 ? [] : [...text.matchAll(/[A-Za-z0-9+/]{80,}={0,2}/g)].map(([payload]) => openPayloads(Buffer.from(payload, "base64").toString("utf8"), depth - 1));
  return [text, ...inner].join("\n");
}

/** Three of harbor-0's tasks as a set of their own, so that a run is short. */
async function someTasks(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-sets-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const harbor = join(import.meta.dirname, "../../benchmark-sets/harbor-0");
  await cp(join(harbor, "set.yaml"), join(directory, "harbor-0/set.yaml"));
  for (const id of ["ship-log", "harbour-gate", "dice-keeper"]) await cp(join(harbor, "tasks", id), join(directory, "harbor-0/tasks", id), { recursive: true });
  return directory;
}

test("whether the enclave's sealed outcome is covered or not shows to nobody before it is signed, on either side (INV-7)", { timeout: LONG_MS }, async () => {
  const [covered, not] = await Promise.all([openSealed("covered"), openSealed("not_covered")]);
  expect([covered, not].map(({ recommended }) => recommended.recommendation.outcome)).toEqual(["covered", "not_covered"]);
  const low = [await look(covered.low, []), await look(not.low, [])] as const;
  expect(tellApart(low)).toEqual({});
  for (const view of low) expectBusy(view);
  expect(tellApart([await look(covered.enclave, []), await look(not.enclave, [])])).toEqual({});
  // What an office said, what is recommended and why is in nothing that the low side has.
  for (const { gatherKept } of [covered, not]) {
    const kept = await gatherKept();
    expect([STANDARD_TEXT, VIEW, REASONS].filter((canary) => kept.includes(canary))).toEqual([]);
  }
});

test("of two signed determinations with one outcome, the score behind it shows to nobody on the low side, in replies, statements or decisions (INV-7)", { timeout: LONG_MS }, async () => {
  const [better, worse] = [await openSealed("not_covered", { skill: "capable", sign: true }), await openSealed("not_covered", { skill: "weak", sign: true })];
  const passed = [better, worse].map(({ recommended }) => recommended.results.measures[0]?.passed);
  expect(passed[0]).not.toBe(passed[1]);
  const low = [await look(better.low, []), await look(worse.low, [])] as const;
  expect(tellApart(low)).toEqual({});
  for (const view of low) expectBusy(view);
  // Nor is anything of the standard, the set, a score or an office's view in anything that the low side has.
  for (const { gatherKept, recommended } of [better, worse]) {
    const canaries = [STANDARD_TEXT, VIEW, "breakwater-canary-harbor-0", "ship-log", "harbour-gate", String(recommended.results.measures[0]?.high), "minimumSamples"];
    const kept = await gatherKept();
    expect(canaries.filter((canary) => kept.includes(canary))).toEqual([]);
    // The search can find: what may be released is found by it.
    expect(kept).toContain(REASONS);
  }
});
