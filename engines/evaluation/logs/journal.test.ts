import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseSampleKey, toSampleKey } from "./event-chain.ts";
import type { JournalEvent, SampleKey } from "./event.types.ts";
import { createJournal, openJournal, type Journal } from "./journal.ts";
import { keyOf, recordRun, recordSample, RUN, tickingClock } from "./sample-run.fixture.ts";

let root: string;
let folders = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "breakwater-journal-"));
});
afterAll(() => rm(root, { recursive: true }));

const freshFolder = () => join(root, `run-${(folders += 1)}`);
const journalFile = (folder: string) => join(folder, "journal.ndjson");
const now = tickingClock();
const lamps = [keyOf("lamp"), keyOf("lamp", 2), keyOf("lamp", 1, "formal")];

async function writtenRun(): Promise<string> {
  const folder = freshFolder();
  await using journal = closing(await createJournal(folder, RUN, { now, runId: "run-of-tests" }));
  await recordRun(journal, lamps);
  return folder;
}
const closing = (journal: Journal) => ({ ...journal, [Symbol.asyncDispose]: () => journal.close() });

async function readAll(journal: Journal, sample: SampleKey | null): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  for await (const event of journal.readSample(sample)) events.push(event);
  return events;
}
const reasonFor = (folder: string) => openJournal(folder, { now }).then((journal) => journal.close().then(() => "opened"), (error: unknown) => (error as Error).message.replace(folder, ""));

describe("a journal", () => {
  test("gives back every event of a sample as it was appended, in order, also to who opens it again", async () => {
    const folder = freshFolder();
    const journal = await createJournal(folder, RUN, { now });
    const appended = await journal.append(lamps[0] ?? null, "message", { role: "user", cause: "task", text: "« naïve » \ufffd \u2028 \ud800 {\"a\":1}" });
    await journal.append(null, "paused", { by: "operator" });
    const [event] = await readAll(journal, keyOf("lamp"));
    expect(event).toMatchObject({ sample: "lamp#1", kind: "message", data: { role: "user", cause: "task", text: "« naïve » \ufffd \u2028 \ud800 {\"a\":1}" }, ...appended });
    await journal.close();
    await using again = closing(await openJournal(folder, { now }));
    expect(await readAll(again, keyOf("lamp"))).toEqual([event]);
    expect([...again.heads()]).toEqual([
      { sample: "lamp#1", events: 1, head: appended.digest, state: "open" },
      { sample: null, events: 1, head: expect.any(String) as string, state: "open" },
    ]);
  });

  test("knows which samples have ended, and that one was put back into the queue", async () => {
    const folder = freshFolder();
    await using journal = closing(await createJournal(folder, RUN, { now }));
    await recordSample(journal, keyOf("lamp"));
    await journal.append(keyOf("rope"), "message", { role: "user", cause: "task", text: "pull" });
    expect([...journal.heads()].map(({ sample, state, events }) => [sample, state, events])).toEqual([["lamp#1", "ended", 13], ["rope#1", "open", 1]]);
    await journal.append(keyOf("lamp"), "requeued", { by: "operator" });
    expect(journal.head(keyOf("lamp"))?.state).toBe("open");
  });

  test("shows a window of a long sample, whatever stands between its events", async () => {
    await using journal = closing(await createJournal(freshFolder(), RUN, { now }));
    const [long, other] = [keyOf("long"), keyOf("other")];
    for (let index = 0; index < 300; index += 1) {
      void journal.append(other, "message", { role: "user", cause: "note", text: "x".repeat(index) });
      await journal.append(long, "message", { role: "user", cause: "note", text: `note ${index}` });
    }
    const sequences = async (from: number, count: number) => (await journal.readWindow(long, from, count)).map((event) => [event.sequence, event.kind === "message" ? event.data.text : ""]);
    expect(await sequences(127, 3)).toEqual([[127, "note 127"], [128, "note 128"], [129, "note 129"]]);
    expect(await sequences(298, 100)).toEqual([[298, "note 298"], [299, "note 299"]]);
    expect([await sequences(300, 5), await sequences(0, 0), (await sequences(0, 5_000)).length]).toEqual([[], [], 300]);
    await expect(journal.readWindow(keyOf("none"), 0, 1)).rejects.toMatchObject({ name: "LogError", code: "unknown-sample" });
  });

  test("keeps fifty samples apart that append at the same time", async () => {
    const folder = freshFolder();
    const journal = await createJournal(folder, RUN, { now });
    const samples = Array.from({ length: 50 }, (_, index) => keyOf(`task-${index}`));
    await Promise.all(samples.map((sample) => recordSample(journal, sample)));
    const heads = [...journal.heads()];
    await journal.close();
    await using again = closing(await openJournal(folder, { now }));
    expect([...again.heads()]).toEqual(heads);
    expect(heads.map(({ events, state }) => [events, state])).toEqual(samples.map(() => [13, "ended"]));
    expect((await readAll(again, keyOf("task-49"))).map(({ sequence }) => sequence)).toEqual([...Array(13).keys()]);
  });

  test("refuses an event larger than a reader would take, and goes on", async () => {
    await using journal = closing(await createJournal(freshFolder(), RUN, { now }));
    await expect(journal.append(keyOf("lamp"), "message", { role: "user", cause: "task", text: "x".repeat(17 * 1024 * 1024) })).rejects.toMatchObject({ code: "too-large" });
    expect(await journal.append(keyOf("lamp"), "message", { role: "user", cause: "task", text: "x" })).toMatchObject({ sequence: 0 });
  });

  test("has one writer at a time, and takes no event after it is closed", async () => {
    const folder = freshFolder();
    const journal = await createJournal(folder, RUN, { now });
    expect(await reasonFor(folder)).toMatch(/process \d+ is writing it/);
    await expect(createJournal(folder, RUN, { now })).rejects.toMatchObject({ code: "exists" });
    await journal.close();
    await expect(journal.append(null, "paused", { by: "operator" })).rejects.toMatchObject({ code: "write-failed" });
    await writeFile(join(folder, "writer.lock"), "999999999 1");
    expect(await reasonFor(folder)).toBe("opened");
    await expect(openJournal(freshFolder(), { now })).rejects.toMatchObject({ code: "unreadable" });
  });
});

