import { expect, test } from "vitest";
import { givenModel } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("a developer opens an engagement, plans a release, and withdraws in one action without a reason", async () => {
  const { page, signIn, choose, findFaults } = await visit();
  const model = await givenModel();
  await signIn("Ada Rell");
  await choose("Your engagements", "Your engagements");
  await page.getByRole("link", { name: "Kingfisher (exercise)" }).waitFor();
  await page.getByRole("link", { name: "Cormorant (exercise)" }).waitFor();
  expect(await findFaults()).toEqual([]);

  const form = page.getByRole("region", { name: "Open an engagement" });
  await form.getByLabel("Name of the model", { exact: true }).fill(model.name);
  await form.getByLabel("Digest of the model").fill(model.digest);
  await form.getByLabel("Address of its API").fill(model.endpoint);
  await form.getByLabel("Name of the model at that address").fill(model.endpointModel);
  await form.getByLabel("Credential for that address").fill(model.credential);
  await form.getByLabel("Who signs for your organisation").fill("Ada Rell");
  await form.getByLabel("Their title").fill("Release lead");
  await form.getByRole("button", { name: "Open the engagement" }).click();
  await page.getByRole("heading", { level: 1, name: model.name }).waitFor();
  expect(await page.content()).not.toContain(model.credential);

  const dates = page.getByRole("region", { name: "Planned releases" });
  await dates.getByText("Change the dates").click();
  await dates.getByLabel("Planned public release").fill("2031-05-01T12:00");
  await dates.getByLabel("Reason for the change").fill(HOSTILE_TEXT);
  await dates.getByRole("button", { name: "Save the dates" }).click();
  await page.getByText("The dates are changed.").waitFor();
  await dates.getByText("Every plan so far").click();
  await expectShownAsText(page, HOSTILE_TEXT);
  expect(await findFaults()).toEqual([]);

  await page.getByRole("button", { name: "Withdraw", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Withdraw now?" });
  await question.getByRole("button", { name: "Withdraw now" }).click();
  await page.getByText("You have withdrawn. All access has ended.").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Withdraw", exact: true }).count()).toBe(0);
  expect(await findFaults()).toEqual([]);
});

test("a developer who gives a digest that is none is told so at the field, and nothing is opened", async () => {
  const { page, signIn, choose, findFaults, expectReply } = await visit();
  const model = await givenModel();
  await signIn("Ada Rell");
  await choose("Your engagements", "Your engagements");
  const form = page.getByRole("region", { name: "Open an engagement" });
  await form.getByLabel("Name of the model", { exact: true }).fill(model.name);
  await form.getByLabel("Digest of the model").fill(model.digest);
  await form.getByLabel("Address of its API").fill("ftp://nowhere.example/");
  await form.getByLabel("Name of the model at that address").fill(model.endpointModel);
  await form.getByLabel("Credential for that address").fill(model.credential);
  await form.getByLabel("Who signs for your organisation").fill("Ada Rell");
  await form.getByLabel("Their title").fill("Release lead");
  expectReply(400, "/api/engagements");
  await form.getByRole("button", { name: "Open the engagement" }).click();
  await expect.poll(() => form.getByLabel("Address of its API").getAttribute("aria-invalid")).toBe("true");
  expect(await form.getByLabel("Name of the model", { exact: true }).inputValue()).toBe(model.name);
  expect(await findFaults()).toEqual([]);
  await page.reload();
  await page.getByRole("link", { name: "Kingfisher (exercise)" }).waitFor();
  expect(await page.getByRole("link", { name: model.name }).count()).toBe(0);
});

test("a developer sees the determination of the exercise, who read what, and receipts to check offline", async () => {
  const { page, signIn, choose } = await visit();
  await signIn("Sam Okoye");
  await choose("Your engagements", "Your engagements");
  await page.getByRole("link", { name: "Kingfisher (exercise)" }).click();
  await page.getByRole("heading", { level: 1, name: "Kingfisher (exercise)" }).waitFor();
  const determination = page.getByRole("region", { name: "Determination", exact: true });
  await determination.getByText("the model worked on synthetic tasks in isolated sandboxes").waitFor();
  await determination.getByText("How to check it offline").click();
  await determination.getByText("breakwater determination verify").waitFor();
  await page.getByRole("region", { name: "Who read what" }).getByText("Eva Lind").first().waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), determination.getByRole("button", { name: "Download the determination" }).or(determination.getByRole("link", { name: "Download the determination" })).click()]);
  expect(download.suggestedFilename()).toMatch(/\.json$/);
});
