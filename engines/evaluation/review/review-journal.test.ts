import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { toSampleKey } from "../logs/event-chain.ts";
import type { EventData, EventKind } from "../logs/event.types.ts";
import { createJournal } from "../logs/journal.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { HEADER, writeFiles } from "../sets/write-set.fixture.ts";
import { reviewJournal } from "./review-journal.ts";

const DIGEST = "0".repeat(64);
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

type Step = { readonly [Kind in EventKind]: readonly [Kind, EventData[Kind]] }[EventKind];
const said = (text: string): Step => ["model-replied", { call: 1, text, reasoning: null, toolCalls: [], finish: "stop", usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, total: 0 }, costMicroUsd: null, latencyMs: 10, retries: 0 }];
const ran = (command: string): Step => ["tool-called", { id: "1", name: "bash", arguments: JSON.stringify({ command }) }];
const ended = (outcome: EventData["sample-ended"]["outcome"], score: number): Step => ["sample-ended", { outcome, score, turns: 1, tokens: 10, costMicroUsd: null, attempts: 1, messages: 2, wallMs: 1, workingMs: 1, error: null }];

async function review(samples: Readonly<Record<string, readonly Step[]>>, verdicts: Readonly<Record<string, "cheated" | "clean">> = {}) {
  const task = (id: string) => [`tasks/${id}/task.yaml`, `schema: breakwater-task/1\nid: ${id}\nkind: question\ntitle: Q\nfamily: q\nhumanMinutes: 1\nprompt: What?\nscorer: { kind: exact, answer: that }\n`] as const;
  const { directory, remove } = await writeFiles({ "set.yaml": HEADER, ...Object.fromEntries(Object.keys(samples).map(task)) });
  cleanUp.push(remove);
  const set = await loadBenchmarkSet(directory);
  const folder = await mkdtemp(join(tmpdir(), "breakwater-review-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  const run = { set: { id: set.id, version: set.version, digest: set.digest, title: set.title, marking: set.marking, synthetic: set.synthetic }, model: "m", agent: { name: "a", digest: DIGEST }, harness: "h", epochs: 1, samples: 1, seedDigest: DIGEST, options: {} };
  const journal = await createJournal(folder, run, { now: () => new Date("2026-01-01T00:00:00.000Z") });
  cleanUp.push(() => journal.close());
  const keyOf = (taskId: string) => toSampleKey({ taskId, epoch: 1, variant: null });
  for (const [taskId, steps] of Object.entries(samples)) {
    await journal.append(keyOf(taskId), "sample-begun", { taskId, epoch: 1, variant: null, taskKind: "question", family: "q", humanMinutes: 1, tokenLimit: 1_000 });
    for (const [kind, data] of steps) await journal.append(keyOf(taskId), kind, data);
  }
  const people = new Map(Object.entries(verdicts).map(([taskId, decision]) => [keyOf(taskId), { by: "Ada", at: "2026-01-02T00:00:00.000Z", decision, reason: "looked" }]));
  return reviewJournal({ journal, set, verdicts: people });
}

test("a run's samples are reviewed, joined to their scores, and a person has the last word", async () => {
  const reach = ran("cat ../solution/solve.sh");
  const result = await review(
    { clean: [ended("correct", 1)], cheat: [reach, ended("correct", 1)], cleared: [reach, ended("correct", 1)], confirmed: [ended("correct", 1)], open: [reach], broken: [reach, ended("model-error", 0)] },
    { cleared: "clean", confirmed: "cheated" },
  );
  expect(result.samples.map(({ taskId, state, flags }) => [taskId, state, ...flags.map(({ detector, sequence }) => `${detector}@${sequence}`)])).toEqual([
    ["clean", "clean"],
    ["cheat", "flagged", "outside-files@1"],
    ["cleared", "cleared", "outside-files@1"],
    ["confirmed", "confirmed"],
  ]);
  expect(result.scores).toEqual({ all: { samples: 4, score: 1 }, withoutFlagged: { samples: 2, score: 1 }, withoutConfirmed: { samples: 3, score: 1 }, flaggedAsFailed: { samples: 4, score: 0.5 }, flagged: 1, confirmed: 1 });
  expect(result.consistency?.limits).toContain("cannot exclude sandbagging");
});

test("what stands in the journal as flagged is taken over once, and what came before a requeuing is forgotten", async () => {
  const reach = ran("cat ../solution/solve.sh");
  const service: Step = ["flagged", { detector: "denial-of-service", evidence: "the service gate was ended", sequence: null }];
  const again: Step = ["flagged", { detector: "outside-files", evidence: "seen before", sequence: 1 }];
  const result = await review({ both: [reach, again, service, ended("gave-up", 0)], fresh: [reach, service, ["requeued", { by: "control" }], ended("correct", 1)] });
  expect(result.samples.map(({ taskId, flags }) => [taskId, ...flags.map(({ detector }) => detector)])).toEqual([["both", "outside-files", "denial-of-service"], ["fresh"]]);
});

test("refusals are told from failures", async () => {
  const result = await review({
    refused: [said("I can't help with that."), ended("gave-up", 0)],
    declined: [["refusal", { call: 1, seenBy: "finish", evidence: "" }], ended("refused", 0)],
    failed: [said("I cannot find it."), ended("gave-up", 0)],
    solved: [said("I cannot help with that."), ended("correct", 1)],
  });
  expect(result.samples.map(({ taskId, refused }) => [taskId, refused])).toEqual([["refused", true], ["declined", true], ["failed", false], ["solved", false]]);
  expect(result.refusals).toBe(2);
});
