import { createServer } from "node:http";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { json, sql, type Actor } from "#rooms/platform";
import { afterEach, expect, test } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";

const DAY = 86_400_000;
const NOW = "2026-09-01T12:00:00.000Z";
const at = (days: number): string => new Date(Date.parse(NOW) + days * DAY).toISOString();
const API_KEY = "k-3f9a77c1-very-secret-credential";
const DIGEST = "ab".repeat(32);
const QUESTION = { purpose: "capability-evaluation", messages: [{ role: "user", content: "What can you do?" }] };

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Scene {
  readonly world: World;
  readonly ada: Actor;
  readonly sam: Actor;
  readonly rob: Actor;
  readonly eva: Actor;
  readonly endpoint: string;
  email(actor: Actor): Promise<string>;
}

async function scene(): Promise<Scene> {
  const world = await createWorld();
  const fake = await startModelEndpoint({ apiKey: API_KEY });
  open.push(() => fake.close());
  return {
    world,
    ada: await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] }),
    sam: await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Sam", roles: ["developer-security-lead"] }),
    rob: await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead", "agency-evaluator"] }),
    eva: await world.person({ organisation: "Exercise Agency", kind: "government", name: "Eva", roles: ["agency-evaluator"] }),
    endpoint: `${fake.url}/v1`,
    email: async (actor) => (await world.services.db.find<{ email: string }>(sql`SELECT email FROM access.person WHERE id = ${actor.personId}`))?.email ?? "",
  };
}

function terms(endpoint: string, over: object = {}) {
  return {
    model: { name: "Cormorant", digest: DIGEST, endpoint, endpointModel: "scripted-capable", credential: API_KEY },
    signatory: { name: "Ada", title: "Release lead" },
    consentScope: ["determination", "government-access", "partner-selection"],
    partnerReleaseAt: at(20),
    publicReleaseAt: at(60),
    ...over,
  };
}

async function engage({ world, ada, endpoint }: Scene, over: object = {}): Promise<string> {
  const opened = await world.call("POST", "/engagements", { as: ada, body: terms(endpoint, over) });
  expect(opened.status).toBe(201);
  return opened.json.id;
}

const OFFER = { purpose: "capability-evaluation", variant: "safeguards-on", tools: ["chat"], logging: "calls-and-digests", retentionDays: 7, text: null };

async function offer(s: Scene, id: string, evaluators: readonly Actor[] = [s.eva]) {
  const named = await Promise.all(evaluators.map(async (evaluator) => ({ email: await s.email(evaluator) })));
  return s.world.call("POST", `/engagements/${id}/offer`, { as: s.ada, body: { ...OFFER, evaluators: named } });
}

async function openWindow(s: Scene, id: string) {
  const offered = await offer(s, id);
  expect(offered.status).toBe(200);
  await s.world.call("POST", `/evaluator/engagements/${id}/acceptance`, { as: s.eva, body: { termsDigest: offered.json.windows[0].termsDigest, noConflict: true } });
  return s.world.call("POST", `/engagements/${id}/window`, { as: s.ada });
}

const byWhat = (a: { what: string }, b: { what: string }) => (a.what < b.what ? -1 : 1);
const NOT_IN_WINDOW = { status: 403, json: { error: { code: "not-permitted", message: "There is no open window for you now. A window is for those whom it names and who have accepted its terms." } } };

const ask = (s: Scene, id: string, body: object = QUESTION) => s.world.call("POST", `/evaluator/engagements/${id}/model/messages`, { as: s.eva, body });

