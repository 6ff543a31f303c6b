import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { startModelEndpoint } from "#fakes/model-endpoint";
import type { Conversation, Move } from "#fakes/model-endpoint";

import type { EvaluationResult } from "../evaluation.types.ts";
import type { JournalEvent } from "../logs/event.types.ts";
import { openJournal } from "../logs/journal.ts";
import { makeLittleSet } from "./little-set.fixture.ts";

const KEY = "sk-resume-canary-0001";
const KILLS = 20;
const CHILD = join(import.meta.dirname, "evaluate-child.fixture.ts");
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

/** Mulberry32: the same points each time, wherever they fall in what the machine makes of them. */
function seeded(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

const bash = (command: string): Move => ({ call: { tool: "bash", input: { command } } });
/** Each step builds on files of the steps before; whoever comes back to another sandbox than it left says so and fails. */
function decide({ prompt, past }: Conversation): Move {
  const sum = /What is (\d+) \+/.exec(prompt)?.[1];
  if (sum !== undefined) return { say: `ANSWER: ${2 * Number(sum)}` };
  const outputs = past.map(({ output }) => output);
  const steps: (() => Move)[] = [
    () => bash("printf a >> trail; cat trail"),
    () => ({ call: { tool: "python", input: { code: "open('trail', 'a').write('b'); print(open('trail').read())" } } }),
    () => ({ call: { tool: "text_editor", input: { command: "create", path: "notes", file_text: "first\n" } } }),
    () => ({ call: { tool: "text_editor", input: { command: "insert", path: "notes", insert_line: 1, insert_text: "second" } } }),
    () => ({ call: { tool: "submit", input: { answer: "flag{no}" } } }),
    () => bash("printf c >> trail; cat trail notes"),
    () => (outputs[5] === "abcfirst\nsecond\n[exit code 0]" ? bash("cat sealed.txt") : { say: "I have lost my files." }),
    () => ({ call: { tool: "submit", input: { answer: /flag\{\w+\}/.exec(outputs[6] ?? "")?.[0] ?? "none" } } }),
  ];
  return steps[past.length]?.() ?? { say: "done" };
}
/** Which call of which sample a request is. */
const callOf = ({ prompt, past }: Conversation): string => `${/This is ([\w-]+)/.exec(prompt)?.[1]} ${past.length + 1}`;

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-resume-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  return folder;
}

async function readEvents(folder: string): Promise<readonly JournalEvent[]> {
  const events: JournalEvent[] = [];
  const journal = await openJournal(folder, { now: () => new Date(), onEvent: (event) => events.push(event) });
  await journal.close();
  return events;
}

/** What of a result must not depend on when a run was killed. */
const essence = ({ outcome, reason, samples, spent }: EvaluationResult) => ({
  outcome, reason, spent,
  samples: samples.map(({ wallMs: _wallMs, workingMs: _workingMs, transcriptDigest: _digest, ...sample }) => sample),
});

test(`a run that is killed ${KILLS} times ends with the same result as one that never was, and no reply is paid for twice`, { timeout: 480_000 }, async () => {
  // Work enough that the fastest machine does not end before the last kill.
  const set = await makeLittleSet({ flags: 24, questions: 12 });
  cleanUp.push(() => rm(set.directory, { recursive: true }));
  const random = seeded(20_260_114);
  const asked = new Map<string, number>();
  let onAsked: () => void = () => undefined;
  const endpoint = await startModelEndpoint({
    apiKey: KEY,
    decide(conversation) {
      const call = callOf(conversation);
      asked.set(call, (asked.get(call) ?? 0) + 1);
      onAsked();
      return decide(conversation);
    },
  });
  cleanUp.push(() => endpoint.close());
  const runOnce = async (folder: string, onStart: (kill: () => void) => void): Promise<EvaluationResult | null> => {
    const options = { setDirectory: set.directory, folder, model: { name: "scripted", url: endpoint.url, apiKey: KEY }, seed: "the same seed", atOnce: { sandboxes: 2, questions: 2 } };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(options)], { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    onStart(() => child.kill("SIGKILL"));
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (signal === "SIGKILL") return null;
    if (code !== 0) throw new Error(`the child ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as EvaluationResult;
  };

  const whole = await runOnce(await makeFolder(), () => undefined);
  expect(whole?.samples.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 36 }, () => "correct"));
  expect(Object.fromEntries(asked)).toEqual(Object.fromEntries([...asked.keys()].map((call) => [call, 1])));

  asked.clear();
  const folder = await makeFolder();
  let kills = 0;
  let result: EvaluationResult | null = null;
  while (!result) {
    result = await runOnce(folder, (kill) => {
      if (kills === KILLS) return;
      // At one of its next calls, or up to 120 ms after it: while a reply, a tool, a judgement or a rebuilding is under way.
      let left = Math.floor(random() * 2);
      const waitMs = random() * 120;
      onAsked = () => {
        if (left-- === 0) setTimeout(kill, waitMs);
      };
    });
    if (!result) kills += 1;
  }
  expect(kills).toBe(KILLS);
  expect(result && essence(result)).toEqual(whole && essence(whole));

  const events = await readEvents(folder);
  const recorded = (kind: "model-called" | "model-replied") => {
    const counts = new Map<string, number>();
    for (const event of events) if (event.kind === kind) counts.set(`${event.sample?.split("#")[0]} ${event.data.call}`, (counts.get(`${event.sample?.split("#")[0]} ${event.data.call}`) ?? 0) + 1);
    return counts;
  };
  const [called, replied] = [recorded("model-called"), recorded("model-replied")];
  // Each reply is recorded once; each request that arrived is one the journal knows of; only a call that a kill cut off was made again.
  expect([...replied.values()].every((count) => count === 1)).toBe(true);
  expect([...asked].filter(([call, count]) => count > (called.get(call) ?? 0))).toEqual([]);
  expect(events.filter(({ kind }) => kind === "model-called").length - events.filter(({ kind }) => kind === "model-replied").length).toBeLessThanOrEqual(4 * KILLS);
  expect(events.filter((event) => event.kind === "rebuilt").reduce((sum, event) => sum + event.data.diverged, 0)).toBe(0);
  expect(events.filter(({ kind }) => kind === "rebuilt").length).toBeGreaterThan(0);
  expect(await readFile(join(folder, "journal.ndjson"), "utf8")).not.toContain(KEY);
});
