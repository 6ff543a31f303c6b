import { expect, test } from "vitest";
import { as } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

const NEW_LIST = "Vendor;Product;Version;Location\nTinyini Project (exercise);tinyini;1.4.1;<img src=x onerror=window.hostileTextRan=1>\nLedgerworks;Teller Desk;11.2;Counter\nno version at all\n";

test("on a telephone, an operator sees the first step, says that it was seen, plans a time, and prints it", async () => {
  const { page, told, signIn, choose, findFaults } = await visit("harbour", { width: 390 });
  await signIn("Uma Dahl");
  await choose("Your plan", "Your plan");
  const first = page.getByRole("listitem").filter({ hasText: "Do this first" });
  await first.getByText("1.4.3").first().waitFor();
  expect(await findFaults()).toEqual([]);
  await first.getByRole("button", { name: "We have seen it" }).click();
  await told("Noted: you have seen it.");
  await first.getByText("Plan a time", { exact: true }).click();
  await first.getByLabel("When").fill("2031-02-03T09:30");
  await first.getByRole("button", { name: "Plan it" }).click();
  await told("Noted: planned.");
  expect(await findFaults()).toEqual([]);
  const printed = await page.request.get("/api/operator/plan/print");
  expect({ status: printed.status(), words: (await printed.text()).includes("1.4.3") }).toEqual({ status: 200, words: true });
  const plan = await (await as("Uma Dahl")).call("GET /operator/plan");
  expect(plan.steps[0]?.state).toBe("scheduled");
});

test("on a telephone, an operator gives a spreadsheet, sees how it was understood, gets a step, and takes the list back", async () => {
  const { page, told, signIn, choose, findFaults } = await visit("harbour", { width: 390 });
  await signIn("Ben Cole");
  await choose("What you own", "What you own");
  await page.getByLabel("Your list", { exact: true }).setInputFiles({ name: "branch <b>list</b>.csv", mimeType: "text/csv", buffer: Buffer.from(NEW_LIST) });
  await page.getByRole("button", { name: "Send the list" }).click();
  await page.getByRole("heading", { name: "How we understood it" }).waitFor();
  await expectShownAsText(page, "<img src=x onerror=window.hostileTextRan=1>");
  expect(await findFaults()).toEqual([]);
  await expect.poll(async () => (await (await as("Ben Cole")).call("GET /operator/plan")).steps.length, { timeout: 30_000, interval: 250 }).toBe(1);
  await choose("Your plan", "Your plan");
  const step = page.getByRole("listitem").filter({ hasText: "Do this first" });
  await step.getByText("It does not concern us", { exact: true }).click();
  await step.getByRole("radio", { name: "We do not have this product" }).press("Space");
  await step.getByLabel("In your own words").fill(HOSTILE_TEXT);
  await step.getByRole("button", { name: "Say so" }).click();
  await told("Noted: not affected.");
  expect(await findFaults()).toEqual([]);

  await choose("What you own", "What you own");
  const list = page.getByRole("listitem").filter({ hasText: "branch <b>list</b>.csv" });
  await list.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog", { name: "Remove this list?" }).getByRole("button", { name: "Remove" }).click();
  await told("The list is erased.");
});

test("on a telephone, an operator is told why a file is no list, and nothing is kept", async () => {
  const { page, signIn, choose, findFaults, expectReply } = await visit("harbour", { width: 390 });
  await signIn("Ben Cole");
  await choose("What you own", "What you own");
  await page.getByLabel("Your list", { exact: true }).setInputFiles({ name: "broken.json", mimeType: "application/json", buffer: Buffer.from('{"bomFormat":"CycloneDX",') });
  expectReply(422, "/api/operator/inventories");
  await page.getByRole("button", { name: "Send the list" }).click();
  await page.getByRole("alert").first().waitFor();
  expect(await findFaults()).toEqual([]);
  expect(await page.getByText("broken.json", { exact: true }).count()).toBe(0);
});

test("an operator asks for help in its own words, somebody takes it up, and the answer comes back", async () => {
  const question = `${HOSTILE_TEXT} May we update during the night shift?`;
  const hana = await visit("harbour", { width: 390 });
  await hana.signIn("Hana Ito");
  await hana.choose("Ask for help", "Ask for help");
  await hana.page.getByRole("radio", { name: "A safe time to install" }).press("Space");
  await hana.page.getByRole("textbox", { name: "Your question" }).fill(question);
  await hana.page.getByRole("button", { name: "Send", exact: true }).click();
  await hana.page.getByText("Your question was sent.").first().waitFor();
  await expectShownAsText(hana.page, question);
  expect(await hana.findFaults()).toEqual([]);

  const olga = await visit();
  await olga.signIn("Olga Reyes");
  await olga.choose("Requests for help", "Requests for help");
  await expectShownAsText(olga.page, question);
  expect(await olga.findFaults()).toEqual([]);
  const request = olga.page.getByRole("listitem").filter({ hasText: "night shift" }).first();
  await request.getByRole("button", { name: "Take it up" }).click();
  await olga.told("You have taken it up.");
  await request.getByRole("textbox", { name: "Answer" }).fill("Yes: stop the pump controller first.");
  await request.getByRole("button", { name: "Send the answer" }).click();
  await olga.told("Your answer was sent.");

  await hana.page.reload();
  await hana.page.getByText("Yes: stop the pump controller first.").first().waitFor();
  expect(await hana.findFaults()).toEqual([]);
});