test("a developer opens an engagement, and nobody ever sees the credential again", async () => {
  const s = await scene();
  const id = await engage(s);
  const shown = await s.world.call("GET", `/engagements/${id}`, { as: s.ada });
  expect(shown.json).toMatchObject({ state: "open", model: { name: "Cormorant", digest: DIGEST }, windows: [], budget: { limitSeconds: 2_592_000, usedSeconds: 0, leftSeconds: 2_592_000 } });
  expect(shown.json.notice).toContain("“Nothing in this section shall be construed to authorize the creation of a mandatory governmental licensing");
  expect(shown.text).not.toContain(API_KEY);
  const rows = JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM engagement.engagement JOIN engagement.handle ON engagement_id = id`)) + JSON.stringify(await s.world.services.db.query(sql`SELECT content FROM audit.entry`));
  expect(rows).not.toContain(API_KEY);
  expect(rows).not.toContain("Cormorant");
  expect((await s.world.ledgerKinds()).at(-1)).toBe("engagement.opened");
});

test("a malformed engagement is refused with the field's name and nothing is stored", async () => {
  const s = await scene();
  const model = terms(s.endpoint).model;
  const attempts = [
    terms(s.endpoint, { model: { ...model, digest: "zz" } }),
    terms(s.endpoint, { model: { ...model, endpoint: "file:///etc/passwd" } }),
    terms(s.endpoint, { model: { ...model, endpoint: "http://name:word@host.example/v1" } }),
    terms(s.endpoint, { model: { ...model, credential: "two words" } }),
    terms(s.endpoint, { model: { ...model, name: "C\u0000" } }),
    terms(s.endpoint, { consentScope: [] }),
    terms(s.endpoint, { partnerReleaseAt: "soon" }),
    terms(s.endpoint, { partnerReleaseAt: at(-1) }),
    terms(s.endpoint, { extra: true }),
  ];
  const replies = [];
  for (const body of attempts) replies.push(await s.world.call("POST", "/engagements", { as: s.ada, body }));
  expect(replies.map((reply) => [reply.status, reply.json.error.field])).toEqual([
    [400, "model.digest"], [400, "model.endpoint"], [400, "model.endpoint"], [400, "model.credential"], [400, "model.name"], [400, "consentScope"], [400, "partnerReleaseAt"], [422, "partnerReleaseAt"], [400, "body"],
  ]);
  expect((await s.world.call("GET", "/engagements", { as: s.ada })).json).toEqual({ engagements: [] });
});

test("outside an exercise the server calls no address of its own neighbourhood for a developer", async () => {
  const world = await createWorld({ exercise: false });
  const ada = await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  for (const endpoint of ["http://api.lab.example/v1", "https://127.0.0.1/v1", "https://[::1]/v1", "https://database.internal/v1", "https://localhost/v1"]) {
    expect(await world.call("POST", "/engagements", { as: ada, body: terms(endpoint) })).toMatchObject({ status: 422, json: { error: { code: "endpoint-not-reachable-from-here", field: "model.endpoint" } } });
  }
  expect((await world.call("POST", "/engagements", { as: ada, body: terms("https://api.lab.example/v1") })).status).toBe(201);
});

test("a competing laboratory and an administrator see nothing: absent and forbidden look alike", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  const absent = "eng_00000000000000000000";
  for (const path of ["", "/dates", "/withdrawal", "/releases", "/window/end"]) {
    const method = path === "" ? "GET" : "POST";
    const body = path === "/dates" ? { partnerReleaseAt: null, publicReleaseAt: null, reason: "x" } : path === "/releases" ? { audience: "public" } : undefined;
    const [forbidden, missing] = await Promise.all([id, absent].map((one) => s.world.call(method, `/engagements/${one}${path}`, { as: s.rob, body })));
    expect({ status: forbidden?.status, text: forbidden?.text }).toEqual({ status: missing?.status, text: missing?.text });
    expect(forbidden?.status).toBe(404);
  }
  expect((await s.world.call("GET", "/engagements", { as: s.rob })).json).toEqual({ engagements: [] });
  const asEvaluator = await s.world.call("GET", `/evaluator/engagements/${id}`, { as: s.rob });
  expect(asEvaluator.text).toBe((await s.world.call("GET", `/evaluator/engagements/${absent}`, { as: s.rob })).text);
  const administrator = await s.world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  expect((await s.world.call("GET", `/engagements/${id}`, { as: administrator })).status).toBe(403);
  expect((await s.world.call("GET", `/evaluator/engagements/${id}`, { as: administrator })).status).toBe(403);
  for (const role of ["procurement", "export-control", "enforcement"] as const) {
    const person = await s.world.person({ organisation: "Exercise Agency", kind: "government", name: role, roles: [role] });
    expect((await s.world.call("GET", `/engagements/${id}`, { as: person })).status).toBe(403);
  }
});

test("only evaluators of government can be named, and a rival's evaluator is as unknown as nobody", async () => {
  const s = await scene();
  const id = await engage(s);
  const rival = await offer(s, id, [s.eva, s.rob]);
  const nobody = await s.world.call("POST", `/engagements/${id}/offer`, { as: s.ada, body: { ...OFFER, evaluators: [{ email: await s.email(s.eva) }, { email: "nobody@nowhere.example" }] } });
  expect(rival).toMatchObject({ status: 422, json: { error: { code: "evaluator-not-known", field: "evaluators.1.email" } } });
  expect(nobody.text).toBe(rival.text);
  expect((await s.world.call("GET", `/engagements/${id}`, { as: s.ada })).json.windows).toEqual([]);
});

test("a window opens for named evaluators who accepted the terms, and the developer sees each use", async () => {
  const s = await scene();
  const id = await engage(s);
  expect((await ask(s, id)).status).toBe(404);
  expect((await s.world.call("POST", `/engagements/${id}/window`, { as: s.ada })).json.error.code).toBe("no-offer");
  const offered = await offer(s, id);
  expect(offered.json).toMatchObject({ state: "access-offered", windows: [{ state: "proposed", evaluators: [{ name: "Eva", acceptedAt: null, grant: null }] }] });
  expect((await s.world.call("POST", `/engagements/${id}/window`, { as: s.ada })).json.error.code).toBe("nobody-accepted");
  expect(await ask(s, id)).toMatchObject(NOT_IN_WINDOW);
  const seen = (await s.world.call("GET", `/evaluator/engagements/${id}`, { as: s.eva })).json;
  expect(seen).toMatchObject({ developerName: "Kelp Lab", modelName: null, windowState: "proposed", accessUntil: null });
  const accept = (body: object) => s.world.call("POST", `/evaluator/engagements/${id}/acceptance`, { as: s.eva, body });
  expect(await accept({ termsDigest: "0".repeat(64), noConflict: true })).toMatchObject({ status: 409, json: { error: { code: "terms-changed", field: "termsDigest" } } });
  expect(await accept({ termsDigest: seen.termsDigest, noConflict: false })).toMatchObject({ status: 400, json: { error: { field: "noConflict" } } });
  expect((await accept({ termsDigest: seen.termsDigest, noConflict: true })).json.windowState).toBe("agreed");
  const opened = await s.world.call("POST", `/engagements/${id}/window`, { as: s.ada });
  expect(opened.json).toMatchObject({ state: "window-open", windows: [{ state: "open", endsAt: at(20), warnings: [] }] });
  const answer = await ask(s, id);
  expect(answer.status).toBe(200);
  expect(answer.json.content.length).toBeGreaterThan(0);
  expect((await ask(s, id, { ...QUESTION, purpose: "defensive-assessment" })).json.error).toMatchObject({ code: "grant-not-valid", field: "purpose" });
  expect((await ask(s, id, { ...QUESTION, purpose: "export-control" })).json.error.field).toBe("purpose");
  const { reads } = (await s.world.call("GET", `/reads?subject=${id}`, { as: s.ada })).json;
  expect(reads.toSorted(byWhat).toReversed()).toMatchObject([
    { personName: "Eva", purpose: "capability-evaluation", organisationName: "Exercise Agency", what: "engagement" },
    { personName: "Eva", purpose: "capability-evaluation", organisationName: "Exercise Agency", what: expect.stringMatching(/^Asked the model: 1 message; SHA-256 of the question [0-9a-f]{64}$/) },
  ]);
  expect((await s.world.call("GET", `/evaluator/engagements/${id}`, { as: s.eva })).json).toMatchObject({ modelName: "Cormorant", accessUntil: at(20) });
  const kinds = await s.world.ledgerKinds();
  expect(kinds.filter((kind) => /^(engagement|access\.(granted|read))/.test(kind))).toEqual(["engagement.opened", "engagement.access-offered", "access.read", "engagement.terms-accepted", "engagement.window-opened", "access.granted", "access.read"]);
});

test("an evaluator who has not accepted the terms cannot use an open window", async () => {
  const s = await scene();
  const eli = await s.world.person({ organisation: "Exercise Agency", kind: "government", name: "Eli", roles: ["agency-evaluator"] });
  const id = await engage(s);
  const offered = await offer(s, id, [s.eva, eli]);
  await s.world.call("POST", `/evaluator/engagements/${id}/acceptance`, { as: s.eva, body: { termsDigest: offered.json.windows[0].termsDigest, noConflict: true } });
  await s.world.call("POST", `/engagements/${id}/window`, { as: s.ada });
  const refused = await s.world.call("POST", `/evaluator/engagements/${id}/model/messages`, { as: eli, body: QUESTION });
  expect(refused).toMatchObject(NOT_IN_WINDOW);
});

test("an opening earlier than 30 days before the release carries a warning", async () => {
  const s = await scene();
  const id = await engage(s, { partnerReleaseAt: at(40) });
  expect((await openWindow(s, id)).json.windows[0]).toMatchObject({ endsAt: at(30), warnings: ["opened-earlier-than-30-days-before-release"] });
});

test("a window ends by itself at its second, even if no worker runs", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  s.world.setTime(new Date(Date.parse(at(20)) - 1000));
  expect((await ask(s, id)).status).toBe(200);
  s.world.setTime(at(20));
  expect(await ask(s, id)).toMatchObject(NOT_IN_WINDOW);
  expect((await s.world.call("GET", `/engagements/${id}`, { as: s.ada })).json).toMatchObject({ state: "window-closed", windows: [{ state: "ended", endReason: "partner-release", endedAt: at(20) }] });
  s.world.setTime(at(25));
  await s.world.drain();
  const shown = (await s.world.call("GET", `/engagements/${id}`, { as: s.ada })).json;
  expect(shown).toMatchObject({ windows: [{ state: "cleanup-due", endedAt: at(20), evaluators: [{ cleanup: { state: "cleanup-due", dueAt: at(27) } }] }], budget: { usedSeconds: 20 * 86_400 } });
  const attested = await s.world.call("POST", `/evaluator/engagements/${id}/cleanup`, { as: s.eva, body: { way: "destroyed" } });
  expect(attested.json.cleanup).toMatchObject({ state: "cleanup-attested", way: "destroyed" });
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("engagement.")).slice(-2)).toEqual(["engagement.window-ended", "engagement.cleanup-attested"]);
});

test("postponing a release never lengthens a window, bringing it forward shortens it and its grants at once", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  const set = (partner: string | null) => s.world.call("POST", `/engagements/${id}/dates`, { as: s.ada, body: { partnerReleaseAt: partner, publicReleaseAt: at(60), reason: "Plans changed" } });
  expect((await set(at(50))).json.windows[0].endsAt).toBe(at(20));
  expect((await set(null)).json.windows[0].endsAt).toBe(at(20));
  const shortened = (await set(at(5))).json;
  expect(shortened.windows[0]).toMatchObject({ endsAt: at(5), evaluators: [{ grant: { expiresAt: at(5) } }] });
  expect(shortened.dateHistory.map((one: { partnerReleaseAt: string; reason: string }) => [one.partnerReleaseAt, one.reason])).toEqual([[at(20), null], [at(50), "Plans changed"], [null, "Plans changed"], [at(5), "Plans changed"]]);
  expect((await set(at(50))).json.windows[0].endsAt).toBe(at(5));
  s.world.setTime(at(5));
  expect(await ask(s, id)).toMatchObject(NOT_IN_WINDOW);
  expect((await set(at(1))).json.error).toMatchObject({ code: "date-passed", field: "partnerReleaseAt" });
});

test("not even through the database can a window be lengthened, begun anew or revived", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  const { db } = s.world.services;
  await expect(db.execute(sql`UPDATE engagement.access_window SET ends_at = ends_at + interval '1 second'`)).rejects.toThrow(/cannot be lengthened/);
  await expect(db.execute(sql`UPDATE engagement.access_window SET opened_at = opened_at + interval '1 day'`)).rejects.toThrow(/begin anew/);
  await s.world.call("POST", `/engagements/${id}/window/end`, { as: s.sam });
  await expect(db.execute(sql`UPDATE engagement.access_window SET ended_at = NULL`)).rejects.toThrow(/stays ended/);
});

test("thirty days are all there is for a model, over windows and engagements alike", async () => {
  const s = await scene();
  const first = await engage(s, { partnerReleaseAt: null, publicReleaseAt: null });
  expect((await openWindow(s, first)).json.windows[0].endsAt).toBe(at(30));
  s.world.setTime(at(18));
  await s.world.call("POST", `/engagements/${first}/window/end`, { as: s.ada });
  s.world.setTime(at(40));
  expect((await openWindow(s, first)).json.windows[0].endsAt).toBe(at(52));
  await s.world.call("POST", `/engagements/${first}/withdrawal`, { as: s.ada });
  s.world.setTime(at(60));
  const second = await engage(s, { partnerReleaseAt: null, publicReleaseAt: null });
  expect((await openWindow(s, second)).json.windows[0].endsAt).toBe(at(72));
  s.world.setTime(at(80));
  await s.world.drain();
  expect((await openWindow(s, second)).json.error.code).toBe("no-days-left");
  expect((await s.world.call("GET", `/engagements/${second}`, { as: s.ada })).json.budget).toEqual({ limitSeconds: 2_592_000, usedSeconds: 2_592_000, leftSeconds: 0 });
});

test("a withdrawal needs no reason, no body and no state, and kills access at once", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  expect((await ask(s, id)).status).toBe(200);
  const withdrawn = await s.world.call("POST", `/engagements/${id}/withdrawal`, { as: s.sam });
  expect(withdrawn.json).toMatchObject({ state: "withdrawn", windows: [{ state: "cleanup-due", endReason: "developer-withdrew", evaluators: [{ grant: { revokedAt: NOW } }] }] });
  expect(await ask(s, id)).toMatchObject(NOT_IN_WINDOW);
  expect((await s.world.call("GET", `/evaluator/engagements/${id}`, { as: s.eva })).json).toMatchObject({ modelName: null, accessUntil: null });
  expect(await s.world.services.db.query(sql`SELECT sealed_credential FROM engagement.handle`)).toEqual([{ sealed_credential: null }]);
  const again = await s.world.call("POST", `/engagements/${id}/withdrawal`, { as: s.ada });
  expect([again.status, again.json.state]).toEqual([200, "withdrawn"]);
  expect((await s.world.ledgerKinds()).filter((kind) => kind === "engagement.withdrawn")).toHaveLength(1);
});

test("in every state of a real engagement the developer can declare a release and withdraw", async () => {
  const s = await scene();
  const reach: Record<string, (id: string) => Promise<unknown>> = {
    open: async () => undefined,
    "determination-requested": (id) => s.world.call("POST", "/determinations", { as: s.ada, body: { engagementId: id } }),
    "access-offered": (id) => offer(s, id),
    "window-open": (id) => openWindow(s, id),
    "window-closed": async (id) => {
      await openWindow(s, id);
      await s.world.call("POST", `/engagements/${id}/window/end`, { as: s.ada });
    },
    closed: (id) => s.world.call("POST", `/engagements/${id}/close`, { as: s.ada }),
    withdrawn: (id) => s.world.call("POST", `/engagements/${id}/withdrawal`, { as: s.ada }),
  };
  for (const [place, [state, get]] of Object.entries(reach).entries()) {
    const id = await engage(s, { model: { ...terms(s.endpoint).model, digest: `${place}`.repeat(64) } });
    await get(id);
    expect((await s.world.call("GET", `/engagements/${id}`, { as: s.ada })).json.state).toBe(state);
    for (const audience of ["partners", "public"]) expect((await s.world.call("POST", `/engagements/${id}/releases`, { as: s.ada, body: { audience } })).status).toBe(200);
    const withdrawn = await s.world.call("POST", `/engagements/${id}/withdrawal`, { as: s.ada });
    expect(withdrawn.json).toMatchObject({ state: "withdrawn", releases: [{ audience: "partners" }, { audience: "public" }] });
    expect(withdrawn.json.windows.filter((window: { endedAt: string | null }) => window.endedAt === null)).toEqual([]);
  }
});

test("a declared release closes the window, and no new one opens after it", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  const released = await s.world.call("POST", `/engagements/${id}/releases`, { as: s.ada, body: { audience: "partners" } });
  expect(released.json).toMatchObject({ state: "window-closed", windows: [{ state: "cleanup-due", endReason: "partner-release" }] });
  expect(await ask(s, id)).toMatchObject(NOT_IN_WINDOW);
  expect((await offer(s, id)).json.error.code).toBe("partners-active");
});

test("evaluators give advice in a closed vocabulary, only while their access lives", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  const give = (body: object) => s.world.call("POST", `/evaluator/engagements/${id}/advice`, { as: s.eva, body });
  expect((await give({ kind: "outcome-note", words: ["consider-a-safeguard"] })).status).toBe(200);
  s.world.pass(1000);
  expect((await give({ kind: "suggested-safeguard", text: "Ask before running what it wrote." })).status).toBe(200);
  expect((await give({ kind: "outcome-note", words: ["go-ahead"] })).status).toBe(400);
  expect((await give({ kind: "outcome-note", words: ["nothing-to-add"], text: "You may release." })).status).toBe(400);
  expect((await s.world.call("GET", `/engagements/${id}`, { as: s.ada })).json.advice).toMatchObject([{ kind: "outcome-note", words: ["consider-a-safeguard"], text: null }, { kind: "suggested-safeguard" }]);
  await s.world.call("POST", `/engagements/${id}/window/end`, { as: s.ada });
  expect(await give({ kind: "observation", text: "Too late" })).toMatchObject(NOT_IN_WINDOW);
  expect((await s.world.call("GET", `/engagements/${id}`, { as: s.ada })).json.state).toBe("window-closed");
});

test("what the developer did not consent to is refused until consent is widened", async () => {
  const s = await scene();
  const id = await engage(s, { consentScope: ["partner-selection"] });
  expect((await offer(s, id)).json.error).toMatchObject({ code: "outside-consent", field: "consentScope" });
  expect((await s.world.call("POST", "/determinations", { as: s.ada, body: { engagementId: id } })).json.error.code).toBe("outside-consent");
  await s.world.call("POST", `/engagements/${id}/consent`, { as: s.ada, body: { signatory: { name: "Ada", title: "Release lead" }, consentScope: ["government-access"] } });
  expect((await offer(s, id)).status).toBe(200);
});

test("one model has one engagement at a time", async () => {
  const s = await scene();
  const id = await engage(s);
  const refusal = { status: 409, json: { error: { code: "already-engaged", field: "model.digest" } } };
  expect(await s.world.call("POST", "/engagements", { as: s.ada, body: terms(s.endpoint) })).toMatchObject(refusal);
  await s.world.call("POST", `/engagements/${id}/close`, { as: s.ada });
  expect(await s.world.call("POST", `/engagements/${id}/dates`, { as: s.ada, body: { partnerReleaseAt: null, publicReleaseAt: null, reason: "x" } })).toMatchObject({ status: 409, json: { error: { code: "engagement-over" } } });
  expect((await s.world.call("POST", "/engagements", { as: s.ada, body: terms(s.endpoint) })).status).toBe(201);
});

test("nothing to end and nothing to clean up is said so", async () => {
  const s = await scene();
  const id = await engage(s);
  expect((await s.world.call("POST", `/engagements/${id}/window/end`, { as: s.ada })).json.error.code).toBe("no-window");
  await openWindow(s, id);
  expect((await s.world.call("POST", `/evaluator/engagements/${id}/cleanup`, { as: s.eva, body: { way: "returned" } })).json.error.code).toBe("nothing-to-clean-up");
  expect((await offer(s, id)).json.error.code).toBe("window-open");
});

test("what a hostile endpoint sends is bounded, parsed and escaped, and its errors pass nothing on", async () => {
  const s = await scene();
  let reply: { status: number; body: string } = { status: 200, body: "" };
  const hostile = createServer((_request, response) => response.writeHead(reply.status, { "content-type": "application/json", location: "http://elsewhere.example/" }).end(reply.body));
  await new Promise<void>((resolve) => hostile.listen(0, "127.0.0.1", resolve));
  open.push(() => new Promise((resolve) => {
    hostile.closeAllConnections();
    hostile.close(() => resolve());
  }));
  const address = hostile.address();
  const id = await engage(s, { model: { ...terms(s.endpoint).model, endpoint: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` } });
  await openWindow(s, id);
  const say = async (status: number, body: string) => {
    reply = { status, body };
    return ask(s, id);
  };
  const spoken = await say(200, json({ choices: [{ message: { content: "a\u001b[31m\u202e\nb" } }] }));
  expect(spoken.json).toEqual({ content: "a\\u001b[31m\\u202e\nb", truncated: false });
  expect((await say(200, json({ choices: [{ message: { content: "x".repeat(70_000) } }] }))).json).toMatchObject({ truncated: true, content: "x".repeat(64_000) });
  for (const [status, body] of [[500, `no: ${API_KEY}`], [200, "not json"], [200, json({ choices: [] })], [302, ""], [200, json({ choices: [{ message: { content: "y".repeat(1_100_000) } }] })]] as const) {
    const refused = await say(status, body);
    expect(refused).toMatchObject({ status: 503, json: { error: { code: "model-did-not-answer" } } });
    expect(refused.text).not.toContain(API_KEY);
  }
});

