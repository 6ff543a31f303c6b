import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { as, givenActivePartner, givenHouse } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit, type Visitor } from "./visit.ts";

test("on telephones, a small operator asks for a scan, a partner takes it up, uses the model for it and gives plain results, and the operator has the findings fixed for everybody", async () => {
  const { id, house } = await givenActivePartner({ brokering: true });
  const utility = await givenHouse("Mill Creek Water", "operator", { Otis: ["operator"] });
  const system = `Billing portal ${HOSTILE_TEXT}`;
  const paul = await visit("harbour", { width: 390 });
  await paul.signIn(house.person("Paul"));
  await paul.follow("Your early access is active", `/partner/${id}`);
  await paul.page.getByRole("button", { name: "Offer scans to operators" }).click();
  await paul.told("You get a notice when an operator asks for a scan.");

  const otis = await visit("harbour", { width: 390 });
  // It has not said yet what it is.
  otis.expectReply(409, "/api/operator/profile");
  await otis.signIn(utility.person("Otis"));
  await otis.choose("Scan by a partner", "Scan by a trusted partner");
  await otis.page.getByLabel("System", { exact: true }).fill(system);
  await otis.page.getByLabel("Where it is and when it may be examined").fill("In the town hall, at night.");
  await otis.page.getByLabel("What shows that it is yours").fill("Invoice 2029-11");
  await otis.page.getByLabel("The system belongs to us, and we want it examined.").press("Space");
  expect(await otis.findFaults()).toEqual([]);
  await otis.page.getByRole("button", { name: "Ask for the scan" }).click();
  await otis.told("Your request waits for a partner.");
  await expectShownAsText(otis.page, system);

  await paul.follow("An operator asks for a scan", "/assistance/scans");
  const scan = paul.page.getByRole("main").getByRole("listitem").filter({ hasText: "Web site or portal" }).filter({ hasText: /Take it up|Mill Creek/ }).first();
  expect(await scan.innerText(), "whose it is shows only to whoever takes it up").not.toContain(utility.organisation);
  expect(await paul.findFaults()).toEqual([]);
  await scan.getByRole("button", { name: "Take it up" }).click();
  await paul.told("You have taken it up.");
  await scan.getByText(utility.organisation).waitFor();
  await expectShownAsText(paul.page, system);
  expect(await paul.findFaults()).toEqual([]);

  await scan.getByRole("link", { name: "To the model" }).click();
  await paul.page.getByLabel("System", { exact: true }).first().selectOption({ label: await paul.page.getByRole("option", { name: "Scan for an operator" }).innerText() });
  await paul.page.getByLabel("Your message").fill("Which checks would you make on a billing portal?");
  await paul.page.getByRole("button", { name: "Send to the model" }).click();
  await paul.page.getByRole("log", { name: "Conversation with the model" }).getByText("The model", { exact: true }).waitFor();

  await paul.follow("An operator asks for a scan", "/assistance/scans");
  await scan.getByLabel("In short").fill("The portal is sound but for its sign-in page.");
  await scan.getByLabel("What to do").fill("Ask the maker for the version of May.");
  await scan.getByLabel("Why").fill("The sign-in page takes endless guesses.");
  await scan.getByRole("button", { name: "Add a step" }).click();
  await scan.getByLabel("What to do").last().fill("Switch the old test account off.");
  await scan.getByLabel("Why").last().fill("Nobody has used it for a year.");
  await scan.getByRole("button", { name: "Send the results" }).click();
  await paul.told("The operator has the results.");

  await otis.follow("The results of your scan are there", "/operator/scans");
  await otis.page.getByRole("list", { name: "What to do" }).getByText("Switch the old test account off.").waitFor();
  expect(await otis.findFaults()).toEqual([]);
  await otis.page.getByRole("button", { name: "Have the findings fixed for everybody" }).click();
  await otis.page.getByRole("dialog", { name: "Hand the findings on?" }).getByRole("button", { name: "Have the findings fixed for everybody" }).click();
  await otis.told("What was found goes to the clearinghouse.");
  const { entries } = await (await as(house.person("Paul"))).call("GET /inbox");
  expect(entries.map(({ kind }) => kind)).toContain("assistance.findings-handed");
});

