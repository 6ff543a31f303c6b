import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { givenAlike, givenAssignedFinding, givenCase, givenDrawn, givenFinding } from "./givens.ts";
import { as } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("the director opens a finding to a person, the page says so to whoever found it, and it is closed again", async () => {
  const title = `Out-of-bounds read ${randomBytes(3).toString("hex")}`;
  const { findingId } = await givenFinding(title);
  const cora = await visit();
  await cora.signIn("Cora Bell");
  await cora.open(`/clearinghouse/findings/${findingId}`, title);
  const work = cora.page.getByRole("region", { name: "Who works on it" });
  await work.getByText("Nobody is assigned yet.").waitFor();
  expect(await cora.page.getByRole("button", { name: "Open the evidence" }).count()).toBe(0);
  await work.getByLabel("Person").selectOption({ label: "Val Ortiz, as validator" });
  expect(await cora.findFaults()).toEqual([]);
  await work.getByRole("button", { name: "Assign" }).click();
  await cora.told("The finding is open to them.");
  expect(await cora.findFaults()).toEqual([]);

  const sam = await visit();
  await sam.signIn("Sam Okoye");
  await sam.open(`/findings/${findingId}`, title);
  await sam.page.getByRole("region", { name: "Who works on it" }).getByRole("row", { name: "Val Ortiz" }).waitFor();
  expect(await sam.findFaults()).toEqual([]);

  await work.getByRole("button", { name: "End for Val Ortiz" }).click();
  await cora.told("The finding is closed to them.");
});

test("a validator works through the queue by keys and validates; the analyst sets the priority and opens the project; a case goes out", async () => {
  const title = `Out-of-bounds write ${randomBytes(3).toString("hex")}`;
  const { findingId, name, repository } = await givenAssignedFinding(title);
  const val = await visit();
  await val.signIn("Val Ortiz");
  await val.choose("Queue", "Queue");
  await val.page.getByRole("link", { name: "Assigned to me" }).click();
  await val.page.getByRole("button", { name: title }).click();
  await val.page.getByRole("heading", { level: 2, name: title }).waitFor();
  expect(await val.findFaults()).toEqual([]);
  await val.page.keyboard.press("o");
  await val.page.getByRole("heading", { level: 3, name: "Frames of the crash" }).waitFor();
  await val.page.keyboard.press("v");
  const decide = val.page.getByRole("form", { name: "Validate" });
  // The field has the focus, and the keys that are typed into it are no acts.
  await val.page.keyboard.type("The write is past the end of the buffer: read, never reject.");
  expect(await decide.getByLabel("Reason").inputValue()).toBe("The write is past the end of the buffer: read, never reject.");
  expect(await val.findFaults()).toEqual([]);
  await decide.getByRole("button", { name: "Validate" }).click();
  await val.told("Your decision is recorded.");
  await val.page.getByRole("button", { name: title }).waitFor({ state: "detached" });

  const anna = await visit();
  await anna.signIn("Anna Frey");
  await anna.open(`/clearinghouse/findings/${findingId}`, title);
  const priority = anna.page.getByRole("region", { name: "Priority", exact: true });
  const answer = (question: string, choice: string) => priority.getByRole("group", { name: question }).getByRole("radio", { name: choice }).press("Space");
  await answer("Is it in CISA’s list of exploited vulnerabilities?", "No");
  await answer("Is the affected software usually reachable from the internet?", "Yes");
  await answer("Can an attack be automated?", "Yes");
  await answer("How much control does an attacker gain?", "Nobody has published it");
  expect(await anna.findFaults()).toEqual([]);
  await priority.getByRole("button", { name: "Decide the priority" }).click();
  await anna.told("The priority is decided.");
  await priority.getByText("Decide by another table").click();
  await priority.getByLabel("Exploitation").selectOption("active");
  await priority.getByLabel("Impact on mission and well-being").selectOption("high");
  await priority.getByRole("button", { name: "Decide: CISA, coordinator" }).click();
  await anna.told("The table’s decision stands beside the others.");
  await priority.getByRole("heading", { level: 3, name: "CISA, coordinator" }).waitFor();
  expect(await anna.findFaults()).toEqual([]);

  await anna.choose("Projects", "Projects");
  const project = anna.page.getByRole("region", { name: "Open a project" });
  await project.getByLabel("Maker").fill("Copies (exercise)");
  await project.getByLabel("Product").fill(name);
  await project.getByLabel("Repository").fill(repository);
  await project.getByLabel("Maintainer’s address").fill(`${name}@maintainers.exercise.example`);
  expect(await anna.findFaults()).toEqual([]);
  await project.getByRole("button", { name: "Open a project" }).click();
  await anna.told("The project is open; findings that waited for it become cases.");
  await expect.poll(async () => {
    await anna.open("/clearinghouse/cases", "Cases");
    return anna.page.getByRole("link", { name: title }).count();
  }, { timeout: 30_000, interval: 500 }).toBe(1);
  await anna.page.getByRole("link", { name: title }).click();
  await anna.page.getByRole("heading", { level: 1, name: title }).waitFor();
  await anna.page.getByText("Embargo proposed").first().waitFor();
  expect(await anna.findFaults()).toEqual([]);
});

