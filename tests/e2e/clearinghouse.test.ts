import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { givenAssignedFinding, givenCase, givenFinding } from "./givens.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("the director opens a finding to a person, the page says so to whoever found it, and it is closed again", async () => {
  const title = `Out-of-bounds read ${randomBytes(3).toString("hex")}`;
  const { findingId } = await givenFinding(title);
  const cora = await visit();
  await cora.signIn("Cora Bell");
  await cora.open(`/clearinghouse/findings/${findingId}`, title);
  const work = cora.page.getByRole("region", { name: "Who works on it" });
  await work.getByText("Nobody is assigned yet.").waitFor();
  expect(await cora.page.getByRole("button", { name: "Open the evidence" }).count()).toBe(0);
  await work.getByLabel("Person").selectOption({ label: "Val Ortiz, as validator" });
  expect(await cora.findFaults()).toEqual([]);
  await work.getByRole("button", { name: "Assign" }).click();
  await cora.told("The finding is open to them.");
  expect(await cora.findFaults()).toEqual([]);

  const sam = await visit();
  await sam.signIn("Sam Okoye");
  await sam.open(`/findings/${findingId}`, title);
  await sam.page.getByRole("region", { name: "Who works on it" }).getByRole("row", { name: "Val Ortiz" }).waitFor();
  expect(await sam.findFaults()).toEqual([]);

  await work.getByRole("button", { name: "End for Val Ortiz" }).click();
  await cora.told("The finding is closed to them.");
});

test("a validator reads the evidence and validates; the analyst sets the priority and opens the project; a case goes out", async () => {
  const title = `Out-of-bounds write ${randomBytes(3).toString("hex")}`;
  const { findingId, name, repository } = await givenAssignedFinding(title);
  const val = await visit();
  await val.signIn("Val Ortiz");
  await val.choose("Queue", "Findings");
  expect(await val.findFaults()).toEqual([]);
  await val.page.getByRole("link", { name: title }).click();
  await val.page.getByRole("heading", { level: 1, name: title }).waitFor();
  await val.page.getByRole("radio", { name: "It is a real weakness" }).press("Space");
  await val.page.getByRole("textbox", { name: "Reason" }).fill("The write is past the end of the buffer.");
  expect(await val.findFaults()).toEqual([]);
  await val.page.getByRole("button", { name: "Record the decision" }).click();
  await val.told("Your decision is recorded.");

  const anna = await visit();
  await anna.signIn("Anna Frey");
  await anna.open(`/clearinghouse/findings/${findingId}`, title);
  const priority = anna.page.getByRole("region", { name: "Priority" });
  const answer = (question: string, choice: string) => priority.getByRole("group", { name: question }).getByRole("radio", { name: choice }).press("Space");
  await answer("Is it in CISA’s list of exploited vulnerabilities?", "No");
  await answer("Is the affected software usually reachable from the internet?", "Yes");
  await answer("Can an attack be automated?", "Yes");
  await answer("How much control does an attacker gain?", "Nobody has published it");
  expect(await anna.findFaults()).toEqual([]);
  await priority.getByRole("button", { name: "Decide the priority" }).click();
  await anna.told("The priority is decided.");

  await anna.choose("Projects", "Projects");
  const project = anna.page.getByRole("region", { name: "Open a project" });
  await project.getByLabel("Maker").fill("Copies (exercise)");
  await project.getByLabel("Product").fill(name);
  await project.getByLabel("Repository").fill(repository);
  await project.getByLabel("Maintainer’s address").fill(`${name}@maintainers.exercise.example`);
  expect(await anna.findFaults()).toEqual([]);
  await project.getByRole("button", { name: "Open a project" }).click();
  await anna.told("The project is open; findings that waited for it become cases.");
  await expect.poll(async () => {
    await anna.open("/clearinghouse/cases", "Cases");
    return anna.page.getByRole("link", { name: title }).count();
  }, { timeout: 30_000, interval: 500 }).toBe(1);
  await anna.page.getByRole("link", { name: title }).click();
  await anna.page.getByRole("heading", { level: 1, name: title }).waitFor();
  await anna.page.getByText("Embargo proposed").first().waitFor();
  expect(await anna.findFaults()).toEqual([]);
});

test("the analyst writes to the maintainer from the case, and what both write stays text", async () => {
  const title = `Heap overflow ${randomBytes(3).toString("hex")}`;
  await givenCase(title);
  const { page, told, signIn, open, choose, findFaults } = await visit();
  await signIn("Anna Frey");
  await choose("Cases", "Cases");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: title }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.getByLabel("Message", { exact: true }).fill(HOSTILE_TEXT);
  await page.getByRole("region", { name: "Messages with the maintainer" }).getByRole("button", { name: "Send" }).click();
  await told("Your message was sent.");
  await expectShownAsText(page, HOSTILE_TEXT);
  await page.getByRole("button", { name: "Close the case" }).click();
  await page.getByRole("dialog", { name: "Close this case?" }).getByRole("button", { name: "Close the case" }).click();
  await told("The case is closed.");
  expect(await findFaults()).toEqual([]);
  await open("/clearinghouse", "Findings");
});
