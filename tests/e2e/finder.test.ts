import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { givenBundle } from "./givens.ts";
import { as } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("a finder hands in a bundle, it is run again in a sandbox, and its hostile title stays text", async () => {
  const title = `${HOSTILE_TEXT} ${randomBytes(3).toString("hex")}`;
  const { path } = await givenBundle(title);
  const { page, signIn, open, findFaults } = await visit();
  await signIn("Sam Okoye");
  await open("/findings/submit", "Submit findings");
  expect(await findFaults()).toEqual([]);
  await page.getByLabel("Evidence bundle").setInputFiles(path);
  await page.getByRole("region", { name: "One finding" }).getByRole("button", { name: "Submit" }).click();
  await page.getByRole("link", { name: "Follow this finding" }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.getByText("Waits for a validator").first().waitFor({ timeout: 45_000 });
  await expectShownAsText(page, title);
  expect(await findFaults()).toEqual([]);

  // The clearinghouse reads the same title.
  const sam = await as("Sam Okoye");
  const { findings } = await sam.call("GET /findings");
  const id = findings.find((finding) => finding.title === title)?.id ?? "";
  const validator = await visit();
  await validator.signIn("Val Ortiz");
  await validator.open(`/clearinghouse/findings/${id}`, title);
  await expectShownAsText(validator.page, title);
});

test("a finder is told what is wrong with a file that is no bundle", async () => {
  const { page, signIn, open, findFaults, expectReply } = await visit();
  await signIn("Sam Okoye");
  await open("/findings/submit", "Submit findings");
  await page.getByLabel("Evidence bundle").setInputFiles({ name: "not-a-bundle.tar", mimeType: "application/x-tar", buffer: Buffer.from("this is no tar archive at all") });
  expectReply(422, "/api/findings");
  await page.getByRole("region", { name: "One finding" }).getByRole("button", { name: "Submit" }).click();
  await page.getByRole("alert").first().waitFor();
  expect(await findFaults()).toEqual([]);
});

const record = (title: string) => ({
  record: {
    schema: "breakwater-finding/1",
    title,
    description: "The length is not checked.",
    weakness: "CWE-787",
    target: { name: `gauge ${randomBytes(4).toString("hex")}`, version: "1.0", location: "src/read.c" },
    provenance: { finder: "Sam Okoye", human: "authored" },
  },
});

test("a finder sends many lines at once, and is told of each that was refused, in a list to keep", async () => {
  const title = `Told in words ${randomBytes(3).toString("hex")}`;
  const lines = [JSON.stringify(record(title)), "no json at all", JSON.stringify({ record: { ...record("x").record, weakness: HOSTILE_TEXT } })].join("\n");
  const { page, signIn, open, findFaults } = await visit();
  await signIn("Sam Okoye");
  await open("/findings", "Your findings");
  await page.getByRole("link", { name: "Submit many at once" }).click();
  await page.getByRole("heading", { level: 1, name: "Submit many findings" }).waitFor();
  expect(await findFaults()).toEqual([]);
  const region = page.getByRole("region", { name: "Lines of our own format" });
  await region.getByLabel("File of lines").setInputFiles({ name: "lines.ndjson", mimeType: "application/x-ndjson", buffer: Buffer.from(lines) });
  await region.getByRole("button", { name: "Submit" }).click();
  await region.getByText("1 taken, 0 known already, 2 refused.").waitFor();
  expect(await findFaults()).toEqual([]);
  const downloading = page.waitForEvent("download");
  await region.getByRole("button", { name: "Download the list of refusals" }).click();
  const kept = await readFile(await (await downloading).path(), "utf8");
  expect(kept.trimEnd().split("\n").map((line) => line.split(":")[0])).toEqual(["2", "3"]);

  await region.getByRole("link", { name: "Go to your findings" }).click();
  const sam = await as("Sam Okoye");
  const { findings } = await sam.call("GET /findings", { query: { state: "needs_info" } });
  await open(`/findings/${findings.find((one) => one.title === title)?.id ?? ""}`, title);
  await page.getByRole("button", { name: "Open it" }).click();
  await page.getByText("The length is not checked.").waitFor();
  await page.getByRole("heading", { level: 3, name: "Send something that can be run" }).waitFor();
  expect(await findFaults()).toEqual([]);
});

test("a file of another tool is taken with what its format has no place for", async () => {
  const sarif = {
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "example", rules: [{ id: "W1", properties: { tags: ["external/cwe/cwe-787"] } }] } }, results: [{ ruleId: "W1", message: { text: `Write past the end ${randomBytes(3).toString("hex")}` }, locations: [{ physicalLocation: { artifactLocation: { uri: "src/a.c" }, region: { startLine: 3 } } }] }] }],
  };
  const { page, signIn, open, findFaults } = await visit();
  await signIn("Sam Okoye");
  await open("/findings/submit-many", "Submit many findings");
  const form = page.getByRole("form", { name: "A file of another tool" });
  await form.getByLabel("File", { exact: true }).setInputFiles({ name: "scan.sarif", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(sarif)) });
  await form.getByLabel("Whom to credit").fill("Sam Okoye");
  await form.getByRole("radio", { name: "A human found it" }).press("Space");
  await form.getByText("What the file does not say of its target").click();
  await form.getByLabel("Product").fill(`gauge ${randomBytes(4).toString("hex")}`);
  await form.getByRole("button", { name: "Submit" }).click();
  await form.getByText("1 taken, 0 known already, 0 refused.").waitFor();
  expect(await findFaults()).toEqual([]);
});