test("the analyst writes to the maintainer from the case, and what both write stays text", async () => {
  const title = `Heap overflow ${randomBytes(3).toString("hex")}`;
  await givenCase(title);
  const { page, told, signIn, open, choose, findFaults } = await visit();
  await signIn("Anna Frey");
  await choose("Cases", "Cases");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: title }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.getByLabel("Message", { exact: true }).fill(HOSTILE_TEXT);
  await page.getByRole("region", { name: "Messages with the maintainer" }).getByRole("button", { name: "Send" }).click();
  await told("Your message was sent.");
  await expectShownAsText(page, HOSTILE_TEXT);
  await page.getByRole("button", { name: "Close the case" }).click();
  await page.getByRole("dialog", { name: "Close this case?" }).getByRole("button", { name: "Close the case" }).click();
  await told("The case is closed.");
  expect(await findFaults()).toEqual([]);
  await open("/clearinghouse", "Queue");
});

test("a validator asks the finder in place, and the finder answers on the finding's page", async () => {
  const title = `Use after free ${randomBytes(3).toString("hex")}`;
  const { findingId } = await givenAssignedFinding(title);
  const val = await visit();
  await val.signIn("Val Ortiz");
  await val.open(`/clearinghouse/findings/${findingId}`, title);
  await val.page.getByRole("button", { name: "Ask the finder" }).click();
  const ask = val.page.getByRole("form", { name: "Ask the finder" });
  await ask.getByLabel("Your question").fill(HOSTILE_TEXT);
  await ask.getByRole("button", { name: "Ask the finder" }).click();
  await val.told("The finder is asked.");

  const sam = await visit();
  await sam.signIn("Sam Okoye");
  await sam.follow(`Finding ${findingId} waits for you`);
  await expectShownAsText(sam.page, HOSTILE_TEXT);
  expect(await sam.findFaults()).toEqual([]);
  await sam.page.getByLabel("Your answer").fill("It crashes on every build.");
  await sam.page.getByRole("button", { name: "Answer", exact: true }).click();
  await sam.told("Your answer is sent; a person looks at it.");
  await val.page.reload();
  await val.page.getByText("It crashes on every build.").waitFor();
});

test("two findings are put together as a chain with its own severity, and taken apart again", async () => {
  const [one, two] = [`Leak ${randomBytes(3).toString("hex")}`, `Overflow ${randomBytes(3).toString("hex")}`];
  const first = await givenAssignedFinding(one);
  const second = await givenAssignedFinding(two);
  const { page, signIn, open, told, findFaults, expectReply } = await visit();
  await signIn("Val Ortiz");
  await open(`/clearinghouse/findings/${first.findingId}`, one);
  await page.getByRole("button", { name: "Worse together" }).click();
  const form = page.getByRole("form", { name: "Worse together" });
  await form.getByLabel("Its number").fill(second.findingId);
  await form.getByLabel("What they do together").fill("The leak tells where to write.");
  expectReply(422, `/api/findings/${first.findingId}/links`);
  await form.getByRole("button", { name: "Worse together" }).click();
  await form.getByText("how severe the two are together").waitFor();
  await form.getByLabel("How severe they are together").selectOption("critical");
  await form.getByRole("button", { name: "Worse together" }).click();
  await told("The two are one story now.");
  const links = page.getByRole("region", { name: "Linked to" });
  await links.getByText("The leak tells where to write.").first().waitFor();
  expect(await findFaults()).toEqual([]);
  await links.locator("summary", { hasText: "Take them apart" }).click();
  await links.getByLabel("Reason").fill("Two products after all.");
  await links.getByRole("button", { name: "Take them apart" }).click();
  await told("The two are taken apart.");
});

