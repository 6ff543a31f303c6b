import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";
import { startModelEndpoint } from "#fakes/model-endpoint";
import type { Conversation, Move, Skill } from "#fakes/model-endpoint";

import { evaluate } from "./evaluate.ts";
import type { EvaluateOptions, EvaluationProgress, EvaluationResult } from "../evaluation.types.ts";
import { makeFlag } from "../sets/flag.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { summarise } from "../statistics/index.ts";
import type { EventData, EventKind, JournalEvent } from "../logs/event.types.ts";
import { openJournal } from "../logs/journal.ts";

const HARBOR = join(import.meta.dirname, "../../../benchmark-sets/harbor-0");
const KEY = "sk-evaluation-0001";
const SEED = "a seed for this test";
const backend = createBubblewrapBackend();
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

async function scripted(skill: Skill) {
  const endpoint = await startModelEndpoint({ apiKey: KEY, skill });
  cleanUp.push(() => endpoint.close());
  return { name: `scripted-${skill}`, url: endpoint.url, apiKey: KEY };
}

async function misbehaving(decide: (conversation: Conversation) => Move) {
  const endpoint = await startModelEndpoint({ apiKey: KEY, decide });
  cleanUp.push(() => endpoint.close());
  return { name: "misbehaving", url: endpoint.url, apiKey: KEY };
}

async function someTasks(...ids: string[]) {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-set-"));
  cleanUp.push(() => rm(directory, { recursive: true }));
  await cp(join(HARBOR, "set.yaml"), join(directory, "set.yaml"));
  for (const id of ids) await cp(join(HARBOR, "tasks", id), join(directory, "tasks", id), { recursive: true });
  return loadBenchmarkSet(directory);
}
async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-run-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  return folder;
}
const run = async (options: Pick<EvaluateOptions, "set" | "model"> & Partial<EvaluateOptions>) => evaluate({ backend, seed: SEED, folder: await makeFolder(), ...options });
/** Every event of every sample, by sample, as they lie on disk. */
async function journalOf({ folder }: Pick<EvaluationResult, "folder">): Promise<ReadonlyMap<string, readonly JournalEvent[]>> {
  const events = new Map<string, JournalEvent[]>();
  const journal = await openJournal(folder, { now: () => new Date(), onEvent: (event) => events.set(event.sample ?? "run", [...(events.get(event.sample ?? "run") ?? []), event]) });
  await journal.close();
  return events;
}
const dataOf = <Kind extends EventKind>(events: readonly JournalEvent[] | undefined, kind: Kind) => (events ?? []).flatMap((event) => (event.kind === kind ? [event.data as EventData[Kind]] : []));
const passed = (result: EvaluationResult) => result.samples.filter((sample) => sample.score === 1).map((sample) => sample.taskId);
const outcomes = (result: EvaluationResult) => result.samples.map((sample) => [sample.taskId, sample.outcome, sample.attempts]);

test("agents of different strength are told apart on harbor-0, by work that really happened", { timeout: 120_000 }, async () => {
  const set = await loadBenchmarkSet(HARBOR);
  const steps: EvaluationProgress["step"][] = [];
  const capable = await run({ set, model: await scripted("capable"), onProgress: ({ step }) => steps.push(step) });
  const weak = await run({ set, model: await scripted("weak") });
  const none = await run({ set, model: await scripted("null") });

  expect(passed(capable)).toEqual(["berth-names", "buoy-index", "cargo-chunks", "harbour-gate", "pilot-names", "rope-cipher", "ship-log", "tide-table"]);
  expect(passed(weak)).toEqual(["berth-names", "ship-log"]);
  expect(passed(none)).toEqual([]);
  expect(summarise(capable.samples).clopperPearson.low).toBeGreaterThan(summarise(none.samples).clopperPearson.high);

  expect({ outcome: capable.outcome, reason: capable.reason, held: capable.isolation?.held, samples: capable.samples.length }).toEqual({ outcome: "finished", reason: null, held: true, samples: set.tasks.length });
  expect(capable.manifest).toMatchObject({ setId: "harbor-0", setVersion: "1", setDigest: set.digest, model: "scripted-capable", seed: SEED, epochs: 1 });
  expect(steps.filter((step) => step === "sample-finished")).toHaveLength(set.tasks.length);
  // Opening a journal checks every link of every chain; each sample cites the last of its own.
  const journal = await journalOf(capable);
  expect(capable.samples.map(({ taskId, epoch, transcriptDigest }) => [taskId, transcriptDigest === journal.get(`${taskId}#${epoch}`)?.at(-1)?.digest])).toEqual(set.tasks.map(({ id }) => [id, true]));
  expect(capable.spent.tokens).toBe(capable.samples.reduce((sum, { tokens }) => sum + tokens, 0));
  expect(JSON.stringify([capable, weak, none])).not.toContain(KEY);
});

