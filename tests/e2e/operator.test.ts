import { expect, test } from "vitest";
import { waitForPage } from "./browser.ts";
import { as, givenHouse } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

const NEW_LIST = "Vendor;Product;Version;Location\nTinyini Project (exercise);tinyini;1.4.1;<img src=x onerror=window.hostileTextRan=1>\nLedgerworks;Teller Desk;11.2;Counter\nno version at all\n";

test("on a telephone, an operator sees the first step, says that it was seen, plans a time, and prints it", async () => {
  const { page, told, signIn, choose, findFaults, expectReply } = await visit("harbour", { width: 390 });
  await signIn("Uma Dahl");
  await choose("Your plan", "Your plan");
  const first = page.getByRole("listitem").filter({ hasText: "Do this first" });
  await first.getByText("1.4.3").first().waitFor();
  expect(await findFaults()).toEqual([]);
  await first.getByRole("button", { name: "We have seen it" }).click();
  await told("Noted: you have seen it.");
  await first.getByText("Plan a time", { exact: true }).click();
  // Years ahead is putting off without a reason.
  expectReply(422, /\/schedule$/);
  await first.getByLabel("When").fill("2031-02-03T09:30");
  await first.getByRole("button", { name: "Plan it" }).click();
  await first.getByRole("alert").first().waitFor();
  expect(await findFaults()).toEqual([]);
  await first.getByLabel("When").fill(`${new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)}T09:30`);
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

test("whoever has no computer at hand is given a form from the front page, one sheet of paper on both sides; an analyst types it in, and the slip is the way to leave", async () => {
  const { page, open, findFaults } = await visit("harbour", { width: 390 });
  await open("/", "Calm water for frontier AI");
  await page.getByRole("link", { name: "Join on paper" }).click();
  await waitForPage(page, "Join on paper");
  await page.getByText("Hospital", { exact: false }).first().waitFor();
  expect(await findFaults()).toEqual([]);
  const numbers = await page.locator(".bw-paper__number strong").allInnerTexts();
  expect(new Set(numbers).size, "both sheets bear the same number").toBe(1);
  for (const format of ["A4", "Letter"]) expect((await page.pdf({ format })).toString("latin1").match(/\/Type \/Page\b/g), format).toHaveLength(2);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);

  const anna = await visit("harbour", { width: 390 });
  await anna.signIn("Anna Frey");
  await anna.choose("Enter a paper form", "Enter a paper form");
  const type = async (field: string, text: string) => anna.page.getByLabel(field).fill(text);
  const tick = async (name: string) => anna.page.getByRole("radio", { name, exact: true }).press("Space");
  await type("Number of the form", "22222-22223");
  await type("Name of the organisation", `Pond Clinic ${numbers[0]} (exercise)`);
  await type("Person to tell", "Joan");
  await tick("By telephone");
  await type("Address of mail, telephone number, or postal address", "555 0100");
  await anna.page.getByLabel("Sector").selectOption({ label: "Hospital or clinic" });
  await tick("Fewer than 10");
  await tick("West");
  await type("What they own, one thing a line", "2x Plainware desk phone, version 3.1, reception");
  await type("Version of the terms", "1");
  await type("Name of who signs", "Joan");
  await type("Signed on", new Date().toISOString().slice(0, 10));
  expect(await anna.findFaults()).toEqual([]);
  anna.expectReply(422, "/api/paper-forms/entered");
  await anna.page.getByRole("button", { name: "Enter the form" }).click();
  await anna.page.getByText("Number of the form: no form has this number; look at the paper once more").waitFor();
  await type("Number of the form", numbers[0]?.toLowerCase() ?? "");
  await anna.page.getByRole("button", { name: "Enter the form" }).click();
  await anna.told("The form is entered. Its plan is being made.");
  const slip = /http\S+\/operator\/slip\/\S+/.exec(await anna.page.getByRole("region", { name: `Form ${numbers[0]} is entered` }).innerText())?.[0] ?? "";
  expect(await anna.findFaults()).toEqual([]);

  await page.emulateMedia({ media: "screen" });
  await page.goto(new URL(slip).pathname);
  await page.getByRole("button", { name: "Leave now" }).click();
  await page.getByText("You have left. All that we kept of you is erased.").waitFor();
});

test("an analyst sends a letter that asks an organisation to join; its people say no, and nobody is told", async () => {
  const house = await givenHouse("Reed Bank", "operator", { Rita: ["operator"] });
  const anna = await visit("harbour", { width: 390 });
  await anna.signIn("Anna Frey");
  await anna.open("/distribution", "Operators");
  await anna.page.getByRole("link", { name: "Invite an organisation" }).click();
  await waitForPage(anna.page, "Invite an organisation");
  await anna.page.getByLabel("Number of the organisation").fill(house.id);
  await anna.page.getByRole("button", { name: "Send the letter" }).click();
  await anna.told("Done. If they have not begun to join, the letter is on its way.");
  expect(await anna.findFaults()).toEqual([]);
  const rita = await visit("harbour", { width: 390 });
  // It has not joined.
  rita.expectReply(409, "/api/operator/profile");
  await rita.signIn(house.person("Rita"));
  await rita.follow("You are invited to get a short plan, free of charge");
  await rita.page.getByRole("button", { name: "No, erase what was begun" }).click();
  expect((await (await as(house.person("Rita"))).call("GET /operator/enrolment")).state).toBeNull();
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