describe("a journal that was tampered with", () => {
  test("is refused with the line, whichever byte was changed", async () => {
    const folder = await writtenRun();
    const whole = await readFile(journalFile(folder));
    const lineAt = (at: number) => whole.subarray(0, at).toString("latin1").split("\n").length;
    // Every byte of one line, and some of each further line.
    const begin = whole.indexOf("\n") + 1;
    const places = [...Array(whole.indexOf("\n", begin) - begin).keys()].map((at) => begin + at);
    for (let at = begin; at < whole.length - 1; at += 211) places.push(at);
    const wrong: number[] = [];
    for (const at of places) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(journalFile(folder), changed);
      const said = await reasonFor(folder);
      if (!said.startsWith(`/journal.ndjson, line ${lineAt(at)}: `)) wrong.push(at);
    }
    expect([places.length > 400, wrong]).toEqual([true, []]);
  }, 60_000);

  test("is refused with the line where something was dropped, repeated, moved, or taken from another run or sample", async () => {
    const folder = await writtenRun();
    const lines = (await readFile(journalFile(folder), "utf8")).trimEnd().split("\n");
    const after = async (change: (lines: string[]) => readonly string[]) => {
      await writeFile(journalFile(folder), change([...lines]).map((line) => `${line}\n`).join(""));
      return reasonFor(folder);
    };
    expect(await after((all) => all)).toBe("opened");
    expect(await after((all) => all.toSpliced(4, 1))).toBe("/journal.ndjson, line 5: event 4 of lamp#1 does not follow what is before it: event 3 does");
    expect(await after((all) => all.toSpliced(4, 0, all[3] ?? ""))).toMatch(/^\/journal.ndjson, line 5: event 2 of lamp#1 does not follow/);
    expect(await after((all) => all.toSpliced(3, 2, all[4] ?? "", all[3] ?? ""))).toMatch(/^\/journal.ndjson, line 4: /);
    expect(await after((all) => [...all.slice(0, 20), "", ...all.slice(20)])).toBe("/journal.ndjson, line 21: is not JSON that can be read");
    expect(await after((all) => all.map((line, index) => (index === 6 ? line.replace('"lamp#1"', '"lamp#2"') : line)))).toMatch(/^\/journal.ndjson, line 7: was changed/);
    expect(await after((all) => all.map((line, index) => (index === 6 ? line.replace('"data":{', '"data": {') : line)))).toMatch(/^\/journal.ndjson, line 7: was changed/);
    expect(await after((all) => all.map((line, index) => (index === 6 ? `${"[".repeat(50_000)}${"]".repeat(50_000)}` : line)))).toMatch(/^\/journal.ndjson, line 7: is not/);
    await writeFile(journalFile(folder), Buffer.concat([Buffer.from(`${lines[0]}\n`), Buffer.of(0xff, 0x0a)]));
    expect(await reasonFor(folder)).toBe("/journal.ndjson, line 2: is not UTF-8");
    const run = await readFile(join(folder, "run.json"), "utf8");
    await writeFile(join(folder, "run.json"), run.replace("run-of-tests", "run-of-others"));
    expect(await after((all) => all)).toMatch(/^\/journal.ndjson, line 1: event 0 of the run does not follow/);
  });

  test("loses only a torn last line, and says how much that was", async () => {
    const folder = await writtenRun();
    const whole = await readFile(journalFile(folder));
    const last = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (const cut of [last + 1, last + 90, whole.length - 1]) {
      await writeFile(journalFile(folder), whole);
      await truncate(journalFile(folder), cut);
      const journal = await openJournal(folder, { now });
      const { droppedBytes } = journal;
      const { sequence } = await journal.append(null, "run-ended", { outcome: "stopped", reason: "killed" });
      await journal.close();
      expect({ droppedBytes, sequence, rest: (await readFile(journalFile(folder))).subarray(0, last).equals(whole.subarray(0, last)) }).toEqual({ droppedBytes: cut - last, sequence: 1, rest: true });
      expect(await reasonFor(folder)).toBe("opened");
    }
    // No writer of ours leaves so much: memory is not given for it.
    await writeFile(journalFile(folder), Buffer.concat([whole, Buffer.alloc(40 * 1024 * 1024, "x")]));
    expect(await reasonFor(folder)).toBe(`/journal.ndjson, byte ${whole.length}: a line is longer than 16777216 bytes`);
    await writeFile(journalFile(folder), whole);
    await appendFile(journalFile(folder), "torn\n");
    expect(await reasonFor(folder)).toMatch(/line \d+: is not JSON/);
  });
});

