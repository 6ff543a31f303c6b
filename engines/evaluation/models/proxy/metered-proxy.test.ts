import { request as httpRequest } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { startModelEndpoint } from "#fakes/model-endpoint";
import type { Conversation } from "#fakes/model-endpoint";

import { ModelError } from "../../evaluation.errors.ts";
import { createModelClient } from "../model-client.ts";
import { PROVIDER_NAMES } from "../model.types.ts";
import type { ChatMessage, ModelEndpoint, ModelReply, ModelRequest } from "../model.types.ts";
import { openMeteredProxy } from "./metered-proxy.ts";
import type { MeteredProxyOptions } from "./metered-proxy.ts";
import { serveProxy } from "./serve-proxy.ts";

const KEY = "sk-the-real-credential";
const never = new AbortController().signal;
const TOOLS = [{ name: "bash", description: "Runs a command.", parameters: { type: "object", properties: { command: { type: "string" } } } }];
const REPLY: ModelReply = {
  text: "hello", reasoning: null, toolCalls: [], opaque: null, finish: "stop", refusal: null, model: null, costMicroUsd: null, latencyMs: 1, retries: 0,
  usage: { input: 50, output: 10, cacheRead: 20, cacheWrite: 5, reasoning: 0, total: 60, estimated: false },
};

