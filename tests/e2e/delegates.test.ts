import { expect, test } from "vitest";
import type { Role } from "#contracts/access";
import { waitForPage } from "./browser.ts";
import { as, givenHouse, proven } from "./people.ts";
import { visit } from "./visit.ts";

const LIST = "Vendor;Product;Version\nTinyini Project (exercise);tinyini;1.4.1\n";
const NOTHING_HERE = "There is nothing here for you";

/** An organisation of its own with one person, so that no other test sees it. */
async function givenPerson(first: string, kind: "operator" | "partner", roles: readonly Role[]) {
  const { id, organisation, person } = await givenHouse(`${first} House`, kind, { [first]: roles });
  return { id, organisation, name: person(first) };
}

/** An operator that has joined and has one list. */
async function givenOperator(first: string) {
  const person = await givenPerson(first, "operator", ["operator"]);
  const operator = await as(person.name);
  await operator.call("POST /operator/profile", { body: { sector: "healthcare", sizeBand: "50-to-249", region: "south", acceptsTerms: true } });
  await operator.call("POST /operator/inventories", { query: { fileName: "wards.csv" }, body: new TextEncoder().encode(LIST) });
  return { ...person, operator };
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

test("an operator names a delegate until a day; the delegate works through its plan and lists, until it is ended", { timeout: 120_000 }, async () => {
  const delegate = await givenPerson("Dee", "partner", ["operator-delegate"]);
  const helper = await visit();
  await helper.signIn(delegate.name);
  await waitForPage(helper.page, "Delegates");
  await helper.page.getByText("Nobody has named you yet").waitFor();
  const identifier = (await helper.page.getByText(/^org_[0-9a-z]{20}$/).textContent()) ?? "";
  expect(identifier).toBe(delegate.id);

  const given = await givenOperator("Olive");
  const operator = await visit("harbour", { width: 390 });
  await operator.signIn(given.name);
  await operator.choose("Your profile", given.organisation);
  await operator.page.getByRole("link", { name: "Delegates" }).click();
  await waitForPage(operator.page, "Delegates");
  await operator.page.getByText("Nobody acts for you").waitFor();
  expect(await operator.findFaults()).toEqual([]);
  await operator.page.getByLabel("Their identifier").fill(identifier);
  await operator.page.getByLabel("Until").fill(inDays(500));
  operator.expectReply(403, /\/delegates$/);
  await operator.page.getByRole("button", { name: "Name them" }).click();
  await operator.prove();
  operator.expectReply(422, /\/delegates$/);
  await operator.page.getByRole("button", { name: "Name them" }).click();
  await operator.page.getByText(/Until: .*at most 366 days/).waitFor();
  await operator.page.getByLabel("Until").fill(inDays(90));
  await operator.page.getByRole("button", { name: "Name them" }).click();
  const row = operator.page.getByRole("table", { name: "Who acts for you" }).getByRole("row").filter({ hasText: delegate.organisation });
  await row.getByText("In force").waitFor();
  expect(await operator.findFaults()).toEqual([]);

  await helper.page.reload();
  expect(await helper.findFaults()).toEqual([]);
  await helper.page.getByRole("link", { name: `Lists of ${given.organisation}` }).click();
  await waitForPage(helper.page, `Lists of ${given.organisation}`);
  await helper.page.getByText("wards.csv").waitFor();
  await helper.page.getByLabel("Your list", { exact: true }).setInputFiles({ name: "labs.csv", mimeType: "text/csv", buffer: Buffer.from(LIST) });
  await helper.page.getByRole("heading", { name: "How we understood it" }).waitFor();
  expect(await helper.findFaults()).toEqual([]);
  await helper.page.getByRole("button", { name: "Keep this list" }).first().click();
  await helper.page.getByRole("link", { name: "See the questions" }).waitFor();
  expect((await given.operator.call("GET /operator/inventories")).inventories.map(({ fileName }) => fileName).toSorted()).toEqual(["labs.csv", "wards.csv"]);
  await helper.page.getByRole("link", { name: "Open your plan" }).click();
  await waitForPage(helper.page, `Plan of ${given.organisation}`);
  const step = helper.page.getByRole("listitem").filter({ hasText: "1.4.3" }).first();
  await step.getByRole("button", { name: "We have seen it" }).click();
  await helper.told("Noted: you have seen it.");
  expect(await helper.findFaults()).toEqual([]);
  const printed = await helper.page.getByRole("link", { name: "As plain text" }).getAttribute("href");
  expect((await helper.page.request.get(printed ?? "")).status()).toBe(200);
  expect((await given.operator.call("GET /operator/plan")).steps[0]?.state).toBe("acknowledged");

  await row.getByRole("button", { name: "End it" }).click();
  await operator.page.getByRole("dialog").getByRole("button", { name: "End it now" }).click();
  await row.getByText("Ended").waitFor();
  await helper.page.reload();
  await waitForPage(helper.page, NOTHING_HERE);
  await helper.page.goto("/operator/plan");
  await waitForPage(helper.page, "For whom?");
  expect(await helper.page.getByRole("link", { name: `Plan of ${given.organisation}` }).count()).toBe(0);
  expect(await helper.findFaults()).toEqual([]);
});

test("a delegate of two operators asks for help and for a scan in the name of one, and neither the other nor its own house has it", { timeout: 120_000 }, async () => {
  const delegate = await givenPerson("Dora", "partner", ["operator-delegate"]);
  const [brook, dale] = [await givenOperator("Brook"), await givenOperator("Dale")];
  for (const { id, name } of [brook, dale]) await (await proven(name)).call("POST /organisations/{id}/delegates", { params: { id }, body: { delegateOrganisationId: delegate.id, until: `${inDays(90)}:00.000Z` } });
  const { page, signIn, choose, told, findFaults } = await visit("harbour", { width: 390 });
  await signIn(delegate.name);
  await choose("Ask for help", "For whom?");
  await page.getByRole("link", { name: `Help for ${brook.organisation}` }).click();
  await waitForPage(page, "Ask for help");
  await page.getByText(`For ${brook.organisation}`).waitFor();
  await page.getByRole("textbox", { name: "Your question" }).fill("When may the wards be updated?");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await told("Your question was sent. You get a notice when somebody offers to help.");
  await page.getByText("When may the wards be updated?").waitFor();
  expect(await findFaults()).toEqual([]);

  await choose("Scan by a partner", "For whom?");
  await page.getByRole("link", { name: `Scans for ${brook.organisation}` }).click();
  await waitForPage(page, "Scan by a trusted partner");
  await page.getByLabel("System", { exact: true }).fill("Ward portal");
  await page.getByLabel("Where it is and when it may be examined").fill("In the cellar, at night.");
  await page.getByLabel("What shows that it is yours").fill("Asset 12");
  await page.getByRole("checkbox").press("Space");
  await page.getByRole("button", { name: "Ask for the scan" }).click();
  await told("Your request waits for a partner.");
  await page.getByRole("heading", { name: "Ward portal" }).waitFor();
  expect(await findFaults()).toEqual([]);
  expect((await brook.operator.call("GET /assistance/requests")).requests.map(({ question }) => question)).toEqual(["When may the wards be updated?"]);
  expect((await brook.operator.call("GET /assistance/scans")).scans.map(({ system }) => system)).toEqual(["Ward portal"]);

  // The same pages for the other: nothing of the first is there.
  await choose("Ask for help", "For whom?");
  await page.getByRole("link", { name: `Help for ${dale.organisation}` }).click();
  await waitForPage(page, "Ask for help");
  await page.getByText("Nothing was asked yet").waitFor();
  await page.goto(`/operator/plan?organisation=${dale.id}`);
  await waitForPage(page, `Plan of ${dale.organisation}`);
  await page.getByRole("link", { name: "What could pay for it" }).first().click();
  await waitForPage(page, "What could pay for your plan");
  await page.getByText(`For ${dale.organisation}`).waitFor();
  expect(await findFaults()).toEqual([]);
  expect((await dale.operator.call("GET /assistance/scans")).scans).toEqual([]);
});

test("an operator opens its two figures to an authority and closes them again", async () => {
  const authority = await givenPerson("State", "operator", ["state-local-authority"]);
  const given = await givenOperator("Town");
  const operator = await visit("harbour", { width: 390 });
  await operator.signIn(given.name);
  await operator.choose("Your profile", given.organisation);
  await operator.page.getByText("Open your figures to an authority", { exact: true }).click();
  const opening = operator.page.getByRole("form", { name: "Open your figures to an authority" });
  operator.expectReply(400, "/api/operator/opt-ins");
  await opening.getByLabel("Identifier of the authority").fill("the state");
  await opening.getByRole("button", { name: "Open them" }).click();
  await opening.getByText(/Identifier of the authority: not an identifier/).waitFor();
  await opening.getByLabel("Identifier of the authority").fill(authority.id);
  await opening.getByRole("button", { name: "Open them" }).click();
  await operator.told("That authority sees your two figures now.");
  expect(await operator.findFaults()).toEqual([]);

  const watcher = await visit();
  // It has not joined as an operator itself.
  watcher.expectReply(409, "/api/operator/profile");
  await watcher.signIn(authority.name);
  await watcher.choose("Municipalities", "Municipalities");
  const row = watcher.page.getByRole("table", { name: "Who opened their figures to you" }).getByRole("row").filter({ hasText: given.organisation });
  await row.getByText("Healthcare and public health").waitFor();
  expect(await watcher.findFaults()).toEqual([]);

  const openTo = operator.page.getByRole("table", { name: "Who sees your two figures" });
  await openTo.getByRole("button", { name: "Close them" }).click();
  await operator.page.getByText("They are open to nobody.").waitFor();
  expect(await operator.findFaults()).toEqual([]);
  await watcher.page.reload();
  await watcher.page.getByText("Nobody has yet").waitFor();
  expect(await watcher.findFaults()).toEqual([]);
});
