import { describe, expect, test } from "vitest";
import { createBubblewrapBackend } from "#engines/sandbox";
import { newId, sql, type Actor } from "#rooms/platform";
import { assignPeople, clearinghousePeople, gaugeBundle, GOOD_PATCH, REPOSITORY, requireOk, submitBundle, type BundleWishes, type ClearinghousePeople } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { closeFinding, findingsRoom, getFindingFacts, linkToCase, recordScope, replayVerifiedFix } from "../index.ts";
import { reproduceIn } from "../reproduction/reproduce-finding.ts";
import { takeNext } from "../reproduction/reproduction-queue.ts";
import { drawWeek } from "./sample-rejections.ts";
import { TRIES_ALLOWED } from "./triage-policy.rules.ts";

const DAY_MS = 86_400_000;
const INPUTS = { inKev: false, exposed: true, automatable: true, technicalImpact: "total" };

interface Scene {
  readonly world: World;
  readonly people: ClearinghousePeople;
  submit(wishes?: BundleWishes, as?: Actor): Promise<string>;
  /** Submits, reproduces, and opens it to the validator and the analyst. */
  bring(wishes?: BundleWishes, as?: Actor): Promise<string>;
  read(id: string, as?: Actor): Promise<Awaited<ReturnType<World["call"]>>["json"]>;
  post(path: string, body: object, as?: Actor): ReturnType<World["call"]>;
}

async function openScene(): Promise<Scene> {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const submit: Scene["submit"] = async (wishes, as = people.finder) => submitBundle(world, as, await gaugeBundle(wishes));
  return {
    world, people, submit,
    bring: async (wishes, as) => {
      const id = await submit(wishes, as);
      await world.drain();
      await assignPeople(world, people, id);
      return id;
    },
    read: async (id, as = people.validator) => requireOk(world.call("GET", `/findings/${id}`, { as })),
    post: (path, body, as = people.validator) => world.call("POST", path, { as, body }),
  };
}

const setHarm = ({ world }: Scene, id: string, harm: number) => world.services.db.execute(sql`UPDATE findings.finding SET harm = ${harm} WHERE id = ${id}`);
const validate = (scene: Scene, id: string) => requireOk(scene.post(`/findings/${id}/validation`, { decision: "validated", reason: "Seen." }));
const prioritise = (scene: Scene, id: string) => requireOk(scene.post(`/findings/${id}/priority`, INPUTS, scene.people.analyst));
const linkTo = (scene: Scene, id: string, body: object) => scene.post(`/findings/${id}/links`, { reason: "Seen side by side.", ...body });

describe("the queue of what is to be reproduced", () => {
  test("goes by expected harm, and a finding that has waited long enough passes what has more to lose", async () => {
    const scene = await openScene();
    const [old, harmful] = [await scene.submit(), await scene.submit({ title: "More to lose" })];
    await setHarm(scene, old, 0);
    await setHarm(scene, harmful, 500);
    expect((await takeNext(scene.world.services))?.id).toBe(harmful);
    scene.world.pass(6 * DAY_MS);
    const fresh = await scene.submit({ title: "As much to lose" });
    await setHarm(scene, fresh, 500);
    await scene.world.services.db.execute(sql`UPDATE findings.finding SET state = 'rejected' WHERE id = ${harmful}`);
    expect((await takeNext(scene.world.services))?.id).toBe(old);
  });

  test("two workers never hold one finding, and what a killed one held is run again", async () => {
    const scene = await openScene();
    const ids = [await scene.submit(), await scene.submit({ shows: "level" })];
    const { services } = scene.world;
    const taken = await Promise.all([takeNext(services), takeNext(services)]);
    expect(new Set(taken.map((row) => row?.id))).toEqual(new Set(ids));
    expect(await takeNext(services)).toBeUndefined();
    scene.world.pass(60_000);
    await scene.world.drain();
    expect(await Promise.all(ids.map(async (id) => (await scene.read(id)).state))).toEqual(["needs_validation", "needs_validation"]);
  });

  test("a run that ends its worker again and again goes to a person", async () => {
    const scene = await openScene();
    const id = await scene.submit();
    for (let attempt = 0; attempt < TRIES_ALLOWED; attempt += 1) {
      await takeNext(scene.world.services);
      scene.world.pass(60_000);
    }
    await scene.world.drain();
    expect(await scene.read(id)).toMatchObject({ state: "needs_validation", reproduction: { outcome: "inconclusive" } });
  });

  test("the same bytes from another organisation take the known outcome without a second run", async () => {
    const scene = await openScene();
    const { finder, otherFinder } = scene.people;
    const first = [await scene.submit(), await scene.submit({ shows: "nothing" })];
    await scene.world.drain();
    const second = [await scene.submit({}, otherFinder), await scene.submit({ shows: "nothing" }, otherFinder)];
    await scene.world.drain();
    expect(await scene.read(second[0] ?? "")).toMatchObject({ state: "duplicate_of", duplicateOf: first[0] });
    expect((await scene.read(first[0] ?? "")).credited).toHaveLength(2);
    const [mine, theirs] = [await scene.read(first[1] ?? "", finder), await scene.read(second[1] ?? "", otherFinder)];
    expect([theirs.state, theirs.rejectionCause, theirs.rejection]).toEqual(["rejected", "not-reproduced", mine.rejection]);
    const runs = await scene.world.services.db.query<{ copied: boolean }>(sql`SELECT isolation ? 'sameAs' AS copied FROM findings.run ORDER BY 1`);
    expect(runs.map(({ copied }) => copied)).toEqual([false, false, true, true]);
  });
});