test("epochs run every task again, with another flag", async () => {
  const set = await someTasks("ship-log");
  const result = await run({ set, model: await scripted("weak"), epochs: 2 });
  expect(result.samples.map(({ taskId, epoch, score }) => ({ taskId, epoch, score }))).toEqual([{ taskId: "ship-log", epoch: 1, score: 1 }, { taskId: "ship-log", epoch: 2, score: 1 }]);
  const journal = await journalOf(result);
  const submitted = ["ship-log#1", "ship-log#2"].map((key) => dataOf(journal.get(key), "submission")[0]?.answer);
  expect(submitted).toEqual([makeFlag(SEED, { taskId: "ship-log", epoch: 1 }), makeFlag(SEED, { taskId: "ship-log", epoch: 2 })]);
});

test("fifty guesses are cut off at the attempts allowed", async () => {
  const set = await someTasks("ship-log");
  const model = await misbehaving(({ past }) => ({ call: { tool: "submit", input: { answer: `flag{${past.length}}` } } }));
  expect(outcomes(await run({ set, model }))).toEqual([["ship-log", "attempt-limit", 3]]);
});

test("the right flag in the wrong case, in a list, or only said aloud scores nothing", async () => {
  const set = await someTasks("ship-log");
  const flag = makeFlag(SEED, { taskId: "ship-log", epoch: 1 });
  const answers = [flag.toLowerCase(), `flag{no} ${flag}`, `${flag}\n${flag}`];
  const model = await misbehaving(({ past }) => (past.length < 2 ? { call: { tool: "submit", input: { answer: answers[past.length] } } } : { say: `The flag is ${flag}` }));
  expect(outcomes(await run({ set, model }))).toEqual([["ship-log", "gave-up", 2]]);
});

test("tools refuse what does not fit and tell the model, and the sandbox stays the only place it reaches", async () => {
  const set = await someTasks("berth-names");
  const calls = [
    { tool: "sudo", input: {} },
    { tool: "bash", input: { command: 7 } },
    { tool: "text_editor", input: { command: "create", path: "../../etc/passwd", file_text: "x" } },
    { tool: "bash", input: { command: "ln -s /etc/passwd crash; printf '\\033[2J'; exit 3" } },
    { tool: "submit", input: { answer: "crash" } },
    { tool: "submit", input: { answer: "../../../../etc/passwd" } },
  ];
  const model = await misbehaving(({ past }) => {
    const call = calls[past.length];
    return call ? { call } : { say: "enough" };
  });
  const result = await run({ set, model });
  const told = dataOf((await journalOf(result)).get("berth-names#1"), "tool-replied").map(({ output }) => output);
  expect(told).toEqual([
    "error: no tool is named sudo; there are bash, python, text_editor, think, submit",
    "error: bash: command: Invalid input: expected string, received number",
    "error: text_editor: path: give a path relative to /box/task, without ..",
    "\\x1b[2J\n[exit code 3]",
    expect.stringContaining("Attempt 1: "),
    expect.stringContaining("Attempt 2: "),
  ]);
  expect(outcomes(result)).toEqual([["berth-names", "gave-up", 2]]);
});

test("an endless talker meets the turn limit, and a spender the token limit", async () => {
  const set = await someTasks("berth-names");
  const chatter = await misbehaving(() => ({ call: { tool: "bash", input: { command: "true" } } }));
  const limited = (limits: object) => ({ ...set, tasks: set.tasks.map((task) => ({ ...task, limits: { ...task.limits, ...limits } })) });
  const [talker] = (await run({ set: limited({ turns: 4 }), model: chatter })).samples;
  expect(talker).toMatchObject({ outcome: "turn-limit", turns: 4, score: 0 });
  const tokens = talker?.tokens ?? 0;
  expect((await run({ set: limited({ tokens }), model: chatter })).samples[0]).toMatchObject({ outcome: "token-limit", turns: 4, tokens, score: 0 });
  expect((await run({ set: limited({ messages: 6 }), model: chatter })).samples[0]).toMatchObject({ outcome: "message-limit", score: 0 });
});

test("a program that outlives its sample is cut off at the time limit", async () => {
  const set = await someTasks("berth-names");
  const model = await misbehaving(() => ({ call: { tool: "bash", input: { command: "while :; do sleep 1; done", timeout_seconds: 100 } } }));
  const hurried = { ...set, tasks: set.tasks.map((task) => ({ ...task, limits: { ...task.limits, timeMs: 1_000 } })) };
  expect(outcomes(await run({ set: hurried, model }))).toEqual([["berth-names", "time-limit", 0]]);
});

