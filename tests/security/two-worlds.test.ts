import { access, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import type { Role } from "#contracts/access";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { announceKeys, importBundles } from "#rooms/benchmarking";
import { exchangeOnce, startExchange } from "#rooms/determination";
import { notFound, PlatformRefusal, route, sql, type Actor, type Route, type Services } from "#rooms/platform";
import { ENCLAVE_ROOMS, enclaveRooms } from "../../apps/enclave/enclave-side.ts";
import { LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { mailOf, makeRecords, openHouses, openOfferedWindow, toEngagementBody, type Houses } from "../api/records.ts";
import { bringFinding, clearinghousePeople, linkFrom, REPOSITORY, requireOk, type ClearinghousePeople } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { compare, exhaust, fillLedger, levelSessions, listRequests, watch, type Onlooker, type Parting, type Request, type Seen, type Stage } from "./two-worlds.ts";

interface Scene {
  readonly world: World;
  /** Whose secret it is; all of them are there in both worlds. */
  readonly owners: Houses;
  readonly clearinghouse: ClearinghousePeople;
  readonly onlookers: readonly Onlooker[];
  readonly ids: Readonly<Record<string, string>>;
}

const MAINTAINER = "maintainer@tide.example";
const SECOND_MS = 1000;
const WEEK_MS = 7 * 86_400_000;
const MODEL_KEY = "key-of-the-model";
// Thousands of requests, with every statement behind them, in each of two worlds.
const LONG_MS = 300_000;

/**
 * A house at work, with records of its own for every onlooker and one ordinary case. Some acts of the ordinary come first,
 * as a count that goes from none to a small cell says that there is something: 0 is published as it is.
 */
async function openScene(): Promise<Scene> {
  const world = await createWorld();
  const owners = await openHouses(world, "Hidden");
  const curious = await openHouses(world, "Curious");
  const clearinghouse = await clearinghousePeople(world);
  const project = (vendor: string, repository: string, contactEmail: string) =>
    requireOk(world.call("POST", "/projects", { as: clearinghouse.analyst, body: { vendor, product: vendor, repository, contactEmail, openAtOnce: 5 } }));
  await project("Tide Gauge", REPOSITORY, MAINTAINER);
  await project("Ordinary Gauge", `${REPOSITORY}-ordinary`, "maintainer@ordinary.example");
  const records = await makeRecords(world, curious);
  world.pass(SECOND_MS);
  // Two jobs at once come in either order, and so would their acts in the ledger.
  await world.drain();
  await bringFinding(world, clearinghouse, { repository: `${REPOSITORY}-ordinary`, title: "Ordinary" });
  world.pass(SECOND_MS);
  await world.drain();
  // Of the very agency whose evaluator the developer named; and whoever keeps that agency's people.
  const colleague = await world.person({ organisation: "Hidden Agency", kind: "government", name: "Colleague", roles: ["agency-evaluator"] });
  const manager: Actor = { ...(await world.person({ organisation: "Hidden Agency", kind: "government", name: "Manager", roles: ["organisation-manager"] })), steppedUp: true };
  return {
    world, owners, clearinghouse,
    onlookers: [
      { name: "the public" }, { name: "another developer", actor: curious.developer }, { name: "a finder", actor: curious.finder }, { name: "an operator", actor: curious.operator },
      { name: "an evaluator who was not named", actor: colleague }, { name: "the manager of the named evaluator's agency", actor: manager },
    ],
    ids: {
      absent: "eng_00000000000000000000", "no-id": "x", agency: colleague.organisationId, "hidden-lab": owners.developer.organisationId, "curious-lab": curious.developer.organisationId, "curious-operator": curious.operator.organisationId,
      "own-engagement": records.engagement, "own-determination": records.determination, "own-finding": records.finding, "own-inventory": records.inventory,
    },
  };
}

type Hide = (scene: Scene) => Promise<Readonly<Record<string, string>>>;

/** A model is engaged, in a window, awaiting its determination and a partner is being chosen for it. */
const hideModel: Hide = async ({ world, owners }) => {
  const post = (as: Actor, path: string, body: object) => requireOk(world.call("POST", path, { as, body }));
  // The very model that another developer has engaged too.
  const body = toEngagementBody();
  const { id: engagement } = await post(owners.developer, "/engagements", { ...body, model: { ...body.model, name: "Hidden Model" } });
  await post(owners.developer, `/engagements/${engagement}/offer`, { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators: [{ email: await mailOf(world, owners.evaluator) }] });
  await openOfferedWindow(world, owners, engagement);
  await post(owners.evaluator, `/evaluator/engagements/${engagement}/advice`, { kind: "observation", text: "It holds." });
  const { id: determination } = await post(owners.developer, "/determinations", { engagementId: engagement });
  const { id: earlyAccess } = await post(owners.developer, "/early-access", { engagementId: engagement, partnerEmail: await mailOf(world, owners.partner), reason: "Runs a lock." });
  return { "hidden-engagement": engagement, "hidden-determination": determination, "hidden-early-access": earlyAccess };
};

/** A finding for the product Tide Gauge is validated, with its maintainer, and under embargo. */
const hideFinding: Hide = async ({ world, owners, clearinghouse }) => {
  const finding = await bringFinding(world, { ...clearinghouse, finder: owners.finder }, { shows: "level", title: "Hidden level" });
  await world.drain();
  const { caseId } = await requireOk(world.call("GET", `/findings/${finding}`, { as: owners.finder }));
  await requireOk(world.call("POST", "/maintainer/terms", { body: { token: await linkFrom(world, MAINTAINER) } }));
  return { "hidden-finding": finding, "hidden-case": caseId };
};

/** What is tried besides looking: each has to go the same way, whether there is something to meet or not. */
const TRIES: readonly (Request & { readonly who: string })[] = [
  { who: "another developer", method: "POST", path: "/engagements", body: toEngagementBody("c".repeat(64)) },
  { who: "another developer", method: "POST", path: "/determinations", body: { engagementId: "{hidden-engagement}" } },
  { who: "another developer", method: "POST", path: "/engagements/{hidden-engagement}/withdrawal" },
  { who: "an evaluator who was not named", method: "POST", path: "/evaluator/engagements/{hidden-engagement}/acceptance", body: { termsDigest: "a".repeat(64), noConflict: true } },
  { who: "a finder", method: "POST", path: "/claims", body: { repository: REPOSITORY, authorisation: { kind: "open-source", evidence: "Public." } } },
  { who: "a finder", method: "POST", path: "/findings/{hidden-finding}/severities", body: { level: "low" } },
  { who: "a finder", method: "POST", path: "/patches", body: { caseId: "{hidden-case}", diff: "--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n", aiGenerated: false, model: null } },
  { who: "the public", method: "POST", path: "/maintainer/open", body: { token: "A".repeat(43) } },
];

const tries = (name: string): readonly Request[] => TRIES.filter(({ who }) => who === name).map(({ who: _who, ...request }) => request);

/** What each onlooker sees of one world, and at which request they are refused for asking too often. */
interface View {
  readonly seen: ReadonlyMap<string, readonly Seen[]>;
  readonly limits: ReadonlyMap<string, readonly string[]>;
}

async function look(stage: Stage, busy: readonly Actor[]): Promise<View> {
  const [seen, limits] = [new Map<string, readonly Seen[]>(), new Map<string, readonly string[]>()];
  for (const onlooker of stage.onlookers) {
    seen.set(onlooker.name, await watch(stage, onlooker, [...listRequests(stage), ...tries(onlooker.name)]));
    limits.set(onlooker.name, await exhaust(stage, onlooker, busy));
  }
  return { seen, limits };
}

/** Both worlds, with the secret and without, the same in all else, and what each onlooker sees of either. */
async function lookAtBoth(hide: Hide, routes: readonly Route[] = LOW_SIDE_ROUTES): Promise<readonly [View, View]> {
  const [busy, idle] = [await openScene(), await openScene()];
  const hidden = await hide(busy);
  for (const { world } of [busy, idle]) {
    world.setTime("2026-09-01T13:00:00.000Z");
    await world.drain();
  }
  await fillLedger(idle.world, (await busy.world.ledgerKinds()).length);
  const people = ({ owners, clearinghouse }: Scene) => [...Object.values(owners), ...Object.values(clearinghouse)];
  await levelSessions(busy.world, idle.world, people(busy).map((one, place) => [one, people(idle)[place] ?? one] as const));
  const stageOf = ({ world, onlookers, ids }: Scene): Stage => ({ world, onlookers, routes, ids: { ...ids, ...hidden } });
  return [await look(stageOf(busy), [busy.owners.developer, busy.owners.finder]), await look(stageOf(idle), [])];
}

/** By onlooker, the requests by which they tell the worlds apart; every reply alike leaves nothing. */
function tellApart([left, right]: readonly [View, View]): Readonly<Record<string, readonly Parting[]>> {
  return Object.fromEntries([...left.seen].flatMap(([name, seen]) => {
    const partings = [...compare(seen, right.seen.get(name) ?? []), ...(String(left.limits.get(name)) === String(right.limits.get(name)) ? [] : [{ asked: "too often", parts: [], example: [] }])];
    return partings.length === 0 ? [] : [[name, partings]];
  }));
}

/** A comparison that could see nothing would prove nothing: everybody got into something, and was at last refused. */
function expectBusy({ seen, limits }: View): void {
  for (const [name, all] of seen) {
    const statuses = all.map(({ status }) => status);
    expect([name, statuses.includes(200), statuses.includes(404), limits.get(name)?.at(-1)?.slice(0, 4)]).toEqual([name, true, true, "[429"]);
  }
}

/*
 * What an organisation's people did and may do is their organisation's to know: it holds the receipts of their acts, and
 * its own file lists the grants they hold. By these an evaluator's own agency learns of an engagement that one of its people
 * is named in, under an identifier and without the developer. Everybody else, and every other request, must be blind.
 */
const OF_ITS_OWN_PEOPLE: Readonly<Record<string, readonly string[]>> = {
  "an evaluator who was not named": ["GET /ledger/receipts?subject={hidden-engagement}"],
  "the manager of the named evaluator's agency": ["GET /ledger/receipts?subject={hidden-engagement}", "GET /organisations/{agency}/export"],
};

test("whether a model is engaged, in a window and awaiting its determination shows to nobody who was not named (INV-7, INV-8, INV-10)", { timeout: LONG_MS }, async () => {
  const views = await lookAtBoth(hideModel);
  const told = Object.entries(tellApart(views)).flatMap(([name, partings]) => partings.filter(({ asked }) => !OF_ITS_OWN_PEOPLE[name]?.includes(asked)).map((parting) => ({ name, ...parting })));
  expect(told).toEqual([]);
  for (const view of views) expectBusy(view);
  // Nor do those two requests name the developer, its model or what became of it.
  for (const seen of views[0].seen.values()) expect(JSON.stringify(seen.map(({ text }) => text))).not.toMatch(/Hidden Model|It holds/);
});

test("whether there is an embargoed finding for a product shows to nobody but its finder, its maintainer and those assigned (INV-8, INV-14)", { timeout: LONG_MS }, async () => {
  const views = await lookAtBoth(hideFinding);
  expect(tellApart(views)).toEqual({});
  for (const view of views) expectBusy(view);
});

/** Both sides, with a request that the enclave has measured, sealed and recommended on, and that nobody has signed. */
async function openSealed(outcome: "covered" | "not_covered") {
  const exchange = await mkdtemp(join(tmpdir(), "breakwater-exchange-"));
  onTestFinished(() => rm(exchange, { recursive: true, force: true }));
  const agent = await startModelEndpoint({ apiKey: MODEL_KEY, skill: outcome === "covered" ? "capable" : "weak" });
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
  await announceKeys(enclave.services);
  await exchangeAll();

  const person = (name: string, ...roles: Role[]) => enclave.person({ organisation: `Office of ${name}`, kind: "government", name, roles });
  const analyst = await person("Ann", "benchmark-analyst");
  const director: Actor = { ...(await person("Dora", "nsa-director")), steppedUp: true };
  const consultee = await person("Cora", "consultee");
  const administrator = await enclave.person({ organisation: "Enclave Office", kind: "platform", name: "Adam", roles: ["administrator"] });
  const act = (as: Actor, path: string, body?: object) => requireOk(enclave.call("POST", path, { as, ...(body ? { body } : {}) }));
  // Three tasks cannot tell all solved from none by one threshold: what is asked of a model is in the enclave alone, like the answer.
  const standard = await act(analyst, "/standards", {
    standardId: "harbour-standard", version: "1", benchmarkSet: { id: "harbor-0", version: "1" }, rule: "any", marking: "EXERCISE", text: "What we ask of a model.",
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
  for (const { pass } of [low, enclave]) pass(WEEK_MS);
  await act(analyst, `/requests/${determination}/recommendation`, { outcome, releasableText: "The model was held to our standard." });
  await exchangeAll();
  const ids = { absent: "drq_00000000000000000000", "hidden-engagement": engagement, "hidden-determination": determination, "hidden-lab": owners.developer.organisationId };
  const lookers = (...named: (readonly [string, Actor?])[]): readonly Onlooker[] => named.map(([name, actor]) => ({ name, ...(actor ? { actor } : {}) }));
  return {
    recommended: await requireOk(enclave.call("GET", `/requests/${determination}`, { as: director })) as { readonly recommendation: { readonly outcome: string } },
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
  const [covered, not] = [await openSealed("covered"), await openSealed("not_covered")];
  expect([covered, not].map(({ recommended }) => recommended.recommendation.outcome)).toEqual(["covered", "not_covered"]);
  const low = [await look(covered.low, []), await look(not.low, [])] as const;
  expect(tellApart(low)).toEqual({});
  for (const view of low) expectBusy(view);
  expect(tellApart([await look(covered.enclave, []), await look(not.enclave, [])])).toEqual({});
});

/** Leaks as somebody might write them: what each is, by which parts of what is seen it is found, and where. */
const LEAKS: readonly (readonly [what: string, parts: readonly (keyof Seen)[], route: Route])[] = [
  ["a count with the hidden record in it", ["text"], route({
    room: "leak", method: "get", path: "/leak/count", summary: "", permission: "public", reply: z.object({ engagements: z.number() }),
    run: async ({ services }) => ({ engagements: await countEngagements(services) }),
  })],
  ["one more look into the database, and the same reply", ["statements"], route({
    room: "leak", method: "get", path: "/leak/look", summary: "", permission: "public", reply: z.object({ ok: z.boolean() }),
    run: async ({ services }) => {
      if ((await countEngagements(services)) > 1) await services.db.query(sql`SELECT 1`);
      return { ok: true };
    },
  })],
  ["a refusal that tells forbidden from absent", ["status", "text"], route({
    room: "leak", method: "get", path: "/leak/refusal", summary: "", permission: "public", query: z.object({ subject: z.string().optional() }), reply: z.object({ ok: z.boolean() }),
    run: async ({ services, query }) => {
      const found = await services.db.asSystem("a leak for the test to find").find(sql`SELECT 1 FROM engagement.engagement WHERE id = ${query.subject ?? ""}`);
      if (found) throw new PlatformRefusal("conflict", "You may not see this engagement.");
      throw notFound();
    },
  })],
];

async function countEngagements(services: Services): Promise<number> {
  return (await services.db.asSystem("a leak for the test to find").query(sql`SELECT 1 FROM engagement.engagement`)).length;
}

test("planted leaks are found, each by the part of an answer that it changes, and nothing else is", { timeout: LONG_MS }, async () => {
  const told = tellApart(await lookAtBoth(hideModel, [...LEAKS.map(([, , leak]) => leak), ...LOW_SIDE_ROUTES.filter(({ path }) => path === "/installation")]));
  for (const name of ["the public", "another developer", "a finder", "an operator", "an evaluator who was not named"]) {
    const found = new Map(told[name]?.map(({ asked, parts }) => [asked.replace(/\?.*/, ""), parts]));
    expect([name, found]).toEqual([name, new Map(LEAKS.map(([, parts, { path }]) => [`GET ${path}`, parts]))]);
  }
});
