import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { as, givenHouse, proven } from "./people.ts";
import { visit, type Visitor } from "./visit.ts";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("a directive officer issues a directive with a second person, decides an exception, sees standing, and cannot bind a hospital", async () => {
  const number = `ED 26-${randomInt(100, 999)}`;
  const [olga, otto] = [await visit(), await visit()];
  await olga.signIn("Olga Reyes");
  await olga.open("/directives/drafts/new", "Write a directive");
  const form = olga.page.getByRole("form", { name: "Words of the directive" });
  await form.getByRole("textbox", { name: "Number" }).fill(number);
  await form.getByRole("combobox", { name: "Kind" }).selectOption({ label: "Emergency directive" });
  await form.getByLabel("In force from").fill(inDays(0));
  await form.getByRole("textbox", { name: "Title" }).fill("Take gauges off the open network");
  await form.getByRole("textbox", { name: "Summary" }).fill("Gauges are being broken into.");
  await form.getByRole("textbox", { name: "Scope" }).fill("Federal civilian executive branch agencies.");
  await form.getByRole("button", { name: "Add an action" }).click();
  const action = form.getByRole("group", { name: "Action 1" });
  await action.getByRole("textbox", { name: "Short name" }).fill("gauges-off");
  await action.getByRole("textbox", { name: "Title of the action" }).fill(`Gauges off (${number})`);
  await action.getByRole("textbox", { name: "What is to be done, in words" }).fill("Take every gauge off the open network.");
  await action.getByRole("textbox", { name: "Applies to:" }).fill("Every gauge");
  await action.getByRole("combobox", { name: "Due" }).selectOption({ label: "Days after it is issued" });
  await action.getByLabel("Days after it is issued").fill("10");
  expect(await olga.findFaults()).toEqual([]);
  await form.getByRole("button", { name: "Keep the draft" }).click();
  await olga.told("The draft is kept.");
  await olga.page.getByRole("link", { name: number }).click();
  // She wrote it, so she does not issue it.
  await olga.page.getByText("An officer who did not write in it issues it.").waitFor();
  expect(await olga.page.getByRole("button", { name: `Issue ${number}` }).count()).toBe(0);

  await otto.signIn("Otto Lang");
  await otto.open("/directives/drafts", "Drafts of directives");
  expect(await otto.findFaults()).toEqual([]);
  await otto.page.getByRole("link", { name: number }).click();
  otto.expectReply(403, /\/issue$/);
  await otto.page.getByRole("button", { name: `Issue ${number}` }).click();
  await otto.prove();
  expect(await otto.findFaults()).toEqual([]);
  await otto.page.getByRole("button", { name: `Issue ${number}` }).click();
  await otto.told(`${number} is issued.`);
  await otto.page.getByRole("link", { name: number }).click();
  await otto.page.getByRole("heading", { level: 1, name: "Take gauges off the open network" }).waitFor();
  expect(await otto.findFaults()).toEqual([]);

  const mina = await as("Mina Falk");
  const findItem = async () => (await mina.call("GET /agency/items")).items.find((one) => one.number === number);
  await expect.poll(findItem, { timeout: 30_000 }).toBeDefined();
  const item = await findItem();
  await mina.call("POST /agency/items/{id}/exception", { params: { id: item?.id ?? "" }, body: { reason: "Three gauges stand under ice.", control: "Their radio is off.", until: inDays(40) } });

  await olga.open("/directives/exceptions", "Exceptions that wait for you");
  const waiting = olga.page.getByRole("region", { name: new RegExp(number) });
  await waiting.getByText("Three gauges stand under ice.").waitFor();
  await waiting.getByRole("radio", { name: "Grant it" }).press("Space");
  await waiting.getByLabel("Only until").fill(inDays(20));
  await waiting.getByRole("textbox", { name: "Answer" }).fill("Until the ice is gone.");
  expect(await olga.findFaults()).toEqual([]);
  await waiting.getByRole("button", { name: "Send the answer" }).click();
  await olga.told("The agency has your answer.");

  await olga.choose("Agencies", "How agencies stand");
  expect(await olga.findFaults()).toEqual([]);
  await olga.page.getByRole("link", { name: /^River Survey Agency/ }).click();
  await olga.page.getByRole("row", { name: number }).getByText("Exception until").waitFor();
  expect(await olga.findFaults()).toEqual([]);

  await olga.open("/directives/agencies", "Agencies that directives bind");
  const propose = olga.page.getByRole("form", { name: "Propose an agency" });
  expect(await propose.getByRole("option", { name: /Hospital/ }).count()).toBe(0);
  const { person: hospital } = await (await as("Hana Ito")).call("GET /session");
  await propose.getByRole("textbox", { name: "Or its identifier" }).fill(hospital.organisationId);
  await propose.getByRole("textbox", { name: "Reason" }).fill("It is important.");
  olga.expectReply(422, "/api/directive-work/agencies/list");
  await propose.getByRole("button", { name: "Propose an agency" }).click();
  await propose.getByRole("alert").waitFor();
  expect(await propose.getByRole("alert").innerText()).toMatch(/federal civilian/i);
  expect(await olga.findFaults()).toEqual([]);
});

