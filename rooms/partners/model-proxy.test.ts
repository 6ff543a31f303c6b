import { createServer } from "node:http";
import { streamChat } from "#rooms/model-proxy";
import { openDatabase, sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished, test } from "vitest";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { enterAsPartner } from "./model-keys.ts";
import { activate, at, prepare, proven, RANGE, scene, type Scene } from "./partners.fixture.ts";

const MODEL = "early-access-model";
const QUESTION = { model: MODEL, messages: [{ role: "user", content: "Look at this parser." }] };
const GATE = { name: "Sluice gate", basis: "authorised-to-test", evidence: "Letter of 3 March" };

async function active(s: Scene, days = 40): Promise<string> {
  const id = await prepare(s, days);
  expect((await activate(s, id)).json.state).toBe("active");
  return id;
}

const make = (s: Scene, id: string, over: object = {}, as: Actor = proven(s.pia)) => s.as(as, "POST", `/partner/early-access/${id}/model-keys`, { name: "Scanner", system: RANGE.name, hours: 12, ...over });
async function makeKey(s: Scene, id: string, over: object = {}): Promise<{ secret: string; keyId: string }> {
  const { secret, key } = await requireOk(make(s, id, over));
  return { secret, keyId: key.id };
}
const ask = (s: Scene, secret: string, body: object = QUESTION) => s.world.call("POST", "/partner/model/v1/chat/completions", { body, headers: { authorization: `Bearer ${secret}` } });
const callsOf = async (s: Scene, id: string) => (await s.as(s.ada, "GET", `/early-access/${id}/calls`)).json.calls;

/** A model that says two words of a stream and never another, and answers everything else whole. */
async function talkOnAndOn(): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { stream } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { stream?: boolean };
      response.writeHead(200, { "content-type": stream ? "text/event-stream" : "application/json" });
      if (stream) response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "And so " }, finish_reason: null }] })}\n\n`);
      else response.end(JSON.stringify({ choices: [{ message: { content: "Ready." }, finish_reason: "stop" }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  }));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1`;
}

test("an active partner's own program uses the model by a key for one system, and the developer sees each call, of pages and of programs", async () => {
  const s = await scene();
  const id = await active(s);
  const { secret } = await makeKey(s, id);
  const models = await s.world.call("GET", "/partner/model/v1/models", { headers: { authorization: `Bearer ${secret}` } });
  expect(models.json).toMatchObject({ object: "list", data: [{ id: MODEL, object: "model", owned_by: "breakwater" }] });
  const answer = await ask(s, secret, { ...QUESTION, tools: [{ type: "function", function: { name: "grep" } }] });
  expect(answer.json).toMatchObject({ object: "chat.completion", model: MODEL, choices: [{ index: 0, message: { role: "assistant" } }] });
  expect(answer.headers.get("x-breakwater-label")).toBe("developer-confidential");
  s.world.pass(1000);
  await requireOk(s.as(s.pia, "POST", `/partner/early-access/${id}/model/messages`, { system: RANGE.name, messages: QUESTION.messages }));
  const by = { personName: "Pia", organisationName: "Lighthouse Defence", system: RANGE.name, outcome: "answered", questionBytes: expect.any(Number), answerBytes: expect.any(Number) };
  expect(await callsOf(s, id)).toMatchObject([{ ...by, by: "page", tools: [] }, { ...by, by: "program", tools: ["grep"] }]);
  expect((await s.as(s.ada, "GET", `/reads?subject=${id}`)).json.reads.map(({ what }: { what: string }) => what)).toEqual(expect.arrayContaining([`A program of theirs asks the model about ${RANGE.name}`, `Asked the model about ${RANGE.name}: 1 message`]));
  expect(await s.world.ledgerKinds()).toEqual(expect.arrayContaining(["partners.model-key-made", "partners.model-called"]));
});

