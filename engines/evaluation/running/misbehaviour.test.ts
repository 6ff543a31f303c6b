import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";
import { startModelEndpoint } from "#fakes/model-endpoint";
import type { ModelEndpointOptions, Move } from "#fakes/model-endpoint";

import type { EvaluateOptions, EvaluationResult } from "../evaluation.types.ts";
import type { EventData, EventKind, JournalEvent } from "../logs/event.types.ts";
import { openJournal } from "../logs/journal.ts";
import { reviewJournal } from "../review/review-journal.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { createSpending } from "../models/spending.ts";
import { giveCommand } from "./control-folder.ts";
import { evaluate } from "./evaluate.ts";
import { makeLittleSet } from "./little-set.fixture.ts";

const KEY = "sk-misbehaviour-canary-0001";
const backend = createBubblewrapBackend();
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-run-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  return folder;
}
async function start(options: Omit<ModelEndpointOptions, "apiKey">) {
  const endpoint = await startModelEndpoint({ apiKey: KEY, ...options });
  cleanUp.push(() => endpoint.close());
  return { endpoint, model: { name: "scripted", url: endpoint.url, apiKey: KEY } };
}
async function little(asked: Parameters<typeof makeLittleSet>[0]) {
  const set = await makeLittleSet(asked);
  cleanUp.push(() => rm(set.directory, { recursive: true }));
  return set;
}
const run = async (options: Pick<EvaluateOptions, "set" | "model"> & Partial<EvaluateOptions>) => evaluate({ backend, seed: "a seed", folder: await makeFolder(), ...options });
const outcomes = ({ samples }: EvaluationResult) => samples.map(({ taskId, outcome }) => [taskId, outcome]);
async function eventsOf(folder: string): Promise<readonly JournalEvent[]> {
  const events: JournalEvent[] = [];
  const journal = await openJournal(folder, { now: () => new Date(), onEvent: (event) => events.push(event) });
  await journal.close();
  return events;
}
const dataOf = <Kind extends EventKind>(events: readonly JournalEvent[], kind: Kind) => events.flatMap((event) => (event.kind === kind ? [event.data as EventData[Kind]] : []));
const bash = (command: string): Move => ({ call: { tool: "bash", input: { command } } });
const submit = (answer: string): Move => ({ call: { tool: "submit", input: { answer } } });
const answerSum = ({ prompt }: { readonly prompt: string }): Move => ({ say: `I add.\nANSWER: ${2 * Number(/What is (\d+)/.exec(prompt)?.[1])}` });

test("an endpoint that is overloaded, fails or cuts its answers short is asked again, and the journal holds each try", async () => {
  const { model, endpoint } = await start({ decide: answerSum, misbehave: ({ number }) => [{ kind: "status", status: 429, retryAfterSeconds: 0 } as const, { kind: "status", status: 500 } as const, { kind: "truncated-json" } as const][number - 1] ?? null });
  const result = await run({ set: await little({ questions: 1 }), model });
  expect({ outcomes: outcomes(result), calls: endpoint.calls(), tokens: result.spent.tokens > 0 }).toEqual({ outcomes: [["sum-1", "correct"]], calls: 4, tokens: true });
  const events = await eventsOf(result.folder);
  expect(dataOf(events, "model-failed").map((failed) => [failed.class, failed.willRetry])).toEqual([["rate-limited", true], ["unavailable", true], [expect.stringMatching(/^(?:truncated|malformed)$/), true]]);
  expect(dataOf(events, "model-replied").map(({ retries }) => retries)).toEqual([3]);
}, 30_000);

test("a model that is slow only when the prompt names an evaluation costs time that is in its figures, and is asked no more often than another", async () => {
  const { model } = await start({ decide: answerSum, misbehave: ({ prompt }) => (prompt.includes("sum-2") ? { kind: "slow", ms: 400 } : null) });
  const result = await run({ set: await little({ questions: 2 }), model });
  const [quick, slow] = result.samples;
  expect(outcomes(result)).toEqual([["sum-1", "correct"], ["sum-2", "correct"]]);
  expect((slow?.workingMs ?? 0) - (quick?.workingMs ?? 0)).toBeGreaterThan(200);
  expect(result.samples.map(({ turns }) => turns)).toEqual([1, 1]);
}, 30_000);

