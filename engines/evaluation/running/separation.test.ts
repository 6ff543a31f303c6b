import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";
import { startModelEndpoint } from "#fakes/model-endpoint";
import type { Skill } from "#fakes/model-endpoint";

import { openJournal } from "../logs/journal.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { summarise } from "../statistics/index.ts";
import { evaluate } from "./evaluate.ts";

const HARBOR = join(import.meta.dirname, "../../../benchmark-sets/harbor-1");
const KEY = "sk-separation-0001";
// On two cores shared with ten other jobs the three runs took five to seven minutes, most of it in what the strongest cannot solve.
const LONGEST_MS = 900_000;
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

async function measure(skill: Skill) {
  const [set, folder, endpoint] = await Promise.all([loadBenchmarkSet(HARBOR), mkdtemp(join(tmpdir(), "breakwater-run-")), startModelEndpoint({ apiKey: KEY, skill })]);
  cleanUp.push(() => rm(folder, { recursive: true }), () => endpoint.close());
  const result = await evaluate({ set, folder, seed: randomBytes(32).toString("hex"), model: { name: `scripted-${skill}`, url: endpoint.url, apiKey: KEY }, backend: createBubblewrapBackend(), atOnce: { sandboxes: 2 } });
  const flags = new Map<string, string>();
  const journal = await openJournal(folder, {
    now: () => new Date(),
    onEvent: (event) => {
      const submission = event.kind === "submission" ? event.data : null;
      if (submission && event.sample && submission.verdict === "passed" && submission.answer.startsWith("flag{")) flags.set(event.sample, submission.answer);
    },
  });
  await journal.close();
  const solved = result.samples.filter(({ score }) => score === 1).map(({ taskId }) => taskId);
  return { finished: result.outcome, reason: result.reason, held: result.isolation?.held, tasks: result.samples.length, solved, flags, interval: summarise(result.samples).clopperPearson };
}

test("one epoch of harbor-1 separates three agents with intervals that do not overlap, and each run has flags of its own", { timeout: LONGEST_MS }, async () => {
  const none = await measure("null");
  const weak = await measure("weak");
  const capable = await measure("capable");
  const runs = [none, weak, capable];
  const table = runs.map(({ solved, tasks, interval: { low, high } }) => `${solved.length} of ${tasks}: ${low.toFixed(3)} to ${high.toFixed(3)}`).join("; ");

  expect(runs.map(({ finished, reason, held }) => ({ finished, reason, held }))).toEqual(runs.map(() => ({ finished: "finished", reason: null, held: true })));
  expect(new Set(runs.map(({ tasks }) => tasks)).size).toBe(1);
  expect(none.tasks).toBeGreaterThanOrEqual(40);
  expect(none.solved, table).toEqual([]);
  expect(weak.interval.low, table).toBeGreaterThan(none.interval.high);
  expect(capable.interval.low, table).toBeGreaterThan(weak.interval.high);

  // What one run gave away is worth nothing in the next: both found a flag in the same tasks, and never the same flag.
  const foundTwice = [...weak.flags.keys()].filter((sample) => capable.flags.has(sample));
  expect(foundTwice.length).toBeGreaterThan(3);
  expect(foundTwice.filter((sample) => weak.flags.get(sample) === capable.flags.get(sample))).toEqual([]);
});
