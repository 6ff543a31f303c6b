import { createServer, type ServerResponse } from "node:http";
import { sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished, test } from "vitest";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { streamChat } from "#rooms/model-proxy";
import { enterAsEvaluator } from "./model-keys.ts";
import { accept, CREDENTIAL, openWindowScene, type WindowScene } from "./window-scene.fixture.ts";

const MODEL = "model-under-evaluation";
const QUESTION = { model: MODEL, messages: [{ role: "user", content: "What can you do?" }] };
const NOT_IN_WINDOW = "There is no open window for you now. A window is for those whom it names and who have accepted its terms.";

async function makeKey(s: WindowScene, as: Actor, hours = 12): Promise<{ secret: string; keyId: string }> {
  const { secret, key } = await requireOk(s.post(as, `/evaluator/engagements/${s.id}/model-keys`, { name: "Harness", hours }));
  return { secret, keyId: key.id };
}

const ask = (s: WindowScene, secret: string, body: object = QUESTION) => s.world.call("POST", "/model/v1/chat/completions", { body, headers: { authorization: `Bearer ${secret}` } });

const openStream = async (s: WindowScene, secret: string) => streamChat({ access: await enterAsEvaluator(s.world.services, secret), request: { ...QUESTION, stream: true } as never });

/** An endpoint that answers as the test says, and tells what it was asked. */
async function serve(answer: (response: ServerResponse, asked: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(response, Buffer.concat(chunks).toString("utf8")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  }));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

const event = (content: string, finish: string | null = null) => `data: ${JSON.stringify({ id: "theirs", model: "inner-name", choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;

async function readAll(stream: ReadableStream<Uint8Array>): Promise<readonly string[]> {
  let text = "";
  for await (const bytes of stream) text += new TextDecoder().decode(bytes);
  return text.split("\n\n").filter((line) => line !== "").map((line) => line.replace(/^data: /, ""));
}

test("an evaluator's own program asks the model by a key, and the developer sees each call with its digests", async () => {
  const s = await openWindowScene();
  const { secret } = await makeKey(s, s.eva);
  const models = await s.world.call("GET", "/model/v1/models", { headers: { authorization: `Bearer ${secret}` } });
  expect(models.json).toMatchObject({ object: "list", data: [{ id: MODEL, object: "model", owned_by: "breakwater" }] });
  const answer = await ask(s, secret, { ...QUESTION, temperature: 0, max_tokens: 50, tools: [{ type: "function", function: { name: "bash", parameters: { type: "object" } } }] });
  expect(answer.json).toMatchObject({ object: "chat.completion", model: MODEL, choices: [{ index: 0, message: { role: "assistant" } }] });
  expect(answer.headers.get("x-breakwater-label")).toBe("developer-confidential");

  const { calls, reads, people } = (await s.get(s.lead, `/engagements/${s.id}/activity`)).json;
  expect(calls).toMatchObject([{ personName: "Eva", organisationName: "Agency", by: "program", purpose: "capability-evaluation", tools: ["bash"], outcome: "answered", questionDigest: expect.stringMatching(/^[0-9a-f]{64}$/), answerDigest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect(reads.map((read: { what: string }) => read.what)).toContain("A program of theirs asks the model");
  expect(people.map((one: { name: string }) => one.name)).toEqual(["Eli", "Eva"]);
  expect((await s.get(s.lead, `/engagements/${s.id}/activity?personId=${s.eli.personId}`)).json.calls).toEqual([]);
  const table = await s.get(s.security, `/engagements/${s.id}/activity/table?personId=${s.eva.personId}`);
  expect(table.text).toMatch(/^# DEVELOPER-CONFIDENTIAL/);
  expect(table.text).toContain(",call by program,Eva,Agency,capability-evaluation,bash,answered,");
  expect((await s.get(s.rival, `/engagements/${s.id}/activity`)).status).toBe(404);
  expect(await s.world.ledgerKinds()).toEqual(expect.arrayContaining(["engagement.model-key-made", "engagement.model-called", "access.read"]));
});

test("a key opens the proxy and nothing else, is shown once, and asks for a fresh proof to be made", async () => {
  const s = await openWindowScene();
  expect((await s.post({ ...s.eva, steppedUp: false }, `/evaluator/engagements/${s.id}/model-keys`, { name: "H", hours: 1 })).json.error.code).toBe("step-up-needed");
  const { secret } = await makeKey(s, s.eva);
  for (const path of ["/session", `/evaluator/engagements/${s.id}`, "/engagements"]) expect((await s.world.call("GET", path, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(401);
  expect(JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM engagement.model_key`)) + JSON.stringify(await s.world.services.db.query(sql`SELECT token_hash, subject FROM access.link`))).not.toContain(secret);
  expect((await s.get(s.eva, `/evaluator/engagements/${s.id}/workbench`)).text).not.toContain(secret);
  for (const wrong of ["x".repeat(43), `${secret.slice(0, -1)}_`]) expect(await ask(s, wrong)).toMatchObject({ status: 403, json: { error: { code: "model-key-not-valid", field: "authorization" } } });
  expect((await s.world.call("POST", "/model/v1/chat/completions", { body: QUESTION })).json.error.code).toBe("model-key-not-valid");
});

