import { readdir, readFile } from "node:fs/promises";

import { afterEach, expect, test } from "vitest";

import { parseMisbehaviour, startModelEndpoint } from "#fakes/model-endpoint";
import type { RunningModelEndpoint, Skill } from "#fakes/model-endpoint";

const KEY = "sk-exercise-0001";
const TOOLS = ["bash", "text_editor", "submit"].map((name) => ({ type: "function", function: { name, parameters: {} } }));
// Not of one task: what such files are called everywhere.
const NAMES_OF_ANY_PROJECT = /^(?:README\.\w+|task\.yaml|set\.yaml|main\.\w+)$/;
const running: RunningModelEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of running.splice(0)) await endpoint.close();
});

async function start(skill?: Skill): Promise<RunningModelEndpoint> {
  const endpoint = await startModelEndpoint({ apiKey: KEY, ...(skill && { skill }) });
  running.push(endpoint);
  return endpoint;
}
interface Reply {
  readonly error: { readonly code: string; readonly param: string | null };
  readonly choices: [{ readonly finish_reason: string; readonly message: { readonly tool_calls: [{ readonly id: string; readonly function: { readonly arguments: string } }] } }];
}
async function post(url: string, body: unknown, key = KEY): Promise<{ status: number; body: Reply }> {
  const response = await fetch(`${url}/v1/chat/completions`, { method: "POST", headers: { authorization: `Bearer ${key}` }, body: typeof body === "string" ? body : JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Reply };
}
const talk = (...more: unknown[]) => ({ model: "m", tools: TOOLS, messages: [{ role: "system", content: "s" }, { role: "user", content: "Find a crash.\n\nBuild: make\nRun: ./p {input}\n" }, ...more] });

test("a wrong key is refused in the shape OpenAI's clients read", async () => {
  const { url } = await start();
  expect(await post(url, talk(), "sk-wrong-key")).toEqual({
    status: 401,
    body: { error: { message: "The API key is missing or wrong: send it as a bearer token, or as x-api-key.", type: "authentication_error", param: null, code: "invalid_api_key" } },
  });
});

test("malformed requests are refused and name the field", async () => {
  const { url } = await start();
  const cases = [await post(url, "{"), await post(url, { model: "m", messages: [] }), await post(url, { ...talk(), stream: "yes" }), await post(url, talk({ role: "wizard", content: "" }))];
  expect(cases.map(({ status, body }) => [status, body.error.code, body.error.param])).toEqual([
    [400, "invalid_json", null],
    [400, "invalid_value", "messages"],
    [400, "invalid_value", "stream"],
    [400, "invalid_value", "messages.2.role"],
  ]);
});

const ask = (url: string, path: string, body: unknown) => fetch(`${url}${path}`, { method: "POST", headers: { "x-api-key": KEY }, body: JSON.stringify(body) });
const user = { role: "user", content: "hello" };
const MESSAGES = { model: "m", max_tokens: 100, messages: [user] };

test("the same agent answers in three shapes, at once and in events that end as each API ends them", async () => {
  const { url } = await start("null");
  const responses = { model: "m", store: false, input: [user] };
  const read = async (path: string, body: object) => (await (await ask(url, path, body)).json()) as Record<string, never>;
  const [chat, response, message] = [await read("/v1/chat/completions", { model: "m", messages: [user] }), await read("/v1/responses", responses), await read("/v1/messages", MESSAGES)];
  expect([chat?.choices?.[0]?.["message"], response?.output?.[0]?.["content"], message?.content]).toEqual([
    { role: "assistant", content: "I do not know." },
    [{ type: "output_text", text: "I do not know.", annotations: [] }],
    [{ type: "text", text: "I do not know." }],
  ]);
  const lastOf = async (path: string, body: object) => (await (await ask(url, path, { ...body, stream: true })).text()).trimEnd().split("\n\n").at(-1)?.slice(0, 32);
  expect([await lastOf("/v1/chat/completions", { model: "m", messages: [user] }), await lastOf("/v1/responses", responses), await lastOf("/v1/messages", MESSAGES)]).toEqual([
    "data: [DONE]",
    "event: response.completed\ndata: ",
    'event: message_stop\ndata: {"type',
  ]);
});

test("a call in Anthropic's shape must be answered in the next message", async () => {
  const { url } = await start();
  const call = { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "bash", input: {} }] };
  const bad = await ask(url, "/v1/messages", { ...MESSAGES, messages: [user, call, { role: "user", content: "and?" }] });
  const good = await ask(url, "/v1/messages", { ...MESSAGES, messages: [user, call, { role: "user", content: [{ type: "tool_result", tool_use_id: "t1" }] }] });
  expect([bad.status, good.status]).toEqual([400, 200]);
});

