import { expect, test } from "vitest";
import { givenCase } from "./givens.ts";
import { as } from "./people.ts";
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

test("an analyst publishes on a vendor's word after reading what contradicts itself, corrects it and withdraws it, and every revision stays", async () => {
  const { findingId, name } = await givenCase("Crash that its vendor fixed alone");
  const { caseId } = await (await as("Anna Frey")).call("GET /findings/{id}", { params: { id: findingId } });
  const { page, open, signIn, told, prove, findFaults, expectReply } = await visit("harbour", { width: 390 });
  const press = (button: string) => page.getByRole("button", { name: button, exact: true }).click();
  const said = (field: string, text: string) => page.getByLabel(field, { exact: true }).fill(text);
  await signIn("Anna Frey");
  await open(`/clearinghouse/cases/${caseId}`, /Crash that its vendor/);
  await page.getByText("Write the advisory").click();
  await said("Title", `Out-of-bounds write in ${name}`);
  await said("Summary", "The same as CVE-1900-77777. Update to 9.9.9.");
  await page.getByText("No patch was released here").click();
  await said("Its name (optional)", "Copies (exercise)");
  await said("Where it stands (optional)", "https://copies.example/security/1");
  await said("Fixed in version (optional)", "9.9.9");
  expectReply(403, "/api/advisory-checks");
  await press("Publish the advisory");
  await prove();
  await press("Publish the advisory");
  await page.getByRole("heading", { name: "This cannot all be true" }).waitFor();
  expect(await findFaults()).toEqual([]);
  await press("Publish the advisory");
  await told("The advisory is published.");
  await page.getByRole("heading", { level: 1, name: `Out-of-bounds write in ${name}` }).waitFor();

  await page.getByRole("link", { name: "Correct or withdraw" }).click();
  await page.getByRole("heading", { level: 1, name: "Correct or withdraw an advisory" }).waitFor();
  expect(await findFaults()).toEqual([]);
  const correction = page.getByRole("form", { name: "Correct it" });
  await correction.getByLabel("Summary").fill("Update to 9.9.9.");
  await correction.getByLabel("Why, in one line").fill("It named another flaw.");
  await press("Publish the correction");
  await told("The correction is published.");
  await page.getByText("It named another flaw.").waitFor();

  await page.getByRole("link", { name: "Correct or withdraw" }).click();
  const end = page.getByRole("form", { name: "End it" });
  await end.getByText("Another advisory takes its place").click();
  await end.getByLabel("The advisory that takes its place").waitFor();
  await end.getByText("It was wrong").click();
  await end.getByLabel("Why, in one line").fill("The flaw was in the test rig.");
  await press("End the advisory");
  await told("The advisory has ended.");
  await page.getByRole("heading", { name: "This advisory was withdrawn" }).waitFor();
  expect(await findFaults()).toEqual([]);
  expect(await page.getByRole("link", { name: "Correct or withdraw" }).count()).toBe(0);

  await page.getByRole("link", { name: "Files of every revision" }).click();
  await page.getByRole("heading", { level: 1, name: "Every revision" }).waitFor();
  expect(await findFaults()).toEqual([]);
  const files = await page.getByRole("main").getByRole("link", { name: "CSAF 2.1" }).evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  const titles = await Promise.all(files.map(async (href) => ((await (await page.request.get(href)).json()) as { document: { category: string; tracking: { version: string } } }).document));
  expect(titles.map(({ category, tracking }) => [tracking.version.split(".")[0], category])).toEqual([["1", "csaf_security_advisory"], ["2", "csaf_security_advisory"], ["3", "csaf_withdrawn"]]);
});