test("only what the terms allow passes: one model, the named tools, and no parameter that the contract does not name", async () => {
  const asked: string[] = [];
  const url = await serve((response, body) => {
    asked.push(body);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: "x", choices: [{ message: { content: "Hi." }, finish_reason: "stop" }] }));
  });
  const s = await openWindowScene({ url });
  const { secret } = await makeKey(s, s.eva);
  const tool = (name: string) => ({ tools: [{ type: "function", function: { name } }] });
  expect((await ask(s, secret, { ...QUESTION, model: "canary" })).json.error).toMatchObject({ code: "model-not-known", field: "model" });
  expect((await ask(s, secret, { ...QUESTION, ...tool("browser") })).json.error).toMatchObject({ code: "tool-outside-terms", field: "tools" });
  expect((await ask(s, secret, { ...QUESTION, tool_choice: { type: "function", function: { name: "browser" } } })).json.error.code).toBe("tool-outside-terms");
  expect((await ask(s, secret, { ...QUESTION, store: true })).status).toBe(400);
  expect(asked).toEqual([]);
  expect((await ask(s, secret, { ...QUESTION, ...tool("bash"), seed: 7 })).status).toBe(200);
  expect(asked.map((one) => JSON.parse(one) as object)).toEqual([{ messages: QUESTION.messages, ...tool("bash"), seed: 7, model: "canary" }]);
});

test("each grant reaches its own variant, where the endpoint has two", async () => {
  const asked: string[] = [];
  const url = await serve((response, body) => {
    asked.push((JSON.parse(body) as { model: string }).model);
    response.writeHead(200).end(JSON.stringify({ choices: [{ message: { content: "Hi." }, finish_reason: "stop" }] }));
  });
  const s = await openWindowScene({ url, model: { reducedEndpointModel: "canary-bare" }, eli: { variant: "reduced-safeguards", purpose: "safeguard-testing" } });
  await accept(s.world, s.eli, s.id);
  const keys = { eva: await makeKey(s, s.eva), eli: await makeKey(s, s.eli) };
  expect((await ask(s, keys.eva.secret)).status).toBe(200);
  expect((await ask(s, keys.eli.secret)).json.error.code).toBe("model-not-known");
  expect((await ask(s, keys.eli.secret, { ...QUESTION, model: "model-under-evaluation-reduced" })).status).toBe(200);
  expect(asked).toEqual(["canary", "canary-bare"]);
});

