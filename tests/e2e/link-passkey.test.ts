import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readMailbox } from "#fakes/mail-server";
import { findMaintainerLink, giveAuthenticator } from "./browser.ts";
import { givenCase } from "./givens.ts";
import { as } from "./people.ts";
import { installation, visit } from "./visit.ts";

/** Passkeys are bound to a name, which the installation's address in figures does not have. */
const HOUSE = installation.url.replace("127.0.0.1", "localhost");

test("a maintainer binds a passkey; the lost mail shows nothing then, the passkey opens the page, and who coordinates takes a lost one away", { timeout: 180_000 }, async () => {
  const { link, name, findingId, contactEmail } = await givenCase(`Report ${randomBytes(3).toString("hex")}`);
  const { caseId } = await (await as("Anna Frey")).call("GET /findings/{id}", { params: { id: findingId } });
  const newestLink = async () => findMaintainerLink(await readMailbox(join(installation.home, "exercise/mail"), contactEmail));
  const title = `A verified report for ${name} 1.4.2`;
  const theirs = await visit("harbour", { width: 390 });
  const { page, told, findFaults } = theirs;
  await giveAuthenticator(page);
  await page.goto(`${HOUSE}${link}`);
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.getByText("Bind a passkey", { exact: true }).click();
  await page.getByLabel("Name of the new passkey").fill("Telephone");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Bind it" }).click();
  await told("The passkey is bound.");
  await page.getByRole("table", { name: "Passkeys" }).getByText("Telephone").waitFor();
  expect(await findFaults()).toEqual([]);
  // What a passkey was shown for is kept for the tab.
  await page.reload();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();

  const finder = await visit("harbour", { width: 390 });
  finder.expectReply(403, "/api/maintainer/open");
  await finder.page.goto(`${HOUSE}${link}`);
  await finder.page.getByRole("heading", { level: 1, name: "This link opens with your passkey" }).waitFor();
  expect([await finder.page.getByText(name).count(), await finder.findFaults()]).toEqual([0, []]);

  // The maintainer comes back another day: a new tab, the same mail.
  await page.evaluate(() => window.sessionStorage.clear());
  theirs.expectReply(403, "/api/maintainer/open");
  await page.goto(HOUSE);
  await page.goto(`${HOUSE}${link}`);
  await page.getByRole("button", { name: "Open with a passkey" }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.getByRole("button", { name: "Accept the embargo and open the report" }).click();
  await told("The embargo holds; the report is open.");

  const anna = await visit();
  await anna.signIn("Anna Frey");
  await anna.open(`/clearinghouse/cases/${caseId}/participants`, /./);
  const row = anna.page.getByRole("table", { name: "Mailed links that ask for a passkey" }).getByRole("row", { name: /^Maintainer/ });
  expect(await anna.findFaults()).toEqual([]);
  await row.getByRole("button", { name: "Take away" }).click();
  await anna.page.getByRole("dialog").getByRole("button", { name: "Take away" }).click();
  await anna.told("The passkeys were taken away, and a new link was sent.");
  await expect.poll(newestLink, { timeout: 20_000 }).not.toBe(link);
  await finder.page.goto(HOUSE);
  finder.expectReply(410, "/api/maintainer/open");
  await finder.page.goto(`${HOUSE}${link}`);
  await finder.page.getByRole("heading", { level: 1, name: "This link does not work" }).waitFor();
  await finder.page.goto(HOUSE);
  await finder.page.goto(`${HOUSE}${await newestLink()}`);
  await finder.page.getByRole("heading", { level: 1, name: title }).waitFor();
});
