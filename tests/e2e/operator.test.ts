import { expect, test } from "vitest";
import { as, givenHouse } from "./people.ts";
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
  await page.getByRole("heading", { name: "How we understood it" }).waitFor();
  await expectShownAsText(page, "<img src=x onerror=window.hostileTextRan=1>");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Keep this list" }).first().click();
  await page.getByRole("link", { name: "See the questions" }).waitFor();
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
  expectReply(422, "/api/operator/inventories/preview");
  await page.getByLabel("Your list", { exact: true }).setInputFiles({ name: "broken.json", mimeType: "application/json", buffer: Buffer.from('{"bomFormat":"CycloneDX",') });
  await page.getByRole("alert").first().waitFor();
  expect(await findFaults()).toEqual([]);
  expect(await page.getByText("broken.json", { exact: true }).count()).toBe(0);
});

test("on a telephone, an operator types what it owns, marks what is vital, says when things may stand still, rests, comes back, and leaves with a word on what was erased", async () => {
  const house = await givenHouse("Mill Pond Clinic", "operator", { Mia: ["operator"] });
  const mia = await as(house.person("Mia"));
  await mia.call("POST /operator/profile", { body: { sector: "healthcare", sizeBand: "under-10", region: "west", acceptsTerms: true } });
  const { page, told, signIn, choose, findFaults } = await visit("harbour", { width: 390 });
  await signIn(house.person("Mia"));
  await choose("What you own", "What you own");
  await page.getByText("Type a few in", { exact: true }).click();
  const row = page.getByRole("group", { name: "Row 1" });
  await row.getByLabel("Product").fill("tinyini");
  await row.getByLabel("Maker").fill("Tinyini Project (exercise)");
  await row.getByLabel("Version").fill("1.4.1");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("form", { name: "Type a few in" }).getByRole("button", { name: "Keep this list" }).click();
  await told("The list is kept.");
  await page.getByText("Paste it as text", { exact: true }).click();
  await page.getByLabel("Your list as text").fill("2x Plainware desk phone, version 3.1, reception");
  await page.getByRole("form", { name: "Paste it as text" }).getByRole("button", { name: "Keep this list" }).click();
  await told("The list is kept.");

  const typed = page.getByRole("listitem").filter({ hasText: "Typed list" });
  await typed.getByText("Show how we understood it").click();
  await typed.getByText("Mark what is vital, on the internet, or at patients").click();
  await typed.getByText("Tick all").click();
  await typed.getByRole("button", { name: "Vital", exact: true }).click();
  await told("Noted. Your plan takes it into account.");
  expect(await findFaults()).toEqual([]);

  await page.getByRole("link", { name: "When things may stand still" }).click();
  await page.getByRole("group", { name: "Quiet time 1" }).getByLabel("From").fill("23:00");
  await page.getByRole("button", { name: "Save" }).click();
  await told("Your quiet times are saved.");
  expect(await findFaults()).toEqual([]);

  await expect.poll(async () => (await mia.call("GET /operator/plan")).steps[0]?.assets[0]?.vital, { timeout: 30_000, interval: 250 }).toBe(true);
  await choose("Your plan", "Your plan");
  await page.getByText("Quiet times that fit:").first().waitFor();

  await choose("Your profile", house.organisation);
  await page.getByRole("button", { name: "Pause" }).click();
  await told("You are paused. You hear nothing new until you come back.");
  await page.getByRole("button", { name: "Come back" }).click();
  await told("Welcome back. What came in between is being looked up.");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave and erase" }).click();
  await page.getByRole("heading", { level: 1, name: "You have left" }).waitFor();
  await page.getByText("What was erased", { exact: true }).waitFor();
  expect(await findFaults()).toEqual([]);
});

test("whoever has no computer at hand prints the form for joining on paper, without signing in", async () => {
  const { page, open, findFaults } = await visit("harbour", { width: 390 });
  await open("/operator/paper", "Join on paper");
  await page.getByText("Hospital", { exact: false }).first().waitFor();
  expect(await findFaults()).toEqual([]);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
});

test("two people of the clearinghouse set in which order fixes go out", async () => {
  const anna = await visit();
  await anna.signIn("Anna Frey");
  await anna.open("/distribution/waves", "Waves");
  const form = anna.page.getByRole("form", { name: "Propose other rules" });
  await form.getByLabel("Reason").fill("Care comes first.");
  anna.expectReply(403, "/api/distribution/waves");
  await form.getByRole("button", { name: "Propose it" }).click();
  await anna.prove();
  await form.getByRole("button", { name: "Propose it" }).click();
  await anna.told("Proposed. A second person confirms it.");
  expect(await anna.findFaults()).toEqual([]);
  const cora = await visit();
  await cora.signIn("Cora Bell");
  await cora.open("/distribution/waves", "Waves");
  await cora.page.getByText("Care comes first.").first().waitFor();
  expect(await cora.findFaults()).toEqual([]);
  await cora.page.getByRole("button", { name: "Withdraw it" }).first().click();
  await cora.told("It is withdrawn.");
  await cora.open("/distribution", "Operators");
  expect(await cora.findFaults()).toEqual([]);
  await cora.open("/distribution/sectors", "Sectors offered");
  expect(await cora.findFaults()).toEqual([]);
});