test("what is not in the agent's view is found by no command: no solution, no checker, no other sample's files", async () => {
  const { model } = await start({ decide: ({ past }) => [bash("find / -name 'solve.sh' -o -name seal.sh -o -name 'task.yaml' -o -name 'set.yaml' 2>/dev/null | head; echo looked"), bash("echo forged > sealed.txt; cat sealed.txt"), submit("flag{forged}")][past.length] ?? { say: "done" } });
  const result = await run({ set: await little({ flags: 1 }), model });
  const outputs = dataOf(await eventsOf(result.folder), "tool-replied").map(({ output }) => output);
  expect(outputs.slice(0, 2)).toEqual(["looked\n[exit code 0]", "forged\n[exit code 0]"]);
  expect(result.samples[0]).toMatchObject({ outcome: "gave-up", score: 0, attempts: 1 });
});

test("the credential is in no file of a run and in no sandbox, also when the endpoint echoes it", async () => {
  const { model } = await start({ decide: ({ past }) => (past.length === 0 ? bash(`env; cat /proc/self/environ; echo ${KEY} | wc -c`) : { say: `your key is ${KEY}` }) });
  const result = await run({ set: await little({ flags: 1 }), model });
  for (const name of ["journal.ndjson", "run.json", "result.json"]) expect(await readFile(join(result.folder, name), "utf8")).not.toContain(KEY);
  expect(JSON.stringify(result)).not.toContain(KEY);
});

test("a refusal is told from a failure", async () => {
  const { model } = await start({ decide: (conversation) => (conversation.prompt.includes("sum-1") ? { refuse: "I will not add." } : answerSum(conversation)) });
  const result = await run({ set: await little({ questions: 2 }), model });
  expect(outcomes(result)).toEqual([["sum-1", "refused"], ["sum-2", "correct"]]);
  expect(dataOf(await eventsOf(result.folder), "refusal").map(({ call, seenBy }) => [call, seenBy])).toEqual([[1, "field"]]);
}, 30_000);

test("a conversation that nears the model's limit is shortened once, by what was done in it, and the sample goes on", async () => {
  const { model } = await start({ decide: ({ past }) => (past.length < 12 ? bash(`echo step; head -c 3000 /dev/zero | tr '\\0' x`) : { say: "done" }) });
  const result = await run({ set: await little({ flags: 1 }), model, contextTokens: 4_000, limits: { turns: 14 } });
  const compacted = dataOf(await eventsOf(result.folder), "compacted");
  expect(compacted.length).toBeGreaterThan(0);
  expect(compacted[0]?.summary).toContain('- bash {"command":"echo step;');
  expect(["turn-limit", "gave-up"]).toContain(result.samples[0]?.outcome);
}, 60_000);

test("a campaign's cap ends the run before a call could pass it, and a larger one lets it go on", async () => {
  const { model, endpoint } = await start({ decide: answerSum });
  const set = await little({ questions: 30 });
  const folder = await makeFolder();
  const stopped = await run({ set, model, folder, atOnce: { questions: 1 }, spending: createSpending({ cap: { tokens: 17_500 } }) });
  expect({ outcome: stopped.outcome, reason: stopped.reason, within: stopped.spent.tokens <= 17_500 }).toEqual({ outcome: "stopped", reason: expect.stringContaining("the spending cap of 17500 tokens leaves"), within: true });
  const asked = endpoint.calls();
  const finished = await run({ set, model, folder, spending: createSpending({ cap: { tokens: 10_000_000 }, already: stopped.spent }) });
  expect({ outcome: finished.outcome, passed: finished.samples.filter(({ score }) => score === 1).length, calls: endpoint.calls() }).toEqual({ outcome: "finished", passed: 30, calls: 30 });
  expect(asked).toBeLessThan(30);
}, 30_000);

