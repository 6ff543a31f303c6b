import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";
import type { Sandbox } from "#engines/sandbox";
import { startModelEndpoint } from "#fakes/model-endpoint";
import type { RunningModelEndpoint } from "#fakes/model-endpoint";

import { createModelClient } from "../model-client.ts";
import { openMeteredProxy } from "./metered-proxy.ts";
import { runAgentProgram } from "./run-agent-program.ts";
import type { AgentProgram } from "./run-agent-program.ts";

const KEY = "sk-the-real-credential";
const never = new AbortController().signal;
const backend = createBubblewrapBackend();
let endpoint: RunningModelEndpoint;
let sandbox: Sandbox;
beforeAll(async () => {
  endpoint = await startModelEndpoint({ apiKey: KEY, decide: ({ past }) => (past.length === 0 ? { call: { tool: "bash", input: { command: "cat secret" } } } : { say: `I saw ${past[0]?.output}` }) });
});
afterAll(() => endpoint.close());
afterEach(() => sandbox.stop());

const tool = {
  definition: { name: "bash", description: "Runs a command.", parameters: { type: "object" } },
  run: async (input: unknown) => ({ text: Buffer.from((await sandbox.exec({ argv: ["sh", "-c", (input as { command: string }).command] })).stdout).toString() }),
};

/** Runs a Python program as an agent; what it printed, and what the proxy counted. */
async function run(program: string, more: Partial<Pick<AgentProgram, "signal">> = {}) {
  sandbox = await backend.start();
  await sandbox.write("agent.py", program);
  await sandbox.write("secret", "tide");
  const client = createModelClient({ name: "m", url: endpoint.url, apiKey: KEY });
  const proxy = openMeteredProxy({ modelName: "the-model", call: (request) => client.call(request), limits: { turns: 5, tokens: 1e6 }, signal: never, tools: [tool] });
  const result = await runAgentProgram({ sandbox, proxy, argv: ["python3", "agent.py"], cwd: "/box", env: { TASK: "read the secret" }, signal: never, ...more });
  return { outcome: result.outcome, exitCode: result.exitCode, said: Buffer.from(result.stderr).toString(), spent: proxy.spent().turns };
}

test("an agent of one's own finds the model in a sandbox without a network, and works with what it finds there", async () => {
  const program = `
import json, os, subprocess, sys, urllib.request
def ask(messages):
    body = json.dumps({"model": os.environ["BREAKWATER_MODEL"], "messages": messages, "tools": [{"type": "function", "function": {"name": "bash"}}]}).encode()
    headers = {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", body, headers)) as answer:
        return json.load(answer)["choices"][0]["message"]
messages = [{"role": "user", "content": os.environ["TASK"]}]
while True:
    message = ask(messages)
    messages.append(message)
    if not message.get("tool_calls"):
        break
    for call in message["tool_calls"]:
        output = subprocess.run(json.loads(call["function"]["arguments"])["command"], shell=True, capture_output=True, text=True).stdout
        messages.append({"role": "tool", "tool_call_id": call["id"], "content": output})
print(message["content"])
sys.exit(7)
`;
  expect(await run(program)).toEqual({ outcome: "exited", exitCode: 7, said: "I saw tide\n", spent: 2 });
});

test("an agent that speaks Anthropic's shape in events, in chunks and at once", async () => {
  const program = `
import http.client, json, os, threading
body = json.dumps({"model": "x", "max_tokens": 50, "stream": True, "messages": [{"role": "user", "content": "hi"}]}).encode()
host = os.environ["ANTHROPIC_BASE_URL"].removeprefix("http://")
lines = []
def ask():
    connection = http.client.HTTPConnection(host)
    connection.request("POST", "/v1/messages", iter([body[:10], body[10:]]), {"x-api-key": os.environ["ANTHROPIC_API_KEY"], "transfer-encoding": "chunked"}, encode_chunked=True)
    lines.extend(connection.getresponse().read().decode().split("\\n"))
threads = [threading.Thread(target=ask) for _ in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(sum("message_stop" in line and line.startswith("data") for line in lines))
`;
  expect(await run(program)).toEqual({ outcome: "exited", exitCode: 0, said: "3\n", spent: 3 });
});

test("an agent that speaks MCP starts its server by command, and finds tools and model there", async () => {
  const program = `
import json, os, subprocess
server = subprocess.Popen(os.environ["BREAKWATER_MCP"].split(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
def ask(number, method, params):
    server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\\n")
    server.stdin.flush()
    return json.loads(server.stdout.readline())["result"]
print(ask(1, "initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}})["serverInfo"]["name"])
server.stdin.write(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}) + "\\n")
print(ask(2, "tools/list", {})["tools"][0]["name"])
print(ask(3, "tools/call", {"name": "bash", "arguments": {"command": "cat secret"}})["content"][0]["text"])
print(ask(4, "sampling/createMessage", {"messages": [{"role": "user", "content": {"type": "text", "text": "hi"}}], "maxTokens": 10})["role"])
server.stdin.close()
`;
  expect(await run(program)).toEqual({ outcome: "exited", exitCode: 0, said: "breakwater-sample\nbash\ntide\nassistant\n", spent: 1 });
});

test("the model's credential is nowhere in the sandbox, and nothing leads out of it", async () => {
  const program = `
import glob, os, socket
seen = "".join(f"{name}={value}" for name, value in os.environ.items())
for path in glob.glob("/box/**", recursive=True, include_hidden=True) + glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    if os.path.isfile(path):
        try: seen += open(path, errors="replace").read()
        except OSError: pass
print("${KEY.slice(0, 5)}" + "${KEY.slice(5)}" in seen, "BREAKWATER_MODEL" in seen)
try:
    socket.create_connection(("127.0.0.1", PORT), 1)
except OSError as problem:
    print(type(problem).__name__)
`;
  expect(await run(program.replace("PORT", new URL(endpoint.url).port))).toEqual({ outcome: "exited", exitCode: 0, said: "False True\nConnectionRefusedError\n", spent: 0 });
});

test("an agent that talks without end, or lays links where its requests and answers pass, harms only itself", async () => {
  const program = `
import os, socket, time, urllib.request
room = "/box/.breakwater"
def ask(timeout):
    try:
        urllib.request.urlopen(urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", b"{}", {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}), timeout=timeout)
    except Exception as problem:
        print(type(problem).__name__, getattr(problem, "code", ""), flush=True)
os.mkfifo(room + "/to/1")
reader = os.open(room + "/to/1", os.O_RDONLY | os.O_NONBLOCK)
ask(10)
os.rename(room + "/from", room + "/aside")
os.symlink("/tmp", room + "/from")
ask(1)
print("y" * 3_000_000)
`;
  const { outcome, exitCode, said } = await run(program);
  expect({ outcome, exitCode, said: said.slice(0, 30), kept: said.length, leaked: /root:|passwd/.test(said) }).toEqual({ outcome: "exited", exitCode: 0, said: "HTTPError 400\nTimeoutError \nyy", kept: 512 * 1024, leaked: false });
});

test("a program that is not there says so; one that is stopped is stopped", async () => {
  const stop = new AbortController();
  const ended = run("import time\nprint('begun', flush=True)\ntime.sleep(60)\n", { signal: stop.signal }).catch((cause: unknown) => String(cause));
  stop.abort();
  expect(await ended).toContain("bort");
});
