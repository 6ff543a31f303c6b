import { expect, test } from "vitest";
import { as, givenActivePartner, givenHouse } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("on telephones, a small operator asks for a scan, a partner takes it up, uses the model for it and gives plain results, and the operator has the findings fixed for everybody", async () => {
  const { id, house } = await givenActivePartner({ brokering: true });
  const utility = await givenHouse("Mill Creek Water", "operator", { Otis: ["operator"] });
  const system = `Billing portal ${HOSTILE_TEXT}`;
  const paul = await visit("harbour", { width: 390 });
  await paul.signIn(house.person("Paul"));
  await paul.follow("Your early access is active", `/partner/${id}`);
  await paul.page.getByRole("button", { name: "Offer scans to operators" }).click();
  await paul.page.getByText("You get a notice when an operator asks for a scan.").waitFor();

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
  await otis.page.getByText("Your request waits for a partner.").waitFor();
  await expectShownAsText(otis.page, system);

  await paul.follow("An operator asks for a scan", "/assistance/scans");
  const scan = paul.page.getByRole("main").getByRole("listitem").filter({ hasText: "Web site or portal" }).filter({ hasText: /Take it up|Mill Creek/ }).first();
  expect(await scan.innerText(), "whose it is shows only to whoever takes it up").not.toContain(utility.organisation);
  expect(await paul.findFaults()).toEqual([]);
  await scan.getByRole("button", { name: "Take it up" }).click();
  await paul.page.getByText("You have taken it up.").waitFor();
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
  await paul.page.getByText("The operator has the results.").waitFor();

  await otis.follow("The results of your scan are there", "/operator/scans");
  await otis.page.getByRole("list", { name: "What to do" }).getByText("Switch the old test account off.").waitFor();
  expect(await otis.findFaults()).toEqual([]);
  await otis.page.getByRole("button", { name: "Have the findings fixed for everybody" }).click();
  await otis.page.getByRole("dialog", { name: "Hand the findings on?" }).getByRole("button", { name: "Have the findings fixed for everybody" }).click();
  await otis.page.getByText("The partner was asked to hand the findings to the clearinghouse.").waitFor();
  const { entries } = await (await as(house.person("Paul"))).call("GET /inbox");
  expect(entries.map(({ kind }) => kind)).toContain("assistance.findings-handed");
});
