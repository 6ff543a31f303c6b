import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { exportLog, exportRedacted, issueLogReceipt } from "./export-log.ts";
import { createJournal } from "./journal.ts";
import { openLog } from "./open-log.ts";
import { makeArchive, type RawEntry } from "./raw-archive.fixture.ts";
import type { Redaction } from "./redact-log.ts";
import { verifySampleReceipt } from "./run-root.ts";
import { keyOf, RUN, tickingClock } from "./sample-run.fixture.ts";
import { LONG_OUTPUT, recordThreeLamps, THREE_LAMPS } from "./three-lamps.fixture.ts";
import { verifyLog } from "./verify-log.ts";
import { openArchive } from "./zip-archive.ts";

let root: string;
let run: string;
let whole: string;
let files = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "breakwater-eval-"));
  run = join(root, "run");
  whole = join(root, "whole.eval");
  const journal = await createJournal(run, { ...RUN, epochs: 2, samples: 3 }, { now: tickingClock() });
  await recordThreeLamps(journal);
  await journal.close();
  await exportLog(run, whole, "eval");
});
afterAll(() => rm(root, { recursive: true }));

const freshPath = (ending = "eval") => join(root, `log-${(files += 1)}.${ending}`);
type Texts = ReadonlyMap<string, string>;

async function unpack(path: string): Promise<Map<string, string>> {
  const archive = await openArchive(path);
  const texts = new Map<string, string>();
  for (const name of archive.entries.keys()) texts.set(name, String(await archive.read(name)));
  await archive.close();
  return texts;
}
async function pack(texts: Texts, more: readonly RawEntry[] = []): Promise<string> {
  const path = freshPath();
  await writeFile(path, makeArchive([...[...texts].map(([name, content]) => ({ name, content })), ...more]));
  return path;
}
async function redact(redaction: Partial<Redaction>): Promise<string> {
  const path = freshPath();
  await exportRedacted(run, path, { parts: [], samples: [], ...redaction });
  return path;
}
async function windowOf(path: string, sample: string, from = 0, count = 100) {
  const log = await openLog(path);
  try {
    return await log.readWindow(sample, from, count);
  } finally {
    await log.close();
  }
}