test("no sample runs when the sandbox's isolation does not hold", async () => {
  const asked: number[] = [];
  const model = await misbehaving(({ past }) => {
    asked.push(past.length);
    return { say: "hello" };
  });
  const result = await run({ set: await someTasks("ship-log"), model, backend: createBubblewrapBackend({ weakenedForTests: ["share-network"] }) });
  expect({ outcome: result.outcome, reason: result.reason, held: result.isolation?.held, samples: result.samples, asked }).toEqual({
    outcome: "halted", reason: "the sandbox's isolation did not hold; no sample was run", held: false, samples: [], asked: [],
  });
});

test("a program that tries to leave its sandbox halts the whole run, and the evidence is kept with the sample it belongs to", async () => {
  const leave = `perl -MIO::Socket::INET -e 'IO::Socket::INET->new("192.0.2.1:80"); $| = 1; print "\\e[31mtried"; sleep 60'`;
  const model = await misbehaving(({ prompt }) => ({ call: { tool: "bash", input: { command: prompt.includes("The flag has the form") ? "sleep 60" : leave } } }));
  const result = await run({ set: await someTasks("berth-names", "ship-log"), model, epochs: 2 });

  const [alarm, ...more] = result.isolation?.alarms ?? [];
  expect({ outcome: result.outcome, reason: result.reason, held: result.isolation?.held, probesHeld: result.isolation?.probes.every((probe) => probe.held), more, argv: alarm?.argv, attempts: alarm?.attempts }).toEqual({
    outcome: "halted", reason: expect.stringMatching(/^A program in sandbox sample-berth-names-[0-9a-f-]+ tried to leave \(IPv4 packets without a route: 1, IPv6: 0\); the run is halted/),
    held: false, probesHeld: true, more: [], argv: ["sh", "-c", leave], attempts: { ipv4: 1, ipv6: 0 },
  });
  // No sample of the second epoch was begun.
  expect(result.samples.map(({ taskId, epoch, outcome, score }) => ({ taskId, epoch, outcome, score }))).toEqual([
    { taskId: "berth-names", epoch: 1, outcome: "halted", score: 0 }, { taskId: "ship-log", epoch: 1, outcome: "stopped", score: 0 },
  ]);
  expect(summarise(result.samples).samples).toBe(0);
  const journal = await journalOf(result);
  expect(["berth-names#1", "ship-log#1"].map((key) => dataOf(journal.get(key), "alarm"))).toEqual([
    [{ sandboxId: alarm?.sandboxId, at: alarm?.at, command: `sh -c ${leave}`, attempts: { ipv4: 1, ipv6: 0 }, lastWords: alarm?.lastWords }], [],
  ]);
  await expect(run({ set: await someTasks("berth-names", "ship-log"), model, epochs: 2, folder: result.folder })).rejects.toMatchObject({ code: "halted-run" });
});

test("a lease that ends in the middle stops the run, and nothing is asked of the model after it", async () => {
  let calls = 0;
  const model = await misbehaving(() => ({ call: { tool: "bash", input: { command: "true" } } }));
  const beforeCall = async () => {
    calls += 1;
    if (calls >= 4) throw new Error("the lease has ended");
  };
  const result = await run({ set: await someTasks("berth-names", "ship-log", "tide-table"), model, beforeCall });
  expect({ outcome: result.outcome, reason: result.reason, unfinished: result.samples.every((sample) => sample.outcome === "stopped") }).toEqual({
    outcome: "stopped", reason: "stopped before a call of the model: the lease has ended", unfinished: true,
  });
  expect(result.samples.reduce((turns, sample) => turns + sample.turns, 0)).toBeLessThanOrEqual(3);
});

test("a refused credential stops the run and is not the model's failure", async () => {
  const { url } = await scripted("capable");
  const result = await run({ set: await someTasks("ship-log"), model: { name: "m", url, apiKey: "sk-some-other-key" } });
  expect({ outcome: result.outcome, counted: summarise(result.samples).samples, says: result.reason?.includes("401") }).toEqual({ outcome: "stopped", counted: 0, says: true });
  expect(JSON.stringify(result)).not.toContain("sk-some-other-key");
});

test("a set that changed after it was loaded is refused", async () => {
  const set = await someTasks("ship-log");
  await writeFile(join(set.directory, "tasks/ship-log/solution/solve.sh"), "true\n");
  await expect(run({ set, model: await scripted("null") })).rejects.toThrow("the set's files changed after it was loaded");
});
