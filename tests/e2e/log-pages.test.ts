import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { createJournal, serveLog, toSampleKey, type SampleKey } from "#engines/evaluation";
import { findHarm } from "../security/stored-xss.ts";
import { XSS_CORPUS } from "../security/xss-corpus.ts";
import { HEIGHT, launchBrowser, VIEW, WIDTHS } from "./browser.ts";

/*
 * The pages of `breakwater log view` in a real browser. Every text of the run is the whole corpus of texts that try to be
 * more than text: what a model, a sandbox, a set, an endpoint and a detector may have said.
 */

const WHOLE = XSS_CORPUS.join("\n");
const LIMITS = { turns: 10 };

type Journal = Awaited<ReturnType<typeof createJournal>>;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

async function beginRun({ marking = "SYNTHETIC", model = "model-9" } = {}): Promise<Journal> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-pages-"));
  const digest = hash("sha256", "a set");
  const run = { set: { id: "harbor-9", version: "1", digest, title: "Invented for tests", marking, synthetic: true }, model, agent: { name: "react", digest }, harness: "test", epochs: 1, samples: 120, seedDigest: digest, options: { limits: LIMITS } };
  const journal = await createJournal(join(folder, "run"), run, { now: () => new Date() });
  onTestFinished(async () => {
    await journal.close();
    await rm(folder, { recursive: true });
  });
  return journal;
}

const keyOf = (taskId: string): SampleKey => toSampleKey({ taskId, epoch: 1, variant: null });

/** A sample in which everything happens, and every text is this one. */
async function record(journal: Journal, sample: SampleKey, text: string): Promise<void> {
  const [taskId = ""] = sample.split("#");
  const usage = { input: 900, output: 80, cacheRead: 0, cacheWrite: 0, reasoning: 12, total: 980 };
  await journal.append(sample, "sample-begun", { taskId, epoch: 1, variant: null, taskKind: "exploit", family: text.slice(0, 100), humanMinutes: 20, tokenLimit: 100_000 });
  await journal.append(sample, "probed", { when: "before", held: true, failed: [] });
  await journal.append(sample, "message", { role: "user", cause: "task", text });
  await journal.append(sample, "model-called", { call: 1, request: hash("sha256", text) });
  await journal.append(sample, "model-failed", { call: 1, class: "overloaded", message: text, willRetry: true });
  await journal.append(sample, "model-replied", { call: 1, text, reasoning: text, toolCalls: [{ id: "c1", name: text.slice(0, 60), arguments: JSON.stringify({ command: text, [text.slice(0, 80)]: "x" }) }], finish: "tool-calls", usage, costMicroUsd: 400, latencyMs: 1_250, retries: 1 });
  await journal.append(sample, "tool-called", { id: "c1", name: "bash", arguments: text });
  await journal.append(sample, "tool-replied", { id: "c1", name: "bash", output: text, outputDigest: hash("sha256", text), durationMs: 8 });
  await journal.append(sample, "submission", { attempt: 1, answer: text, verdict: "failed", message: text, stages: [{ name: "reproduces", held: true, observed: text }, { name: text.slice(0, 40), held: false, observed: text }], score: 0.25 });
  await journal.append(sample, "compacted", { upTo: 4, summary: text, tokensBefore: 90_000 });
  await journal.append(sample, "flagged", { detector: text.slice(0, 60), evidence: text, sequence: 8 });
  await journal.append(sample, "alarm", { sandboxId: text.slice(0, 60), at: text.slice(0, 40), command: text, attempts: { ipv4: 1, ipv6: 0 }, lastWords: text });
  await journal.append(sample, "refusal", { call: 1, seenBy: "words", evidence: text });
  await journal.append(sample, "sample-ended", { outcome: "gave-up", score: 0, turns: 1, tokens: 980, costMicroUsd: 400, attempts: 1, messages: 3, wallMs: 1_300, workingMs: 1_258, error: { code: "x", message: text } });
}

async function openPage(journal: Journal, harm: string[] = []): Promise<{ readonly page: Page; readonly url: string }> {
  const served = await serveLog(journal.folder, { onBug: (error) => harm.push(String(error)) });
  const context = await browser.newContext({ ...VIEW, viewport: { width: 1280, height: HEIGHT } });
  onTestFinished(async () => {
    await context.close();
    await served.close();
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    harm.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(served.url) && !request.url().endsWith("/favicon.ico")) harm.push(`asked ${request.url()}`);
  });
  page.on("pageerror", (error) => harm.push(error.message));
  page.on("console", (message) => {
    if (/policy|refused|violat/i.test(message.text())) harm.push(message.text());
  });
  return { page, url: served.url };
}

