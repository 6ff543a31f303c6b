import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, expect, test } from "vitest";

import { ModelError } from "../evaluation.errors.ts";
import { createModelClient } from "./model-client.ts";

const KEY = "sk-test-0123456789";
const HELLO = { role: "user", text: "hello" } as const;
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let stopServer: (() => Promise<unknown>) | undefined;
afterEach(async () => {
  await stopServer?.();
  stopServer = undefined;
});

/** An endpoint that gives these answers in turn, the last one for ever. */
async function serve(...answers: [Answer, ...Answer[]]): Promise<{ url: string; requests: { url: string; authorization: string | undefined }[] }> {
  const requests: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? answers[0];
    requests.push({ url: request.url ?? "", authorization: request.headers.authorization });
    request.resume().on("end", () => answer(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stopServer = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
const json = (status: number, body: unknown): Answer => (response) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const redirect: Answer = (response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
const flood: Answer = (response) => response.writeHead(200).end("x".repeat(5 * 1024 * 1024));
const hangUp: Answer = (response) => response.destroy();
const completion = (message: unknown, usage?: unknown) => ({ choices: [{ index: 0, finish_reason: "stop", message }], ...(usage !== undefined && { usage }) });

const ask = (url: string, options: Parameters<typeof createModelClient>[1] = {}, signal = new AbortController().signal) =>
  createModelClient({ name: "m", url, apiKey: KEY }, { retryBaseMs: 1, ...options }).call({ messages: [HELLO], tools: [], seed: 1, signal });
const codeOf = (promise: Promise<unknown>) => promise.then(() => "no error", (error: unknown) => (error instanceof ModelError ? error.code : `other: ${String(error)}`));

test("a reply is read with its tool calls and its tokens", async () => {
  const { url, requests } = await serve(json(200, completion({ content: null, tool_calls: [{ id: "c1", type: "function", function: { name: "bash", arguments: '{"command":"ls"}' } }] }, { prompt_tokens: 10, completion_tokens: 5 })));
  expect(await ask(`${url}/v1/`)).toEqual({ text: "", toolCalls: [{ id: "c1", name: "bash", argumentsText: '{"command":"ls"}' }], finish: "stop", tokens: 15 });
  expect(requests).toEqual([{ url: "/v1/chat/completions", authorization: `Bearer ${KEY}` }]);
});

test("busy, broken and cut answers are tried again, and a good one then counts", async () => {
  const { url, requests } = await serve(
    json(429, { error: {} }),
    json(503, {}),
    (response) => response.writeHead(200).end('{"choices":[{"message":{"content":"cut'),
    json(200, completion({ content: "well" }, { prompt_tokens: 1, completion_tokens: 1 })),
  );
  expect({ text: (await ask(url)).text, requests: requests.length }).toEqual({ text: "well", requests: 4 });
});

test.each([
  ["rate-limited", json(429, {}), 4],
  ["unavailable", json(500, {}), 4],
  ["malformed", json(200, { choices: [] }), 4],
  ["request-refused", json(400, {}), 1],
  ["credential-refused", json(401, {}), 1],
  ["request-refused", redirect, 1],
  ["too-large", flood, 1],
  ["unavailable", hangUp, 4],
])("an endpoint that stays bad ends as %s", async (code, answer, tries) => {
  const { url, requests } = await serve(answer);
  expect({ code: await codeOf(ask(url)), tries: requests.length }).toEqual({ code, tries });
});

test("a lease that has ended stops the next call before anything is sent, retries included", async () => {
  const { url, requests } = await serve(json(503, {}));
  let calls = 0;
  const beforeCall = async () => {
    calls += 1;
    if (calls === 2) throw new Error("the lease has ended");
  };
  expect({ code: await codeOf(ask(url, { beforeCall })), sent: requests.length }).toEqual({ code: "stopped", sent: 1 });
});

test("a caller's stop ends a call that hangs", async () => {
  const stop = new AbortController();
  const { url } = await serve(() => stop.abort());
  expect(await codeOf(ask(url, {}, stop.signal))).toBe("stopped");
});

test("the credential is cut out of whatever the endpoint echoes", async () => {
  const escaped = Array.from(KEY, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  const { url } = await serve(
    json(200, completion({ content: `your key is ${KEY}`, tool_calls: [{ id: "c", function: { name: "bash", arguments: `{"command":"echo ${escaped}"}` } }] })),
    json(400, { error: { message: `bad key ${KEY}` } }),
  );
  const reply = await ask(url);
  expect([reply.text, reply.toolCalls[0]?.argumentsText]).toEqual(["your key is [redacted]", '{"command":"echo [redacted]"}']);
  const error: unknown = await ask(url).catch((cause: unknown) => cause);
  expect(error instanceof ModelError && error.message).toBe('the endpoint answered 400: {"error":{"message":"bad key [redacted]"}}');
});

test.each(["file:///etc/passwd", "http://user:secret@host/", "https://host/v1?key=1", "nonsense"])("the address %s is refused", (url) => {
  expect(() => createModelClient({ name: "m", url, apiKey: KEY })).toThrow(ModelError);
});

test("a credential too short to be told from other text is refused", () => {
  expect(() => createModelClient({ name: "m", url: "https://host", apiKey: "k" })).toThrow("apiKey");
});
