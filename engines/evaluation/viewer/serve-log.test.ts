import { appendFile, cp, mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";

import { createJournal, openJournal, type Journal } from "../logs/journal.ts";
import { keyOf, recordSample, RUN, tickingClock } from "../logs/sample-run.fixture.ts";
import { recordThreeLamps } from "../logs/three-lamps.fixture.ts";
import { renderLogPage, serveLog, type ServedLog } from "./serve-log.ts";

const ARCHIVE = join(import.meta.dirname, "../logs/fixtures/three-lamps.eval");

let folder: string;
let run: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-viewer-"));
  run = join(folder, "run");
  return () => rm(folder, { recursive: true });
});

const begin = (samples: number): Promise<Journal> => createJournal(run, { ...RUN, samples }, { now: tickingClock() });

async function recordLamps(): Promise<void> {
  const journal = await begin(3);
  await recordThreeLamps(journal);
  await journal.close();
}

async function serve(path: string): Promise<ServedLog> {
  const bugs: unknown[] = [];
  const served = await serveLog(path, { onBug: (error) => bugs.push(error) });
  onTestFinished(async () => {
    await served.close();
    expect(bugs).toEqual([]);
  });
  return served;
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly html: string;
  /** What a reader sees, in one line. */
  readonly text: string;
}

/** As any program of this host may ask, with whatever headers. */
function ask(url: string, { method = "GET", headers = {} }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      let html = "";
      response.setEncoding("utf8").on("data", (part: string) => (html += part)).on("end", () => {
        const text = html.replace(/<(style|title)>.*?<\/\1>/gs, "").replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, html, text });
      });
    }).on("error", reject).end();
  });
}

const samplesIn = ({ html }: Got): readonly string[] => [...html.matchAll(/<th scope="row"><a [^>]*>([^<]*)<\/a>/g)].map(([, name]) => name ?? "");

test("a run's page says how far it is, what it spent, how samples ended, and whether isolation held", async () => {
  await recordLamps();
  const page = await ask((await serve(run)).url);
  for (const words of ["harbor-9 1", "model-9", "stopped", "2 of 3 samples have ended , 1 under way", "Solved 1 of 2", "Ended: correct 1", "Ended: halted 1", "Why it ended stopped by the caller", "Limit: turns 20", "did not hold, or a program tried to leave", "Probes that failed ipv4", "Alarms 1", "Flag: answer-list 1", "Samples declined 1"]) expect(page.text).toContain(words);
  // 303 and 120 and 2: by the replies that are recorded. One of them had no price.
  expect(page.text).toContain("Tokens spent 425 Cost not known");
  expect(samplesIn(page)).toEqual(["lamp#1", "lamp#2", "lamp#1@formal"]);
});

test.each(["run", "archive"])("samples of a %s are listed by outcome and by flag", async (form) => {
  await recordLamps();
  const { url } = await serve(form === "run" ? run : ARCHIVE);
  const list = async (query: string) => samplesIn(await ask(`${url}?${query}`));
  expect([await list("outcome=correct"), await list("outcome=open"), await list("flag=any"), await list("flag=answer-list"), await list("outcome=correct&flag=any"), await list("outcome=%3Cscript%3E")]).toEqual([["lamp#1"], ["lamp#1@formal"], ["lamp#2"], ["lamp#2"], [], []]);
});

test.each(["run", "archive"])("a transcript of a %s is shown by window, each event with its place and digest", async (form) => {
  await recordLamps();
  const { url } = await serve(form === "run" ? run : ARCHIVE);
  const { text, html } = await ask(`${url}sample?sample=lamp%232&from=6&count=3`);
  expect([...html.matchAll(/<article class="event [a-z]*" id="event-(\d+)">/g)].map(([, place]) => place)).toEqual(["6", "7", "8"]);
  for (const words of ["Events 6 to 8 of 21", "The model replied (call 1)", "I cannot help with that.", "The model declined (call 1) #7", "Tool bash was called", "{not json"]) expect(text).toContain(words);
  expect(text.match(/Digest [0-9a-f]{64}/g)).toHaveLength(3);
  // What a provider wants back is sealed, and is nothing to read.
  expect(html).not.toContain("signature");

  const later = await ask(`${url}sample?sample=lamp%232&from=9&count=50`);
  for (const words of ["The lamp burns. \\x1b[31mred", "The conversation was shortened", "Reminder to go on", "Perhaps `flag{wrong}`.", "Attempt 1: failed", "did not hold flag: another text", "Flagged: answer-list", "Shown by event 15", "Alarm: a program tried to leave its sandbox", "Limit reached: context", "isolation did not hold after the sample", "The sample ended: halted"]) expect(later.text).toContain(words);
  expect((await ask(`${url}sample?sample=lamp%232&from=900`)).text).toContain("No event of 21");
});