const findFaults = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
};

test("a transcript that tries to be more than text stays text, on every page and at every width", async () => {
  const journal = await beginRun({ marking: WHOLE.slice(0, 200), model: WHOLE.slice(0, 400) });
  await record(journal, keyOf("lamp"), WHOLE);
  await journal.append(null, "run-ended", { outcome: "stopped", reason: WHOLE });
  const harm: string[] = [];
  const { page, url } = await openPage(journal, harm);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const path of ["", "?flag=any", `?outcome=${encodeURIComponent(WHOLE.slice(0, 900))}`, "sample?sample=lamp%231", `sample?sample=${encodeURIComponent(WHOLE.slice(0, 500))}`]) {
      await page.goto(url + path);
      harm.push(...(await findHarm(page)).map((one) => `${width} ${path.slice(0, 20)}: ${one}`));
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
  }
  expect(harm).toEqual([]);
  await page.goto(`${url}sample?sample=lamp%231`);
  // It was there to be seen: the reply stands on the page character by character.
  expect(await page.locator("#event-5 pre").nth(1).textContent()).toContain("<script>window.ran=1</script>");
});

test("a person follows a run, narrows the list, and reads a transcript, without script and by keyboard", async () => {
  const journal = await beginRun();
  for (let at = 0; at < 110; at += 1) await journal.append(keyOf(`quay-${at}`), "sample-begun", { taskId: `quay-${at}`, epoch: 1, variant: null, taskKind: "question", family: "quays", humanMinutes: null, tokenLimit: 9 });
  await record(journal, keyOf("lamp"), "The lamp burns.");
  const { page, url } = await openPage(journal);
  await page.goto(url);
  await page.getByText("1 of 120 samples have ended").waitFor();
  // The page asks for itself again; nobody presses anything.
  await record(journal, keyOf("rope"), "The rope holds.");
  await page.getByText("2 of 120 samples have ended").waitFor();
  await page.getByRole("link", { name: "Let it stand still" }).click();
  await page.getByRole("link", { name: "Follow the run" }).waitFor();
  // Judged only now: a page that follows is asked for again under the judge's hands.
  expect(await findFaults(page)).toEqual([]);

  await page.getByLabel("Flag").selectOption({ label: "any flag" });
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("link", { name: "rope#1" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "rope#1" }).waitFor();
  await page.getByRole("heading", { name: "Attempt 1: failed" }).waitFor();
  await expect.poll(() => page.getByText("The rope holds.").count()).toBeGreaterThan(5);
  expect(await findFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "All samples of this run" }).click();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Next" }).or(page.getByRole("link", { name: "Last" })).first().click();
  await expect.poll(() => page.getByRole("row").count()).toBe(1 + 12);
});

test("the page cannot be framed, scripted or asked by another site in the same browser", async () => {
  const journal = await beginRun();
  await record(journal, keyOf("lamp"), "The lamp burns.");
  const [victim, stranger] = [await openPage(journal), await openPage(await beginRun())];
  const statuses: number[] = [];
  stranger.page.on("response", (response) => {
    if (response.url() === victim.url) statuses.push(response.status());
  });
  // A page of another port on this host, which a browser counts to the same site; that it knows the address is the worst case.
  const evil = createServer((_request, response) => void response.setHeader("content-type", "text/html").end(`<iframe src="${victim.url}"></iframe><script>fetch("${victim.url}",{mode:"no-cors"}).finally(()=>document.title="over")</script>`));
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => {
    evil.closeAllConnections();
    evil.close(() => resolve());
  }));
  await stranger.page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
  await stranger.page.waitForFunction(() => document.title === "over");
  await stranger.page.waitForLoadState("load");
  expect([...new Set(statuses)]).toEqual([403]);
  const framed = await Promise.all(stranger.page.frames().slice(1).map((frame) => frame.content().catch(() => "")));
  expect(framed.join("")).not.toContain("lamp");
  await victim.page.goto(victim.url);
  await expect.poll(() => victim.page.getByText("lamp#1").count()).toBe(1);
});