test("who made which call is for the developer alone: not for the officer, another laboratory or the partner", async () => {
  const s = await scene();
  const id = await active(s);
  const { secret } = await makeKey(s, id);
  await ask(s, secret);
  const rob = await s.world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  expect([(await s.as(rob, "GET", `/early-access/${id}/calls`)).status, (await s.as(s.pia, "GET", `/early-access/${id}/calls`)).status, (await s.as(s.sela, "GET", `/early-access/${id}/calls`)).status]).toEqual([404, 403, 403]);
  const seen = async (actor: Actor) => (await s.world.services.as(actor).db.query(sql`SELECT id FROM partners.model_call`)).length;
  expect([await seen(s.ada), await seen(rob), await seen(s.sela), await seen(s.pia)]).toEqual([1, 0, 0, 1]);
});

test("a key opens the proxy and nothing else, is shown once, and asks for a fresh proof to be made", async () => {
  const s = await scene();
  const id = await active(s);
  expect((await make(s, id, {}, { ...s.pia, steppedUp: false })).json.error.code).toBe("step-up-needed");
  const { secret } = await makeKey(s, id);
  for (const path of ["/session", `/partner/early-access/${id}`, "/model/v1/models"]) expect([401, 403]).toContain((await s.world.call("GET", path, { headers: { authorization: `Bearer ${secret}` } })).status);
  expect(JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM partners.model_key`)) + JSON.stringify(await s.world.services.db.query(sql`SELECT token_hash, subject FROM access.link`))).not.toContain(secret);
  expect((await s.as(s.pia, "GET", `/partner/early-access/${id}/model-keys`)).text).not.toContain(secret);
  for (const wrong of ["x".repeat(43), `${secret.slice(0, -1)}_`]) expect(await ask(s, wrong)).toMatchObject({ status: 403, json: { error: { code: "model-key-not-valid", field: "authorization" } } });
  expect((await ask(s, secret, { ...QUESTION, model: "model-under-evaluation" })).json.error).toMatchObject({ code: "model-not-known", field: "model" });
});

test("a key for a system outside of the scope is not made, and the attempt is shown to the developer", async () => {
  const s = await scene();
  const id = await active(s);
  const calls = s.fake.calls();
  expect((await make(s, id, { system: GATE.name })).json.error).toMatchObject({ code: "outside-scope", field: "system" });
  expect((await s.world.ledgerKinds()).filter((kind) => kind === "partners.use-refused")).toHaveLength(1);
  expect(await s.world.services.db.query(sql`SELECT id FROM partners.model_key`)).toEqual([]);
  expect(s.fake.calls()).toBe(calls);
});

test("a key whose system left the scope is refused once, on the record, and is none any more", async () => {
  const s = await scene();
  const id = await active(s);
  await s.as(s.pia, "POST", `/partner/early-access/${id}/scope`, { systems: [RANGE, GATE] });
  await s.as(s.ada, "POST", `/early-access/${id}/scope-answer`, { changeId: (await s.as(s.ada, "GET", `/early-access/${id}`)).json.scopeChange.id, answer: "yes" });
  const { secret } = await makeKey(s, id, { system: GATE.name });
  expect((await ask(s, secret)).status).toBe(200);
  await s.as(s.pia, "POST", `/partner/early-access/${id}/scope`, { systems: [RANGE] });
  expect((await ask(s, secret)).json.error.code).toBe("outside-scope");
  expect((await ask(s, secret)).json.error.code).toBe("model-key-not-valid");
  expect((await s.world.ledgerKinds()).filter((kind) => kind === "partners.use-refused")).toHaveLength(1);
});

test("whoever can write in the database cannot turn a key to another system or person", async () => {
  const s = await scene();
  const id = await active(s);
  const { secret, keyId } = await makeKey(s, id);
  const owner = openDatabase({ url: s.world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  await owner.execute(sql`UPDATE partners.model_key SET system = ${GATE.name} WHERE id = ${keyId}`);
  expect((await ask(s, secret)).json.error.code).toBe("model-key-not-valid");
});

test.each<readonly [how: string, code: string, end: (s: Scene, id: string) => unknown]>([
  ["the developer suspends the partner", "not-active", (s, id) => s.as(s.ada, "POST", `/early-access/${id}/suspension`)],
  ["the developer stops every partner at once", "not-active", (s) => s.as(s.ada, "POST", "/early-access/stop", {})],
  ["the partner leaves", "not-active", (s, id) => s.as(s.pia, "POST", `/partner/early-access/${id}/leaving`)],
  ["the terms' time is over, and no worker runs", "term-over", (s) => s.world.setTime(at(40))],
])("without an access that stands there is no call: %s", async (_how, code, end) => {
  const s = await scene();
  const id = await active(s);
  s.world.setTime(at(39.9));
  const { secret } = await makeKey(s, id);
  expect((await ask(s, secret)).status).toBe(200);
  const calls = s.fake.calls();
  await end(s, id);
  const { status, json } = await ask(s, secret);
  expect([status >= 400, [code, "model-key-not-valid"].includes(json.error.code)]).toEqual([true, true]);
  expect((await make(s, id)).status).toBeGreaterThanOrEqual(400);
  expect(s.fake.calls()).toBe(calls);
});

test.each<readonly [how: string, code: string, end: (s: Scene, id: string, keyId: string) => unknown]>([
  ["the developer suspends the partner", "not-active", (s, id) => s.as(s.ada, "POST", `/early-access/${id}/suspension`)],
  ["the developer stops every partner at once", "not-active", (s) => s.as(s.ada, "POST", "/early-access/stop", {})],
  ["the word on the safeguards has run out, and no worker runs", "controls-lapsed", (s) => s.world.setTime(at(90))],
  ["the key is ended", "model-key-not-valid", (s, id, keyId) => s.as(s.pia, "POST", `/partner/early-access/${id}/model-keys/end`, { keyId })],
  ["the person has left", "not-active", (s) => s.as(s.pia, "POST", "/account/leaving")],
])("a running stream breaks off when %s", async (_how, code, end) => {
  const s = await scene({ model: { name: "Cormorant", digest: "ab".repeat(32), endpoint: await talkOnAndOn(), endpointModel: "scripted-capable", credential: "key-1" } });
  const id = await active(s, 200);
  s.world.setTime(at(89.9));
  const { secret, keyId } = await makeKey(s, id);
  const reader = (await streamChat({ access: await enterAsPartner(s.world.services, secret), request: { ...QUESTION, stream: true } as never })).getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toContain("And so ");
  await end(s, id, keyId);
  const last = new TextDecoder().decode((await reader.read()).value);
  expect(JSON.parse(last.replace(/^data: /, "")).error.code).toBe(code);
  expect((await reader.read()).done).toBe(true);
  expect(await callsOf(s, id)).toMatchObject([{ by: "program", outcome: "cut-off" }]);
});

test("a key ends by its own hour at the latest, and a colleague's key is nobody else's to see or end", async () => {
  const s = await scene();
  const id = await active(s);
  const { secret, keyId } = await makeKey(s, id, { hours: 1 });
  const pat = await s.world.person({ organisation: "Lighthouse Defence", kind: "partner", name: "Pat", roles: ["partner-security-lead"] });
  expect((await s.as(pat, "GET", `/partner/early-access/${id}/model-keys`)).json.keys).toEqual([]);
  expect((await s.as(pat, "POST", `/partner/early-access/${id}/model-keys/end`, { keyId })).status).toBe(404);
  s.world.pass(3_599_000);
  expect((await ask(s, secret)).status).toBe(200);
  s.world.pass(1000);
  expect((await ask(s, secret)).json.error.code).toBe("model-key-not-valid");
  expect((await make(s, id, { hours: 13 })).json.error.field).toBe("hours");
});