test("what was withheld is said, and by which digest it still counts", async () => {
  await recordLamps();
  const { exportRedacted } = await import("../logs/export-log.ts");
  await exportRedacted(run, join(folder, "redacted.eval"), { parts: ["output", "text"], samples: [] });
  const { url } = await serve(join(folder, "redacted.eval"));
  const { text, html } = await ask(`${url}sample?sample=lamp%232`);
  expect(text).toContain("Withheld: output, outputDigest. Their digests are part of the event's.");
  expect(html).not.toContain("The lamp burns");
});

test("a run that is being written is followed from page to page, and a page can stand still", async () => {
  const journal = await begin(3);
  await recordSample(journal, keyOf("lamp"));
  const { url } = await serve(run);
  const first = await ask(url);
  expect([first.headers["refresh"], first.text.includes("1 of 3 samples have ended"), first.text.includes("running")]).toEqual(["2", true, true]);
  expect((await ask(`${url}?follow=no`)).headers["refresh"]).toBeUndefined();

  const key = keyOf("door");
  await journal.append(key, "sample-begun", { taskId: "door", epoch: 1, variant: null, taskKind: "question", family: "doors", humanMinutes: null, tokenLimit: 9 });
  await journal.append(key, "message", { role: "user", cause: "task", text: "Which door?" });
  expect((await ask(url)).text).toContain("1 of 3 samples have ended , 1 under way");
  const sample = await ask(`${url}sample?sample=door%231&follow=yes`);
  expect([sample.headers["refresh"], sample.text.includes("Which door?"), sample.text.includes("Events 0 to 1 of 2")]).toEqual(["2", true, true]);

  await journal.append(null, "paused", { by: "operator" });
  expect((await ask(url)).text).toContain("paused");
  await journal.append(null, "run-ended", { outcome: "finished", reason: null });
  const last = await ask(url);
  expect([last.headers["refresh"], last.text.includes("finished")]).toEqual([undefined, true]);
  await journal.close();
});

test("a run whose writer was killed is told from one that goes on, also with a torn last line", async () => {
  const journal = await begin(1);
  await recordSample(journal, keyOf("lamp"));
  await journal.close();
  await appendFile(join(run, "journal.ndjson"), '{"sample":"lamp#1","sequ');
  const { url } = await serve(run);
  expect((await ask(url)).text).toContain("not at its end, and nobody is writing it");
  const resumed = await openJournal(run, { now: tickingClock() });
  expect((await ask(url)).text).toContain("running");
  await resumed.append(null, "run-ended", { outcome: "finished", reason: null });
  await resumed.close();
  expect((await ask(url)).text).toContain("finished");
});

test("what a line says that is no event is refused in words, and not as a bug", async () => {
  await recordLamps();
  const { url } = await serve(run);
  await using file = await open(join(run, "journal.ndjson"), "r+");
  const at = (await file.readFile("utf8")).indexOf("The lamp burns");
  await file.write("X", at);
  expect(await ask(`${url}sample?sample=lamp%232`)).toMatchObject({ status: 422, text: expect.stringContaining("was changed: its digest is not that of its content") as string });
  expect((await ask(`${url}sample?sample=lamp%231`)).status).toBe(200);
});

