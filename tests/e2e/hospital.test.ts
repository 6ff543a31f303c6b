import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { readMailbox } from "#fakes/mail-server";
import { waitForPage } from "./browser.ts";
import { findAffected, toNdjson, writeHospitalList } from "./hospital-list.ts";
import { as, givenHouse } from "./people.ts";
import { visit } from "./visit.ts";

const MATCHED = { timeout: 60_000, interval: 500 };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("on a telephone, a hospital joins, gives a messy spreadsheet of 40 rows, answers two questions, gets at most five steps, installs one, puts one off, and takes the plan along", { timeout: 300_000 }, async () => {
  const affected = findAffected();
  const house = await givenHouse("Fern Hill Hospital", "operator", { Joan: ["operator"] });

  const anna = await visit();
  await anna.signIn("Anna Frey");
  await anna.open("/distribution/outside", "Advisories by others");
  await anna.page.getByLabel("Advisories", { exact: true }).setInputFiles({ name: "medical.ndjson", mimeType: "application/x-ndjson", buffer: toNdjson(affected) });
  await anna.page.getByRole("button", { name: "Take it", exact: true }).click();
  await anna.page.getByText(new RegExp(`^Read: ${affected.length}\\.`)).waitFor();
  expect(await anna.findFaults()).toEqual([]);

  const joan = await visit("harbour", { width: 390 });
  const { page, told, choose, findFaults } = joan;
  // It has not joined yet.
  joan.expectReply(409, "/api/operator/profile");
  await joan.signIn(house.person("Joan"));
  await waitForPage(page, "Join");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: "Begin" }).click();
  const answer = async (question: string, option: string | RegExp, next = "Next") => {
    await waitForPage(page, question);
    await page.getByRole("radio", { name: option }).first().press("Space");
    await page.getByRole("button", { name: next }).click();
  };
  await answer("What do you do?", /hospital/i);
  await answer("How many people work there?", "50 to 249");
  // Called away: what was answered is still there.
  await page.goto("/operator/join");
  await page.getByRole("link", { name: "Go on where you stopped" }).click();
  await answer("Where are you?", "Midwest");
  await waitForPage(page, "What you may count on");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("checkbox").press("Space");
  await page.getByRole("button", { name: "We agree" }).click();
  await answer("Who looks after your computers?", "We do it ourselves", "Join");
  await waitForPage(page, "What you own");

  await page.getByLabel("Your list", { exact: true }).setInputFiles({ name: "Equipment FINAL (2).xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: writeHospitalList(affected) });
  await page.getByRole("heading", { name: "How we understood it" }).waitFor();
  await page.getByText("Put the columns right").click();
  expect(await page.getByLabel("Version", { exact: true }).first().locator("option:checked").innerText()).toBe("SW ver.");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Keep this list" }).first().click();
  await page.getByRole("link", { name: "See the questions" }).click();
  await waitForPage(page, "Questions");

  const client = await as(house.person("Joan"));
  const asked = affected.slice(-2);
  for (const { product, version } of asked) {
    await expect.poll(async () => (await client.call("GET /operator/questions")).open.some((question) => question.text.includes(product)), MATCHED).toBe(true);
    await page.reload();
    await waitForPage(page, "Questions");
    const question = page.getByRole("listitem").filter({ hasText: product }).first();
    expect(await findFaults()).toEqual([]);
    await question.getByLabel("Version", { exact: true }).fill(version);
    await question.getByRole("button", { name: "Send the answer" }).click();
    await told("Noted. Your plan is being worked out anew.");
  }

  await expect.poll(async () => { const { steps, waiting } = await client.call("GET /operator/plan"); return steps.length + waiting; }, MATCHED).toBe(affected.length);
  await choose("Your plan", "Your plan");
  const { steps } = await client.call("GET /operator/plan");
  expect({ steps: steps.length, known: steps.every(({ title }) => affected.some(({ product }) => title.includes(product))) }).toEqual({ steps: 5, known: true });
  expect(await findFaults()).toEqual([]);

  const first = page.getByRole("listitem").filter({ hasText: "Do this first" });
  await first.getByRole("button", { name: "We have seen it" }).click();
  await told("Noted: you have seen it.");
  await first.getByRole("button", { name: "We have installed it" }).click();
  await told("Noted: installed. Well done.");
  const later = page.getByRole("listitem").filter({ hasText: "Do this first" });
  await later.getByRole("heading", { level: 2 }).filter({ hasNotText: steps[0]?.title ?? "" }).waitFor();
  const [putOff] = (await client.call("GET /operator/plan")).steps;
  await later.getByText("Put it off", { exact: true }).first().click();
  await later.getByLabel("Why").first().fill("The maker sends somebody in spring.");
  await later.getByLabel("What you do in the meantime").fill("It is off the network.");
  await later.getByLabel("Look at it again on").fill(inDays(20));
  await later.getByRole("button", { name: "Put it off" }).click();
  await told("Noted: put off.");
  expect(await findFaults()).toEqual([]);
  const after = await client.call("GET /operator/plan");
  const { turns } = await client.call("GET /operator/plan/{id}/history", { params: { id: putOff?.id ?? "" } });
  // What was put off makes room for what waited behind it.
  expect({ applied: after.done.map(({ title, state }) => ({ title, state })), open: after.steps.length + after.waiting, shown: after.steps.some(({ id }) => id === putOff?.id), putOff: after.putOff.map(({ id }) => id), last: turns.at(-1)?.to, words: turns.at(-1)?.words }).toEqual({
    applied: [{ title: steps[0]?.title, state: "applied" }], open: affected.length - 2, shown: false, putOff: [putOff?.id], last: "deferred", words: expect.stringContaining("in spring") as string,
  });

  const read = async (link: string) => page.request.get((await page.getByRole("link", { name: link, exact: true }).getAttribute("href")) ?? "");
  const printed = await read("Print");
  const calendar = await read("Add to calendar");
  expect({ printed: printed.headers()["content-type"], calendar: calendar.headers()["content-type"]?.split(";")[0], tasks: (await calendar.text()).includes("BEGIN:VTODO") }).toEqual({ printed: "text/html; charset=utf-8", calendar: "text/calendar", tasks: true });
  await page.getByRole("button", { name: "Mail it to me" }).click();
  await told("Your plan is on its way to your own address.");
  await expect.poll(async () => (await readMailbox(join(inject("installation").home, "exercise/mail"), house.email("Joan"))).length, MATCHED).toBeGreaterThan(0);

  await choose("Questions", "Questions");
  await page.getByText("2 questions answered").click();
  await page.getByRole("button", { name: "Take this answer back" }).first().click();
  await told("Taken back. The question is asked again.");
  expect(await findFaults()).toEqual([]);
});
