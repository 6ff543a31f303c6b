import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";
import { startModelEndpoint } from "#fakes/model-endpoint";
import type { Conversation, Move } from "#fakes/model-endpoint";

import type { EvaluateOptions, EvaluationResult } from "../evaluation.types.ts";
import type { JournalEvent } from "../logs/event.types.ts";
import { openJournal } from "../logs/journal.ts";
import { giveCommand } from "./control-folder.ts";
import { evaluate } from "./evaluate.ts";
import { makeLittleSet } from "./little-set.fixture.ts";

const backend = createBubblewrapBackend();
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

/** A run of flags in a folder that stays the same, with whatever model. */
async function prepare(flags: number, decide: (conversation: Conversation) => Move) {
  const apiKey = "sk-control-0001";
  const endpoint = await startModelEndpoint({ apiKey, decide });
  const set = await makeLittleSet({ flags });
  const folder = await mkdtemp(join(tmpdir(), "breakwater-control-"));
  cleanUp.push(() => endpoint.close(), () => rm(set.directory, { recursive: true }), () => rm(folder, { recursive: true }));
  const model = { name: "scripted", url: endpoint.url, apiKey };
  return { endpoint, folder, run: (more: Partial<EvaluateOptions> = {}) => evaluate({ set, model, folder, backend, seed: "a seed", ...more }) };
}
const bash = (command: string): Move => ({ call: { tool: "bash", input: { command } } });
const solve = ({ past: [read] }: Conversation, command = "cat sealed.txt"): Move => (read ? { call: { tool: "submit", input: { answer: /flag\{\w+\}/.exec(read.output)?.[0] ?? "" } } } : bash(command));
const samplesOf = ({ outcome, reason, samples }: EvaluationResult) => ({ outcome, reason, samples: samples.map((sample) => `${sample.taskId} ${sample.outcome}`) });
async function kindsOf(folder: string, sample: string): Promise<readonly string[]> {
  const events: JournalEvent[] = [];
  const journal = await openJournal(folder, { now: () => new Date(), onEvent: (event) => events.push(event) });
  await journal.close();
  return events.filter((event) => event.sample === sample).map(({ kind }) => kind);
}

test("a sample ends at its cost limit, by the price of the model, and what it cost is in its figures", { timeout: 30_000 }, async () => {
  const { run, folder, endpoint } = await prepare(1, () => bash("true"));
  const prices = { scripted: { input: 2_000_000, output: 10_000_000 } };
  const result = await run({ prices, limits: { costMicroUsd: 9_000 } });
  const [sample] = result.samples;
  expect(samplesOf(result)).toEqual({ outcome: "finished", reason: null, samples: ["flag-1 cost-limit"] });
  expect({ over: (sample?.costMicroUsd ?? 0) >= 9_000, same: sample?.costMicroUsd === result.spent.microUsd, asked: endpoint.calls() === sample?.turns, notAtOnce: endpoint.calls() > 1 }).toEqual({ over: true, same: true, asked: true, notAtOnce: true });
  expect((await kindsOf(folder, "flag-1#1")).filter((kind) => kind === "limit-reached" || kind === "sample-ended")).toEqual(["limit-reached", "sample-ended"]);
});

test("a run that is cancelled ends what runs, begins nothing more, and goes on later with what was left", { timeout: 60_000 }, async () => {
  const { run, folder } = await prepare(3, (conversation) => solve(conversation, "sleep 2; cat sealed.txt"));
  let given: Promise<void> | undefined;
  const cancelled = await run({ atOnce: { sandboxes: 1 }, onProgress: ({ step }) => {
    if (step === "turn") given ??= giveCommand(folder, { command: "cancel" });
  } });
  expect(samplesOf(cancelled)).toEqual({ outcome: "stopped", reason: "cancelled by a command", samples: ["flag-1 stopped"] });
  // The command that was under way is given again.
  expect(samplesOf(await run())).toEqual({ outcome: "finished", reason: null, samples: ["flag-1 correct", "flag-2 correct", "flag-3 correct"] });
  expect((await kindsOf(folder, "flag-1#1")).filter((kind) => kind === "sample-begun" || kind === "rebuilt" || kind === "sample-ended")).toEqual(["sample-begun", "rebuilt", "sample-ended"]);
});

test("a sample that is cancelled has ended for good, and the others run on", { timeout: 60_000 }, async () => {
  const { run, folder, endpoint } = await prepare(2, (conversation) => (conversation.prompt.includes("flag-1") ? bash("sleep 60") : solve(conversation)));
  const result = await run({ onProgress: (progress) => {
    if (progress.step === "turn" && progress.taskId === "flag-1") void giveCommand(folder, { command: "cancel-sample", sample: "flag-1#1" });
  } });
  expect(samplesOf(result)).toEqual({ outcome: "finished", reason: null, samples: ["flag-1 stopped", "flag-2 correct"] });
  expect((await kindsOf(folder, "flag-1#1")).at(-1)).toBe("sample-ended");
  const asked = endpoint.calls();
  expect(samplesOf(await run())).toEqual(samplesOf(result));
  expect(endpoint.calls()).toBe(asked);
});
