import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { as } from "./people.ts";
import { visit } from "./visit.ts";

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