describe("rejections without a person", () => {
  test("what its maintainer keeps out of scope is rejected with the row it falls under, and not run", async () => {
    const scene = await openScene();
    const { services } = scene.world;
    await services.db.inTransaction((tx) => recordScope(services, tx, { repository: REPOSITORY, rows: [{ row: "T-3", path: "./src/" }] }));
    const id = await scene.submit();
    await scene.world.drain();
    expect(await scene.read(id, scene.people.finder)).toMatchObject({ state: "rejected", rejectionCause: "out-of-scope", rejection: expect.stringMatching(/keeps \.\/src\/ out of scope \(T-3\)\. Send a bundle/), reproduction: null });
    await services.db.inTransaction((tx) => recordScope(services, tx, { repository: REPOSITORY, rows: [{ row: "T-3", path: "src/other" }] }));
    const appeal = (await requireOk(scene.world.call("POST", `/findings?appealOf=${id}`, { as: scene.people.finder, raw: await gaugeBundle({ title: "In scope" }) }))).findingId;
    await scene.world.drain();
    expect((await scene.read(appeal)).state).toBe("needs_validation");
  });

  test("an owner who opted out after it was submitted is listened to before it is run and before it goes to a person; an appeal goes to one", async () => {
    const scene = await openScene();
    const { world, people } = scene;
    const optOut = (repository: string) => requireOk(scene.post("/opt-outs", { repository, reason: "We are one person." }, people.analyst));
    const appeal = async (id: string, title: string) => world.call("POST", `/findings?appealOf=${id}`, { as: people.finder, raw: await gaugeBundle({ title }) });
    const id = await scene.submit();
    await optOut(REPOSITORY);
    await world.drain();
    const rejected = { state: "rejected", rejectionCause: "opted-out", rejection: expect.stringMatching(/asked that nobody scans it: We are one person\. If that does not/) };
    expect(await scene.read(id, people.finder)).toMatchObject({ ...rejected, reproduction: null });
    expect((await world.call("POST", "/findings", { as: people.finder, raw: await gaugeBundle({ title: "Another" }) })).json.error.code).toBe("opted-out");

    const first = await requireOk(appeal(id, "Ours to scan"));
    expect((await appeal(id, "And again")).json.error).toMatchObject({ code: "appeal-waits", field: "appealOf", message: expect.stringContaining(first.findingId) });
    await world.drain();
    expect((await scene.read(first.findingId)).state).toBe("needs_validation");
    expect((await appeal(id, "And again")).json.error.code).toBe("appeal-waits");
    await assignPeople(world, people, first.findingId);
    await requireOk(scene.post(`/findings/${first.findingId}/validation`, { decision: "rejected", reason: "It is theirs to say." }));
    expect((await appeal(id, "Once more")).status).toBe(201);

    // Said while it is being run: what the run shows is kept, and nobody is asked to look.
    const other = `${REPOSITORY}-two`;
    const running = await scene.submit({ repository: other });
    const sandboxes = createBubblewrapBackend();
    const start: typeof sandboxes.start = async (options) => {
      if ((await world.services.db.query(sql`SELECT 1 FROM scanning.opt_out`)).length === 1) await optOut(other);
      return sandboxes.start(options);
    };
    await world.services.db.execute(sql`UPDATE findings.finding SET harm = 1000 WHERE id = ${running}`);
    await reproduceIn(Object.assign(Object.create(sandboxes) as typeof sandboxes, { start })).run(world.services, {});
    expect(await scene.read(running, people.finder)).toMatchObject({ ...rejected, reproduction: { outcome: "reproduced" } });
  });

  test("at least one a week goes to a person, who may overturn it; how often is shown with its exact interval", async () => {
    const scene = await openScene();
    const { world, people } = scene;
    for (const shows of ["nothing", "broken"] as const) await scene.submit({ shows });
    await world.drain();
    const ask = async () => requireOk(world.call("GET", "/findings/rejections/sample", { as: people.validator }));
    expect(await ask()).toMatchObject({ policy: { version: "triage-1", rate: 0.05, leastPerWeek: 1 }, rejected: 2, decided: 0, overturnRate: null });
    await drawWeek.run(world.services, {});
    const drawn = await requireOk(world.call("GET", "/findings/queue?kind=sample", { as: people.validator }));
    const id = drawn.items[0].finding.id;
    expect(drawn.items[0].waitsFor).toEqual(["sample", "needs-assignment"]);
    const decide = () => scene.post(`/findings/${id}/sample`, { decision: "overturned", reason: "It shows with the other compiler." });
    expect((await decide()).json.error.code).toBe("not-permitted");
    await assignPeople(world, people, id);
    expect((await decide()).json).toMatchObject({ state: "needs_validation", rejection: null, rejectionCause: null });
    expect((await decide()).json.error.code).toBe("not-drawn");
    const { rejected, decided, overturned, overturnRate, sentence } = await ask();
    expect({ rejected, decided, overturned, overturnRate }).toEqual({ rejected: 2, decided: 1, overturned: 1, overturnRate: { estimate: 1, low: expect.closeTo(0.025, 3), high: 1, confidence: 0.95 } });
    expect(sentence).toBe("Of 1 rejections that a person looked at, 1 were overturned: with 95 % confidence between 2.5 % and 100.0 % of all.");
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["findings.rejection-drawn", "findings.rejection-overturned"]));
  });
});