test("what was acknowledged is there after kill -9, and the run goes on from it", async () => {
  const folder = freshFolder();
  await (await createJournal(folder, RUN, { now })).close();
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < 5; round += 1) {
    const told = await killedAfter(folder, 40 + round * 173);
    const before = acknowledged.size;
    for (const [event, digest] of told) {
      expect(acknowledged.get(event)).toBeUndefined();
      acknowledged.set(event, digest);
    }
    expect(acknowledged.size - before).toBeGreaterThanOrEqual(40);
  }
  await using journal = closing(await openJournal(folder, { now }));
  const found = new Map<string, string>();
  for (const { sample } of journal.heads()) for await (const { sequence, digest } of journal.readSample(sample)) found.set(`${sample} ${sequence}`, digest);
  expect([...acknowledged].filter(([event, digest]) => found.get(event) !== digest)).toEqual([]);
}, 60_000);

/** The events that a writing process told before it was killed. */
async function killedAfter(folder: string, lines: number): Promise<Map<string, string>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "write-journal.fixture.ts"), folder], { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    told += chunk.toString();
    if (told.split("\n").length > lines) child.kill("SIGKILL");
  }
  return new Map(told.split("\n").slice(0, -1).map((line) => [line.slice(0, line.lastIndexOf(" ")), line.slice(line.lastIndexOf(" ") + 1)]));
}

test("a sample's key names it, and what could name two samples is refused", () => {
  expect([toSampleKey({ taskId: "lamp", epoch: 3, variant: null }), toSampleKey({ taskId: "q.17_b", epoch: 1, variant: "formal" })]).toEqual(["lamp#3", "q.17_b#1@formal"]);
  expect([parseSampleKey("lamp#3"), parseSampleKey("lamp#1@formal"), parseSampleKey("lamp"), parseSampleKey("lamp#0"), parseSampleKey("../x#1")]).toEqual([
    { taskId: "lamp", epoch: 3, variant: null }, { taskId: "lamp", epoch: 1, variant: "formal" }, undefined, undefined, undefined,
  ]);
  for (const name of [{ taskId: "a#1", epoch: 1, variant: null }, { taskId: "", epoch: 1, variant: null }, { taskId: "a", epoch: 0, variant: null }, { taskId: "a", epoch: 1, variant: "x@y" }, { taskId: "a\n", epoch: 1, variant: null }])
    expect(() => toSampleKey(name)).toThrow(RangeError);
});
