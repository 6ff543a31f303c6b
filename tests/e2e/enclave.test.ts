import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { asInEnclave } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("the analyst writes a standard as a draft, and the Director fixes it by publishing its commitment", async () => {
  const { page, told, signIn, choose, findFaults } = await visit("enclave");
  const version = `2.${randomBytes(3).toString("hex")}`;
  await signIn("Nora Quist");
  await choose("Standards", "Standards");
  expect(await findFaults()).toEqual([]);
  const form = page.getByRole("region", { name: "Write a standard" });
  await form.getByLabel("Name", { exact: true }).fill("page-standard");
  await form.getByLabel("Version", { exact: true }).fill(version);
  await form.getByLabel("Portion marking").fill("EXERCISE ONLY");
  await form.getByRole("group", { name: "All tasks" }).getByLabel("Threshold, percent").fill("20");
  await form.getByLabel("What the standard is for").fill(HOSTILE_TEXT);
  await form.getByRole("button", { name: "Save the draft" }).click();
  await told("The draft is saved.");
  await expectShownAsText(page, HOSTILE_TEXT);

  const written = page.getByRole("region", { name: `page-standard ${version}` });
  expect(await written.getByRole("button", { name: "Publish the commitment" }).count()).toBe(0);

  const director = await visit("enclave");
  await director.signIn("Dirk Vane");
  await director.choose("Standards", "Standards");
  const standard = director.page.getByRole("region", { name: `page-standard ${version}` });
  await standard.getByRole("button", { name: "Publish the commitment" }).click();
  await director.page.getByRole("dialog").getByRole("button", { name: "Publish the commitment" }).click();
  await director.told("The standard is fixed and its commitment published.");
  const nora = await asInEnclave("Nora Quist");
  const { standards } = await nora.call("GET /standards");
  const published = standards.find((one) => one.version === version);
  expect(published?.commitment ?? "").toMatch(/^[0-9a-f]{128}$/);
  await standard.getByText(published?.commitment ?? "").waitFor();
  expect(await director.findFaults()).toEqual([]);
});

test("what could not be tried, and what tried to leave, stands beside the run as text", async () => {
  const { page, signIn, choose, findFaults } = await visit("enclave");
  // Neither happens in the exercise, on a host with a compiler and with a model that behaves: the reply is the real one with both added.
  await page.route(/\/api\/requests\/[a-z]+_[0-9a-z]+$/, async (route) => {
    const response = await route.fetch();
    const request = (await response.json()) as { run: object; isolation: object };
    const alarm = { sandboxId: "sample-1", at: "2026-11-21T12:00:00.000Z", command: HOSTILE_TEXT, attempts: { ipv4: 3, ipv6: 1 }, lastWords: "connect: no route\u001b[2J" };
    const probe = { probe: "io_uring", group: "escape", attempted: "a ring of its own", why: "needs a native program" };
    await route.fulfill({ response, json: { ...request, run: { ...request.run, state: "halted", alarms: [alarm] }, isolation: { ...request.isolation, program: "node", untried: [probe] } } });
  });
  await signIn("Nora Quist");
  await choose("Requests", "Requests");
  await page.getByRole("table", { name: "Requests" }).getByRole("link").last().click();
  const isolation = page.getByRole("region", { name: "Isolation" });
  await isolation.getByText("Not all tried").waitFor();
  await isolation.getByText("needs a native program").waitFor();
  const alarms = page.getByRole("region", { name: "What tried to leave" });
  await alarms.getByText("IPv4: 3, IPv6: 1").waitFor();
  await expectShownAsText(page, HOSTILE_TEXT);
  expect(await alarms.textContent()).not.toContain("\u001b");
  expect(await findFaults()).toEqual([]);
});

test("analyst and Director read the sealed results of the exercise; a consulted office reads no score", async () => {
  const analyst = await visit("enclave");
  await analyst.signIn("Dirk Vane");
  await analyst.choose("Requests", "Requests");
  expect(await analyst.findFaults()).toEqual([]);
  await analyst.page.getByRole("table", { name: "Requests" }).getByRole("link").last().click();
  await analyst.page.getByRole("region", { name: "Results" }).getByText("Sealed when the run ended").waitFor();
  await analyst.page.getByRole("region", { name: "Isolation" }).getByText("Held").first().waitFor();
  expect(await analyst.findFaults()).toEqual([]);
  const samples = analyst.page.getByRole("region", { name: "Samples" });
  const sample = await samples.getByRole("table").getByRole("button").first().innerText();
  await samples.getByRole("button", { name: sample }).click();
  const transcript = analyst.page.getByRole("region", { name: `Transcript of ${sample}` });
  await transcript.getByRole("heading", { name: "The sample began" }).waitFor();
  await transcript.getByRole("heading", { name: "Task", exact: true }).waitFor();
  expect(await analyst.findFaults()).toEqual([]);
  await transcript.getByRole("button", { name: "Close" }).click();
  await transcript.waitFor({ state: "detached" });

  const consultee = await visit("enclave");
  await consultee.signIn("Nic Thorn");
  await consultee.choose("Requests", "Requests");
  await consultee.page.getByRole("table", { name: "Requests" }).getByRole("link").last().click();
  await consultee.page.getByRole("region", { name: "Consultation" }).waitFor();
  expect(await consultee.page.getByText("95 % interval").count()).toBe(0);
  expect(await consultee.page.getByRole("region", { name: "Samples" }).count()).toBe(0);
  expect(await consultee.findFaults()).toEqual([]);
});