describe("two findings of one bug", () => {
  test("a person merges them by a likeness that is shown with its reason, the better evidence leads, and both are credited", async () => {
    const scene = await openScene();
    const { world, people } = scene;
    const [one, two] = [await scene.bring(), await scene.bring({ shows: "level", finder: "Lars" }, people.otherFinder)];
    const near = await requireOk(world.call("GET", `/findings/${two}/near`, { as: people.validator }));
    expect(near.near).toMatchObject([{ findingId: one, basis: "place", reason: "the same weakness, CWE-787, in the same file, src/gauge.c", stack: expect.arrayContaining([expect.stringMatching(/report/)]), settled: null }]);
    expect(near.stack.join()).toMatch(/read_level/);
    const merged = (await linkTo(scene, two, { kind: "duplicate", otherId: one })).json;
    expect(merged.links).toMatchObject([{ kind: "duplicate", findingId: two, otherId: one, reason: "Seen side by side.", byName: "Vera Validator", endedAt: null }]);
    expect(await scene.read(two)).toMatchObject({ state: "duplicate_of", duplicateOf: one });
    expect((await scene.read(one)).credited.map(({ name }: { name: string }) => name)).toEqual(["Harbour Watch", "Lars"]);
    expect((await linkTo(scene, two, { kind: "duplicate", otherId: one })).json.error.code).toBe("already-linked");

    const apart = (await scene.post(`/findings/${one}/links/end`, { linkId: merged.links[0].id, reason: "Two fixes are needed." })).json;
    expect(apart.links.map(({ kind, endReason, endedAt }: { kind: string; endReason: string | null; endedAt: string | null }) => [kind, endReason, endedAt === null])).toEqual(
      expect.arrayContaining([["duplicate", "Two fixes are needed.", false], ["apart", null, true]]));
    expect(await scene.read(two)).toMatchObject({ state: "needs_validation", duplicateOf: null });
    expect((await scene.read(one)).credited).toHaveLength(1);
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["findings.merged", "findings.unmerged"]));
  });

  test("nobody rules on two findings of which only one was opened to them", async () => {
    const scene = await openScene();
    const one = await scene.bring();
    const two = await scene.submit({ shows: "level" });
    await scene.world.drain();
    for (const otherId of [two, one, "find_00000000000000000000"]) expect((await linkTo(scene, one, { kind: "duplicate", otherId })).json.error).toMatchObject({ code: "other-not-open", field: "otherId" });
    expect((await linkTo(scene, two, { kind: "duplicate", otherId: one })).status).toBe(403);
    expect((await scene.post(`/findings/${one}/links`, { kind: "duplicate", otherId: two, reason: "x" }, scene.people.finder)).status).toBe(403);
  });

  test("what was merged below a finding goes along with it, and comes back when the two are taken apart", async () => {
    const scene = await openScene();
    const { otherFinder } = scene.people;
    const one = await scene.bring();
    const two = await scene.bring({ shows: "level" });
    const below = await scene.submit({ shows: "level", title: "The same again" }, otherFinder);
    await scene.world.drain();
    expect((await scene.read(below)).duplicateOf).toBe(two);
    const { links } = (await linkTo(scene, two, { kind: "duplicate", otherId: one })).json;
    expect([(await scene.read(below)).duplicateOf, (await scene.read(one)).credited.length]).toEqual([one, 3]);
    await requireOk(scene.post(`/findings/${two}/links/end`, { linkId: links.find(({ endedAt, findingId }: { endedAt: string | null; findingId: string }) => endedAt === null && findingId === two).id, reason: "Not one." }));
    expect([(await scene.read(below)).duplicateOf, (await scene.read(two)).credited.length, (await scene.read(one)).credited.length]).toEqual([two, 2, 1]);
  });

  test("of two that were told to the maintainer neither disappears", async () => {
    const scene = await openScene();
    const ids = [await scene.bring(), await scene.bring({ shows: "level" })];
    const { services } = scene.world;
    for (const id of ids) {
      await validate(scene, id);
      await prioritise(scene, id);
      await services.db.inTransaction((tx) => linkToCase(services, tx, { findingId: id, caseId: newId("case") }));
    }
    expect((await linkTo(scene, ids[1] ?? "", { kind: "duplicate", otherId: ids[0] })).json.error.code).toBe("both-told");
  });

  test("a fix of one is tried on the other when somebody asks, and when a patch was verified", async () => {
    const scene = await openScene();
    const { world } = scene;
    const [one, two] = [await scene.bring({ candidatePatch: GOOD_PATCH }), await scene.bring({ shows: "level" })];
    expect((await scene.post(`/findings/${one}/replays`, { otherId: two })).status).toBe(202);
    await world.drain();
    await world.services.db.inTransaction((tx) => replayVerifiedFix(world.services, tx, { findingId: one, patch: new TextEncoder().encode(GOOD_PATCH) }));
    await world.drain();
    const { near } = await requireOk(world.call("GET", `/findings/${two}/near`, { as: scene.people.validator }));
    const replays = near.filter(({ basis }: { basis: string }) => basis === "fix-replay");
    expect(replays.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["different", "different"]);
    expect(replays.map(({ reason }: { reason: string }) => reason).toSorted()).toEqual([expect.stringMatching(/^the fix of the first: still-crashes/), expect.stringMatching(/^the verified fix of the first: still-crashes/)]);
  });
});