test("on telephones, a partner that cannot go on gives a scan back, another takes it up, and the operator reads plain results", async () => {
  const [first, second] = [await givenActivePartner({ brokering: true }), await givenActivePartner({ brokering: true })];
  const utility = await givenHouse("Mill Creek Water", "operator", { Otis: ["operator"] });
  const partners = [];
  for (const { id, house } of [first, second]) {
    const partner = await visit("harbour", { width: 390 });
    await partner.signIn(house.person("Paul"));
    await partner.follow("Your early access is active", `/partner/${id}`);
    await partner.page.getByRole("button", { name: "Offer scans to operators" }).click();
    await partner.told("You get a notice when an operator asks for a scan.");
    partners.push(partner);
  }
  const [paul, pia] = partners as [Visitor, Visitor];
  const system = `Pump control ${utility.organisation}`;
  const asked = { systemKind: "control-system", system, description: "In the pump house, on Sundays.", evidence: "Asset record 9", owned: true } as const;
  const { scans } = await (await as(utility.person("Otis"))).call("POST /assistance/scans", { body: asked });
  const otis = await visit("harbour", { width: 390 });
  // It has not said yet what it is.
  otis.expectReply(409, "/api/operator/profile");
  await otis.signIn(utility.person("Otis"));

  const take = async (partner: Visitor) => {
    await partner.follow("An operator asks for a scan", "/assistance/scans");
    const waiting = partner.page.getByRole("main").getByRole("listitem").filter({ hasText: "Control system" });
    await waiting.getByRole("button", { name: "Take it up" }).click();
    await partner.told("You have taken it up.");
    await partner.page.getByText(system).waitFor();
  };
  await take(paul);
  await otis.follow("A partner took up your scan", "/operator/scans");
  await otis.page.getByText("Being examined").waitFor();
  await otis.page.getByText(first.house.organisation).waitFor();
  await paul.page.getByRole("button", { name: "Give it back" }).click();
  await paul.told("It waits for another partner.");
  // Whose it is shows to whoever examines it, and no longer.
  await paul.page.getByText(system).waitFor({ state: "detached" });
  expect(await paul.findFaults()).toEqual([]);
  await otis.follow("Your scan waits for another partner", "/operator/scans");
  await otis.page.getByText("Waits for a partner").waitFor();
  expect(await otis.page.getByText(first.house.organisation).count()).toBe(0);
  expect(await otis.findFaults()).toEqual([]);

  await take(pia);
  await pia.page.getByLabel("In short").fill("The pump control is reachable from the guest network.");
  await pia.page.getByLabel("What to do").fill("Ask your installer to take it off the guest network.");
  await pia.page.getByLabel("Why").fill("Anybody in the waiting room reaches it.");
  await pia.page.getByRole("button", { name: "Send the results" }).click();
  await pia.told("The operator has the results.");
  await otis.follow("The results of your scan are there", "/operator/scans");
  await otis.page.getByText("The pump control is reachable from the guest network.").waitFor();
  await otis.page.getByRole("list", { name: "What to do" }).getByText("Ask your installer to take it off the guest network.").waitFor();
  await otis.page.getByText(second.house.organisation).waitFor();
  expect(await otis.findFaults()).toEqual([]);
  expect(scans).toHaveLength(1);
});

const TREE = join(repositoryRoot, "engines/evaluation/hunting/fixtures/tallybook");
const PROJECT = {
  schema: "breakwater-project/1", name: "tallybook", version: "1.0", repository: null,
  recipe: { language: "c", build: [["gcc", "-g", "-O1", "-fsanitize=address", "-o", "tallybook", "tallybook.c"]], run: ["./tallybook", "{input}"], tests: [["sh", "tests/run.sh"]] },
  controls: ["controls/fish.txt", "controls/slots.txt"],
};