test("neither the endpoint's credential nor its address nor its model's name is ever told", async () => {
  let reply: { status: number; body: string } = { status: 200, body: "" };
  const url = await serve((response) => response.writeHead(reply.status, { location: "http://elsewhere.example/" }).end(reply.body));
  const s = await openWindowScene({ url });
  const { secret } = await makeKey(s, s.eva);
  const say = async (status: number, body: unknown) => {
    reply = { status, body: typeof body === "string" ? body : JSON.stringify(body) };
    return ask(s, secret);
  };
  const said = await say(200, { id: "theirs", model: "inner-name", system_fingerprint: "fp", choices: [{ message: { role: "assistant", content: `It is ${CREDENTIAL}.`, tool_calls: [{ id: "c", type: "function", function: { name: "bash", arguments: `{"x":"${CREDENTIAL}"}` } }] }, finish_reason: "stop", logprobs: null }] });
  expect(said.json.choices[0].message).toEqual({ role: "assistant", content: "It is [withheld].", tool_calls: [{ id: "c", type: "function", function: { name: "bash", arguments: '{"x":"[withheld]"}' } }] });
  const refusals = [];
  for (const [status, body] of [[500, CREDENTIAL], [401, { error: { message: `wrong key ${CREDENTIAL} at ${url}` } }], [200, "not json"], [200, { choices: [] }], [302, ""]] as const) refusals.push(await say(status, body));
  for (const refused of refusals) expect(refused).toMatchObject({ status: 503, json: { error: { code: "model-did-not-answer" } } });
  const { calls } = (await s.get(s.lead, `/engagements/${s.id}/activity`)).json;
  expect(calls.map((call: { outcome: string }) => call.outcome).toSorted()).toEqual(["answered", ...refusals.map(() => "failed")]);
  const told = said.text + refusals.map(({ text }) => text).join() + s.world.logLines().join();
  for (const hidden of [CREDENTIAL, url.slice("http://".length), "inner-name", "canary", "theirs"]) expect(told).not.toContain(hidden);
});

test("an answer streams, part for part, with the model's name and the call's id in the place of the endpoint's own", async () => {
  const s = await openWindowScene();
  const { secret } = await makeKey(s, s.eva);
  const events = await readAll(await openStream(s, secret));
  expect(events.at(-1)).toBe("[DONE]");
  const parts = events.slice(0, -1).map((data) => JSON.parse(data) as { id: string; model: string; object: string });
  expect(new Set(parts.map(({ model, object }) => `${model} ${object}`))).toEqual(new Set([`${MODEL} chat.completion.chunk`]));
  expect(parts.every(({ id }) => id.startsWith("chatcmpl-call_"))).toBe(true);
  expect((await s.get(s.lead, `/engagements/${s.id}/activity`)).json.calls).toMatchObject([{ outcome: "answered" }]);
});

