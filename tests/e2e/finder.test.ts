import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { givenBundle } from "./givens.ts";
import { as } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("a finder says what it will scan before scanning; who comes second learns only that somebody was first", async () => {
  const repository = `https://git.example/claims/${randomBytes(4).toString("hex")}`;
  const first = await visit();
  await first.signIn("Sam Okoye");
  await first.choose("Findings", "Your findings");
  await first.page.getByRole("link", { name: "Claim a target" }).click();
  await first.page.getByRole("heading", { level: 1, name: "Claim a target" }).waitFor();
  await claim(first.page, repository);
  await first.page.getByRole("region", { name: "The target is yours" }).waitFor();
  expect(await first.findFaults()).toEqual([]);

  const second = await visit();
  await second.signIn("Pia Brandt");
  await second.open("/findings/claim", "Claim a target");
  await claim(second.page, repository);
  await second.page.getByText("Somebody else has named this target.").waitFor();
  expect(await second.page.getByRole("main").innerText()).not.toContain("Tidewater");
});

async function claim(page: Page, repository: string): Promise<void> {
  await page.getByLabel("Repository").fill(repository);
  await page.getByRole("radio", { name: "It is open source, run on my own machines" }).press("Space");
  await page.getByLabel("What shows it").fill("Apache-2.0, public (exercise)");
  await page.getByRole("button", { name: "Claim it" }).click();
}

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