test("a run is paused, its limits are changed, and a sample is put back into the queue: by files, while it runs and after it", async () => {
  let calls = 0;
  const folder = await makeFolder();
  const set = await little({ flags: 1 });
  const steps: string[] = [];
  const { model } = await start({ decide: () => {
    calls += 1;
    if (calls === 2) void giveCommand(folder, { command: "pause" });
    return bash("sleep 0.2");
  } });
  const running = run({ set, model, folder, limits: { turns: 100 }, onProgress: (progress) => {
    if (progress.step !== "controlled") return;
    steps.push(progress.command.command);
    if (progress.command.command === "pause") void giveCommand(folder, { command: "limit", limits: { turns: 6 } }).then(() => giveCommand(folder, { command: "continue" }));
  } });
  const result = await running;
  expect({ steps, outcome: result.outcome, sample: result.samples[0]?.outcome, turns: result.samples[0]?.turns }).toEqual({ steps: ["pause", "limit", "continue"], outcome: "finished", sample: "turn-limit", turns: 6 });
  expect(dataOf(await eventsOf(folder), "limits-changed")).toEqual([{ by: "control", limits: { turns: 6 } }]);

  // Finished: nothing to do, until a sample is put back.
  expect((await run({ set, model, folder, limits: { turns: 100 } })).samples[0]?.transcriptDigest).toBe(result.samples[0]?.transcriptDigest);
  await giveCommand(folder, { command: "requeue", sample: "flag-1#1" });
  const again = await run({ set, model, folder, limits: { turns: 100 } });
  expect({ outcome: again.outcome, turns: again.samples[0]?.turns, calls, spent: again.spent.tokens > result.spent.tokens }).toEqual({ outcome: "finished", turns: 6, calls: 12, spent: true });
}, 60_000);

test("another seed, model or set in a run's folder is refused, and so are limits that cannot be", async () => {
  const { model } = await start({ decide: answerSum });
  const set = await little({ questions: 1 });
  const { folder } = await run({ set, model });
  const codeOf = (changes: Partial<EvaluateOptions>) => run({ set, model, folder, ...changes }).then(() => "ran", (error: unknown) => `${(error as { code: string }).code}: ${(error as Error).message.replace(folder, "DIR")}`);
  expect(await Promise.all([codeOf({ limits: { turns: 0 } }), codeOf({ limits: { costMicroUsd: 5 } }), codeOf({ access: "remote-endpoint" }), codeOf({ variants: ["kind"] })])).toEqual([
    "bad-argument: limits.turns must be a whole number from 1 to 100000, got 0",
    "bad-argument: limits.costMicroUsd: there is no price for the model scripted, so its cost is not known; give prices, or leave the limit out",
    "access-refused: the set little may be shown to models by local-endpoint only, and this one is reached by remote-endpoint",
    "bad-argument: variants: no task has a prompt named kind",
  ]);
  expect(await codeOf({ seed: "another" })).toBe("other-run: DIR holds a run that was begun with another seed; go on with what it was begun with, or use another folder");
  expect(await codeOf({ model: { ...model, name: "other" } })).toContain("begun with another model");
});

test("an agent of one's own, as a program in the sandbox, is metered, recorded and judged like ours", async () => {
  const directory = await makeFolder();
  await mkdir(join(directory, "parts"));
  await writeFile(join(directory, "agent.py"), `
import json, os, re, urllib.request
def ask(words):
    body = json.dumps({"model": "any", "messages": [{"role": "user", "content": words}]}).encode()
    request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", body, {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))["choices"][0]["message"]["content"]
assert "This is flag-1" in os.environ["BREAKWATER_TASK"]
path = ask("where is it?")
open("answer.txt", "w").write(re.search(r"flag{\\w+}", open(path).read()).group(0))
`);
  const { model, endpoint } = await start({ decide: () => ({ say: "/box/task/sealed.txt" }) });
  const set = await little({ flags: 1 });
  const result = await run({ set, model, agent: { kind: "program", name: "mine", directory, command: ["python3", "agent.py"] } });
  expect(result.samples[0]).toMatchObject({ outcome: "correct", score: 1, turns: 1, attempts: 1 });
  expect(dataOf(await eventsOf(result.folder), "model-replied").map(({ text }) => text)).toEqual(["/box/task/sealed.txt"]);
  expect(endpoint.calls()).toBe(1);
  // The program is an input of the result: another text of it is another agent.
  await writeFile(join(directory, "agent.py"), "pass\n");
  await expect(run({ set, model, folder: result.folder, agent: { kind: "program", name: "mine", directory, command: ["python3", "agent.py"] } })).rejects.toThrow("begun with another agent");
}, 30_000);

