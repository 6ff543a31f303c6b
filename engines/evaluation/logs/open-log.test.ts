import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { exportLog } from "./export-log.ts";
import { openLog } from "./open-log.ts";
import { makeArchive } from "./raw-archive.fixture.ts";
import { openSample } from "./resolve-sample.ts";
import { openArchive } from "./zip-archive.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-open-"));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADER = { version: 2, status: "success", eval: { task: "quiz", model: "m", created: "2025-01-01T00:00:00+00:00" }, results: { scores: [{ name: "match", metrics: { accuracy: { name: "accuracy", value: 0.5 } } }] } };

async function written(entries: Readonly<Record<string, unknown>>): Promise<string> {
  const path = join(folder, "log.eval");
  await writeFile(path, makeArchive(Object.entries(entries).map(([name, content]) => ({ name, content: typeof content === "string" ? content : JSON.stringify(content), method: "zstd" }))));
  return path;
}
async function read<Result>(entries: Readonly<Record<string, unknown>>, use: (log: Awaited<ReturnType<typeof openLog>>) => Promise<Result>): Promise<Result> {
  const log = await openLog(await written(entries));
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}
const model = (fields: object) => ({ event: "model", timestamp: "2025-01-01T00:00:01+00:00", input: [], ...fields });
function resolveAll(sample: object) {
  const { events, resolveEvent } = openSample(sample, "a sample");
  return events.map((_event, at) => resolveEvent(at));
}
const inputsOf = (sample: object) => resolveAll(sample).map(({ input, call }) => ({ input, call }));