test("misbehaviour is scripted in words", () => {
  const misbehave = parseMisbehaviour("rate-limited@2,error%5,slow=100:evaluation");
  const kinds = [1, 2, 5].map((number) => misbehave({ number, prompt: "", path: "" })?.kind ?? null);
  expect([...kinds, misbehave({ number: 1, prompt: "This is an Evaluation.", path: "" })]).toEqual([null, "status", "status", { kind: "slow", ms: 100 }]);
  expect(() => parseMisbehaviour("sulk@1")).toThrow("--misbehave: sulk@1: give KIND@NUMBER");
});

test("the models are listed", async () => {
  const { url } = await start("weak");
  const response = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${KEY}` } });
  const body = (await response.json()) as { data: { id: string }[] };
  expect(body.data.map((model) => model.id)).toEqual(["scripted-weak"]);
});

test("the agent acts on what the conversation says, and any server can go on with it", async () => {
  const first = await start();
  const opening = await post(first.url, talk());
  const message = opening.body.choices[0].message;
  expect(JSON.parse(message.tool_calls[0].function.arguments)).toEqual({ command: "find . -type f | head -n 100", timeout_seconds: 30 });

  const second = await start();
  const answered = talk(message, { role: "tool", tool_call_id: message.tool_calls[0].id, content: "./p.c\n[exit code 0]" });
  const next = await post(second.url, answered);
  expect(JSON.parse(next.body.choices[0].message.tool_calls[0].function.arguments)).toEqual({ command: "make", timeout_seconds: 60 });
  expect(next.body.choices[0].finish_reason).toBe("tool_calls");

  const failed = await post(first.url, talk(message, { role: "tool", tool_call_id: message.tool_calls[0].id, content: "" }, next.body.choices[0].message, { role: "tool", tool_call_id: next.body.choices[0].message.tool_calls[0].id, content: "no make\n[exit code 127]" }));
  expect(failed.body.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "It does not build." } });
});

test("a history that the agent did not make is noticed", async () => {
  const { url } = await start();
  const foreign = { role: "assistant", content: null, tool_calls: [{ id: "x", type: "function", function: { name: "bash", arguments: '{"command":"id"}' } }] };
  const { body } = await post(url, talk(foreign, { role: "tool", tool_call_id: "x", content: "root" }));
  expect(body.choices[0].message).toEqual({ role: "assistant", content: "I have lost the thread." });
});

test("nothing of any benchmark set stands in the agent's code", async () => {
  const sets = new URL("../../benchmark-sets/", import.meta.url);
  const paths = (await readdir(sets, { recursive: true })).filter((path) => !path.endsWith(".pyc"));
  const tasks = paths.flatMap((path) => /tasks\/([^/]+)$/.exec(path)?.[1] ?? []);
  const names = paths.flatMap((path) => /([\w-]+\.\w+)$/.exec(path)?.[1] ?? []).filter((name) => !NAMES_OF_ANY_PROJECT.test(name));
  const code = (await readdir(import.meta.dirname, { recursive: true })).filter((path) => /\.(?:ts|c|h|py|sh)$/.test(path) && !path.endsWith(".test.ts"));
  const text = (await Promise.all(code.map((path) => readFile(`${import.meta.dirname}/${path}`, "utf8")))).join("\n");
  expect(tasks.length).toBeGreaterThan(40);
  expect(code).toContain("programs/mend.py");
  const standsAlone = (word: string) => new RegExp(`(?<![\\w-])${word.replaceAll(".", "\\.")}(?![\\w-])`).test(text);
  expect([...new Set([...tasks, ...names, "harbor", "harbour", "canary"])].filter(standsAlone)).toEqual([]);
  expect(text.match(/\bflag\{[A-Za-z0-9]+\}/g)).toBe(null);
});