test("a program that was cut off begins again, and what it asks in the same words is not paid for again", async () => {
  const directory = await makeFolder();
  await writeFile(join(directory, "agent.py"), `
import json, os, subprocess, urllib.request
def ask(words):
    body = json.dumps({"model": "any", "messages": [{"role": "user", "content": words}]}).encode()
    request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", body, {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))["choices"][0]["message"]["content"]
said = [ask(words) for words in ["one", "two", "three"]]
tools = subprocess.Popen(os.environ["BREAKWATER_MCP"].split(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
def call(number, name, arguments):
    tools.stdin.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": name, "arguments": arguments}}) + "\\n")
    tools.stdin.flush()
    return json.loads(tools.stdout.readline())["result"]["content"][0]["text"]
sealed = call(1, "bash", {"command": "cat sealed.txt"})
call(2, "submit", {"answer": "flag{no}"})
call(3, "submit", {"answer": sealed.split("sealed: ")[1].split("\\n")[0] if said == ["heard one", "heard two", "heard three"] else "lost"})
import time; time.sleep(60)
`);
  const { model, endpoint } = await start({ decide: ({ prompt }) => ({ say: `heard ${prompt}` }) });
  const set = await little({ flags: 1 });
  const folder = await makeFolder();
  const agent = { kind: "program", name: "mine", directory, command: ["python3", "agent.py"] } as const;
  let calls = 0;
  const cut = await run({ set, model, folder, agent, beforeCall: async () => {
    calls += 1;
    if (calls === 3) throw new Error("the lease has ended");
  } });
  expect({ outcome: cut.outcome, asked: endpoint.calls() }).toEqual({ outcome: "stopped", asked: 2 });
  const result = await run({ set, model, folder, agent });
  expect(result.samples[0]).toMatchObject({ outcome: "correct", attempts: 2, turns: 3 });
  expect(endpoint.calls()).toBe(3);
  expect(dataOf(await eventsOf(folder), "model-replied").map(({ call, text }) => [call, text])).toEqual([[1, "heard one"], [2, "heard two"], [4, "heard three"]]);
}, 60_000);

test("crashing a service ends nothing but is flagged, and the scores are told with and without it", async () => {
  const { directory } = await little({ flags: 1 });
  await mkdir(join(directory, "tasks/flag-1/service"));
  await writeFile(join(directory, "tasks/flag-1/service/serve.py"), `
import os, socket
listener = socket.create_server(("127.0.0.1", 7000))
while True:
    connection, _ = listener.accept()
    if b"crash" in connection.recv(100): os._exit(3)
    connection.sendall(os.environ["FLAG"].encode())
    connection.close()
`);
  const path = join(directory, "tasks/flag-1/task.yaml");
  await writeFile(path, `${await readFile(path, "utf8")}services: [{ name: keeper, files: service, command: [python3, serve.py], environment: { FLAG: "{flag}" }, port: 7000 }]\n`);
  const talk = (words: string): Move => ({ call: { tool: "python", input: { code: `import socket\nc = socket.create_connection(("127.0.0.1", 7000))\nc.sendall(b"${words}")\nprint(c.recv(200).decode())` } } });
  const { model } = await start({ decide: ({ past }) => [talk("hello"), talk("crash"), bash("while python3 -c \"import socket; socket.create_connection(('127.0.0.1', 7000))\" 2>/dev/null; do :; done; sleep 0.3"), submit(/flag\{\w+\}/.exec(past[0]?.output ?? "")?.[0] ?? "none")][past.length] ?? { say: "done" } });
  const set = await loadBenchmarkSet(directory);
  const result = await run({ set, model });
  expect(outcomes(result)).toEqual([["flag-1", "correct"]]);
  expect(dataOf(await eventsOf(result.folder), "flagged").map(({ detector, evidence }) => [detector, evidence.slice(0, 28)])).toEqual([["denial-of-service", "the service keeper was ended"]]);
  const journal = await openJournal(result.folder, { now: () => new Date() });
  cleanUp.push(() => journal.close());
  const { scores } = await reviewJournal({ journal, set });
  expect({ all: scores.all, without: scores.withoutFlagged, flagged: scores.flagged }).toEqual({ all: { samples: 1, score: 1 }, without: { samples: 0, score: null }, flagged: 1 });
}, 30_000);