describe("a log of Inspect's", () => {
  test("of a run that goes on, or was killed, is read from what was flushed", async () => {
    const entries = { "_journal/start.json": { version: 2, eval: HEADER.eval }, "samples/q 1_epoch_2.json": { events: [] }, "_journal/summaries/10.json": [{ id: "c", epoch: 1 }], "_journal/summaries/2.json": [{ id: "q 1", epoch: 2, scores: { match: { value: "C" } } }] };
    expect(await read(entries, async (log) => [await log.summarise(), (await log.listSamples()).map(({ sample, state, scores }) => [sample, state, scores])])).toEqual([
      { form: "eval", chained: false, status: "started", task: "quiz", marking: null, model: "m", createdAt: "2025-01-01T00:00:00+00:00", samples: 2, ended: 2, metrics: {} },
      [["q 1#2", "ended", { match: "C" }], ["c#1", "ended", {}]],
    ]);
    expect(await read(entries, (log) => log.readWindow("q 1#2", 0, 5))).toEqual({ events: [], total: 0 });
  });

  test("with numbers that JSON has no word for is read, and text that looks like them is kept", async () => {
    const summaries = '[{"id": 1, "epoch": 1, "scores": {"match": {"value": NaN}, "other \\" NaN": {"value": -Infinity}}, "error": "NaN, \\"Infinity\\""}]';
    expect(await read({ "header.json": HEADER, "summaries.json": summaries }, (log) => log.listSamples())).toEqual([
      { sample: "1#1", state: "ended", outcome: null, scores: { match: null, 'other " NaN': null }, turns: null, tokens: null, seconds: null, error: 'NaN, "Infinity"', flags: [] },
    ]);
  });

  test("is exported in both forms, packed so that everybody reads it", async () => {
    const entries = { "_journal/start.json": { version: 2, eval: HEADER.eval }, "samples/a_epoch_1.json": '{"id":"a","epoch":1,"scores":{"match":{"value":NaN}}}' };
    const sample = { id: "a", epoch: 1, scores: { match: { value: null } } };
    const from = await written(entries);
    const [to, json] = [join(folder, "to.eval"), join(folder, "to.json")];
    await exportLog(from, to, "eval");
    await exportLog(from, json, "json");
    const archive = await openArchive(to);
    expect([[...archive.entries.values()].map(({ method }) => method), JSON.parse(String(await archive.read("samples/a_epoch_1.json")))]).toEqual([[8, 8], sample]);
    await archive.close();
    expect(JSON.parse(await readFile(json, "utf8"))).toEqual({ samples: [sample], reductions: null, status: "started", version: 2, eval: HEADER.eval });
  });

  test("gives the conversation of each call back from the pool, by whatever name the pool had", () => {
    const pool = [{ role: "user", content: "attachment://a1" }, { role: "assistant", content: "b" }, { role: "user", content: "c" }];
    const long = "text ".repeat(50);
    const events = [model({ input_refs: [[0, 1], [2, 3]] }), model({ call: { request: { model: "m" }, call_refs: [[1, 2]], call_key: "messages" } })];
    const expected = [{ input: [{ role: "user", content: long }, pool[2]], call: undefined }, { input: [], call: { request: { model: "m", messages: [pool[1]] } } }];
    expect(inputsOf({ events, attachments: { a1: long }, events_data: { messages: pool, calls: pool } })).toEqual(expected);
    expect(inputsOf({ events, attachments: { a1: long }, message_pool: pool, call_pool: pool })).toEqual(expected);
    expect(inputsOf({ transcript: { events: [model({ input: [{ content: "tc://a1" }, { content: "attachment://none" }] })], content: { a1: long } } })).toEqual([{ input: [{ content: long }, { content: "attachment://none" }], call: undefined }]);
  });

  test("shows its events with their place, instant and kind", async () => {
    const sample = { events: [{ event: "info", timestamp: "t1", data: 1 }, { event: "score", timestamp: "t2", score: { value: "C" } }] };
    expect(await read({ "header.json": HEADER, "samples/a_epoch_1.json": sample }, (log) => log.readWindow("a#1", 1, 9))).toEqual({ total: 2, events: [{ sequence: 1, at: "t2", kind: "score", data: { score: { value: "C" } }, withheld: [], chained: null }] });
  });

  test("with calls that show the conversation again and again is shown by windows that fit into memory", async () => {
    const sample = { message_pool: Array.from({ length: 100 }, () => ({ role: "user", content: "x".repeat(100_000) })), events: Array.from({ length: 50 }, () => model({ input_refs: [[0, 100]] })) };
    const entries = { "header.json": HEADER, "samples/a_epoch_1.json": sample };
    expect(await read(entries, async (log) => [await log.readWindow("a#1", 0, 50), await log.readWindow("a#1", 49, 50)].map(({ events, total }) => [events.length, total]))).toEqual([[3, 50], [1, 50]]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["a header that is no JSON", { "header.json": "{" }, "entry header.json: is not JSON"],
    ["a header of something else", { "header.json": { eval: 1 } }, "its header says nothing of an evaluation"],
    ["no header", { "readme.txt": "hello" }, "entry _journal/start.json: is not there"],
    ["a summary that is none", { "header.json": HEADER, "summaries.json": [1] }, "a sample's summary is none"],
    ["a sample that is none", { "header.json": HEADER, "samples/a_epoch_1.json": [] }, "entry samples/a_epoch_1.json: is no sample"],
    ["an event that is none", { "header.json": HEADER, "samples/a_epoch_1.json": { events: ["x"] } }, "holds an event that is none"],
    ["messages that are not there", { "header.json": HEADER, "samples/a_epoch_1.json": { events: [model({ input_refs: [[0, 9]] })] } }, "refers to messages that are not there"],
    ["endless nesting", { "header.json": HEADER, "samples/a_epoch_1.json": `{"events":[{"event":"info","data":${"[".repeat(5_000)}${"]".repeat(5_000)}}]}` }, "nested deeper, than is read"],
  ])("with %s is refused, and the file and entry are named", async (_what, entries, message) => {
    const attempt = read(entries, async (log) => [await log.summarise(), await log.listSamples(), await log.readWindow("a#1", 0, 9)]);
    await expect(attempt).rejects.toMatchObject({ name: "LogError", message: expect.stringContaining(message) as string });
  });

  test("that refers to one large thing many times is refused before it is put in place", () => {
    const large = { events: Array.from({ length: 2_000 }, () => ({ event: "info", data: Array.from({ length: 100 }, () => "attachment://a1") })), attachments: { a1: "x".repeat(1_000_000) } };
    expect(() => resolveAll(large)).toThrow("a sample: its texts have more than");
    const wide = { events: [model({ input_refs: Array.from({ length: 30_000 }, () => [0, 1_000]) })], message_pool: Array.from({ length: 1_000 }, () => "m") };
    expect(() => resolveAll(wide)).toThrow("a sample: an event refers to more messages than are read");
  });

  test("is refused where there is none", async () => {
    await expect(openLog(join(folder, "none"))).rejects.toMatchObject({ code: "unreadable" });
    await expect(openLog(folder)).rejects.toMatchObject({ code: "unreadable" });
  });
});
