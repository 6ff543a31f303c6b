import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { startModelEndpoint } from "#fakes/model-endpoint";

import type { EventData, SampleKey } from "../logs/event.types.ts";
import { exportLog, exportRedacted } from "../logs/export-log.ts";
import { createJournal, openJournal } from "../logs/journal.ts";
import { openLog } from "../logs/open-log.ts";
import { keyOf, recordRun, RUN, tickingClock } from "../logs/sample-run.fixture.ts";
import { verifyLog } from "../logs/verify-log.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { HEADER, writeFiles } from "../sets/write-set.fixture.ts";
import { recordVerdict, reviewFlaggedByModel, reviewLog } from "./review-log.ts";

const [BERTH, CRANE] = [keyOf("berth"), keyOf("crane")];
const KEY = "sk-review-canary-0001";
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-review-log-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  return folder;
}
/** Two ended samples, the first flagged, and one that is open. */
async function makeRun(run: Parameters<typeof createJournal>[1] = RUN): Promise<string> {
  const folder = join(await makeFolder(), "run");
  const journal = await createJournal(folder, run, { now: tickingClock() });
  await recordRun(journal, [BERTH, CRANE]);
  await journal.append(BERTH, "flagged", { detector: "denial-of-service", evidence: "the service gate was ended", sequence: 5 });
  await journal.append(keyOf("dock"), "sample-begun", { taskId: "dock", epoch: 1, variant: null, taskKind: "question", family: "lamps", humanMinutes: 1, tokenLimit: 10 });
  await journal.close();
  return folder;
}
const bytesOf = (folder: string) => readFile(join(folder, "journal.ndjson"), "utf8");
const cheated = { by: "Ada", decision: "cheated", reason: "it ended the gate\u001b[2J" } as const;
const statesOf = async (path: string) => Object.fromEntries((await reviewLog(path, null)).samples.map(({ sample, state, verdict }) => [sample, verdict ? [state, verdict.by, verdict.reason] : [state]]));

