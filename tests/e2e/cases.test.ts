import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { createClient } from "#api-client";
import { startHandOffDesks } from "#fakes/hand-off";
import { readMailbox } from "#fakes/mail-server";
import { givenCase } from "./givens.ts";
import { as } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, installation, visit } from "./visit.ts";

const { home } = inject("installation");
const PHONE = 390;

/** A case, its number, and its analyst on a telephone. */
async function givenCaseOnTelephone(word: string) {
  const title = `${word} ${randomBytes(3).toString("hex")}`;
  const given = await givenCase(title);
  const anna = await as("Anna Frey");
  const { caseId } = await anna.call("GET /findings/{id}", { params: { id: given.findingId } });
  if (caseId === null) throw new Error(`Finding ${given.findingId} has no case`);
  const visitor = await visit("harbour", { width: PHONE });
  await visitor.signIn("Anna Frey");
  return { ...given, title, anna, caseId, visitor };
}

/** The secret of the newest link that was mailed to a participant. */
async function findParticipantToken(address: string): Promise<string> {
  const newest = async () => (await readMailbox(join(home, "exercise/mail"), address)).map(({ text }) => /\/participant#([A-Za-z0-9_-]+)/.exec(text)?.[1]).findLast((found) => found !== undefined);
  await expect.poll(newest, { timeout: 30_000, interval: 200 }).toBeDefined();
  return (await newest()) ?? "";
}

test("an analyst adds a vendor to a case, puts the embargo in force, writes to them, gives a file, shares a draft, asks for something, and ends the embargo", { timeout: 180_000 }, async () => {
  const { title, anna, caseId, visitor } = await givenCaseOnTelephone("Heap overflow");
  const { page, told, open, findFaults } = visitor;
  const params = { id: caseId };
  await open(`/clearinghouse/cases/${caseId}`, title);
  expect(await findFaults()).toEqual([]);

  await page.getByRole("link", { name: "Participants", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Participants" }).waitFor();
  const tag = randomBytes(3).toString("hex");
  const vendor = `Pump makers ${tag}`;
  const email = `pump-${tag}@vendors.exercise.example`;
  const add = page.getByRole("form", { name: "Add a participant" });
  await add.getByLabel("Name", { exact: true }).fill(vendor);
  await add.getByLabel("Product").fill("Pump OS");
  await add.getByLabel("Address").fill(email);
  await add.getByRole("button", { name: "Add and tell them" }).click();
  await told("They are added, and a link of their own is mailed to them.");
  const silent = page.getByRole("region", { name: /^No answer yet: / });
  await silent.getByText(`${vendor}, Pump OS`).click();
  await silent.getByText("Record what they say of a vulnerability").click();
  await silent.getByRole("textbox", { name: "Vulnerability" }).fill("CVE-2026-11111");
  await silent.getByRole("radio", { name: "Affected", exact: true }).press("Space");
  await silent.getByLabel("Their statement").fill(HOSTILE_TEXT);
  expect(await findFaults()).toEqual([]);
  await silent.getByRole("button", { name: "Record it" }).click();
  await told("Their word is recorded.");
  await expectShownAsText(page, HOSTILE_TEXT);
  await page.getByLabel("Search by name or product").fill("nobody at all");
  await page.getByText("Nobody of this name or product.").waitFor();

  await page.getByRole("link", { name: "Embargo", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Embargo" }).waitFor();
  await page.getByRole("button", { name: "Put in force" }).first().click();
  const begin = page.getByRole("dialog", { name: "Put this embargo in force?" });
  await begin.getByRole("button", { name: "Put in force" }).click();
  await told("The embargo is in force.");
  expect(await findFaults()).toEqual([]);

  // The vendor agrees and writes, by their link.
  const anyone = createClient({ baseUrl: installation.url });
  const token = await findParticipantToken(email);
  const seen = await anyone.call("POST /participant/open", { body: { token } });
  const { embargoId } = seen.offers[0] ?? { embargoId: "" };
  await anyone.call("POST /participant/embargo", { body: { token, embargoId, answer: "agree" } });
  const own = (await anyone.call("POST /participant/open", { body: { token } })).threads[0];
  await anyone.call("POST /participant/messages", { body: { token, threadId: own?.id ?? "", text: `Which version? ${HOSTILE_TEXT}` } });

  await open(`/clearinghouse/cases/${caseId}`, title);
  await page.getByRole("link", { name: "1 thread with something unread" }).click();
  await page.getByRole("heading", { level: 1, name: "Threads" }).waitFor();
  const fold = page.getByRole("listitem").filter({ has: page.locator("summary", { hasText: "Pump OS" }) });
  await fold.getByText("1 unread").waitFor();
  await fold.locator("summary").first().click();
  await expectShownAsText(page, `Which version? ${HOSTILE_TEXT}`);
  await fold.getByText("1 unread").waitFor({ state: "detached" });
  await fold.getByLabel("Message", { exact: true }).fill("1.4.2 and earlier.");
  await fold.getByRole("button", { name: "Send" }).click();
  await told("Your message was sent.");
  await fold.getByText("Give a file").click();
  await fold.getByLabel("File", { exact: true }).setInputFiles({ name: "advice.txt", mimeType: "text/plain", buffer: Buffer.from("Update.") });
  await fold.getByRole("button", { name: "Give it" }).click();
  await told("The file is with the thread’s members.");
  expect(await findFaults()).toEqual([]);
  const form = page.getByRole("form", { name: "Open a thread" });
  await form.getByLabel("What it is about").fill("Dates");
  await form.getByRole("checkbox", { name: `${vendor}, Pump OS` }).press("Space");
  await form.getByRole("button", { name: "Open a thread" }).click();
  await told("The thread is open.");
  await page.locator("summary", { hasText: "Dates" }).waitFor();

  await page.getByRole("link", { name: "Drafts and files" }).click();
  await page.getByRole("heading", { level: 1, name: "Drafts and files" }).waitFor();
  const draft = page.getByRole("form", { name: "Write a draft" });
  await draft.getByLabel("Title").fill("An overflow in gauges");
  await draft.getByLabel("Text").fill(HOSTILE_TEXT);
  await draft.getByRole("checkbox", { name: `${vendor}, Pump OS` }).press("Space");
  await draft.getByRole("button", { name: "Share it" }).click();
  await told("The draft is shared.");
  await expectShownAsText(page, HOSTILE_TEXT);
  const shared = await anyone.call("POST /participant/open", { body: { token } });
  await anyone.call("POST /participant/drafts", { body: { token, draftId: shared.drafts[0]?.id ?? "", version: 1 } });
  await page.reload();
  await page.getByText("Shared with 1; 1 of them has read it").click();
  await page.getByRole("row", { name: /advice\.txt/ }).getByText("Nobody yet").waitFor();
  expect(await findFaults()).toEqual([]);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect((await downloading).suggestedFilename()).toBe("advice.txt");

  await page.getByRole("link", { name: "Tasks and notes" }).click();
  await page.getByRole("heading", { level: 1, name: "Tasks and notes" }).waitFor();
  const ask = page.getByRole("form", { name: "Ask for something" });
  await ask.getByLabel("Of whom").selectOption({ label: `${vendor}, Pump OS` });
  await ask.getByLabel("What is to be done").fill("Name your fixed version.");
  await ask.getByLabel("By when").fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 16));
  await ask.getByRole("button", { name: "Ask for something" }).click();
  await told("They are asked, and reminded a day ahead.");
  await page.getByLabel("Note", { exact: true }).fill(HOSTILE_TEXT);
  await page.getByRole("button", { name: "Write a note" }).click();
  await told("Your note is written.");
  await expectShownAsText(page, HOSTILE_TEXT);
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "It is done" }).click();
  await told("The task is done.");
  await page.getByText("1 task that is done").waitFor();

  await page.getByRole("link", { name: "Embargo", exact: true }).click();
  await page.getByRole("button", { name: "End the embargo" }).click();
  const end = page.getByRole("dialog", { name: "End the embargo for everybody?" });
  await end.getByLabel("Reason").fill("All makers have released their fix.");
  await end.getByRole("button", { name: "End the embargo" }).click();
  await told("The embargo has ended for everybody.");
  await page.getByText("The coordinator ended it").first().waitFor();
  expect((await anna.call("GET /cases/{id}/embargo", { params })).embargo.exitReason).toBe("ended-by-coordinator");
  expect(await findFaults()).toEqual([]);

  await open(`/clearinghouse/cases/${caseId}/participants`, "Participants");
  const heard = page.getByRole("region", { name: /^Heard of: / });
  await heard.getByText(`${vendor}, Pump OS`).click();
  await heard.getByRole("button", { name: "End their part" }).click();
  await page.getByRole("dialog", { name: "End their part in the case?" }).getByRole("button", { name: "End their part" }).click();
  await told("Their part in the case has ended.");
  await page.getByRole("region", { name: "Left: 1" }).getByText(`${vendor}, Pump OS`).waitFor();

  // A list of vendors joins in one step, and stays readable.
  const many = page.getByRole("form", { name: "Add several vendors" });
  await many.getByLabel("Vendors, one a line").fill(Array.from({ length: 24 }, (_, at) => `Maker ${at} of ${tag}, maker-${at}-${tag}@vendors.exercise.example, Valve ${at}`).join("\n"));
  await many.getByRole("button", { name: "Add all of them" }).click();
  await told("They were added and asked.");
  const waiting = page.getByRole("region", { name: "No answer yet: 25" });
  await waiting.getByRole("button", { name: "More" }).waitFor();
  await expect.poll(() => waiting.getByRole("listitem").count()).toBe(20);
  expect(await findFaults()).toEqual([]);
});

test("a case is handed to a desk: the record is read before it leaves, it leaves once, and what came back is kept", { timeout: 120_000 }, async () => {
  const desks = await startHandOffDesks();
  onTestFinished(() => desks.close());
  const { title, caseId, visitor } = await givenCaseOnTelephone("Out-of-bounds read");
  const { page, told, open, findFaults } = visitor;
  await open(`/clearinghouse/cases/${caseId}/hand-off`, "Hand-off");
  await page.getByText("Add a desk").click();
  const name = `Reports ${randomBytes(3).toString("hex")}`;
  const add = page.getByRole("form", { name: "Add a desk" });
  await add.getByLabel("Name").fill(name);
  await add.getByLabel("Address").fill(`${desks.url}/vince`);
  await add.getByLabel("Their key for us").fill("a secret of theirs");
  expect(await findFaults()).toEqual([]);
  await add.getByRole("button", { name: "Add it" }).click();
  await told("The desk is recorded.");
  const prepare = page.getByRole("form", { name: "Prepare a hand-off" });
  await prepare.getByLabel("To whom").selectOption({ label: `${name}, VINCE, the desk of CERT/CC` });
  await prepare.getByLabel("Why it comes to them").fill(HOSTILE_TEXT);
  await prepare.getByRole("button", { name: "Build the record" }).click();
  await told("The record is built; read it before you send it.");
  const panel = page.getByRole("region", { name: `To ${name}` });
  await panel.getByText(title).first().waitFor();
  await panel.getByText("public_references").waitFor();
  await expectShownAsText(page, HOSTILE_TEXT);
  expect(await findFaults()).toEqual([]);
  expect(desks.taken).toEqual([]);
  await panel.getByRole("button", { name: "Send it" }).click();
  await page.getByRole("dialog", { name: "Send this record, once?" }).getByRole("button", { name: "Send it" }).click();
  await told("It is on its way.");
  await panel.getByRole("heading", { name: "What they answered" }).waitFor();
  expect([desks.taken.length, desks.taken[0]?.file?.name]).toEqual([1, `${caseId}.tar`]);
  expect(await findFaults()).toEqual([]);

  // A desk without an address on the web is asked by mail, and answers on the page that its mailed link opens.
  const mailed = `Numbers ${randomBytes(3).toString("hex")}`;
  const address = `${mailed.replace(" ", "-").toLowerCase()}@cna.exercise.example`;
  await add.getByRole("radio", { name: "A CNA, for a CVE number" }).press("Space");
  await add.getByLabel("Name").fill(mailed);
  await add.getByLabel("Address").fill(`mailto:${address}`);
  await add.getByRole("button", { name: "Add it" }).click();
  await prepare.getByLabel("To whom").selectOption({ label: `${mailed}, A CNA, for a CVE number` });
  await prepare.getByLabel("Why it comes to them").fill("It needs a number.");
  await prepare.getByRole("button", { name: "Build the record" }).click();
  const asked = page.getByRole("region", { name: `To ${mailed}` });
  await asked.getByRole("button", { name: "Send it" }).click();
  await page.getByRole("dialog", { name: "Send this record, once?" }).getByRole("button", { name: "Send it" }).click();
  await asked.getByText("Mailed: awaits their answer").waitFor();
  expect(await findFaults()).toEqual([]);
  const findLink = async () => (await readMailbox(join(home, "exercise/mail"), address)).map(({ text }) => /\/hand-off#[A-Za-z0-9_-]+/.exec(text)?.[0]).at(-1);
  await expect.poll(findLink, { timeout: 30_000, interval: 200 }).toBeDefined();
  const desk = await visit("harbour", { width: PHONE });
  await desk.page.goto((await findLink()) ?? "");
  await desk.page.getByRole("heading", { level: 1, name: "A validated report for your desk" }).waitFor();
  await desk.page.getByText(title).first().waitFor();
  expect(await desk.findFaults()).toEqual([]);
  await desk.page.getByRole("radio", { name: "We take it" }).press("Space");
  await desk.page.getByLabel("Your number for it, or why you do not take it").fill("CVE-2026-40001");
  await desk.page.getByRole("button", { name: "Send the answer" }).click();
  await desk.told("Your answer was sent.");
  await page.reload();
  await asked.getByText("CVE-2026-40001").waitFor();
  await asked.getByText("Their answer is a no").waitFor();
});

test("new figures of the embargo are proposed by one person and put in force by another", async () => {
  const anna = await visit("harbour", { width: PHONE });
  await anna.signIn("Anna Frey");
  await anna.choose("Cases", "Cases");
  await anna.page.getByRole("link", { name: "Embargo policy" }).click();
  await anna.page.getByRole("heading", { level: 1, name: "Embargo policy" }).waitFor();
  const reason = `Makers asked for it ${randomBytes(3).toString("hex")}`;
  const silence = anna.page.getByLabel("Silence is noted after");
  const before = Number(await silence.inputValue());
  await silence.fill(String(before + 1));
  await anna.page.getByLabel("Reason").fill(reason);
  expect(await anna.findFaults()).toEqual([]);
  await anna.page.getByRole("button", { name: "Propose them" }).click();
  await anna.told("Your figures are proposed; a second person puts them in force.");
  const own = anna.page.getByRole("region", { name: "Waits for a second person" }).filter({ hasText: reason });
  await own.getByText("Somebody else than you puts it in force.").waitFor();
  expect(await own.getByRole("button").count()).toBe(0);

  const cora = await visit("harbour", { width: PHONE });
  await cora.signIn("Cora Bell");
  await cora.open("/clearinghouse/policy", "Embargo policy");
  const waiting = cora.page.getByRole("region", { name: "Waits for a second person" }).filter({ hasText: reason });
  await waiting.getByText(`${before} days now; ${before + 1} days then`).waitFor();
  expect(await cora.findFaults()).toEqual([]);
  await waiting.getByRole("button", { name: "Put in force" }).click();
  await cora.told("The new figures are in force for cases that open from now on.");
  await cora.page.getByRole("region", { name: "In force" }).getByText(reason).waitFor();
  await cora.page.getByText("Earlier versions").click();
  expect(await cora.findFaults()).toEqual([]);
});

test("an analyst takes a project's contacts from its file and enters its maintainer's policy", async () => {
  const { name, visitor } = await givenCaseOnTelephone("Use after free");
  const { page, told, choose, findFaults, expectReply } = visitor;
  await choose("Projects", "Projects");
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByText("Take contacts from a file").click();
  const file = Buffer.from(`# Security\n\nWrite to security-${name}@maintainers.exercise.example.\n`);
  await page.getByRole("form", { name: "Take contacts from a file" }).getByLabel("Fill from a file").setInputFiles({ name: "SECURITY.md", mimeType: "text/markdown", buffer: file });
  await expect.poll(() => page.getByLabel("What the file says").inputValue()).toContain("# Security");
  await page.getByRole("button", { name: "Read it" }).click();
  await told("The file is read; the contacts show what it added.");
  await page.getByRole("rowheader", { name: `security-${name}@maintainers.exercise.example` }).waitFor();
  await page.getByText("Enter the maintainer’s policy").click();
  const form = page.getByRole("form", { name: "Enter the maintainer’s policy" });
  await form.getByLabel("The policy").fill("no policy at all");
  expectReply(422, "/api/maintainer-policies");
  expectReply(400, "/api/maintainer-policies");
  await form.getByRole("button", { name: "Enter it" }).click();
  await form.locator(".usa-error-message, .usa-alert").first().waitFor();
  const policy = {
    threatModel: [{ id: "TM-1", kind: "trusted-input", says: HOSTILE_TEXT, matches: { path: "tests/**" } }],
    scope: { include: [], exclude: ["docs/**"] }, evidenceNeeded: ["every-run"], formats: ["bundle"], openAtOnce: 2, perWeek: 3, batching: "weekly", lowLane: "weekly-digest", optOut: null, endOfLife: null, securityContacts: [],
  };
  await form.getByLabel("The policy").fill(JSON.stringify(policy));
  await form.getByRole("button", { name: "Enter it" }).click();
  await told("The policy is entered; waiting reports are sorted by it.");
  await page.getByText("Version 1, entered by a coordinator from what they publish.").waitFor();
  await expectShownAsText(page, HOSTILE_TEXT);
  expect(await findFaults()).toEqual([]);
});