describe("a log written as .eval", () => {
  test("is listed with what became of each sample", async () => {
    const log = await openLog(whole);
    expect(await log.summarise()).toEqual({
      form: "eval", chained: true, status: "cancelled", task: "harbor-9", marking: "SYNTHETIC", model: "model-9", createdAt: "2026-06-02T12:00:01.000+00:00", samples: 3, ended: 2,
      metrics: { "breakwater/accuracy": 1, "breakwater/stderr": 0 },
    });
    expect(await log.listSamples()).toEqual([
      { sample: "lamp#1", state: "ended", outcome: "correct", scores: { breakwater: 1 }, turns: 2, tokens: 303, seconds: 0.13, error: null, flags: [] },
      { sample: "lamp#2", state: "ended", outcome: "halted", scores: {}, turns: 2, tokens: 120, seconds: 0.09, error: "egress-alarm: tried to leave", flags: ["answer-list"] },
      { sample: "lamp#1@formal", state: "open", outcome: null, scores: {}, turns: 1, tokens: 2, seconds: null, error: null, flags: [] },
    ]);
    await log.close();
  });

  test("shows the same events as the run's folder, by window", async () => {
    for (const sample of Object.values(THREE_LAMPS)) expect(await windowOf(whole, sample, 3, 4)).toEqual(await windowOf(run, sample, 3, 4));
    const { events, total } = await windowOf(run, "lamp#2", 9, 1);
    expect([total, events.map(({ sequence, kind, data, withheld }) => ({ sequence, kind, output: data["output"], withheld }))]).toEqual([21, [{ sequence: 9, kind: "tool-replied", output: LONG_OUTPUT, withheld: [] }]]);
    for (const path of [run, whole]) await expect(windowOf(path, "lamp#9")).rejects.toMatchObject({ name: "LogError", code: "unknown-sample" });
  });

  test("says in Inspect's words what the model was given before each call, and keeps a long text once", async () => {
    const sample = JSON.parse((await unpack(whole)).get("samples/lamp_epoch_2.json") ?? "") as Record<string, never>;
    const { events, messages, attachments, events_data: pools, limit, error, scores, model_usage: usage } = sample as unknown as {
      events: { event: string; input_refs?: number[][]; result?: string; arguments?: object; source?: string }[];
      messages: { role: string; content: string }[]; attachments: Record<string, string>; events_data: { messages: { content: string }[] }; limit: object; error: object; scores: null; model_usage: object;
    };
    expect(events.map(({ event, source }) => source ?? event)).toEqual([
      "sample_init", "breakwater/probed", "breakwater/model-failed", "model", "breakwater/refusal", "tool", "breakwater/rebuilt", "breakwater", "model", "score", "breakwater/flagged", "breakwater/alarm", "sample_limit", "breakwater/probed", "error",
    ]);
    expect(events.filter(({ event }) => event === "model").map(({ input_refs: refs }) => refs)).toEqual([[[0, 2]], [[0, 2], [4, 6]]]);
    expect(messages.map(({ role, content }) => [role, content])).toEqual([
      ["system", "You work in a sandbox."], ["user", "Find the flag of lamp."], ["assistant", "I cannot help with that."], ["tool", LONG_OUTPUT], ["user", "The lamp was looked at."], ["user", "You called no tool."],
      ["assistant", [{ type: "reasoning", reasoning: "Perhaps `flag{wrong}`.", redacted: false }, { type: "text", text: "" }]],
    ]);
    const key = `attachment://${Object.keys(attachments)[0]}`;
    expect([Object.values(attachments), pools.messages[3]?.content, events.find(({ event }) => event === "tool")?.result]).toEqual([[LONG_OUTPUT], key, key]);
    expect({ limit, error, scores, usage }).toEqual({
      limit: { type: "context", limit: 80 }, error: { message: "egress-alarm: tried to leave", traceback: "", traceback_ansi: "" }, scores: null,
      usage: { "model-9": { input_tokens: 80, output_tokens: 40, total_tokens: 120, input_tokens_cache_read: 60, input_tokens_cache_write: 20, reasoning_tokens: 10 } },
    });
  });

  test("comes to the same bytes from the folder, from itself, and says the same as JSON", async () => {
    const [again, json] = [freshPath(), freshPath("json")];
    await exportLog(whole, again, "eval");
    expect((await readFile(again)).equals(await readFile(whole))).toBe(true);
    await exportLog(run, json, "json");
    const texts = await unpack(whole);
    const { samples, reductions, ...header } = JSON.parse(await readFile(json, "utf8")) as { samples: { id: string; epoch: number }[]; reductions: object };
    expect([samples.map(({ id, epoch }) => [id, epoch]), samples[1], reductions, header]).toEqual([
      [["lamp", 1], ["lamp", 2], ["lamp@formal", 1]], JSON.parse(texts.get("samples/lamp_epoch_2.json") ?? ""), JSON.parse(texts.get("reductions.json") ?? ""), JSON.parse(texts.get("header.json") ?? ""),
    ]);
    await expect(exportLog(run, json, "json")).rejects.toMatchObject({ code: "exists" });
  });

  test("of a run that goes on is read as far as it is on disk", async () => {
    const folder = join(root, "live");
    await cp(run, folder, { recursive: true });
    const journal = await readFile(join(folder, "journal.ndjson"));
    await writeFile(join(folder, "journal.ndjson"), journal.subarray(0, 9_000));
    expect(await verifyLog(folder)).toMatchObject({ ok: true, tornBytes: 9_000 - journal.subarray(0, 9_000).lastIndexOf(0x0a) - 1 });
    const log = await openLog(folder);
    expect([(await log.summarise()).status, (await log.listSamples()).map(({ sample }) => sample)]).toEqual(["started", ["lamp#1", "lamp#2"]]);
    await log.close();
  });
});