/** A directive of one action in force, written by one officer and issued by another. */
async function givenDirective(number: string): Promise<string> {
  const olga = await as("Olga Reyes");
  const words = {
    number, kind: "binding-operational" as const, title: `Count the gauges (${number})`, summary: "Nobody knows how many there are.", scope: "Federal civilian executive branch agencies.", effectiveOn: inDays(0),
    sections: [], definitions: [], phases: [], source: null, supersedes: [], notes: [], changes: null,
    actions: [{ id: "count", title: `Count them (${number})`, words: "Count every gauge.", appliesTo: "Every gauge", deadline: { kind: "days-after-issue" as const, days: 10 } }],
  };
  const { drafts } = await olga.call("POST /directives", { body: { words } });
  await (await proven("Otto Lang")).call("POST /directive-work/drafts/{id}/issue", { params: { id: drafts.find((one) => one.words.number === number)?.id ?? "" } });
  const { directives } = await olga.call("GET /directives");
  return directives.find((one) => one.number === number)?.id ?? "";
}

/** An act that asks for a fresh proof first. */
async function pressAndProve(officer: Visitor, button: string, path: RegExp): Promise<void> {
  officer.expectReply(403, path);
  await officer.page.getByRole("button", { name: button }).click();
  await officer.prove();
  await officer.page.getByRole("button", { name: button }).click();
}

test("a directive gets its next version with a day moved, and is revoked, each by two officers", async () => {
  const number = `BOD 98-${randomInt(100, 999)}`;
  const id = await givenDirective(number);
  const [olga, otto] = [await visit(), await visit("harbour", { width: 390 })];
  await olga.signIn("Olga Reyes");
  await olga.open(`/directives/${id}`, `Count the gauges (${number})`);
  await olga.page.getByRole("link", { name: "Write the next version" }).click();
  await olga.page.getByRole("heading", { level: 1, name: "Write the next version" }).waitFor();
  const form = olga.page.getByRole("form", { name: "Words of the directive" });
  expect(await form.getByRole("textbox", { name: "Number" }).inputValue()).toBe(number);
  await form.getByRole("group", { name: "Action 1" }).getByLabel("Days after it is issued").fill("20");
  await form.getByLabel("What this version changes, and why").fill("Ten days more, because of the ice.");
  expect(await olga.findFaults()).toEqual([]);
  await form.getByRole("button", { name: "Keep the draft" }).click();
  await olga.told("The draft is kept.");

  await otto.signIn("Otto Lang");
  await otto.open("/directives/drafts", "Drafts of directives");
  await otto.page.getByRole("link", { name: number }).click();
  await pressAndProve(otto, `Issue ${number}`, /\/issue$/);
  await otto.told(`${number} is issued.`);

  // Whoever has the former version's address is told which one is in force.
  await olga.open(`/directives/${id}`, `Count the gauges (${number})`);
  const versions = olga.page.getByRole("region", { name: "Versions" });
  await versions.getByRole("link", { name: "Version 2" }).click();
  await versions.getByText("Ten days more, because of the ice.").waitFor();
  await versions.getByRole("listitem").filter({ hasText: `Count them (${number})` }).getByText("became").waitFor();
  expect(await olga.findFaults()).toEqual([]);
  const revoke = olga.page.getByRole("region", { name: "Revoke this directive" });
  await revoke.getByRole("textbox", { name: "Reason" }).fill("All gauges are counted.");
  await revoke.getByRole("button", { name: `Propose to revoke ${number}` }).click();
  await olga.told("It waits for a second officer.");
  // She proposed it, so she does not do it.
  await revoke.getByRole("button", { name: "Take it back" }).waitFor();
  expect(await olga.page.getByRole("button", { name: `Revoke ${number}` }).count()).toBe(0);

  await otto.open("/directives/drafts", "Drafts of directives");
  await otto.page.getByRole("region", { name: "Revocations that wait for a second officer" }).getByRole("link", { name: number }).click();
  await otto.page.getByText("All gauges are counted.").waitFor();
  expect(await otto.findFaults()).toEqual([]);
  // He proved who he is a moment ago.
  await otto.page.getByRole("button", { name: `Revoke ${number}` }).click();
  await otto.told("The directive is revoked.");
  await otto.page.getByText("Revoked", { exact: true }).first().waitFor();
  await otto.page.getByText("Why it was revoked").waitFor();
  expect(await otto.findFaults()).toEqual([]);
});

