import { expect, test } from "vitest";

import type { ModelRequest } from "../model.types.ts";
import { createMcpServer } from "./mcp.ts";
import type { McpOptions } from "./mcp.ts";

const never = new AbortController().signal;
const bash = {
  definition: { name: "bash", description: "Runs a command.", parameters: { type: "object" } },
  run: async (input: unknown) => ({ text: `ran ${JSON.stringify(input)}` }),
};
const serverOf = (more: Partial<McpOptions> = {}) => createMcpServer({ tools: [bash], modelName: "the-model", signal: never, ...more });
const ask = async (server: ReturnType<typeof serverOf>, method: string, params?: object) => JSON.parse((await server.answer(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }))) ?? "null") as { result?: unknown; error?: { code: number; message: string } };

test("a client greets, lists the tools and calls one", async () => {
  const server = serverOf();
  expect((await ask(server, "initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "a", version: "1" } })).result).toEqual({
    protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "breakwater-sample", version: "1" },
  });
  expect(await server.answer(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }))).toBeNull();
  expect((await ask(server, "tools/list")).result).toEqual({ tools: [{ name: "bash", description: "Runs a command.", inputSchema: { type: "object" } }] });
  expect((await ask(server, "tools/call", { name: "bash", arguments: { command: "ls" } })).result).toEqual({ content: [{ type: "text", text: 'ran {"command":"ls"}' }], isError: false });
});

test("the model may be asked by sampling, where it is offered", async () => {
  const asked: ModelRequest[] = [];
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, reasoning: 0, total: 2, estimated: false };
  const server = serverOf({ call: async (request) => (asked.push(request), { text: "hi", reasoning: null, toolCalls: [], opaque: null, finish: "length", refusal: null, model: null, usage, costMicroUsd: null, latencyMs: 1, retries: 0 }) });
  const params = { systemPrompt: "Be short.", messages: [{ role: "user", content: { type: "text", text: "hello" } }], maxTokens: 50 };
  expect((await ask(server, "sampling/createMessage", params)).result).toEqual({ role: "assistant", content: { type: "text", text: "hi" }, model: "the-model", stopReason: "maxTokens" });
  expect(asked.map(({ messages, maxOutputTokens }) => ({ messages, maxOutputTokens }))).toEqual([{ messages: [{ role: "system", text: "Be short." }, { role: "user", text: "hello" }], maxOutputTokens: 50 }]);
  expect((await ask(serverOf(), "sampling/createMessage", params)).error?.code).toBe(-32601);
});

test.each([
  ["{", -32700],
  ["[]", -32600],
  ['{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"resources/list"}', -32601],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}', -32602],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}', -32602],
])("a message that does not fit is answered by its code: %s", async (message, code) => {
  const answer = JSON.parse((await serverOf().answer(message)) ?? "null") as { error: { code: number } };
  expect(answer.error.code).toBe(code);
});
