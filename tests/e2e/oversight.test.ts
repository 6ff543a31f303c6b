import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "#api-client";
import type { ReportDocument } from "#contracts/oversight";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { installation, visit } from "./visit.ts";

/** Acts between two reports at will, so that no act shows by itself. */
const LEAST_BETWEEN = 25;

interface Verdict {
  readonly ok: boolean;
  readonly checks?: readonly { readonly name: string; readonly ok: boolean; readonly sentence: string }[];
}

test("oversight reads counts without people, takes the ledger away, and verifies it with its key on another machine", async () => {
  const folder = await makeFolder();
  const { page, signIn, choose, prove, findFaults, expectReply } = await visit();
  await signIn("Ines Voss");
  await choose("Oversight", "Counts as they are now");
  await page.getByRole("heading", { name: "Room: engagement" }).waitFor();
  expect(await namesIn(page)).toEqual([]);
  expect(await findFaults()).toEqual([]);
  await takeLedger(page, folder, { prove, expectReply });
  expect(await run(folder, ["ledger", "verify", "ledger.json", "--key", "@ledger.key"])).toMatchObject({ ok: true });
});

test("an inspector publishes a report, takes it and the ledger away, verifies both offline, and finds a figure that was edited", async () => {
  const folder = await makeFolder();
  const { page, signIn, choose, open, told, prove, findFaults, expectReply } = await visit();
  await signIn("Ines Voss");
  await passActs(page);
  await choose("Reports", "Transparency reports");
  expect(await findFaults()).toEqual([]);
  await page.getByLabel("From this day").fill("2026-06-02");
  await page.getByRole("button", { name: "Publish now" }).click();
  await told("The report is published.");
  await page.getByRole("heading", { level: 1, name: /^Transparency report, 2 Jun 2026 to / }).waitFor();
  expect(await namesIn(page)).toEqual([]);
  const findings = page.getByRole("region", { name: "Findings", exact: true });
  const figures = findings.getByRole("row").filter({ hasText: "What is counted" });
  await expect.poll(() => figures.count()).toBeGreaterThan(3);
  await figures.first().getByText("What is counted").click();
  expect(await findFaults()).toEqual([]);

  const files = page.getByRole("list", { name: "Files of this report" });
  for (const [link, name] of [["Report (JSON)", "report.json"], ["Receipt", "receipt.json"], ["Table (CSV)", "report.csv"], ["To print (HTML)", "report.html"]] as const) {
    await keep(page, files.getByRole("link", { name: link, exact: true }), join(folder, name));
  }
  await open("/oversight", "Counts as they are now");
  await takeLedger(page, folder, { prove, expectReply });

  const offline = ["--receipt", "receipt.json", "--ledger", "ledger.json", "--key", "@ledger.key"];
  const verified = await run(folder, ["report", "verify", "report.json", ...offline]);
  expect(verified.checks?.filter((check) => !check.ok)).toEqual([]);
  expect(verified.ok).toBe(true);

  const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8")) as ReportDocument;
  const edited = report.figures.find(({ value }) => value.form === "count");
  if (edited?.value.form !== "count") throw new Error("The report has no plain count");
  edited.value.toDate = { least: edited.value.toDate.least + 5, most: edited.value.toDate.most + 5 };
  await writeFile(join(folder, "edited.json"), JSON.stringify(report));
  const found = await run(folder, ["report", "verify", "edited.json", ...offline]);
  expect(found.ok).toBe(false);
  expect(found.checks?.find(({ name }) => name === "figures")).toMatchObject({ ok: false, sentence: expect.stringContaining(edited.definition.id) });
});