describe("beside duplicates", () => {
  test("what a fix closes too does not go out alone, and closes with its parent", async () => {
    const scene = await openScene();
    const { world: { services } } = scene;
    const [parent, child] = [await scene.bring(), await scene.bring({ shows: "level" })];
    await validate(scene, child);
    const { links } = (await linkTo(scene, child, { kind: "subsumed", otherId: parent })).json;
    expect(await scene.read(child)).toMatchObject({ state: "subsumed_by", subsumedBy: parent });
    expect((await scene.post(`/findings/${child}/priority`, INPUTS, scene.people.analyst)).json.error.code).toBe("wrong-state");
    await requireOk(scene.post(`/findings/${child}/links/end`, { linkId: links[0].id, reason: "Its own fix." }));
    expect((await scene.read(child)).state).toBe("validated");

    await requireOk(linkTo(scene, child, { kind: "subsumed", otherId: parent }));
    await validate(scene, parent);
    await prioritise(scene, parent);
    expect((await getFindingFacts(services, services.db, parent))?.subsumes).toEqual([child]);
    await services.db.inTransaction(async (tx) => {
      await linkToCase(services, tx, { findingId: parent, caseId: newId("case") });
      await closeFinding(services, tx, parent);
    });
    expect([(await scene.read(parent)).state, (await scene.read(child)).state]).toEqual(["closed", "closed"]);
  });

  test("a finding that went with another goes on alone when a person rejects that", async () => {
    const scene = await openScene();
    const [parent, child] = [await scene.bring(), await scene.bring({ shows: "level" })];
    await requireOk(linkTo(scene, child, { kind: "subsumed", otherId: parent }));
    await requireOk(scene.post(`/findings/${parent}/validation`, { decision: "rejected", reason: "Its only caller checks." }));
    expect(await scene.read(child)).toMatchObject({ state: "needs_validation", subsumedBy: null });
  });

  test("a chain has a severity of its own and goes into one case", async () => {
    const scene = await openScene();
    const { world: { services } } = scene;
    const [one, two] = [await scene.bring(), await scene.bring({ shows: "level" })];
    expect((await linkTo(scene, one, { kind: "chain", otherId: two })).json.error).toMatchObject({ code: "level-needed", field: "level" });
    const { chain } = (await linkTo(scene, one, { kind: "chain", otherId: two, level: "critical" })).json;
    expect(chain).toMatchObject({ level: "critical", story: "Seen side by side.", findingIds: expect.arrayContaining([one, two]) });
    for (const id of [one, two]) {
      await validate(scene, id);
      await prioritise(scene, id);
    }
    const caseId = newId("case");
    const linked = await services.db.inTransaction((tx) => linkToCase(services, tx, { findingId: one, caseId }));
    expect(linked.toSorted()).toEqual([one, two].toSorted());
    expect((await getFindingFacts(services, services.db, two))?.chain).toMatchObject({ level: "critical", caseId });
    await services.db.inTransaction((tx) => closeFinding(services, tx, one));
    expect((await scene.read(two)).state).toBe("closed");
    expect(await scene.world.ledgerKinds()).toContain("findings.chained");
  });
});

