import { expect, test } from "vitest";
import { visit } from "./visit.ts";

test("anybody sees each tasking of the order with its due date, counted from the day of signing", async () => {
  const { page, open, choose, findFaults } = await visit();
  await open("/", "Calm water for frontier AI");
  await choose("Taskings of the order", "What the order asked, of whom, by when");
  const rows = page.getByRole("table").getByRole("row");
  expect(await rows.count()).toBeGreaterThan(5);
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