test("an inspector sees whether the house keeps its rules, without a name, notes the head, and is proven that the ledger continues it", async () => {
  const { page, signIn, choose, open, told, findFaults } = await visit();
  await signIn("Ines Voss");
  await choose("Oversight", "Counts as they are now");
  await page.getByRole("navigation", { name: "Pages of oversight" }).getByRole("link", { name: "Inspector’s view" }).click();
  await page.getByRole("heading", { level: 1, name: "Inspector’s view" }).waitFor();
  const pairs = page.getByRole("table", { name: "Acts that take two people" }).getByRole("row");
  await pairs.first().waitFor();
  await expect.poll(() => pairs.filter({ hasText: "None" }).count()).toBe((await pairs.count()) - 1);
  for (const panel of ["Alarms", "Who read others’ records", "Acts on keys", "Work that comes round by itself"]) await page.getByRole("region", { name: panel, exact: true }).waitFor();
  expect(await namesIn(page)).toEqual([]);
  await page.getByRole("button", { name: "Note that I have seen this head" }).click();
  await told("The head is noted.");
  await passActs(page);
  await open("/oversight/inspection", "Inspector’s view");
  await page.getByText("Proof that the log continues the one you last saw").click();
  await page.getByText(/^From [\d,]+ to [\d,]+ entries\. The head you saw/).waitFor();
  expect(await findFaults()).toEqual([]);
});

test("anybody reads the published reports and what each figure counts, without signing in", async () => {
  const ines = await visit();
  await ines.signIn("Ines Voss");
  await passActs(ines.page);
  expect((await ines.page.request.post("/api/reports", { data: { from: "2026-06-02" }, headers: { "x-breakwater": "1" } })).status()).toBe(201);

  const { page, open, choose, findFaults } = await visit("harbour", { width: 390 });
  await open("/", "Calm water for frontier AI");
  await choose("Reports", "Transparency reports");
  expect(await page.getByRole("button", { name: "Publish now" }).count()).toBe(0);
  const reports = page.getByRole("table", { name: "Published reports, the newest first" });
  await reports.getByRole("link", { name: /^2 Jun 2026 to / }).first().click();
  await page.getByRole("heading", { level: 1, name: /^Transparency report, / }).waitFor();
  await page.getByRole("heading", { level: 2, name: "Determinations", exact: true }).waitFor();
  await page.getByRole("link", { name: /^Computed at entry [\d,]+ of the ledger$/ }).first().click();
  await page.waitForURL(/#checkpoint$/);
  await page.locator("#checkpoint").getByText("Root of the ledger").waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: "What each figure counts" }).click();
  await page.getByRole("heading", { level: 1, name: "What each figure counts" }).waitFor();
  expect(await findFaults()).toEqual([]);
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-oversight-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** People and organisations of the exercise that the page names. */
async function namesIn(page: Page): Promise<readonly string[]> {
  const { people } = await createClient({ baseUrl: installation.url }).call("GET /exercise/people");
  const text = await page.getByRole("main").innerText();
  return [...new Set(people.flatMap(({ name, organisationName }) => [name, organisationName]))].filter((name) => text.includes(name));
}

/** Enough acts for a report to be published again: whoever tested reports before may have just done so. */
async function passActs(page: Page): Promise<void> {
  const { integrity } = (await (await page.request.get("/api/oversight/inspection")).json()) as { readonly integrity: { readonly size: number } };
  for (let act = 0; act < LEAST_BETWEEN; act += 1) {
    const noted = await page.request.post("/api/oversight/looks", { data: { size: integrity.size }, headers: { "x-breakwater": "1" } });
    expect(noted.status()).toBe(201);
  }
}

async function takeLedger(page: Page, folder: string, { prove, expectReply }: Pick<Awaited<ReturnType<typeof visit>>, "prove" | "expectReply">): Promise<void> {
  expectReply(403, "/api/ledger/export");
  const take = page.getByRole("button", { name: "Download the ledger" });
  await take.click();
  await prove();
  await keep(page, take, join(folder, "ledger.json"));
  await keep(page, page.getByRole("button", { name: "Download the key of the ledger" }), join(folder, "ledger.key"));
}

async function keep(page: Page, button: Locator, path: string): Promise<void> {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  await file.saveAs(path);
}

function run(folder: string, args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(repositoryRoot, "apps/cli/launcher.mjs"), ...args, "--json"], { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Verdict);
      } catch (error) {
        reject(new Error(`No answer: ${stderr}`, { cause: error }));
      }
    });
  });
}
