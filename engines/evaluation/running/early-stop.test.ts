import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";
import { startModelEndpoint } from "#fakes/model-endpoint";

import type { EvaluateOptions, SampleResult } from "../evaluation.types.ts";
import type { SampleKey } from "../logs/event.types.ts";
import { openJournal } from "../logs/journal.ts";
import { recordVerdict } from "../review/review-log.ts";
import { readReportedRun } from "../reports/read-reported-run.ts";
import { seedRandom } from "../statistics/random.rules.ts";
import { EarlyStop, inDrawnOrder } from "./early-stop.ts";
import { evaluate } from "./evaluate.ts";
import { giveCommand } from "./control-folder.ts";
import { makeLittleSet } from "./little-set.fixture.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

const keys = (count: number) => Array.from({ length: count }, (_, index) => `task-${index}#1` as SampleKey);
const resultOf = (score: 0 | 1, outcome: SampleResult["outcome"] = score === 1 ? "correct" : "gave-up") => ({ score, outcome }) as SampleResult;

test("only samples all of whose predecessors in the drawn order have ended are counted, whichever end first", () => {
  const order = keys(20);
  const ended = new Map<SampleKey, SampleResult>();
  const stop = new EarlyStop(0.5, order, (key) => ended.get(key));
  for (const key of order.slice(1)) ended.set(key, resultOf(1));
  stop.look();
  expect([stop.isDecided, stop.reason, stop.rule]).toEqual([false, null, { threshold: 0.5, verdict: "undecided", passed: 0, samples: 0 }]);
  ended.set(order[0] as SampleKey, resultOf(0, "model-error"));
  stop.look();
  expect(stop.rule).toEqual({ threshold: 0.5, verdict: "reached", passed: 8, samples: 8 });
  expect(stop.reason).toBe("decided: the rate lies above 0.5, by 8 of the first 8 samples in the order that was drawn");

  ended.delete(order[2] as SampleKey);
  stop.forget();
  expect(stop.rule).toEqual({ threshold: 0.5, verdict: "undecided", passed: 1, samples: 1 });
});

test("a model at the threshold is said to lie above or below it in at most one run of twenty, however often the rule looks", () => {
  const random = seedRandom(20_261_121);
  const order = keys(200);
  const runs = 2_000;
  let wrong = 0;
  for (let run = 0; run < runs; run += 1) {
    const ended = new Map(order.map((key) => [key, resultOf(random() < 0.5 ? 1 : 0)]));
    const stop = new EarlyStop(0.5, order, (key) => ended.get(key));
    stop.look();
    if (stop.isDecided) wrong += 1;
  }
  expect(wrong / runs).toBeLessThan(0.05);
  expect(wrong).toBeGreaterThan(0);
});

test("the order is a shuffle by the seed, and the same for the same seed", () => {
  const plans = keys(50).map((key) => ({ key }));
  const drawn = inDrawnOrder(plans, "one");
  expect(inDrawnOrder(plans.toReversed(), "one")).toEqual(drawn);
  expect(drawn).not.toEqual(plans);
  expect(drawn).not.toEqual(inDrawnOrder(plans, "two"));
  expect(new Set(drawn)).toEqual(new Set(plans));
});

/** Answers sums, rightly or not, and counts what it is asked. */
async function makeRun(isRight: (sum: number) => boolean, more: Partial<EvaluateOptions> = {}) {
  const set = await makeLittleSet({ questions: 40 });
  const folder = await mkdtemp(join(tmpdir(), "breakwater-early-"));
  const asked: number[] = [];
  const apiKey = "sk-early-0001";
  const endpoint = await startModelEndpoint({ apiKey, decide({ prompt }) {
    const sum = Number(/What is (\d+) \+/.exec(prompt)?.[1]);
    asked.push(sum);
    return { say: `ANSWER: ${isRight(sum) ? 2 * sum : "none"}` };
  } });
  const model = { name: "adder", url: endpoint.url, apiKey };
  cleanUp.push(() => endpoint.close(), () => rm(set.directory, { recursive: true }), () => rm(folder, { recursive: true }));
  const options: EvaluateOptions = { set, model, folder, backend: createBubblewrapBackend(), seed: "drawn", stopAt: 0.5, atOnce: { questions: 1 }, ...more };
  return { run: (again: Partial<EvaluateOptions> = {}) => evaluate({ ...options, ...again }), asked, folder, set };
}