test("oversight counts engagements without a name among them", async () => {
  const s = await scene();
  const id = await engage(s);
  await openWindow(s, id);
  s.world.setTime(at(3));
  await s.world.call("POST", `/engagements/${id}/withdrawal`, { as: s.ada });
  expect((await s.world.services.publishedCounts())["engagement"]).toEqual({ opened: 1, live: 0, closed: 0, withdrawn: 1, released: 0, windowsOpened: 1, windowsOpen: 0, accessDays: 3 });
});

test.each([
  ["reduced safeguards", { variant: "reduced-safeguards" }],
  ["weights that government holds", { weights: "government" }],
])("an offer of %s waits for the second lead, and until then no evaluator hears of it", async (_what, over) => {
  const s = await scene();
  const id = await engage(s);
  const post = (as: Actor, way: string, body: object) => s.world.call("POST", `/engagements/${id}/${way}`, { as, body });
  const body = { ...OFFER, ...over, evaluators: [{ email: await s.email(s.eva) }] };
  const seenByEva = async () => (await s.world.call("GET", "/evaluator/engagements", { as: s.eva })).json.engagements.length;

  const offered = (await post(s.ada, "offer", body)).json;
  const [waiting] = offered.waitingOffers;
  expect([offered.state, offered.windows, waiting]).toEqual(["open", [], { id: waiting.id, terms: { ...OFFER, weights: "developer", nondisclosure: null, ...over }, evaluators: body.evaluators, proposedByName: "Ada", proposedAt: NOW, expiresAt: at(7), mayConfirm: false }]);
  expect(await post(s.ada, "offer/confirmation", { offerId: waiting.id })).toMatchObject({ status: 403, json: { error: { code: "not-permitted" } } });
  expect((await post(s.rob, "offer/confirmation", { offerId: waiting.id })).status).toBe(404);
  expect(await seenByEva()).toBe(0);
  expect((await s.world.call("GET", "/inbox", { as: s.sam })).json.entries).toMatchObject([{ kind: "access.proposed-lend-model", link: `/developer/engagements/${id}` }]);

  const confirmed = (await post(s.sam, "offer/confirmation", { offerId: waiting.id })).json;
  expect([confirmed.state, confirmed.waitingOffers, confirmed.windows[0].terms]).toEqual(["access-offered", [], { ...OFFER, weights: "developer", nondisclosure: null, ...over }]);
  expect(await seenByEva()).toBe(1);
  expect((await post(s.sam, "offer/confirmation", { offerId: waiting.id })).status, "done is done").toBe(404);
  expect(await s.world.ledgerKinds()).toEqual(expect.arrayContaining(["access.proposed", "access.proposal-confirmed", "engagement.access-offered"]));
});

