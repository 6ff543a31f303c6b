import { expect, test } from "vitest";
import { givenEngagement, givenHouse, givenModel } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

/** A lab and an agency whose people speak for them, in houses that no other test sees. */
async function givenLabAndAgency() {
  const lab = await givenHouse("Fjord Labs", "developer", { Lena: ["developer-release-lead"] });
  const agency = await givenHouse("Office of Early Tests", "government", { Omar: ["partner-selection-officer"] });
  const [lena, omar] = [await visit("harbour", { width: 390 }), await visit("harbour", { width: 390 })];
  await lena.signIn(lab.person("Lena"));
  await omar.signIn(agency.person("Omar"));
  return { lab, agency, lena, omar };
}

test("on telephones, an agency invites two developers by the published text, one takes it up with a new engagement, and of the other the agency cannot tell what became", async () => {
  const { lab, agency, lena, omar } = await givenLabAndAgency();
  const quiet = await givenHouse("Quiet Labs", "developer", { Quin: ["developer-release-lead"] });
  const model = await givenModel();
  await omar.choose("Invitations", "Invitations");
  for (const address of [lab.email("Lena"), quiet.email("Quin")]) {
    await omar.page.getByLabel("Address of a release lead of the developer").fill(address);
    await omar.page.getByRole("button", { name: "Send the invitation" }).click();
    await expect.poll(() => omar.page.getByLabel("Address of a release lead of the developer").inputValue()).toBe("");
  }
  expect(await omar.findFaults()).toEqual([]);

  await lena.follow(`${agency.organisation} asks whether you would like to take part`);
  await lena.page.getByText("Nothing follows from declining or from giving no answer.").waitFor();
  await lena.page.getByText("Open an engagement that answers it", { exact: true }).click();
  const form = lena.page.getByRole("form", { name: "Open an engagement" });
  await form.getByLabel("Name of the model", { exact: true }).fill(model.name);
  await form.getByLabel("Digest of the model").fill(model.digest);
  await form.getByLabel("Address of its API").fill(model.endpoint);
  await form.getByRole("radio", { name: "On your site" }).press("Space");
  await form.getByLabel("Name of the model at that address").fill(model.endpointModel);
  await form.getByLabel("Credential for that address").fill(model.credential);
  await form.getByLabel("Who signs for your organisation").fill("Lena Dahl");
  await form.getByLabel("Their title").fill("Release lead");
  expect(await lena.findFaults()).toEqual([]);
  await form.getByRole("button", { name: "Open the engagement" }).click();
  await lena.page.getByRole("heading", { level: 1, name: model.name }).waitFor();
  await lena.page.getByRole("region", { name: "Model and part taken" }).getByText("On your site").waitFor();

  const quin = await visit("harbour", { width: 390 });
  await quin.signIn(quiet.person("Quin"));
  await quin.follow(`${agency.organisation} asks whether you would like to take part`);
  await quin.page.getByRole("button", { name: "Set aside" }).click();
  await quin.told("The invitation is off your list. Nobody was told.");
  await quin.page.getByText("There is no invitation").waitFor();

  await omar.follow("A developer took up your agency's invitation");
  const sent = omar.page.getByRole("table", { name: "Sent within 30 days" });
  await sent.getByText(quiet.organisation).waitFor();
  await sent.getByText(lab.organisation).waitFor();
  const takenUp = omar.page.getByRole("table", { name: "Taken up" });
  await takenUp.getByText(lab.organisation).waitFor();
  expect(await takenUp.getByText(quiet.organisation).count()).toBe(0);
  expect(await omar.findFaults()).toEqual([]);
});

test("on telephones, an agency enters a standing agreement, the developer gives its word and links it, and it is made public, taken down and ended", async () => {
  const { lab, agency, lena, omar } = await givenLabAndAgency();
  const between = `${lab.organisation} and ${agency.organisation}`;
  const [basis, secret] = [`Memorandum of 3 May. ${HOSTILE_TEXT}`, "Neither side names the other's people."];
  await omar.choose("Agreements", "Standing agreements");
  const form = omar.page.getByRole("form", { name: "Enter an agreement" });
  await form.getByLabel("The other parties").fill(lab.email("Lena"));
  await form.getByLabel("Telling each other of incidents").press("Space");
  await form.getByRole("textbox", { name: "Legal basis" }).fill(basis);
  await form.getByLabel("From").fill("2026-01-01T00:00");
  await form.getByLabel("Until").fill("2031-01-01T00:00");
  await form.getByRole("textbox", { name: "Confidentiality terms" }).fill(secret);
  await form.getByRole("radio", { name: "A party may make it public" }).press("Space");
  expect(await omar.findFaults()).toEqual([]);
  await form.getByRole("button", { name: "Enter agreement" }).click();
  await omar.page.getByRole("heading", { level: 1, name: between }).waitFor();

  await lena.follow("An agreement waits for your organisation's word");
  await lena.page.getByText("Confidentiality terms", { exact: true }).click();
  await lena.page.getByText(secret).waitFor();
  await expectShownAsText(lena.page, basis);
  await lena.page.getByLabel("I have read this agreement and may speak for my organisation.").press("Space");
  expect(await lena.findFaults()).toEqual([]);
  await lena.page.getByRole("button", { name: "Give our word" }).click();
  await lena.told("Your organisation's word was given.");

  const { id, model } = await givenEngagement(lab.person("Lena"));
  await lena.open(`/developer/engagements/${id}`, model.name);
  const linked = lena.page.getByRole("region", { name: "Standing agreements" });
  await linked.getByLabel(agency.organisation).press("Space");
  await linked.getByRole("button", { name: "Save" }).click();
  await linked.getByRole("link", { name: agency.organisation }).waitFor();

  await omar.follow("A standing agreement has every party's word");
  await omar.page.getByRole("button", { name: "Make public" }).click();
  await omar.told("The agreement is public now.");
  const anybody = await visit("harbour", { width: 390 });
  await anybody.open("/agreements/published", "Published agreements");
  await anybody.page.getByRole("region", { name: between }).getByText(basis).waitFor();
  expect(await anybody.page.getByRole("main").innerText()).not.toContain(secret);
  expect(await anybody.findFaults()).toEqual([]);

  await lena.follow("A standing agreement was made public");
  await lena.page.getByRole("button", { name: "Take down" }).click();
  await lena.told("The agreement was taken down.");
  await anybody.page.reload();
  await anybody.page.getByRole("region", { name: "Taken down" }).waitFor();
  expect(await anybody.page.getByText(lab.organisation).count()).toBe(0);
  await lena.page.getByRole("button", { name: "End the agreement" }).click();
  await lena.page.getByRole("dialog", { name: "End this agreement?" }).getByRole("button", { name: "End the agreement" }).click();
  await lena.told("The agreement was ended.");
  await omar.follow("A standing agreement was ended");
  await omar.page.getByText(`${lab.organisation} ended it`).waitFor();
  expect(await omar.findFaults()).toEqual([]);
});