test("an agency comes onto the list and goes off it again by two officers", async () => {
  const house = await givenHouse("Ice Patrol", "government", { Ivy: ["agency-ciso"] });
  const [olga, otto] = [await visit(), await visit()];
  await olga.signIn("Olga Reyes");
  await olga.open("/directives/agencies", "Agencies that directives bind");
  const propose = olga.page.getByRole("form", { name: "Propose an agency" });
  await propose.getByRole("combobox", { name: "Agency" }).selectOption({ label: house.organisation });
  await propose.getByRole("combobox", { name: "Branch of government" }).selectOption({ label: "Federal civilian executive branch" });
  await propose.getByRole("textbox", { name: "Reason" }).fill("Named in the public list of agencies.");
  await propose.getByRole("button", { name: "Propose an agency" }).click();
  await olga.told("It waits for a second officer.");
  await otto.signIn("Otto Lang");
  await otto.open("/directives/agencies", "Agencies that directives bind");
  await pressAndProve(otto, `Put ${house.organisation} on the list`, /\/confirmation$/);
  await otto.told("The list is changed.");
  await otto.page.getByRole("table", { name: "On the list" }).getByText(house.organisation).waitFor();
  expect(await otto.findFaults()).toEqual([]);

  const strike = otto.page.getByRole("form", { name: "Propose to strike an agency off" });
  await strike.getByRole("combobox", { name: "Agency" }).selectOption({ label: house.organisation });
  await strike.getByRole("textbox", { name: "Reason" }).fill("It was merged into another.");
  await strike.getByRole("button", { name: "Propose to strike an agency off" }).click();
  await otto.told("It waits for a second officer.");
  await olga.page.reload();
  await pressAndProve(olga, `Strike ${house.organisation} off the list`, /\/confirmation$/);
  await olga.told("The list is changed.");
  await olga.page.getByRole("table", { name: "On the list" }).getByText(house.organisation).waitFor({ state: "detached" });
});

test("anybody reads a directive, with counts that name no agency", async () => {
  const { page, open, choose, findFaults } = await visit();
  await open("/", "Calm water for frontier AI");
  await choose("Directives", "Directives");
  expect(await page.getByRole("navigation", { name: "Pages about directives" }).count()).toBe(0);
  await page.getByRole("link", { name: "BOD 26-04" }).first().click();
  await page.getByRole("table", { name: "What is to be done" }).waitFor();
  expect(await page.getByText("River Survey").count()).toBe(0);
  expect(await findFaults()).toEqual([]);
});