test("a waiting offer is no administrator's and no manager's to see; either lead takes it back alone, and after a week it is nothing", async () => {
  const s = await scene();
  const id = await engage(s);
  const body = { ...OFFER, variant: "reduced-safeguards", evaluators: [{ email: await s.email(s.eva) }] };
  const wait = async () => (await s.world.call("POST", `/engagements/${id}/offer`, { as: s.ada, body })).json.waitingOffers[0].id as string;
  const confirm = (offerId: string) => s.world.call("POST", `/engagements/${id}/offer/confirmation`, { as: s.sam, body: { offerId } });
  const first = await wait();
  const manager = { ...(await s.world.person({ organisation: "Kelp Lab", kind: "developer", name: "Mona", roles: ["organisation-manager"] })), steppedUp: true };
  const administrator = { ...(await s.world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] })), steppedUp: true };
  for (const as of [manager, administrator]) {
    expect((await s.world.services.as(as).db.query(sql`SELECT 1 FROM access.proposal`)).length).toBe(0);
    expect((await s.world.call("POST", `/proposals/${first}/confirmation`, { as })).status).toBe(404);
    expect((await s.world.call("GET", `/organisations/${s.ada.organisationId}/house`, { as })).json.proposals).toEqual([]);
  }
  expect((await s.world.call("POST", `/engagements/${id}/offer/withdrawal`, { as: s.sam, body: { offerId: first } })).json.waitingOffers).toEqual([]);
  expect((await confirm(first)).status).toBe(404);
  const late = await wait();
  s.world.pass(7 * DAY);
  expect((await confirm(late)).status).toBe(404);
});

test("a lead without a second one lends alone, and a withdrawal never waits: a waiting offer dies with it", async () => {
  const s = await scene();
  const id = await engage(s);
  const body = { ...OFFER, variant: "reduced-safeguards", evaluators: [{ email: await s.email(s.eva) }] };
  const offered = (await s.world.call("POST", `/engagements/${id}/offer`, { as: s.ada, body })).json;
  expect((await s.world.call("POST", `/engagements/${id}/withdrawal`, { as: s.ada })).json.state).toBe("withdrawn");
  expect(await s.world.call("POST", `/engagements/${id}/offer/confirmation`, { as: s.sam, body: { offerId: offered.waitingOffers[0].id } })).toMatchObject({ status: 409, json: { error: { code: "engagement-over" } } });

  const alone = await s.world.person({ organisation: "Small Lab", kind: "developer", name: "Sole", roles: ["developer-release-lead", "developer-security-lead"] });
  const own = (await s.world.call("POST", "/engagements", { as: alone, body: terms(s.endpoint) })).json.id;
  expect((await s.world.call("POST", `/engagements/${own}/offer`, { as: alone, body })).json).toMatchObject({ state: "access-offered", waitingOffers: [] });
});