test("two alike findings are compared, their fixes tried on each other, put together by keys, and taken apart again", async () => {
  const [one, two] = [`Name too long ${randomBytes(3).toString("hex")}`, `Level too high ${randomBytes(3).toString("hex")}`];
  const [, second] = await givenAlike(one, two);
  const val = await visit();
  const { page } = val;
  await val.signIn("Val Ortiz");
  await val.open(`/clearinghouse/findings/${second}`, two);
  const near = page.getByRole("region", { name: "Perhaps the same" });
  await near.getByRole("link", { name: one }).first().waitFor();
  await near.getByRole("button", { name: "Try each one’s fix on the other" }).first().click();
  await val.told("The fixes are being tried; a notice comes when they were.");
  await val.follow("A fix was tried on a finding");
  await val.open(`/clearinghouse/findings/${second}`, two);
  await near.getByText("The fix of one mends the other too").first().waitFor();
  expect(await val.findFaults()).toEqual([]);

  await val.open("/clearinghouse?assigned=me", "Queue");
  await page.getByRole("button", { name: two }).click();
  await page.getByRole("heading", { level: 2, name: two }).waitFor();
  await page.getByRole("table", { name: "Frames of the two crashes, side by side" }).first().waitFor();
  await page.keyboard.press("d");
  const merge = page.getByRole("form", { name: "Same weakness" });
  await merge.getByLabel("Reason").fill("One fix mends both.");
  expect(await val.findFaults()).toEqual([]);
  await merge.getByRole("button", { name: "Same weakness" }).click();
  await val.told("The two are handled as one.");

  await val.open(`/clearinghouse/findings/${second}`, two);
  const links = page.getByRole("region", { name: "Linked to" });
  await links.locator("summary", { hasText: "Take them apart" }).click();
  await links.getByLabel("Reason").fill("Two places after all.");
  await links.getByRole("button", { name: "Take them apart" }).click();
  await val.told("The two are taken apart.");
  await page.getByText("Waits for a validator").first().waitFor();
  expect(await val.findFaults()).toEqual([]);
});

test("a rejection that was drawn is looked at by keys and overturned, and how often that happens is shown with its interval", async () => {
  const findingId = await givenDrawn();
  const val = await visit();
  await val.signIn("Val Ortiz");
  await val.open("/clearinghouse?kind=sample&assigned=me", "Queue");
  await val.page.getByRole("button", { name: "Does not build" }).first().click();
  await val.page.keyboard.press("v");
  const overturn = val.page.getByRole("form", { name: "Overturn the rejection" });
  await overturn.getByLabel("Reason").fill("It builds with the compiler that it names.");
  expect(await val.findFaults()).toEqual([]);
  await overturn.getByRole("button", { name: "Overturn the rejection" }).click();
  await val.told("The rejection is overturned; a person decides on it.");
  expect((await (await as("Sam Okoye")).call("GET /findings/{id}", { params: { id: findingId } })).state).toBe("needs_validation");
  await val.open("/clearinghouse/rejections", "What the machine rejects");
  await val.page.getByText(/^Of \d+ rejections? that a person looked at, \d+ were overturned: with 95 % confidence between/).waitFor();
  expect(await val.findFaults()).toEqual([]);
});

test("the clearinghouse sees what the machine rejects, all findings by state, and how fresh the feeds are", async () => {
  const { page, signIn, open, told, choose, findFaults } = await visit();
  await signIn("Anna Frey");
  await choose("Queue", "Queue");
  await page.getByRole("link", { name: "What the machine rejects" }).click();
  await page.getByRole("heading", { level: 1, name: "What the machine rejects" }).waitFor();
  await page.getByRole("region", { name: "The sample" }).getByText("Rejected by the machine").waitFor();
  expect(await findFaults()).toEqual([]);
  await open("/clearinghouse/findings", "All findings");
  await page.getByRole("link", { name: "Rejected", exact: true }).click();
  await page.getByRole("link", { name: "Rejected", exact: true }).and(page.locator("[aria-current=page]")).waitFor();
  expect(await findFaults()).toEqual([]);

  await open("/clearinghouse/feeds", "Feeds");
  const kev = page.getByRole("region", { name: "KEV" });
  await kev.getByText("Take a file").click();
  const releasedAt = new Date(Date.now() - 3_600_000).toISOString();
  const vulnerabilities = [{ cveID: "CVE-1900-0001", vendorProject: "Copies", product: "Gauge", vulnerabilityName: "Example", dateAdded: "2026-11-20", shortDescription: "Example", requiredAction: "Update", dueDate: "2026-12-11", knownRansomwareCampaignUse: "Unknown", notes: "", cwes: [] }];
  const file = { title: "CISA Catalog of Known Exploited Vulnerabilities", catalogVersion: releasedAt.slice(0, 10).replaceAll("-", "."), dateReleased: releasedAt, count: 1, vulnerabilities };
  await kev.getByLabel("File of the feed").setInputFiles({ name: "kev.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
  await kev.getByRole("button", { name: "Take it", exact: true }).click();
  await told("The release is taken; open findings are decided again where it says something new.");
  await kev.getByText("Fresh").waitFor();
  expect(await findFaults()).toEqual([]);
});
