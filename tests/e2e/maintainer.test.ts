import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { readMailbox } from "#fakes/mail-server";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { givenCase } from "./givens.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

const { home } = inject("installation");

test("on a telephone, without an account, a maintainer opens the mailed link, accepts the report, and releases a patch that held", { timeout: 120_000 }, async () => {
  const title = `${HOSTILE_TEXT} ${randomBytes(3).toString("hex")}`;
  const { link, name } = await givenCase(title);
  const { page, told, findFaults } = await visit("harbour", { width: 390 });
  await page.goto(link);
  await page.getByRole("heading", { level: 1, name: `A verified report for ${name} 1.4.2` }).waitFor();
  // The secret leaves the address bar at once, and nothing of the report is there before the terms.
  await expect.poll(() => page.url()).not.toContain("#");
  expect(await page.getByText(title).count()).toBe(0);
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Accept the embargo and open the report" }).click();
  await told("The embargo holds; the report is open.");
  await expectShownAsText(page, title);
  await page.getByRole("radio", { name: "I accept it" }).press("Space");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Send the answer" }).click();
  await told("Your answer was sent.");

  await page.getByText("Send a patch of your own").click();
  await page.getByLabel("Patch", { exact: true }).fill(await readFile(join(repositoryRoot, "apps/exercise/projects/patches/tinyini.bad.diff"), "utf8"));
  await page.getByRole("radio", { name: "A person" }).press("Space");
  await page.getByLabel("Where the test belongs in your repository").fill("tests/long-value.ini");
  await page.getByLabel("Input of the test").setInputFiles({ name: "long-value.ini", mimeType: "text/plain", buffer: Buffer.from(`[a]\nkey=${"x".repeat(400)}\n`) });
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Propose a patch" }).click();
  await page.getByText("The crash is gone, but something that worked no longer does.").waitFor({ timeout: 60_000 });
  await page.getByText(/tests\/long-value\.ini: this regression test/).waitFor();
  await page.getByRole("button", { name: "Try the candidate patch" }).click();
  await page.getByText("The crash and its variants are gone, and everything else still works.").waitFor({ timeout: 60_000 });
  expect(await findFaults()).toEqual([]);
  const stand = page.getByRole("button", { name: "Stand behind this patch" });
  await stand.or(page.getByRole("button", { name: "Release it" })).first().waitFor();
  if (await stand.isVisible()) await stand.click();
  await page.getByLabel("Fixed in version").fill("1.4.3");
  await page.getByRole("button", { name: "Release it" }).click();
  await told("The patch is signed and released.");
  expect(await findFaults()).toEqual([]);
});

test("on a telephone a maintainer sets the project's policy, disputes by its row, and stops the mails", { timeout: 120_000 }, async () => {
  const { link } = await givenCase(`Report ${randomBytes(3).toString("hex")}`);
  const { page, told, findFaults, expectReply } = await visit("harbour", { width: 390 });
  await page.goto(link);
  await page.getByRole("button", { name: "Accept the embargo and open the report" }).click();
  await told("The embargo holds; the report is open.");
  await page.getByRole("link", { name: "Set your project's policy" }).click();
  await page.getByRole("heading", { level: 1, name: "Your policy for reports" }).waitFor();
  await page.getByLabel("Reports open at once").fill("3");
  await page.getByRole("radio", { name: "One mail a week" }).press("Space");
  await page.getByLabel("Paths out of scope").fill("examples/**");
  await page.getByRole("button", { name: "Add a row" }).click();
  const row = page.getByRole("group", { name: "Row 1" });
  await row.getByLabel("What it says").fill(`Configuration is trusted. ${HOSTILE_TEXT}`);
  expect(await findFaults()).toEqual([]);
  // A refusal stands at its field, and nothing that was typed is lost.
  expectReply(400, "/api/maintainer/policy/set");
  await row.getByLabel("Path").fill("src config");
  await page.getByRole("button", { name: "Set this policy" }).click();
  await row.getByText("Path: expected a path without spaces").waitFor();
  await row.getByLabel("Path").fill("src/config/**");
  await page.getByRole("button", { name: "Set this policy" }).click();
  await told("Your policy is set.");
  await page.getByText("Version 1, set by you").waitFor();
  expect(await page.getByLabel("Reports open at once").inputValue()).toBe("3");
  expect(await row.getByLabel("Path").inputValue()).toBe("src/config/**");
  expect(await page.getByRole("radio", { name: "One mail a week" }).isChecked()).toBe(true);
  expect(await findFaults()).toEqual([]);

  await page.getByRole("link", { name: "Back to the report" }).click();
  await page.getByRole("radio", { name: "I dispute it" }).press("Space");
  await page.getByLabel("Row of your policy that it rests on").selectOption({ index: 1 });
  await page.getByLabel("Reason").fill("Nobody else writes these files.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await told("Your answer was sent.");
  await page.getByText("Mails come.", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Stop all mails to the project" }).click();
  await told("All mails to the project are stopped.");
  await page.getByRole("button", { name: "Send mails", exact: true }).click();
  await told("Mails come.");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: "Set your project's policy" }).click();
  await page.getByRole("row", { name: "TM-1" }).getByText("1", { exact: true }).waitFor();
});

test("on a telephone, whoever opens a mail's unsubscribe address is asked first, and told how to have mails again", { timeout: 90_000 }, async () => {
  const { contactEmail } = await givenCase(`Report ${randomBytes(3).toString("hex")}`);
  const [mail] = await readMailbox(join(home, "exercise/mail"), contactEmail);
  const address = /<([^>]+\/unsubscribe\/[^>]+)>/.exec(String(mail?.headers["list-unsubscribe"]))?.[1] ?? "";
  const { page, told, open, findFaults, expectReply } = await visit("harbour", { width: 390 });
  await page.goto(new URL(address).pathname);
  await page.getByRole("heading", { level: 1, name: "Stop these mails?" }).waitFor();
  await page.getByText("with the one word resume").waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Stop these mails" }).click();
  await told("These mails are stopped.");
  await page.getByRole("heading", { level: 1, name: "These mails are stopped" }).waitFor();
  expect(await findFaults()).toEqual([]);
  await open("/unsubscribe", "Open the address from the mail");
  expect(await findFaults()).toEqual([]);
  expectReply(404, /^\/api\/maintainer\/mails\//);
  await page.goto(`/unsubscribe#mail_${"0".repeat(20)}.${"0".repeat(20)}.${"0".repeat(32)}`);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "There is nothing here for you" }).waitFor();
});

test("a guessed link shows nothing", async () => {
  const { page, findFaults, expectReply } = await visit("harbour", { width: 390 });
  expectReply(410, /^\/api\/maintainer\//);
  await page.goto(`/maintainer#${"A".repeat(43)}`);
  await page.getByRole("heading", { level: 1, name: "This link does not work" }).waitFor();
  expect(await findFaults()).toEqual([]);
});

test("without a link the page says where to find it", async () => {
  const { open, findFaults } = await visit("harbour", { width: 390 });
  await open("/maintainer", "Open the link from the mail");
  expect(await findFaults()).toEqual([]);
});