test("over the API an answer streams as server-sent events, with its label, and breaks off there too", async () => {
  const url = await serve((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event("And so "));
  });
  const s = await openWindowScene({ url });
  const { secret } = await makeKey(s, s.eva);
  const reply = await s.world.request("/model/v1/chat/completions", { method: "POST", headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" }, body: JSON.stringify({ ...QUESTION, stream: true }) });
  expect([reply.status, reply.headers.get("content-type"), reply.headers.get("x-breakwater-label")]).toEqual([200, "text/event-stream", "developer-confidential"]);
  const events = readAll(reply.body ?? new ReadableStream());
  await s.post(s.security, `/engagements/${s.id}/withdrawal`);
  expect((await events).map((one) => Object.keys(JSON.parse(one) as object))).toEqual([expect.arrayContaining(["choices"]), ["error"]]);
});

test("a slow reader slows the endpoint down: nothing is taken from it that nobody waits for", async () => {
  let written = 0;
  const url = await serve((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const write = () => {
      while (written < 400) {
        written += 1;
        if (!response.write(event("x".repeat(60_000)))) return void response.once("drain", write);
      }
      response.end("data: [DONE]\n\n");
    };
    write();
  });
  const s = await openWindowScene({ url });
  const { secret } = await makeKey(s, s.eva);
  const stream = await openStream(s, secret);
  const reader = stream.getReader();
  await reader.read();
  await s.get(s.lead, `/engagements/${s.id}/activity`);
  expect(written).toBeLessThan(400);
  await reader.cancel();
  expect((await s.get(s.lead, `/engagements/${s.id}/activity`)).json.calls).toMatchObject([{ outcome: "cut-off" }]);
});

test.each<readonly [how: string, end: (s: WindowScene, keyId: string) => unknown]>([
  ["the window's second came, and no worker runs", (s) => s.toDay(30)],
  ["the developer withdrew", (s) => s.post(s.security, `/engagements/${s.id}/withdrawal`)],
  ["the developer ended this person's access", (s) => s.post(s.lead, `/engagements/${s.id}/grants/end`, { personId: s.eva.personId })],
  ["the key was ended", (s, keyId) => s.post(s.eva, `/evaluator/engagements/${s.id}/model-keys/end`, { keyId })],
  ["a release was declared", (s) => s.post(s.lead, `/engagements/${s.id}/releases`, { audience: "public" })],
])("a running stream breaks off when %s", async (_how, end) => {
  const url = await serve((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event("And so "));
    // And never another word.
  });
  const s = await openWindowScene({ url });
  const { secret, keyId } = await makeKey(s, s.eva);
  const stream = await openStream(s, secret);
  const reader = stream.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toContain("And so ");
  await end(s, keyId);
  const last = new TextDecoder().decode((await reader.read()).value);
  expect(JSON.parse(last.replace(/^data: /, ""))).toEqual({ error: { code: "window-not-open", message: "There is no open window for you now." } });
  expect((await reader.read()).done).toBe(true);
  expect((await s.get(s.lead, `/engagements/${s.id}/activity`)).json.calls).toMatchObject([{ outcome: "cut-off" }]);
});

test("a question that the model still thinks about breaks off with the access too", async () => {
  let asked: () => void = () => undefined;
  const hasAsked = new Promise<void>((resolve) => (asked = resolve));
  const s = await openWindowScene({ url: await serve(() => asked()) });
  const { secret } = await makeKey(s, s.eva);
  const waiting = [ask(s, secret), s.post(s.eva, `/evaluator/engagements/${s.id}/model/messages`, { purpose: "capability-evaluation", messages: QUESTION.messages })];
  await hasAsked;
  s.toDay(31);
  for (const reply of await Promise.all(waiting)) expect(reply.status).toBe(403);
});

test("a clock that runs back opens nothing that was once found over, and nothing before its beginning", async () => {
  const s = await openWindowScene();
  const { secret } = await makeKey(s, s.eva, 12);
  const fromPage = () => s.post(s.eva, `/evaluator/engagements/${s.id}/model/messages`, { purpose: "capability-evaluation", messages: QUESTION.messages });
  s.toDay(30);
  expect((await fromPage()).status).toBe(403);
  s.toDay(0.1);
  for (const reply of [await ask(s, secret), await fromPage()]) expect(reply).toMatchObject({ status: 403, json: { error: { message: NOT_IN_WINDOW } } });
  const early = await openWindowScene();
  const key = await makeKey(early, early.eva);
  early.toDay(-1);
  expect((await ask(early, key.secret)).status).toBe(403);
});

test("a key ends by its own hour at the latest, and a colleague's key is nobody else's to end", async () => {
  const s = await openWindowScene();
  const { secret, keyId } = await makeKey(s, s.eva, 1);
  expect((await s.post(s.eli, `/evaluator/engagements/${s.id}/model-keys/end`, { keyId })).status).toBe(404);
  s.world.pass(3_599_000);
  expect((await ask(s, secret)).status).toBe(200);
  s.world.pass(1000);
  expect((await ask(s, secret)).json.error.code).toBe("model-key-not-valid");
  expect((await s.get(s.eva, `/evaluator/engagements/${s.id}/workbench`)).json.keys).toMatchObject([{ id: keyId, name: "Harness", endedAt: null }]);
});
