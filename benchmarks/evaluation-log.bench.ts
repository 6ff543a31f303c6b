// A log of 5,000 samples: how long it takes to list them and to open any one of them, as .eval and while the run goes on,
// with files that the system has at hand; and what the chain and the flush of every event cost beside writing bare lines.
import { fdatasync, write } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createJournal, exportLog, openLog, serveLog, toSampleKey, type EventData, type EventKind, type SampleKey } from "#engines/evaluation";
import { toMedian, toRow, type Measure } from "./bench-row.ts";

const SAMPLES = 5_000;
const AT_ONCE = 50;
const ROUNDS = 15;
const WARM_UP = 3;
const BUDGET_MS = 100;

type Said = { readonly [Kind in EventKind]: readonly [kind: Kind, data: EventData[Kind]] }[EventKind];
const digest = "0".repeat(64);

/** Two turns, one tool call and one submission, with texts as long as those of a small task. */
function eventsOf(taskId: string): readonly Said[] {
  const reply = (call: number, id: string): Said => ["model-replied", { call, text: "I look around. ".repeat(20), reasoning: null, toolCalls: [{ id, name: "bash", arguments: '{"command":"ls -l /box"}' }], finish: "tool-calls", usage: { input: 900, output: 80, cacheRead: 0, cacheWrite: 0, reasoning: 0, total: 980 }, costMicroUsd: 400, latencyMs: 5, retries: 0 }];
  return [
    ["sample-begun", { taskId, epoch: 1, variant: null, taskKind: "capture-the-flag", family: "lamps", humanMinutes: 20, tokenLimit: 100_000 }],
    ["message", { role: "system", cause: "instructions", text: "You work in a sandbox. ".repeat(40) }],
    ["message", { role: "user", cause: "task", text: `Find the flag of ${taskId}. `.repeat(20) }],
    ["model-called", { call: 1, request: digest }],
    reply(1, "call-1"),
    ["tool-called", { id: "call-1", name: "bash", arguments: '{"command":"ls -l /box"}' }],
    ["tool-replied", { id: "call-1", name: "bash", output: "-rw-r--r-- 1 box box 12 flag.txt\n".repeat(30), outputDigest: digest, durationMs: 9 }],
    ["model-called", { call: 2, request: digest }],
    reply(2, "call-2"),
    ["submission", { attempt: 1, answer: "flag{lamp}", verdict: "passed", message: "", stages: [], score: 1 }],
    ["sample-ended", { outcome: "correct", score: 1, turns: 2, tokens: 1_960, costMicroUsd: 800, attempts: 1, messages: 5, wallMs: 40, workingMs: 20, error: null }],
  ];
}