test("a verdict stands in the sample's chain, changes the run's root, and the last one holds, in the folder and in what is exported of it", async () => {
  const folder = await makeRun();
  const { root: before } = await verifyLog(folder);
  expect(await statesOf(folder)).toEqual({ "berth#1": ["flagged"], "crane#1": ["clean"] });

  const first = await recordVerdict(folder, BERTH, { ...cheated, decision: "clean", reason: "the gate fell by itself" });
  const recorded = await recordVerdict(folder, BERTH, cheated);
  expect(recorded).toEqual({ sample: BERTH, verdict: { by: "Ada", decision: "cheated", reason: "it ended the gate\\x1b[2J" }, sequence: first.sequence + 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/), root: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await recordVerdict(folder, CRANE, { by: "Ada", decision: "clean", reason: "nothing to see" });
  const states = { "berth#1": ["confirmed", "Ada", "it ended the gate\\x1b[2J"], "crane#1": ["cleared", "Ada", "nothing to see"] };
  expect(await statesOf(folder)).toEqual(states);

  const to = join(await makeFolder(), "run.eval");
  await exportLog(folder, to, "eval");
  expect(await statesOf(to)).toEqual(states);
  const { ok, root, findings } = await verifyLog(to);
  expect([ok, findings, root === (await verifyLog(folder)).root, root !== before, root !== recorded.root]).toEqual([true, [], true, true, true]);
  const log = await openLog(to);
  const { events } = await log.readWindow(BERTH, first.sequence, 5);
  await log.close();
  expect(events.map(({ kind, data }) => [kind, (data as EventData["verdict"]).decision])).toEqual([["verdict", "clean"], ["verdict", "cheated"]]);
});

test("a verdict goes with what it was passed on: put back into the queue, the sample has none", async () => {
  const folder = await makeRun();
  await recordVerdict(folder, BERTH, cheated);
  const journal = await openJournal(folder, { now: tickingClock() });
  await journal.append(BERTH, "requeued", { by: "control" });
  await journal.append(BERTH, "sample-ended", { outcome: "correct", score: 1, turns: 1, tokens: 1, costMicroUsd: null, attempts: 1, messages: 1, wallMs: 1, workingMs: 1, error: null });
  await journal.close();
  expect(await statesOf(folder)).toEqual({ "berth#1": ["clean"], "crane#1": ["clean"] });
});

test("what cannot be recorded is refused in words, and nothing is", async () => {
  const folder = await makeRun();
  const before = await bytesOf(folder);
  const [whole, redacted] = [join(await makeFolder(), "whole.eval"), join(await makeFolder(), "redacted.eval")];
  await exportLog(folder, whole, "eval");
  await exportRedacted(folder, redacted, { parts: ["evidence"], samples: [] });
  const table: readonly (readonly [string, SampleKey, string, string, string])[] = [
    [folder, BERTH, "Ada", " ", "reason: give 1 to 2000 characters"],
    [folder, BERTH, "Ada", "x".repeat(2_001), "reason: give 1 to 2000 characters"],
    [folder, BERTH, "", "looked", "by: give 1 to 200 characters"],
    [folder, keyOf("dock"), "Ada", "looked", "dock#1 has not ended"],
    [folder, keyOf("pier"), "Ada", "looked", "holds no sample pier#1"],
    [whole, BERTH, "Ada", "looked", "is a file, to which nothing is added"],
    [redacted, BERTH, "Ada", "looked", "is a file, to which nothing is added"],
    [join(folder, "none"), BERTH, "Ada", "looked", "there is no such folder"],
  ];
  for (const [path, sample, by, reason, message] of table) await expect(recordVerdict(path, sample, { by, decision: "clean", reason }), message).rejects.toThrow(message);
  expect(await bytesOf(folder)).toBe(before);
  expect((await verifyLog(whole)).ok).toBe(true);
});

test("a folder that is being written is left to its writer", async () => {
  const folder = await makeRun();
  const before = await bytesOf(folder);
  const writer = await openJournal(folder, { now: tickingClock() });
  await expect(recordVerdict(folder, BERTH, cheated)).rejects.toMatchObject({ code: "in-use" });
  await writer.close();
  expect(await bytesOf(folder)).toBe(before);
  expect(await recordVerdict(folder, BERTH, cheated)).toMatchObject({ sample: BERTH });
});

test("of a log with parts withheld nothing is said, since what is withheld may be what shows it", async () => {
  const redacted = join(await makeFolder(), "redacted.eval");
  await exportRedacted(await makeRun(), redacted, { parts: ["evidence"], samples: [] });
  await expect(reviewLog(redacted, null)).rejects.toMatchObject({ code: "withheld" });
});

async function makeReviewer(answer: (asked: string) => string) {
  const asked: string[] = [];
  const endpoint = await startModelEndpoint({ apiKey: KEY, decide({ prompt }) {
    asked.push(prompt);
    return { say: answer(prompt) };
  } });
  cleanUp.push(() => endpoint.close());
  return { model: { name: "reviewer", url: endpoint.url, apiKey: KEY }, asked };
}
async function makeRunOfSet() {
  const task = (id: string) => [`tasks/${id}/task.yaml`, `schema: breakwater-task/1\nid: ${id}\nkind: question\ntitle: Q\nfamily: q\nhumanMinutes: 1\nprompt: What?\nscorer: { kind: exact, answer: that }\n`] as const;
  const { directory, remove } = await writeFiles({ "set.yaml": HEADER, ...Object.fromEntries(["berth", "crane"].map(task)) });
  cleanUp.push(remove);
  const set = await loadBenchmarkSet(directory);
  return { set, folder: await makeRun({ ...RUN, set: { ...RUN.set, digest: set.digest } }) };
}
const signal = new AbortController().signal;

test("a reviewer model is shown the flagged samples alone, its suspicion is recorded as a flag, and it is not asked again", async () => {
  const { set, folder } = await makeRunOfSet();
  const { model, asked } = await makeReviewer(() => '{"suspect": true, "event": 5, "reason": "It looked for the flag\'s file."}');
  const judged = await reviewFlaggedByModel(folder, { set, model, signal });
  expect(judged.map(({ sample, review }) => [sample, review.suspect])).toEqual([[BERTH, true]]);
  expect([asked.length, asked[0]?.includes("Find the flag of berth."), asked[0]?.includes("denial-of-service")]).toEqual([1, true, true]);
  const { samples } = await reviewLog(folder, set);
  expect(samples.map(({ sample, state, flags }) => [sample, state, ...flags.map(({ detector }) => detector)])).toEqual([[BERTH, "flagged", "denial-of-service", "reviewer-model"], [CRANE, "clean"]]);
  expect(samples[0]?.flags[1]?.evidence).toBe("reviewer: It looked for the flag's file.");
  expect(await reviewFlaggedByModel(folder, { set, model, signal })).toEqual([]);
  expect(await bytesOf(folder)).not.toContain(KEY);
});

test("a reviewer model clears nobody, and one whose answer cannot be read says nothing", async () => {
  for (const [answer, suspect] of [['{"suspect": false, "event": null, "reason": "Fine."}', false], ["I would rather not.", null]] as const) {
    const { set, folder } = await makeRunOfSet();
    const before = await bytesOf(folder);
    const { model } = await makeReviewer(() => answer);
    expect((await reviewFlaggedByModel(folder, { set, model, signal })).map(({ review }) => review.suspect)).toEqual([suspect]);
    expect(await bytesOf(folder)).toBe(before);
  }
});

test("a model that may not be shown the set, another set, and a cap without room are refused before anything is sent", async () => {
  const { model, asked } = await makeReviewer(() => "{}");
  const local = await makeRunOfSet();
  const before = await bytesOf(local.folder);
  await expect(reviewFlaggedByModel(local.folder, { set: local.set, model, access: "remote-endpoint", signal })).rejects.toMatchObject({ code: "access-refused" });
  await expect(reviewFlaggedByModel(await makeRun(), { set: local.set, model, signal })).rejects.toThrow("with another digest than the set that was given");
  await expect(reviewFlaggedByModel(local.folder, { set: local.set, model, maxTokens: 10, signal })).rejects.toMatchObject({ code: "spending-cap" });
  expect(asked).toEqual([]);
  expect(await bytesOf(local.folder)).toBe(before);
});