describe("a log that is verified", () => {
  test("is whole as folder and as archive, with one root, and each sample's receipt proves it", async () => {
    const [folder, archive] = [await verifyLog(run), await verifyLog(whole)];
    expect(folder).toEqual({ ok: true, form: "run-folder", runId: expect.any(String) as string, root: expect.stringMatching(/^[0-9a-f]{64}$/) as string, samples: 3, events: 54, withheld: 0, opened: 0, renderingChecked: true, tornBytes: 0, findings: [] });
    expect(archive).toEqual({ ...folder, form: "eval" });
    const receipts = await Promise.all(Object.values(THREE_LAMPS).map((sample) => issueLogReceipt(whole, sample)));
    expect(receipts.map((receipt) => verifySampleReceipt(receipt, folder.root ?? ""))).toEqual([true, true, true]);
    expect(await verifyLog(run, { root: folder.root ?? "", receipts })).toEqual(folder);
    await expect(issueLogReceipt(run, keyOf("none"))).rejects.toMatchObject({ code: "unknown-sample" });
  });

  test("is not the one that was meant when root or receipt are another's", async () => {
    const [receipt] = [await issueLogReceipt(run, THREE_LAMPS.lamp)];
    const findings = async (claims: Parameters<typeof verifyLog>[1]) => (await verifyLog(whole, claims)).findings.map(({ message }) => message);
    expect(await findings({ root: "0".repeat(64) })).toEqual([expect.stringMatching(/^its root is [0-9a-f]{64}, not 0+: this is not the log/)]);
    expect(await findings({ receipts: [receipt, { ...receipt, events: 2 }, null] })).toEqual(["receipt 2 is not of a sample of this run", "receipt 3 is not of a sample of this run"]);
  });

  test("has no entry that can be changed, taken out, added or doubled unseen", async () => {
    const texts = await unpack(whole);
    const found = async (changed: Texts, more: readonly RawEntry[] = []) => {
      const { ok, findings } = await verifyLog(await pack(changed, more));
      return [ok, findings.length > 0 ? findings.map(({ where }) => where.replace(/^[^,]*, entry |, line \d+$/g, "")).join() : ""];
    };
    expect(await found(texts)).toEqual([true, ""]);
    for (const [name, text] of texts) {
      // The last digit of each entry, in whatever value it stands.
      const changed = text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
      expect([name, changed === text, (await found(new Map(texts).set(name, changed)))[0]]).toEqual([name, false, false]);
    }
    for (const name of [...texts.keys()].filter((one) => one !== "breakwater/chain.json")) {
      const without = new Map(texts);
      without.delete(name);
      expect([name, ...(await found(without))]).toEqual([name, false, expect.stringContaining(name)]);
    }
    expect(await found(texts, [{ name: "samples/rope_epoch_1.json", content: "{}" }])).toEqual([false, "samples/rope_epoch_1.json"]);
    expect(await found(texts, [{ name: "header.json", content: texts.get("header.json") ?? "" }])).toEqual([false, "header.json"]);
  }, 60_000);

  test("without its chain says nothing, and is refused", async () => {
    const texts = await unpack(whole);
    texts.delete("breakwater/chain.json");
    await expect(pack(texts).then(verifyLog)).rejects.toMatchObject({ code: "not-a-log" });
  });

  test("from another version has its chain checked, and says that the rest was not", async () => {
    const texts = await unpack(whole);
    const set = (name: string, from: string, to: string) => texts.set(name, (texts.get(name) ?? "").replace(from, to));
    set("breakwater/chain.json", '"rendering":1', '"rendering":2');
    set("header.json", '"success"', '"error"');
    expect(await verifyLog(await pack(texts))).toMatchObject({ ok: true, renderingChecked: false, events: 54 });
    set("breakwater/samples/lamp_epoch_2.ndjson", '"score":0.25', '"score":0.75');
    expect(await verifyLog(await pack(texts))).toMatchObject({ ok: false, root: null, findings: [{ where: expect.stringMatching(/lamp_epoch_2.ndjson, line 16$/) as string, message: "was changed: its digest is not that of its content" }] });
  });

  test("whose journal was changed is not whole, and the line is named", async () => {
    const folder = join(root, "changed");
    await cp(run, folder, { recursive: true });
    const journal = await readFile(join(folder, "journal.ndjson"), "utf8");
    await writeFile(join(folder, "journal.ndjson"), journal.replace("You called no tool.", "You called no fool."));
    const line = journal.slice(0, journal.indexOf("You called no tool.")).split("\n").length;
    expect(await verifyLog(folder)).toMatchObject({ ok: false, root: null, findings: [{ where: join(folder, `journal.ndjson, line ${line}`), message: "was changed: its digest is not that of its content" }] });
  });

  test("has no other run.json than the one that the run was begun with", async () => {
    const folder = join(root, "renamed");
    await cp(run, folder, { recursive: true });
    await writeFile(join(folder, "run.json"), (await readFile(join(folder, "run.json"), "utf8")).replace("model-9", "model-8"));
    expect((await verifyLog(folder)).findings.map(({ message }) => message)).toEqual(["run.json says something else than what the run was begun with"]);
  });
});