test("a page of many samples is a page of a list", async () => {
  const journal = await begin(250);
  await Promise.all(Array.from({ length: 250 }, (_, at) => journal.append(keyOf(`task-${at}`), "sample-begun", { taskId: `task-${at}`, epoch: 1, variant: null, taskKind: "question", family: "f", humanMinutes: null, tokenLimit: 9 })));
  await journal.close();
  const { url } = await serve(run);
  const [first, third, beyond] = await Promise.all([ask(url), ask(`${url}?page=3`), ask(`${url}?page=999`)]);
  expect([samplesIn(first).length, samplesIn(first)[0], samplesIn(third).length, samplesIn(third).at(-1)]).toEqual([100, "task-0#1", 50, "task-249#1"]);
  expect(samplesIn(beyond)).toEqual(samplesIn(third));
});

test("the logs of a folder are shown by name, and no name leads out of it", async () => {
  await recordLamps();
  await cp(ARCHIVE, join(folder, "old.eval"));
  await mkdir(join(folder, "empty"));
  const { url } = await serve(folder);
  expect((await ask(url)).html.match(/run\?log=[^"]*/g)).toEqual(["run?log=old.eval", "run?log=run"]);
  expect(samplesIn(await ask(`${url}run?log=old.eval`))).toHaveLength(3);
  expect((await ask(`${url}sample?log=run&sample=lamp%231`)).text).toContain("Find the flag of lamp.");
  for (const name of ["../run", "empty", "run/../run", "/etc", ""]) expect((await ask(`${url}run?log=${encodeURIComponent(name)}`)).status).toBe(404);
});

test("the page is for whoever was given its address: another path, name, method or site gets nothing", async () => {
  await recordLamps();
  const { url } = await serve(run);
  const { origin, port, pathname } = new URL(url);
  expect(new URL(url).hostname).toBe("127.0.0.1");
  expect(pathname).toMatch(/^\/[\w-]{32}\/$/);
  const statuses = await Promise.all([
    ask(`${origin}/`), ask(`${origin}/favicon.ico`), ask(`${origin}/${"a".repeat(32)}/`), ask(`${origin}${pathname.slice(0, -2)}/`), ask(`${url}../../etc/passwd`),
    ask(url, { headers: { host: `stranger.example:${port}` } }), ask(url, { headers: { host: "127.0.0.1" } }),
    ask(url, { method: "POST" }), ask(url, { method: "OPTIONS" }),
    ask(url, { headers: { "sec-fetch-site": "cross-site" } }), ask(url, { headers: { "sec-fetch-site": "same-site" } }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 421, 421, 405, 405, 403, 403]);
  for (const { text } of statuses) expect(text).not.toContain("lamp");
  expect((await ask(url, { headers: { host: `localhost:${port}`, "sec-fetch-site": "none" } })).status).toBe(200);

  const { headers } = await ask(url, { method: "HEAD" });
  expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin" });
  expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/);
});

test("a page that is kept as a file leads nowhere", async () => {
  await recordLamps();
  const html = await renderLogPage(run);
  expect(html).toContain("lamp#1@formal");
  expect(html).not.toMatch(/href=|<form|<script/);
});

test("data of any shape, and of any depth, is shown and breaks nothing", async () => {
  const journal = await begin(1);
  const key = keyOf("odd");
  const deep = `${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}`;
  const odd = [
    ["tool-called", { id: 7, name: null, arguments: deep }], ["model-replied", { call: [], text: {}, reasoning: 1, toolCalls: [null, 1, { name: [], arguments: '{"x":""}' }], usage: "many", costMicroUsd: "free" }],
    ["submission", { stages: "none", verdict: 4 }], ["probed", { held: "yes", failed: { a: 1 } }], ["flagged", { detector: { toString: 1 } }], ["alarm", { attempts: null }], ["sample-ended", { outcome: 5, error: "no", score: "high" }],
  ] as const;
  for (const [kind, data] of odd) await journal.append(key, kind, data as never);
  await journal.append(null, "limits-changed", { by: "x", limits: [] as never });
  await journal.close();
  const { url } = await serve(run);
  expect([(await ask(url)).status, (await ask(`${url}?flag=any`)).status]).toEqual([200, 200]);
  expect((await ask(`${url}sample?sample=odd%231`)).text).toContain("nested too deeply to be shown");
});
