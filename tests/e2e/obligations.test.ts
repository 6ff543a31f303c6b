import { expect, test } from "vitest";
import { generateSigningKey } from "#engines/ledger";
import { visit } from "./visit.ts";

test("anybody sees each tasking of the order with its due date, counted from the day of signing", async () => {
  const { page, open, choose, findFaults } = await visit();
  await open("/", "Calm water for frontier AI");
  await choose("Taskings of the order", "What the order asked, of whom, by when");
  const rows = page.getByRole("table").getByRole("row");
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  const due = await page.getByRole("table").locator("time").evaluateAll((times) => times.map((time) => time.getAttribute("datetime")));
  expect(new Set(due)).toEqual(new Set(["2026-07-02", "2026-08-01"]));
  expect(await page.getByRole("button", { name: "Add evidence" }).count()).toBe(0);
  expect(await findFaults()).toEqual([]);
});

test("a director adds public evidence, and it stands on the page for everybody", async () => {
  const cora = await visit();
  await cora.signIn("Cora Bell");
  await cora.choose("Taskings of the order", "What the order asked, of whom, by when");
  const form = cora.page.getByRole("region", { name: "Add evidence" });
  await form.getByLabel("Tasking").selectOption({ index: 0 });
  await form.getByRole("radio", { name: "Shows progress" }).press("Space");
  await form.getByLabel("Public page").fill("https://www.exercise.example/progress");
  await form.getByLabel("SHA-256 of the archived copy").fill("ab".repeat(32));
  await form.getByLabel("Published on").fill("2026-07-01");
  await form.getByLabel("Archived on").fill("2026-07-02");
  expect(await cora.findFaults()).toEqual([]);
  await form.getByRole("button", { name: "Add evidence" }).click();
  await cora.told("The evidence is on the page.");

  const anybody = await visit();
  await anybody.open("/obligations", "What the order asked, of whom, by when");
  expect(await anybody.page.getByRole("link", { name: "Shows progress" }).first().getAttribute("href")).toBe("https://www.exercise.example/progress");
});

test("a citizen sees in one look how the taskings stand, and how they stood on an earlier day", async () => {
  const { page, open, findFaults } = await visit();
  await open("/obligations", "What the order asked, of whom, by when");
  const glance = page.getByRole("region", { name: "At a glance" });
  await expect.poll(() => glance.getByText("Passed in silence").count()).toBe(1);
  await page.getByRole("textbox", { name: "As it was known on" }).fill("2026-07-02");
  await page.getByRole("button", { name: "Show that day" }).click();
  await page.getByText("This is what was known here at the end of").waitFor();
  await expect.poll(() => page.getByRole("table").getByText("Due soon", { exact: true }).count()).toBe(7);
  await expect.poll(() => new URL(page.url()).searchParams.get("asOf")).toBe("2026-07-02");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: "Show today" }).click();
  await page.getByText("This is what was known here at the end of").waitFor({ state: "detached" });
  for (const [name, type] of [["Due days as a calendar (iCal)", "text/calendar"], ["Changes as news (RSS)", "application/rss+xml"], ["All of it as data (JSON)", "application/json"]] as const) {
    const reply = await page.request.get((await page.getByRole("link", { name }).getAttribute("href")) ?? "");
    expect([reply.status(), reply.headers()["content-type"]?.split(";")[0]]).toEqual([200, type]);
  }
});

test("wrong evidence is struck by another office, and stays on the page with the reason", async () => {
  const [cora, pat] = [await visit(), await visit()];
  const reason = `The page is about another fund (${generateSigningKey().keyId.slice(0, 8)}).`;
  await cora.signIn("Cora Bell");
  await cora.choose("Taskings of the order", "What the order asked, of whom, by when");
  const form = cora.page.getByRole("region", { name: "Add evidence" });
  await form.getByLabel("Tasking").selectOption({ value: "2(e)" });
  await form.getByRole("radio", { name: "Shows that it was done" }).press("Space");
  await form.getByLabel("Public page").fill("https://www.exercise.example/another-fund");
  await form.getByLabel("SHA-256 of the archived copy").fill("cd".repeat(32));
  await form.getByLabel("Published on").fill("2026-07-01");
  await form.getByLabel("Archived on").fill("2026-07-02");
  await form.getByRole("button", { name: "Add evidence" }).click();
  await cora.told("The evidence is on the page.");

  await pat.signIn("Pat Quill");
  await pat.choose("Taskings of the order", "What the order asked, of whom, by when");
  const strike = pat.page.getByRole("region", { name: "Strike wrong evidence" });
  const wrong = await strike.getByRole("option").evaluateAll((options) => options.find((option) => option.textContent?.includes("another-fund"))?.getAttribute("value") ?? "");
  await strike.getByRole("combobox", { name: "Evidence" }).selectOption({ value: wrong });
  await strike.getByLabel("Why it is wrong").fill(reason);
  await strike.getByRole("button", { name: "Strike wrong evidence" }).click();
  await pat.told("The evidence is struck.");
  const row = pat.page.getByRole("row", { name: "Sec. 2(e)" });
  const struck = row.getByRole("listitem").filter({ hasText: reason });
  await struck.waitFor();
  await expect.poll(() => struck.locator("del").getByRole("link", { name: "Shows that it was done" }).count()).toBe(1);
  await expect.poll(() => row.getByText("Passed in silence").count()).toBe(1);
  expect(await pat.findFaults()).toEqual([]);
});

