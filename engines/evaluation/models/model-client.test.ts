import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import { afterEach, expect, test } from "vitest";

import { startModelEndpoint } from "#fakes/model-endpoint";
import type { Conversation, Misbehaviour, ModelEndpointOptions, RunningModelEndpoint } from "#fakes/model-endpoint";

import { ModelError } from "../evaluation.errors.ts";
import { createModelClient } from "./model-client.ts";
import type { ModelClientOptions } from "./model-client.ts";
import { PROVIDER_NAMES } from "./model.types.ts";
import type { ChatMessage, FailedTry, ModelEndpoint, ModelReply, ModelRequest, ProviderName } from "./model.types.ts";

const KEY = "sk-test-0123456789";
const HELLO = { role: "user", text: "hello" } as const;
const TOOLS = [{ name: "bash", description: "Runs a command.", parameters: { type: "object", properties: { command: { type: "string" } } } }];
const WAYS = PROVIDER_NAMES.flatMap((provider) => [{ provider, stream: false }, { provider, stream: true }]);

const running: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const endpoint of running.splice(0)) await endpoint.close();
});
async function start(options: Omit<ModelEndpointOptions, "apiKey">): Promise<RunningModelEndpoint> {
  const endpoint = await startModelEndpoint({ apiKey: KEY, ...options });
  running.push(endpoint);
  return endpoint;
}
/** For what the fake has no words for: one handler for every request. */
async function serve(answer: (response: ServerResponse, request: IncomingMessage, body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => answer(response, request, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  running.push({
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientOf = (endpoint: Partial<ModelEndpoint> & { readonly url: string }, options: ModelClientOptions = {}) => createModelClient({ name: "m", apiKey: KEY, ...endpoint }, { retryBaseMs: 1, ...options });
const request = (more: Partial<ModelRequest> = {}): ModelRequest => ({ messages: [HELLO], tools: [], signal: new AbortController().signal, ...more });
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error: unknown) => (error instanceof ModelError ? error : String(error)),
  );
const codeOf = async (promise: Promise<unknown>) => {
  const failure = await failureOf(promise);
  return typeof failure === "string" ? failure : failure.code;
};
const say = (text: string) => ({ decide: () => ({ say: text }) });

test.each(WAYS)("a conversation with parallel calls and sealed reasoning goes on: $provider, streamed $stream", async ({ provider, stream }) => {
  const seen: Conversation[] = [];
  const endpoint = await start({
    reasons: true,
    decide(conversation) {
      seen.push(conversation);
      if (conversation.past.length >= 4) return { say: "done" };
      return { calls: ["ls", "pwd — with “words”"].map((command) => ({ tool: "bash", input: { command } })) };
    },
  });
  const client = clientOf({ url: endpoint.url, provider, stream });
  const messages: ChatMessage[] = [{ role: "system", text: "Be short." }, HELLO];
  const replies: ModelReply[] = [];
  for (let turn = 1; turn <= 3; turn += 1) {
    const reply = await client.call(request({ messages, tools: TOOLS, effort: "low" }));
    replies.push(reply);
    messages.push({ role: "assistant", text: reply.text, toolCalls: reply.toolCalls, opaque: reply.opaque });
    for (const [index, call] of reply.toolCalls.entries()) messages.push({ role: "tool", callId: call.id, text: `output ${turn}.${index}` });
    messages.push({ role: "user", text: "Go on." });
  }
  const called = { text: "", finish: "tool-calls", inputs: [{ command: "ls" }, { command: "pwd — with “words”" }], thought: true, counted: true };
  expect(
    replies.map((reply) => ({
      text: reply.text,
      finish: reply.finish,
      inputs: reply.toolCalls.map((call) => JSON.parse(call.argumentsText) as unknown),
      thought: reply.reasoning?.startsWith("I think about step"),
      counted: !reply.usage.estimated && reply.usage.total === reply.usage.input + reply.usage.output,
    })),
  ).toEqual([called, called, { text: "done", finish: "stop", inputs: [], thought: true, counted: true }]);
  expect(seen.at(-1)?.past.map((step) => step.output)).toEqual(["output 1.0", "output 1.1", "output 2.0", "output 2.1"]);
  expect(seen.at(-1)?.prompt).toBe("hello");
});

test.each(WAYS)("a model that declines is told from an endpoint that fails: $provider, streamed $stream", async ({ provider, stream }) => {
  const { url } = await start({ decide: () => ({ refuse: "I will not." }) });
  const reply = await clientOf({ url, provider, stream }).call(request());
  expect({ finish: reply.finish, seenBy: reply.refusal?.seenBy }).toEqual({ finish: "refused", seenBy: provider === "anthropic-messages" ? "finish" : "field" });
});

const status = (code: number, message?: string): Misbehaviour => ({ kind: "status", status: code, ...(message && { message }) });
test.each<[string, Misbehaviour, number]>([
  ["rate-limited", status(429), 3],
  ["overloaded", status(529), 3],
  ["overloaded", status(503), 3],
  ["unavailable", status(500), 3],
  ["unavailable", { kind: "reset" }, 3],
  ["truncated", { kind: "truncated-json" }, 3],
  ["truncated", { kind: "cut" }, 3],
  ["malformed", { kind: "not-json" }, 3],
  ["timed-out", { kind: "hang" }, 3],
  ["timed-out", { kind: "stall" }, 3],
  ["request-refused", status(400), 1],
  ["request-refused", status(404), 1],
  ["request-refused", { kind: "redirect", location: "http://127.0.0.1:1/" }, 1],
  ["credential-refused", status(401), 1],
  ["credential-refused", status(403), 1],
  ["credential-refused", { kind: "status", status: 429, code: "insufficient_quota" }, 1],
  ["context-length", status(400, "This model's maximum context length is 8192 tokens."), 1],
  ["context-length", { kind: "status", status: 400, code: "context_length_exceeded" }, 1],
  ["refused-by-policy", { kind: "status", status: 400, code: "content_policy_violation" }, 1],
  ["too-large", { kind: "flood" }, 1],
])("an endpoint that stays bad ends as %s: %o", async (code, misbehaviour, tries) => {
  const endpoint = await start({ ...say("hello"), misbehave: () => misbehaviour });
  // Only who never ends is timed: the others may be slow on a busy machine.
  const timeouts = misbehaviour.kind === "hang" || misbehaviour.kind === "stall" ? { total: 150 } : {};
  const call = clientOf({ url: endpoint.url }, { tries: 3, timeouts }).call(request());
  expect({ code: await codeOf(call), calls: endpoint.calls() }).toEqual({ code, calls: tries });
});

test.each(PROVIDER_NAMES)("a stream that is cut is truncated, wherever the cut is, and a good one then counts: %s", async (provider) => {
  const bad: Misbehaviour[] = [{ kind: "cut" }, { kind: "cut-stream" }, { kind: "stall" }];
  const endpoint = await start({ ...say("well"), misbehave: ({ number }) => bad[number - 1] ?? null });
  const tries: FailedTry[] = [];
  const reply = await clientOf({ url: endpoint.url, provider, stream: true }, { timeouts: { idle: 900 } }).call(request({ onTry: (failed) => tries.push(failed) }));
  expect({ text: reply.text, retries: reply.retries, tries: tries.map((failed) => [failed.number, failed.code, failed.charged.tokens > 0]) }).toEqual({
    text: "well",
    retries: 3,
    tries: [[1, "truncated", true], [2, "truncated", true], [3, "timed-out", true]],
  });
});

test("the caller's own way to reach endpoints meets the same failures", async () => {
  const bad: Misbehaviour[] = [{ kind: "cut" }, { kind: "reset" }, { kind: "hang" }, { kind: "stall" }, status(503)];
  const endpoint = await start({ ...say("well"), misbehave: ({ number }) => bad[number - 1] ?? null });
  const codes: string[] = [];
  const reply = await clientOf({ url: endpoint.url }, { fetch, timeouts: { headers: 900, idle: 900 } }).call(request({ onTry: ({ code }) => codes.push(code) }));
  expect({ text: reply.text, codes }).toEqual({ text: "well", codes: ["truncated", "unavailable", "timed-out", "timed-out", "overloaded"] });
});

test("an endpoint that asks to be left alone is, and no longer than a minute", async () => {
  const waits: (number | null)[] = [];
  const endpoint = await start({ ...say("hello"), misbehave: () => ({ kind: "status", status: 429, retryAfterSeconds: 20 }) });
  const stop = new AbortController();
  const onTry = ({ retryInMs }: FailedTry) => {
    waits.push(retryInMs);
    stop.abort();
  };
  expect(await codeOf(clientOf({ url: endpoint.url }, { random: () => 0.5 }).call(request({ onTry, signal: stop.signal })))).toBe("stopped");
  expect({ waits, calls: endpoint.calls() }).toEqual({ waits: [21_000], calls: 1 });
});

test("an error inside a stream that began well has its own class", async () => {
  const events: Readonly<Record<ProviderName, string>> = {
    "openai-chat": 'data: {"error":{"message":"slow down","code":"rate_limit_exceeded"}}\n\n',
    "openai-compatible": 'data: {"error":{"message":"full","code":529}}\n\n',
    "openai-responses": 'event: response.failed\ndata: {"type":"response.failed","response":{"error":{"code":"server_error","message":"oops"}}}\n\n',
    "anthropic-messages": 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  };
  const codes = await Promise.all(
    PROVIDER_NAMES.map(async (provider) => {
      const url = await serve((response) => response.writeHead(200, { "content-type": "text/event-stream" }).end(events[provider]));
      return codeOf(clientOf({ url, provider, stream: true }, { tries: 1 }).call(request()));
    }),
  );
  expect(codes).toEqual(["rate-limited", "unavailable", "overloaded", "overloaded"]);
});

test.each(["data: {broken\n\n", "data: 7\n\n", 'data: {"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"x"}}\n\n'])("an event that does not fit is malformed, whatever follows: %j", async (event) => {
  const url = await serve((response) => response.writeHead(200, { "content-type": "text/event-stream" }).end(`${event}data: {"type":"message_stop"}\n\n`));
  expect(await codeOf(clientOf({ url, provider: "anthropic-messages", stream: true }, { tries: 1 }).call(request()))).toBe("malformed");
});

test("a lease that has ended stops the next call before anything is sent, retries included", async () => {
  const endpoint = await start({ misbehave: () => status(503) });
  let calls = 0;
  const beforeCall = async () => {
    calls += 1;
    if (calls === 2) throw new Error("the lease has ended");
  };
  expect({ code: await codeOf(clientOf({ url: endpoint.url }, { beforeCall }).call(request())), sent: endpoint.calls() }).toEqual({ code: "stopped", sent: 1 });
});

test.each([{ fetch: undefined }, { fetch }])("a caller's stop ends a call that hangs, and one that has not begun", async (options) => {
  const stop = new AbortController();
  const url = await serve(() => stop.abort());
  const client = clientOf({ url }, options);
  const codes: string[] = [];
  const call = () => client.call(request({ signal: stop.signal, onTry: ({ code }) => codes.push(code) }));
  expect([await codeOf(call()), await codeOf(call()), codes]).toEqual(["stopped", "stopped", ["stopped", "stopped"]]);
});

test.each(WAYS)("the credential is cut out of whatever the endpoint echoes: $provider, streamed $stream", async ({ provider, stream }) => {
  const endpoint = await start({ misbehave: ({ number }) => (number === 1 ? { kind: "echo-credential" } : status(400, `bad key ${KEY}`)) });
  const client = clientOf({ url: endpoint.url, provider, stream });
  const reply = await client.call(request({ tools: TOOLS }));
  expect(reply.toolCalls.map((call) => call.argumentsText)).toEqual(['{"command":"echo [redacted]"}']);
  const failure = await failureOf(client.call(request()));
  expect(failure instanceof ModelError && failure.message).toBe("the endpoint answered 400: bad key [redacted]");
});

test("no cause of a failure holds the credential either", async () => {
  const bodies = [(response: ServerResponse) => response.writeHead(400).end(`{"error":{"message":"bad ${KEY}"}}`), (response: ServerResponse) => response.end(KEY), (response: ServerResponse) => response.end(`{"choices":[{"message":{"content":"${KEY}`)];
  const failures = await Promise.all(bodies.map(async (answer) => failureOf(clientOf({ url: await serve(answer) }, { tries: 1 }).call(request()))));
  expect(failures.map((failure) => (failure instanceof ModelError ? failure.code : failure))).toEqual(["request-refused", "malformed", "truncated"]);
  expect(failures.filter((failure) => inspect(failure, { depth: 20, showHidden: true }).includes(KEY))).toEqual([]);
});

test("what a call cost is told by kind, and priced by the caller's prices alone", async () => {
  const usage = { prompt_tokens: 1_000, completion_tokens: 200, prompt_tokens_details: { cached_tokens: 600 }, completion_tokens_details: { reasoning_tokens: 150 } };
  const url = await serve((response) => response.end(JSON.stringify({ model: "m-2026", choices: [{ finish_reason: "stop", message: { content: "hi" } }], usage })));
  const anthropicUsage = { input_tokens: 100, cache_read_input_tokens: 600, cache_creation_input_tokens: 300, output_tokens: 200 };
  const anthropicUrl = await serve((response) => response.end(JSON.stringify({ model: "m-2026", content: [{ type: "text", text: "hi" }], stop_reason: "end_turn", usage: anthropicUsage })));
  const prices = { m: { input: 3_000_000, output: 15_000_000, cacheRead: 300_000, cacheWrite: 3_750_000 } };
  const priced = await clientOf({ url }, { prices }).call(request());
  const cached = await clientOf({ url: anthropicUrl, provider: "anthropic-messages" }, { prices }).call(request());
  const unpriced = await clientOf({ url }).call(request());
  expect([priced.usage, cached.usage]).toEqual([
    { input: 1_000, output: 200, cacheRead: 600, cacheWrite: 0, reasoning: 150, total: 1_200, estimated: false },
    { input: 1_000, output: 200, cacheRead: 600, cacheWrite: 300, reasoning: 0, total: 1_200, estimated: false },
  ]);
  expect([priced.costMicroUsd, cached.costMicroUsd, unpriced.costMicroUsd, priced.model]).toEqual([400 * 3 + 600 * 0.3 + 200 * 15, 100 * 3 + 600 * 0.3 + 300 * 3.75 + 200 * 15, null, "m-2026"]);
});

test("servers that leave things out are understood: no usage, no id, arguments as an object, content in parts", async () => {
  const message = { content: [{ type: "text", text: "a" }, { type: "text", text: "b" }], tool_calls: [{ function: { name: "bash", arguments: { command: "ls" } } }] };
  const url = await serve((response) => response.end(JSON.stringify({ choices: [{ message }] })));
  const reply = await clientOf({ url }).call(request());
  expect({ ...reply, usage: reply.usage.estimated, latencyMs: 0 }).toEqual({
    text: "ab", reasoning: null, toolCalls: [{ id: "call_0", name: "bash", argumentsText: '{"command":"ls"}' }], opaque: null,
    finish: "tool-calls", refusal: null, model: null, usage: true, costMicroUsd: null, latencyMs: 0, retries: 0,
  });
});

test("what a server attaches to a call goes back with it", async () => {
  const bodies: string[] = [];
  const call = { id: "c1", type: "function", extra_content: { vendor: { thought_signature: "abc" } }, function: { name: "bash", arguments: "{}" } };
  const url = await serve((response, _request, body) => {
    bodies.push(body);
    response.end(JSON.stringify({ choices: [{ message: { content: null, tool_calls: [call] } }] }));
  });
  const client = clientOf({ url });
  const reply = await client.call(request({ tools: TOOLS }));
  await client.call(request({ tools: TOOLS, messages: [HELLO, { role: "assistant", ...reply }, { role: "tool", callId: "c1", text: "" }] }));
  expect((JSON.parse(bodies[1] ?? "") as { messages: { tool_calls?: unknown[] }[] }).messages[1]?.tool_calls).toEqual([call]);
});

test.each(PROVIDER_NAMES)("a conversation that grows, and one that was cut down, is written as if anew: %s", async (provider) => {
  const bodies: unknown[] = [];
  const url = await serve((response, _request, body) => {
    bodies.push(JSON.parse(body));
    response.writeHead(400).end("{}");
  });
  const grown = clientOf({ url, provider });
  const messages: ChatMessage[] = [{ role: "system", text: "s" }, { role: "user", text: "ünï" }];
  const check = async () => {
    bodies.length = 0;
    const asked = { tools: TOOLS, seed: 7, maxOutputTokens: 100, temperature: 0.5 };
    await failureOf(grown.call(request({ ...asked, messages })));
    await failureOf(clientOf({ url, provider }).call(request({ ...asked, messages: [...messages] })));
    expect(bodies[0]).toEqual(bodies[1]);
  };
  await check();
  for (let turn = 1; turn <= 5; turn += 1) {
    messages.push({ role: "assistant", text: `t${turn}`, toolCalls: [{ id: `c${turn}`, name: "bash", argumentsText: turn === 3 ? "{broken" : "{}" }] }, { role: "tool", callId: `c${turn}`, text: "x".repeat(100 * turn) });
    await check();
  }
  messages.splice(1, 6, { role: "user", text: "a summary" });
  await check();
});

test("two calls of one conversation at once send what each was asked, whatever is written meanwhile", async () => {
  const sent: Uint8Array[] = [];
  const hi = () => Response.json({ choices: [{ message: { content: "hi" }, finish_reason: "stop" }] });
  const open = Promise.withResolvers<void>();
  const client = clientOf({ url: "http://127.0.0.1:1" }, { tries: 1, fetch: (_address, { body }) => {
    sent.push(body as Uint8Array);
    return sent.length <= 2 ? Promise.resolve(hi()) : open.promise.then(hi);
  } });
  const messages: ChatMessage[] = [HELLO];
  const ask = (seed: number) => {
    messages.push({ role: "user", text: "and more" });
    return client.call(request({ messages, seed }));
  };
  await ask(1);
  await ask(2);
  // By now there is room behind what was written.
  const both = [ask(3), ask(4)];
  await expect.poll(() => sent.length).toBe(4);
  const shown = sent.slice(2).map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as { readonly seed: number; readonly messages: readonly unknown[] });
  expect(shown.map(({ seed, messages: { length } }) => ({ seed, length }))).toEqual([{ seed: 3, length: 4 }, { seed: 4, length: 5 }]);
  open.resolve();
  expect((await Promise.all(both)).map(({ text }) => text)).toEqual(["hi", "hi"]);
});

test.each(["file:///etc/passwd", "http://user:secret@host/", "https://host/v1?key=1", "nonsense"])("the address %s is refused", (url) => {
  expect(() => clientOf({ url })).toThrow(ModelError);
});

test("settings that cannot be kept are refused and not dropped", async () => {
  expect(() => createModelClient({ name: "m", url: "https://host", apiKey: "k" })).toThrow("apiKey");
  const spending = { cap: { microUsd: 1 }, reserve: () => Promise.reject(new Error("never asked")), spent: () => ({ tokens: 0, microUsd: 0 }), setCap: () => undefined };
  expect(() => clientOf({ url: "https://host" }, { spending })).toThrow("prices: there is no price for m");
  expect(await codeOf(clientOf({ url: "http://127.0.0.1:1", provider: "openai-responses" }).call(request({ stop: ["x"] })))).toBe("request-refused");
  expect(await codeOf(clientOf({ url: "http://127.0.0.1:1" }).call(request({ thinkingTokens: 100 })))).toBe("request-refused");
});