async function packSource(): Promise<Buffer> {
  const tar = pack();
  for (const entry of await readdir(TREE, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) tar.entry({ name: join(entry.parentPath, entry.name).slice(TREE.length + 1) }, await readFile(join(entry.parentPath, entry.name)));
  }
  tar.entry({ name: "breakwater.json" }, JSON.stringify(PROJECT));
  tar.finalize();
  return buffer(tar);
}

test("on telephones, an operator hands its source over, the partner starts the scanner, and what was proven goes to the clearinghouse", { timeout: 240_000 }, async () => {
  const { id, house } = await givenActivePartner({ brokering: true });
  const utility = await givenHouse("Mill Creek Water", "operator", { Otis: ["operator"] });
  const paul = await visit("harbour", { width: 390 });
  await paul.signIn(house.person("Paul"));
  await (await as(house.person("Paul"))).call("POST /partner/early-access/{id}/brokering", { params: { id }, body: { offered: true } });
  const otis = await visit("harbour", { width: 390 });
  // It has not said yet what it is.
  otis.expectReply(409, "/api/operator/profile");
  await otis.signIn(utility.person("Otis"));
  await otis.choose("Scan by a partner", "Scan by a trusted partner");
  await otis.page.getByLabel("Kind of system").selectOption({ label: "Software as source code" });
  await otis.page.getByLabel("System", { exact: true }).fill("Our tally program");
  await otis.page.getByLabel("Where it is and when it may be examined").fill("The archive is all of it.");
  await otis.page.getByLabel("What shows that it is yours").fill("Written here");
  await otis.page.getByLabel("The system belongs to us, and we want it examined.").press("Space");
  await otis.page.getByRole("button", { name: "Ask for the scan" }).click();
  await otis.told("Your request waits for a partner.");
  await otis.page.getByText("Hand over the source").click();
  await otis.page.getByLabel("Archive of the source").setInputFiles({ name: "tally.tar", mimeType: "application/x-tar", buffer: await packSource() });
  await otis.page.getByRole("button", { name: "Hand it over" }).click();
  await otis.told("The source is handed over.");
  expect(await otis.findFaults()).toEqual([]);

  await paul.follow("An operator asks for a scan", "/assistance/scans");
  const scan = paul.page.getByRole("main").getByRole("listitem").filter({ hasText: "Software as source code" }).first();
  await scan.getByRole("button", { name: "Take it up" }).click();
  await paul.told("You have taken it up.");
  await scan.getByText("Our tally program").waitFor();
  expect(await paul.findFaults()).toEqual([]);
  paul.expectReply(403, /\/run$/);
  await scan.getByRole("button", { name: "Start the scanner" }).click();
  await paul.prove();
  await scan.getByRole("button", { name: "Start the scanner" }).click();
  await paul.told("The scanner is at work. You get a notice at its end.");
  await scan.getByText("Scanner finished").waitFor({ timeout: 150_000 });
  await scan.getByText("A draft in our own words").waitFor();
  expect(await paul.findFaults()).toEqual([]);
  await scan.getByRole("button", { name: "Send the results" }).click();
  await paul.told("The operator has the results.");

  await otis.follow("The results of your scan are there", "/operator/scans");
  await otis.page.getByText("The scanner made tallybook 1.0 fail").waitFor();
  expect(await otis.findFaults()).toEqual([]);
  await otis.page.getByRole("button", { name: "Have the findings fixed for everybody" }).click();
  await otis.page.getByRole("dialog", { name: "Hand the findings on?" }).getByRole("button", { name: "Have the findings fixed for everybody" }).click();
  await otis.told("What was found goes to the clearinghouse.");
  await otis.follow("What was found is with the clearinghouse", "/operator/scans");
  await otis.page.getByRole("button", { name: "Erase it" }).click();
  await otis.page.getByRole("dialog", { name: "Erase this scan?" }).getByRole("button", { name: "Erase it" }).click();
  await otis.told("The scan is erased.");
});