test("a run that is decided begins no further sample, says what decided it, and is not gone on with", async () => {
  const { run, asked, folder } = await makeRun(() => true);
  const result = await run();
  const rule = { threshold: 0.5, verdict: "reached", passed: 8, samples: 8 };
  expect([result.outcome, result.reason, result.stopRule]).toEqual(["finished", "decided: the rate lies above 0.5, by 8 of the first 8 samples in the order that was drawn", rule]);
  expect([asked.length, result.samples.length]).toEqual([8, 8]);
  expect(asked).not.toEqual(asked.toSorted((a, b) => a - b));
  expect((JSON.parse(await readFile(join(folder, "run.json"), "utf8")) as { options: object }).options).toMatchObject({ stopAt: 0.5 });
  expect(await run()).toEqual(result);
  // What a person adds to a sample changes the run's root, and nothing else of its result.
  const { root } = await recordVerdict(folder, `${result.samples[0]?.taskId}#1` as SampleKey, { by: "Ada", decision: "clean", reason: "looked" });
  const { samples, ...rest } = await run();
  expect(rest).toEqual({ ...Object.fromEntries(Object.entries(result).filter(([name]) => name !== "samples")), root });
  expect(samples.map(({ taskId, score }) => [taskId, score])).toEqual(result.samples.map(({ taskId, score }) => [taskId, score]));
  expect(asked).toHaveLength(8);
});

test("below the threshold is decided as well, and where nothing is decided all samples are run", async () => {
  const below = await (await makeRun(() => false)).run();
  expect(below.stopRule).toEqual({ threshold: 0.5, verdict: "not-reached", passed: 0, samples: 8 });
  const even = await (await makeRun((sum) => sum % 2 === 0)).run();
  expect([even.outcome, even.reason, even.samples.length, even.stopRule]).toEqual(["finished", null, 40, { threshold: 0.5, verdict: "undecided", passed: 20, samples: 40 }]);
});

test("a run that was stopped is decided by the same samples after a resumption, and nothing is asked twice", async () => {
  const whole = await (await makeRun((sum) => sum % 5 !== 0)).run();
  const { run, asked } = await makeRun((sum) => sum % 5 !== 0);
  const stop = new AbortController();
  const stopped = await run({ signal: stop.signal, onProgress: ({ step, done }) => step === "sample-finished" && done === 3 && stop.abort() });
  expect([stopped.outcome, stopped.stopRule?.verdict]).toEqual(["stopped", "undecided"]);
  const resumed = await run();
  expect([resumed.reason, resumed.stopRule, resumed.samples.map(({ taskId }) => taskId)]).toEqual([whole.reason, whole.stopRule, whole.samples.map(({ taskId }) => taskId)]);
  expect(resumed.stopRule?.verdict).toBe("reached");
  expect(new Set(asked).size).toBe(asked.length);
});

test("with many samples under way the same ones decide, and those under way are brought to their end", async () => {
  const alone = await (await makeRun((sum) => sum % 5 !== 0)).run();
  const { run, asked, folder } = await makeRun((sum) => sum % 5 !== 0, { atOnce: { questions: 12 } });
  const result = await run();
  expect(result.stopRule).toEqual(alone.stopRule);
  expect(result.samples).toHaveLength(asked.length);
  const journal = await openJournal(folder, { now: () => new Date() });
  expect([...journal.heads()].filter(({ sample, state }) => sample !== null && state === "open")).toEqual([]);
  await journal.close();
});

test("a sample that decided and is put back into the queue is run again, and the rule is asked anew", async () => {
  let isRight = true;
  const { run, asked, folder } = await makeRun(() => isRight);
  const first = await run();
  isRight = false;
  const sample = `${first.samples[0]?.taskId}#1`;
  await giveCommand(folder, { command: "requeue", sample });
  const again = await run();
  expect(asked.filter((sum) => `sum-${sum}#1` === sample)).toHaveLength(2);
  expect([again.outcome, again.stopRule]).not.toEqual([first.outcome, first.stopRule]);
  expect(again.samples.find(({ taskId }) => `${taskId}#1` === sample)?.score).toBe(0);
});

test("a rule that cannot hold is refused in words, and so is another one for a run that has begun", async () => {
  const { run, asked } = await makeRun(() => true);
  await expect(run({ stopAt: 1 })).rejects.toThrow("stopAt must be a rate between 0 and 1, got 1");
  await expect(run({ variants: ["kind"] })).rejects.toThrow("takes no variants");
  expect(asked).toEqual([]);
  await run();
  await expect(run({ stopAt: 0.6 })).rejects.toThrow("was begun to stop at 0.5");
  await expect(run({ stopAt: undefined })).rejects.toThrow("was begun to stop at 0.5");
  expect(asked).toHaveLength(8);
});

test("a report of it gives bounds that hold however often one looked", async () => {
  const { run, folder } = await makeRun(() => true);
  await run();
  expect((await readReportedRun(folder)).stopRule).toEqual({ threshold: 0.5, verdict: "reached", passed: 8, samples: 8 });
});