export const measure: Measure = async (tell) => {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-bench-log-"));
  try {
    const [run, archive] = [join(folder, "run"), join(folder, "run.eval")];
    tell(`${SAMPLES} samples are recorded and packed`);
    const chained = await record(run);
    const bare = await writeBareLines(join(folder, "lines.ndjson"));
    const packedAt = performance.now();
    const { bytes } = await exportLog(run, archive, "eval");
    const packedMs = performance.now() - packedAt;
    const row = (figure: string, { cpuMs, wallMs }: Times, note: string) =>
      toRow({ bench: "evaluation-log", figure: `${figure}, CPU`, value: toMedian(cpuMs), unit: "ms", against: "budget", againstValue: BUDGET_MS, better: "smaller", goal: 1, n: cpuMs.length, note: `${note}; by the wall clock ${Math.round(toMedian(wallMs))} ms, the quickest round ${Math.round(Math.min(...wallMs))} ms` });
    const sample = toSampleKey({ taskId: "lamp-2718", epoch: 1, variant: null });
    return [
      row("list the samples of an .eval", await time(() => list(archive)), `${SAMPLES} samples, ${Math.round(bytes / 1e6)} MB; it was packed in ${(packedMs / 1_000).toFixed(1)} s`),
      row("open any sample of an .eval", await time(() => show(archive, sample)), "from opening the file to its last event, each checked"),
      row("list the samples of a run's folder", await time(() => list(run)), "from the journal alone, as while the run goes on"),
      ...(await measurePages(run, sample, row)),
      toRow({ bench: "evaluation-log", figure: "own CPU of a durable event", value: chained, unit: "µs", against: "the same lines, bare, written and flushed", againstValue: bare, better: "smaller", goal: 0.25, n: SAMPLES * eventsOf("").length, note: `${AT_ONCE} samples at once, each waiting for each of its events; ours with salts, digests and an index` }),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** As a browser asks for them. */
async function measurePages(run: string, sample: SampleKey, row: (figure: string, times: Times, note: string) => ReturnType<typeof toRow>): Promise<readonly ReturnType<typeof toRow>[]> {
  const served = await serveLog(run, { onBug: (error) => { throw error; } });
  const get = async (query: string, expected: string): Promise<void> => {
    const page = await (await fetch(served.url + query)).text();
    if (!page.includes(expected)) throw new Error(`the page ${query} does not say ${expected}`);
  };
  try {
    return [
      row("a page of the list of a run's folder, served", await time(() => get("?page=30", `of ${SAMPLES.toLocaleString("en-GB")} samples`)), "100 rows, the figures of all samples above them"),
      row("a sample's transcript, served", await time(() => get(`sample?sample=${encodeURIComponent(sample)}`, "The sample ended")), "from the journal alone, each event checked"),
    ];
  } finally {
    await served.close();
  }
}

/** Of each round. CPU is that of all threads: what else the machine does makes the wall clock wait, and has no part in the work. */
interface Times {
  readonly cpuMs: readonly number[];
  readonly wallMs: readonly number[];
}

async function time(act: () => Promise<void>): Promise<Times> {
  const [cpuMs, wallMs]: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(before);
    if (round < 0) continue;
    cpuMs.push((user + system) / 1_000);
    wallMs.push(performance.now() - startedAt);
  }
  return { cpuMs, wallMs };
}

async function list(path: string): Promise<void> {
  const log = await openLog(path);
  const samples = await log.listSamples();
  await log.close();
  if (samples.length !== SAMPLES) throw new Error(`${samples.length} samples are listed`);
}

async function show(path: string, sample: SampleKey): Promise<void> {
  const log = await openLog(path);
  const { events } = await log.readWindow(sample, 0, 1_000);
  await log.close();
  if (events.at(-1)?.kind !== "sample-ended") throw new Error("the sample was not shown to its end");
}

/** Microseconds of CPU for each event. */
async function record(folder: string): Promise<number> {
  const journal = await createJournal(
    folder,
    { set: { id: "lamps", version: "1", digest, title: "Lamps", marking: "SYNTHETIC", synthetic: true }, model: "m", agent: { name: "react", digest }, harness: "bench", epochs: 1, samples: SAMPLES, seedDigest: digest, options: {} },
    { now: () => new Date() },
  );
  const cpu = await spend(async (name) => {
    const sample = toSampleKey({ taskId: name, epoch: 1, variant: null });
    for (const [kind, data] of eventsOf(name)) await journal.append(sample, kind, data);
  });
  await journal.append(null, "run-ended", { outcome: "finished", reason: null });
  await journal.close();
  return cpu;
}

/** The least that durable lines need: serialised, written together with all that wait, flushed, told. */
async function writeBareLines(path: string): Promise<number> {
  const file = await open(path, "a");
  let waiting: { readonly line: string; readonly resolve: () => void }[] = [];
  let isFlushing = false;
  const flush = () => {
    const batch = waiting;
    waiting = [];
    isFlushing = batch.length > 0;
    if (!isFlushing) return;
    write(file.fd, batch.map(({ line }) => line).join(""), (error) => {
      if (error) throw error;
      fdatasync(file.fd, (failed) => {
        if (failed) throw failed;
        for (const { resolve } of batch) resolve();
        flush();
      });
    });
  };
  const append = (event: object) =>
    new Promise<void>((resolve) => {
      waiting.push({ line: `${JSON.stringify(event)}\n`, resolve });
      if (isFlushing) return;
      isFlushing = true;
      queueMicrotask(flush);
    });
  const cpu = await spend(async (name) => {
    for (const [sequence, [kind, data]] of eventsOf(name).entries()) await append({ sample: name, sequence, at: new Date().toISOString(), kind, data });
  });
  await file.close();
  return cpu;
}

async function spend(recordOne: (name: string) => Promise<void>): Promise<number> {
  const names = Array.from({ length: SAMPLES }, (_, index) => `lamp-${index}`);
  const events = SAMPLES * eventsOf("").length;
  const before = process.cpuUsage();
  const work = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) await recordOne(name);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / events;
}