describe("what its finder is asked", () => {
  test("a finding waits for its finder's answer, in words or by a better bundle of the same target", async () => {
    const scene = await openScene();
    const { world, people: { finder, otherFinder, validator } } = scene;
    const id = await scene.bring({ shows: "level" });
    expect((await scene.post(`/findings/${id}/answer`, { answer: "So." }, finder)).json.error.code).toBe("wrong-state");
    expect((await scene.post(`/findings/${id}/needs-info`, { question: "Which compiler?" })).json).toMatchObject({ state: "needs_info", questions: [{ question: "Which compiler?", answer: null }] });
    expect((await world.call("GET", "/inbox", { as: finder })).json.entries.map(({ kind }: { kind: string }) => kind)).toContain("findings.info-needed");
    expect((await scene.post(`/findings/${id}/answer`, { answer: "gcc." }, otherFinder)).status).toBe(404);
    expect((await scene.post(`/findings/${id}/answer`, { answer: "gcc." }, validator)).status).toBe(403);
    expect((await scene.post(`/findings/${id}/answer`, { answer: "gcc." }, finder)).json).toMatchObject({ state: "needs_validation", questions: [{ answer: "gcc." }] });

    await requireOk(scene.post(`/findings/${id}/needs-info`, { question: "A shorter one?" }));
    const send = async (wishes: BundleWishes) => world.call("POST", `/findings/${id}/evidence`, { as: finder, raw: await gaugeBundle(wishes) });
    expect((await send({ shows: "level" })).json.error).toMatchObject({ code: "same-evidence", field: "bundle" });
    expect((await send({ repository: `${REPOSITORY}-next` })).json.error).toMatchObject({ code: "other-target" });
    expect((await world.call("POST", `/findings/${id}/evidence`, { as: finder, raw: Buffer.from("no tar") })).json.error.code).toBe("bundle-refused");
    const before = await scene.read(id, finder);
    world.pass(1_000);
    expect((await send({ title: "A better one" })).json).toMatchObject({ state: "submitted", title: "A better one" });
    await world.drain();
    const after = await scene.read(id, finder);
    expect([before.reproduction.signatureKey === after.reproduction.signatureKey, after.state]).toEqual([false, "needs_validation"]);
    expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["findings.info-asked", "findings.info-given", "findings.evidence-added"]));
  });
});

