import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Download, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { visit } from "./visit.ts";

test("oversight reads counts without people, takes the ledger away, and verifies it with its key on another machine", async () => {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-ledger-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { page, signIn, choose, prove, findFaults, expectReply } = await visit();
  await signIn("Ines Voss");
  await choose("Oversight", "Transparency report");
  await page.getByRole("heading", { name: "Room: engagement" }).waitFor();
  expect(await page.getByRole("main").innerText()).not.toMatch(/Ada Rell|Hana Ito|Fern Valley|Kingfisher/);
  expect(await findFaults()).toEqual([]);
  expectReply(403, "/api/ledger/export");
  await page.getByRole("button", { name: "Download the ledger" }).click();
  await prove();
  await (await download(page, "Download the ledger")).saveAs(join(folder, "ledger.json"));
  await (await download(page, "Download its key")).saveAs(join(folder, "ledger.key"));
  const answer = await new Promise<string>((resolve) => {
    execFile(process.execPath, [join(repositoryRoot, "apps/cli/launcher.mjs"), "ledger", "verify", "ledger.json", "--key", "@ledger.key", "--json"], { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  expect(JSON.parse(answer)).toMatchObject({ ok: true });
});

async function download(page: Page, name: string): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return file;
}