const running: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
async function serve(options: Partial<MeteredProxyOptions>) {
  const proxy = openMeteredProxy({ modelName: "the-model", call: async () => REPLY, limits: { turns: 100, tokens: 1e6 }, signal: never, ...options });
  const served = await serveProxy(proxy);
  running.push(served);
  const url = served.url ?? "";
  const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${proxy.token}` }) => {
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });
    return { status: response.status, retry: response.headers.get("x-should-retry"), body: (await response.json()) as { error: { type: string; code?: string; message: string } } };
  };
  return { proxy, url, post };
}

const WAYS = PROVIDER_NAMES.flatMap((spoken) => (["openai-chat", "openai-responses", "anthropic-messages"] as const).map((behind) => ({ spoken, behind, stream: behind !== "openai-chat" })));
test.each(WAYS)("a program that speaks $spoken works with a model that speaks $behind, sealed reasoning kept between them", async ({ spoken, behind, stream }) => {
  const seen: Conversation[] = [];
  const endpoint = await startModelEndpoint({
    apiKey: KEY,
    reasons: true,
    decide(conversation) {
      seen.push(conversation);
      return conversation.past.length < 4 ? { calls: ["ls", "id"].map((command) => ({ tool: "bash", input: { command } })) } : { say: "done" };
    },
  });
  running.push(endpoint);
  const model = createModelClient({ name: "m", url: endpoint.url, apiKey: KEY, provider: behind });
  const requests: ModelRequest[] = [];
  const record = (request: ModelRequest) => {
    requests.push(request);
    return model.call(request);
  };
  const { proxy, url } = await serve({ call: record, seed: 7, limits: { turns: 100, tokens: 1e6, outputTokens: 500 } });

  // The program: an agent loop of its own that knows nothing of us but an address and a token.
  const program = createModelClient({ name: "whatever", url, apiKey: proxy.token, provider: spoken, stream } satisfies ModelEndpoint);
  const messages: ChatMessage[] = [{ role: "system", text: "Be short." }, { role: "user", text: "hello" }];
  const replies: ModelReply[] = [];
  for (let turn = 1; turn <= 3; turn += 1) {
    const reply = await program.call({ messages, tools: TOOLS, effort: "low", maxOutputTokens: 9_000, signal: never });
    replies.push(reply);
    messages.push({ role: "assistant", text: reply.text, toolCalls: reply.toolCalls }, ...reply.toolCalls.map((call, index) => ({ role: "tool", callId: call.id, text: `output ${turn}.${index}` }) as const));
  }
  expect(replies.map(({ text, finish, toolCalls }) => [text, finish, toolCalls.length])).toEqual([["", "tool-calls", 2], ["", "tool-calls", 2], ["done", "stop", 0]]);
  expect(seen.at(-1)).toMatchObject({ prompt: "hello", tools: ["bash"], past: [{ output: "output 1.0" }, { output: "output 1.1" }, { output: "output 2.0" }, { output: "output 2.1" }] });
  expect(requests.map(({ seed, maxOutputTokens, effort }) => [seed, maxOutputTokens, effort])).toEqual([[7, 500, "low"], [7, 500, "low"], [7, 500, "low"]]);
  expect(proxy.spent()).toEqual({ turns: 3, tokens: replies.reduce((sum, reply) => sum + reply.usage.total, 0) });
});

test("a model that declines is seen to by the program, in each shape", async () => {
  const { proxy, url } = await serve({ call: async () => ({ ...REPLY, text: "", finish: "refused", refusal: { seenBy: "field", text: "I will not." } }) });
  const finishes = await Promise.all(
    PROVIDER_NAMES.map(async (provider) => (await createModelClient({ name: "m", url, apiKey: proxy.token, provider, stream: true }).call({ messages: [{ role: "user", text: "x" }], tools: [], signal: never })).finish),
  );
  expect(finishes).toEqual(["refused", "refused", "refused", "refused"]);
});

test("the limits hold, also for calls at once, and tell the program not to try again", async () => {
  const { proxy, post } = await serve({ limits: { turns: 3, tokens: 1e6 } });
  const ask = () => post("/v1/messages", { model: "x", max_tokens: 9, messages: [{ role: "user", content: "hi" }] });
  const statuses = (await Promise.all(Array.from({ length: 6 }, ask))).map(({ status }) => status).toSorted((a, b) => a - b);
  expect([statuses, proxy.spent(), proxy.reached()]).toEqual([[200, 200, 200, 403, 403, 403], { turns: 3, tokens: 180 }, "turns"]);
  expect(await ask()).toEqual({ status: 403, retry: "false", body: { type: "error", error: { type: "permission_error", message: "the sample's limit of 3 turns is reached" } } });
  const byTokens = await serve({ limits: { turns: 9, tokens: 60 } });
  await byTokens.post("/v1/responses", { input: "hi" });
  expect([(await byTokens.post("/v1/responses", { input: "hi" })).status, byTokens.proxy.reached()]).toEqual([403, "tokens"]);
});

test("only the sample's own token opens it", async () => {
  const { post } = await serve({});
  const body = { messages: [{ role: "user", content: "hi" }] };
  expect([(await post("/v1/chat/completions", body, {})).status, (await post("/v1/chat/completions", body, { "x-api-key": KEY })).status]).toEqual([401, 401]);
});

test.each([
  ["/v1/chat/completions", "{", "the body is not JSON"],
  ["/v1/chat/completions", { messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] }, "messages.0.content"],
  ["/v1/chat/completions", { messages: [{ role: "user", content: "x" }], n: 2 }, "n: one reply to a call"],
  ["/v1/chat/completions", { messages: [{ role: "user", content: "x" }], response_format: { type: "json_object" } }, "response_format: it cannot be carried"],
  ["/v1/chat/completions", { messages: [{ role: "user", content: "x" }], tool_choice: { type: "function", function: { name: "nope" } } }, "tool_choice: no tool is named nope"],
  ["/v1/responses", { input: "x", previous_response_id: "resp_1" }, "previous_response_id: nothing is stored here"],
  ["/v1/responses", { input: "x", tools: [{ type: "web_search" }] }, "tools.0.type: only functions can be carried"],
  ["/v1/messages", { max_tokens: 5, messages: [{ role: "user", content: [{ type: "image", source: {} }] }] }, "messages.0.content"],
  ["/v1/embeddings", {}, "there is no POST /v1/embeddings"],
])("what cannot be carried is refused by name: %s %j", async (path, body, message) => {
  const { proxy, post } = await serve({});
  const answer = await post(path, body);
  expect([answer.status >= 400 && answer.status < 500, answer.body.error.message.slice(0, message.length), proxy.spent().turns]).toEqual([true, message, 0]);
});

test("a failure of the model is no secret's way out, and one of length may be mended by the program", async () => {
  const codes = ["context-length", "credential-refused", "spending-cap", "rate-limited"] as const;
  const answers = await Promise.all(
    codes.map(async (code) => {
      const { post } = await serve({ call: () => Promise.reject(new ModelError(code, `endpoint https://internal.example said ${code}`)) });
      const { status, body } = await post("/v1/chat/completions", { messages: [{ role: "user", content: "hi" }] });
      return [status, body.error.code, body.error.message.includes("internal.example")];
    }),
  );
  expect(answers).toEqual([[400, "context_length_exceeded", false], [503, "credential-refused", false], [403, "limit_reached", false], [503, "rate-limited", false]]);
});

test("a unix socket serves as well", async () => {
  const folder = await mkdtemp(join(tmpdir(), "proxy-"));
  const proxy = openMeteredProxy({ modelName: "the-model", call: async () => REPLY, limits: { turns: 1, tokens: 1 }, signal: never });
  const served = await serveProxy(proxy, { socketPath: join(folder, "socket") });
  const status = await new Promise((resolve, reject) => {
    httpRequest({ socketPath: join(folder, "socket"), path: "/v1/models", headers: { authorization: `Bearer ${proxy.token}` } }, (response) => resolve(response.resume().statusCode)).on("error", reject).end();
  });
  await served.close();
  await rm(folder, { recursive: true });
  expect([status, served.url]).toEqual([200, null]);
});
