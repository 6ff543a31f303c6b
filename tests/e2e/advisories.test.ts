import { expect, test } from "vitest";
import { visit } from "./visit.ts";

test("anybody reads the advisory of the exercise, and each of its documents is there with its signature", async () => {
  const { page, open, choose, findFaults } = await visit();
  await open("/", "Calm water for frontier AI");
  await choose("Advisories", "Advisories");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: "Out-of-bounds write in tinyini" }).or(page.getByRole("table").getByRole("link")).first().click();
  await page.getByRole("heading", { level: 1, name: "Out-of-bounds write in tinyini" }).waitFor();
  await page.getByText("1.4.3").first().waitFor();
  expect(await findFaults()).toEqual([]);
  const documents = page.getByRole("region", { name: "Documents" });
  const hrefs = await documents.getByRole("link").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(hrefs.length).toBeGreaterThanOrEqual(6);
  const statuses = await Promise.all(hrefs.map(async (href) => (await page.request.get(href)).status()));
  expect(statuses).toEqual(hrefs.map(() => 200));
});