test("a budget officer keeps the trackers of grants and hiring, and anybody reads them without small numbers", async () => {
  const mark = generateSigningKey().keyId.slice(0, 8);
  const [fund, force] = [`Harbour fund ${mark} (exercise)`, `Tech Force ${mark} (exercise)`];
  const pat = await visit();
  await pat.signIn("Pat Quill");
  await pat.open("/obligations/grants", "Grants");
  const grant = pat.page.getByRole("region", { name: "Record how a programme stands" });
  await grant.getByLabel("Name of the programme").fill(fund);
  await grant.getByLabel("Who pays").fill("Budget Office (exercise)");
  await grant.getByRole("radio", { name: "Available" }).press("Space");
  await grant.getByLabel("Amount, in US dollars").selectOption({ label: "1 to 10 million" });
  await grant.getByLabel("Where it stands").selectOption({ label: "Open for applications" });
  await grant.getByLabel("Public page").fill("https://www.exercise.example/fund");
  await grant.getByLabel("Said on").fill("2026-07-01");
  expect(await pat.findFaults()).toEqual([]);
  await grant.getByRole("button", { name: "Record how a programme stands" }).click();
  await pat.told("It is on the page.");

  await pat.open("/obligations/hiring", "Hiring");
  const way = pat.page.getByRole("region", { name: "Record a way into service" });
  await way.getByLabel("Its name").fill(force);
  await way.getByLabel("Where it stands").selectOption({ label: "Hiring" });
  await way.getByLabel("Public page").fill("https://www.exercise.example/force");
  await way.getByLabel("Said on").fill("2026-07-01");
  await way.getByRole("button", { name: "Record a way into service" }).click();
  await pat.told("It is on the page.");
  const count = pat.page.getByRole("region", { name: "Record posts of a quarter" });
  await count.getByRole("combobox", { name: "Way into service" }).selectOption({ label: force });
  await count.getByRole("textbox", { name: "Quarter" }).fill("2026-Q2");
  await count.getByLabel("Posts opened").fill("40");
  await count.getByLabel("Posts filled").fill("3");
  await count.getByLabel("Public page").fill("https://www.exercise.example/force/q2");
  await count.getByLabel("Said on").fill("2026-07-01");
  await count.getByRole("button", { name: "Record posts of a quarter" }).click();
  await pat.page.getByRole("region", { name: force }).getByRole("row", { name: "2026-Q2" }).waitFor();
  expect(await pat.findFaults()).toEqual([]);

  const anybody = await visit();
  await anybody.open("/obligations/grants", "Grants");
  await anybody.page.getByRole("row", { name: fund }).getByText("Open for applications").waitFor();
  await anybody.open("/obligations/hiring", "Hiring");
  const quarter = anybody.page.getByRole("region", { name: force }).getByRole("row", { name: "2026-Q2" });
  await expect.poll(() => quarter.getByRole("cell").allInnerTexts()).toEqual(["40", "withheld", expect.stringContaining("2026")]);
  expect(await anybody.page.getByRole("button", { name: "Record" }).count()).toBe(0);
});

test("another installation's key is proposed by one directive officer and pinned by another", async () => {
  const [olga, otto] = [await visit(), await visit()];
  await olga.signIn("Olga Reyes");
  await olga.open("/obligations/installations", "Other installations");
  const name = `shield-${generateSigningKey().keyId.slice(0, 8)}.example`;
  const form = olga.page.getByRole("region", { name: "Propose a key" });
  await form.getByRole("textbox", { name: "Installation" }).fill(name);
  await form.getByLabel("Public key").fill(generateSigningKey().publicKeyPem);
  await form.getByRole("checkbox", { name: "2(a), National Security Systems" }).press("Space");
  expect(await olga.findFaults()).toEqual([]);
  olga.expectReply(403, "/api/obligations/installations");
  await form.getByRole("button", { name: "Propose a key" }).click();
  await olga.prove();
  await form.getByRole("button", { name: "Propose a key" }).click();
  await olga.told("The key waits for a second person.");

  await otto.signIn("Otto Lang");
  await otto.open("/obligations/installations", "Other installations");
  const row = otto.page.getByRole("row", { name });
  otto.expectReply(403, /\/confirmation$/);
  await row.getByRole("button", { name: "Confirm the key" }).click();
  await otto.prove();
  await row.getByRole("button", { name: "Confirm the key" }).click();
  await otto.told("The key is pinned.");
  await expect.poll(() => row.getByText("Believed").count()).toBe(1);
  expect(await otto.findFaults()).toEqual([]);
});