describe("a redacted log", () => {
  const secrets = ["Files first.", "I look around.", "notes.txt", "flag{lamp}", "The lamp burns", "Find the flag", "I cannot help with that."];

  test("holds nothing of what was withheld, and has the same root", async () => {
    const { root: expected } = await verifyLog(run);
    const path = await redact({ parts: ["text", "reasoning", "toolCalls", "arguments", "output", "answer"] });
    const texts = [...(await unpack(path)).values()].join("\n");
    expect(secrets.filter((secret) => texts.includes(secret))).toEqual([]);
    // Neither a digest by which a short output could be guessed.
    expect(texts).not.toMatch(/"(?:outputDigest|request)":"[0-9a-f]{64}".*"salts"/);
    expect(await verifyLog(path, { root: expected ?? "" })).toMatchObject({ ok: true, samples: 3, events: 54, withheld: 30, opened: 0 });
    const log = await openLog(path);
    expect((await log.listSamples()).map(({ sample, outcome, scores, tokens }) => [sample, outcome, scores, tokens])).toEqual([["lamp#1", "correct", { breakwater: 1 }, 303], ["lamp#2", "halted", {}, 120], ["lamp#1@formal", null, {}, 2]]);
    await log.close();
  });

  test("can withhold all of one sample, and leaves the others alone", async () => {
    const path = await redact({ samples: [THREE_LAMPS.lamp] });
    expect(await verifyLog(path)).toMatchObject({ ok: true, withheld: 13 });
    const { events } = await windowOf(path, "lamp#1", 4, 1);
    expect(events.map(({ kind, data, withheld }) => ({ kind, data, withheld }))).toEqual([{ kind: "model-replied", data: {}, withheld: ["", "reasoning", "text", "toolCalls"] }]);
    expect(await windowOf(path, "lamp#2")).toEqual(await windowOf(run, "lamp#2"));
    const log = await openLog(path);
    expect((await log.listSamples())[0]).toEqual({ sample: "lamp#1", state: "ended", outcome: "[withheld]", scores: {}, turns: 2, tokens: null, seconds: null, error: null, flags: [] });
    await log.close();
    await expect(redact({ samples: [keyOf("none")] })).rejects.toMatchObject({ code: "unknown-sample" });
  });

  test("is opened later by the events as they were, and by no others", async () => {
    const path = await redact({ parts: ["output"], samples: [THREE_LAMPS.again] });
    const { events } = await windowOf(run, "lamp#2", 8, 3);
    const opened = JSON.parse(JSON.stringify(events.map(({ chained }) => chained))) as Record<string, unknown>[];
    expect(await verifyLog(path, { opened })).toMatchObject({ ok: true, withheld: 1 + 2, opened: 3 });
    const forged = opened.map((event) => ({ ...event, data: { ...(event["data"] as object), output: "nothing to see" } }));
    expect((await verifyLog(path, { opened: [forged[1]] })).findings).toEqual([{ where: "opened event 1", message: "was changed: its digest is not that of its content" }]);
    const { events: others } = await windowOf(run, "lamp#1", 6, 1);
    const moved = { ...others[0]?.chained, sequence: 60 };
    expect((await verifyLog(path, { opened: [moved, 5, undefined] })).ok).toBe(false);
  });

  test("can be redacted further, in steps that end where one step would", async () => {
    const first = await redact({ parts: ["text"] });
    const second = freshPath();
    await exportRedacted(first, second, { parts: ["output"], samples: [] });
    expect((await readFile(second)).equals(await readFile(await redact({ parts: ["output", "text"] })))).toBe(true);
  });

  test("cannot be made of a log that nothing chains", async () => {
    const path = await pack(new Map([["header.json", "{}"]]));
    await expect(exportRedacted(path, freshPath(), { parts: ["text"], samples: [] })).rejects.toMatchObject({ code: "not-a-log" });
  });
});