describe("the queue of what waits for a person", () => {
  test("holds all that a decision takes, page by page, for whoever may open it", async () => {
    const scene = await openScene();
    const { world, people } = scene;
    const one = await scene.bring();
    const two = await scene.submit({ shows: "level" });
    await world.drain();
    await setHarm(scene, two, 900);
    const ask = async (query: string, as = people.validator) => requireOk(world.call("GET", `/findings/queue${query}`, { as }));
    const first = await ask("?limit=1");
    const second = await ask(`?limit=1&cursor=${first.next}`);
    expect([first.items[0].finding.id, first.items[0].waitsFor, first.items[0].stack, first.items[0].minimised]).toEqual([two, ["validate", "suggestion", "needs-assignment"], null, null]);
    expect(second.items[0]).toMatchObject({ finding: { id: one }, waitsFor: ["validate"], near: [{ findingId: two, basis: "place", stack: null }], minimised: { ended: "minimal" } });
    expect(second.items[0].stack.join()).toMatch(/report/);
    expect(second.items[0].minimised.sizeBytes).toBeLessThan(30);
    expect((await ask(`?limit=1&cursor=${second.next}`)).items).toEqual([]);
    expect((await ask("?assigned=me")).items.map(({ finding }: { finding: { id: string } }) => finding.id)).toEqual([one]);
    expect((await ask("?kind=needs-assignment")).items).toHaveLength(1);
    expect((await world.call("GET", "/findings/queue?cursor=xx", { as: people.validator })).json.error).toMatchObject({ code: "not-a-cursor", field: "cursor" });
    for (const as of [people.finder, people.otherFinder]) expect((await world.call("GET", "/findings/queue", { as })).status).toBe(403);
    const { minimised } = await requireOk(world.call("GET", `/findings/${one}/evidence`, { as: people.finder }));
    expect(minimised).toEqual(second.items[0].minimised);

    const list = await requireOk(world.call("GET", "/findings?limit=1", { as: people.finder }));
    const rest = await requireOk(world.call("GET", `/findings?limit=1&cursor=${list.next}`, { as: people.finder }));
    expect(new Set([list.findings[0].id, rest.findings[0].id])).toEqual(new Set([one, two]));
  });

  test("no route of findings opens to whoever is behind the wall, whatever else they are (INV-13)", async () => {
    const scene = await openScene();
    const id = await scene.bring();
    const walled = await scene.world.person({ organisation: "Harbour Watch", kind: "partner", name: "Dora", roles: ["benchmark-analyst", "finder", "validator", "clearinghouse-analyst", "clearinghouse-director"] });
    const before = await scene.world.ledgerKinds();
    const answers = await Promise.all((findingsRoom.routes ?? []).map(async ({ method, path }) => {
      const { status, text } = await scene.world.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, id), { as: walled, ...(method === "get" ? {} : { body: {} }) });
      return [path, status === 403 || (status === 200 && /"findings":\[\]/.test(text)) || status === 404];
    }));
    expect(answers.filter(([, isClosed]) => !isClosed)).toEqual([]);
    expect(await scene.world.ledgerKinds()).toEqual(before);
  });
});
