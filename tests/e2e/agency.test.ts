import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { visit } from "./visit.ts";

/** Far from any other test's, and of the year 1900, which can never be anybody's real ones. */
const aVulnerability = () => `CVE-1900-${randomInt(1_000_000, 9_999_999)}`;
const csv = (lines: readonly string[]) => Buffer.from(`${lines.join("\n")}\n`);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("an agency CISO imports its list and a scan, sees what is due this week, closes one, asks an exception", async () => {
  const [fixable, stubborn, asset] = [aVulnerability(), aVulnerability(), `weir-${randomInt(1_000_000)}`];
  const { page, signIn, choose, open, told, findFaults } = await visit();
  await signIn("Mina Falk");
  // It is where she lands: the first page made for her.
  await page.getByRole("heading", { level: 1, name: "What is due" }).waitFor();
  expect(await findFaults()).toEqual([]);

  const pages = page.getByRole("navigation", { name: "Pages of your workbench" });
  await pages.getByRole("link", { name: "Assets" }).click();
  await page.getByRole("heading", { level: 1, name: "Your assets" }).waitFor();
  await page.getByLabel("List of assets").setInputFiles({ name: "assets.csv", mimeType: "text/csv", buffer: csv(["asset,name,environment,exposed", `${asset},Gauge ${asset},ot,yes`, `${asset}-b,Gauge ${asset}-b,moon,no`]) });
  await page.getByRole("button", { name: "Take in this list" }).click();
  await told("The list is taken in.");
  const receipt = page.getByRole("region", { name: "What became of it" });
  await receipt.getByText("1 line was not taken.").waitFor();
  expect(await receipt.getByRole("row").last().innerText()).toMatch(/3\s+environment: expected one of/);
  expect(await findFaults()).toEqual([]);

  await pages.getByRole("link", { name: "Scans" }).click();
  await page.getByRole("heading", { level: 1, name: "Scans" }).waitFor();
  const scan = page.getByRole("region", { name: "Add a scan" });
  // Where nothing is published, the directive gives what is exposed 14 days: both are due today.
  await scan.getByLabel("Export of the scanner").setInputFiles({ name: "scan.csv", mimeType: "text/csv", buffer: csv(["asset,cve,detected_on", `${asset},${fixable},${inDays(-14)}`, `${asset},${stubborn},${inDays(-14)}`, `${asset},no such thing,${inDays(-1)}`]) });
  await scan.getByRole("button", { name: "Take in this scan" }).click();
  await told("The scan is taken in.");
  expect(await findFaults()).toEqual([]);

  await choose("Workbench", "What is due");
  const span = page.locator("section").filter({ has: page.getByRole("link", { name: fixable }) });
  await span.getByRole("link", { name: fixable }).click();
  await page.getByRole("heading", { level: 1, name: "Vulnerabilities on your assets" }).waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("table").getByRole("link", { name: fixable }).click();
  await page.getByRole("heading", { level: 1, name: `Gauge ${asset}` }).waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "It is fixed" }).click();
  await told("It is fixed.");
  await page.getByRole("button", { name: "It is open after all" }).waitFor();

  await open(`/agency/exceptions?cveId=${stubborn}`, "Exceptions for vulnerabilities");
  const ask = page.getByRole("region", { name: "Ask for an exception" });
  expect(await ask.getByLabel("Vulnerability").inputValue()).toBe(stubborn);
  await ask.getByLabel("Why it cannot be done in time").fill("The gauge can be reached by boat only.");
  await ask.getByLabel("What protects meanwhile").fill("Its radio is off.");
  await ask.getByLabel("Until").fill(inDays(30));
  expect(await findFaults()).toEqual([]);
  await ask.getByRole("button", { name: "Ask for the exception" }).click();
  await told("A directive officer will answer.");
  await page.getByRole("row", { name: stubborn }).getByText("Waits for an answer").waitFor();
});

test("an agency CISO moves an action of a directive, and hands in what shows that it is done", async () => {
  const { page, signIn, open, told, findFaults } = await visit();
  await signIn("Mina Falk");
  await open("/agency/items", "What directives ask of you");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("row").filter({ hasText: "Not begun" }).getByRole("link").first().click();
  await page.getByRole("button", { name: "Say that work has begun" }).click();
  await told("It is under way.");
  await page.getByText("Say that it is done").click();
  await page.getByLabel("What was done").fill("The policy is written and signed.");
  await page.getByRole("textbox", { name: "SHA-256 of the document that shows it" }).fill("ab".repeat(32));
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Hand in the evidence" }).click();
  await told("It is done.");
  await page.getByRole("list", { name: "What happened" }).getByText("Done, with evidence").waitFor();
  await open("/agency/forensics", "Looking for traces of an attack");
  expect(await findFaults()).toEqual([]);
});
