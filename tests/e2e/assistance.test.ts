import { expect, test } from "vitest";
import { waitForPage } from "./browser.ts";
import { as, givenHouse } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

test("on telephones, an operator asks for help, agrees to one who offers, sets the window, and reads what was done", async () => {
  const utility = await givenHouse("Mill Creek Water", "operator", { Otis: ["operator"] });
  const office = await givenHouse("Help Office", "government", { Hera: ["directive-officer"] });
  const question = `When may we update the pumps? ${HOSTILE_TEXT}`;
  const otis = await visit("harbour", { width: 390 });
  // It has not said yet what it is.
  otis.expectReply(409, "/api/operator/profile");
  await otis.signIn(utility.person("Otis"));
  await otis.choose("Ask for help", "Ask for help");
  await otis.page.getByRole("textbox", { name: "Your question" }).fill(question);
  await otis.page.getByLabel("Work on systems that people depend on every minute").press("Space");
  expect(await otis.findFaults()).toEqual([]);
  await otis.page.getByRole("button", { name: "Send", exact: true }).click();
  await otis.told("Your question was sent. You get a notice when somebody offers to help.");

  const hera = await visit("harbour", { width: 390 });
  await hera.signIn(office.person("Hera"));
  await hera.follow("An operator asks for help", "/assistance/requests");
  const waiting = hera.page.getByRole("main").getByRole("listitem").filter({ hasText: "Work on systems that people depend on" }).last();
  expect(await waiting.innerText(), "who asks and what shows only to whom the operator agrees").not.toMatch(/pumps|Mill Creek/);
  expect(await hera.findFaults()).toEqual([]);
  await waiting.getByLabel("What you would bring").fill("We have updated a hundred pumps.");
  await waiting.getByRole("button", { name: "Offer to help" }).click();
  await hera.told("The operator sees your offer.");

  await otis.follow("Somebody offers to help you", "/operator/help");
  await otis.page.getByText("We have updated a hundred pumps.").waitFor();
  await otis.page.getByRole("button", { name: "Agree" }).click();
  await otis.told("They read your question now.");
  await hera.follow("An operator agreed that you help", "/assistance/requests");
  await expectShownAsText(hera.page, question);
  const taken = hera.page.getByRole("main").getByRole("listitem").filter({ hasText: utility.organisation });
  await taken.getByLabel("What to do").fill("Update one pump, then the other.");
  await taken.getByLabel("Why (optional)").fill("One goes on while the other stands.");
  await taken.getByRole("button", { name: "Send the plan" }).click();
  await hera.told("The operator has the plan, and says when to begin.");
  expect(await hera.findFaults()).toEqual([]);

  await otis.follow("There is a plan for your request", "/operator/help");
  await otis.page.getByText("One goes on while the other stands.").waitFor();
  await otis.page.getByLabel("From", { exact: true }).fill("2026-01-01T01:00");
  await otis.page.getByLabel("Until", { exact: true }).fill("2040-01-01T05:00");
  expect(await otis.findFaults()).toEqual([]);
  await otis.page.getByRole("button", { name: "Go on with the plan" }).click();
  await otis.told("The helper knows that they may begin.");
  await hera.follow("The operator says: go on with the plan", "/assistance/requests");
  await taken.getByRole("textbox", { name: "Answer, or what was done" }).fill("Both are updated.");
  await taken.getByRole("button", { name: "Send the answer" }).click();
  await hera.told("Your answer was sent.");
  await otis.follow("Your request for help was answered", "/operator/help");
  await otis.page.getByText("Both are updated.").waitFor();
  await otis.page.getByRole("button", { name: "Erase it" }).click();
  await otis.page.getByRole("dialog", { name: "Erase this request?" }).getByRole("button", { name: "Erase it" }).click();
  await otis.told("The request is erased.");
  expect((await (await as(utility.person("Otis"))).call("GET /assistance/requests")).requests).toEqual([]);
});

test("on telephones, what an operator asked by telephone is entered for it, and it takes it back", async () => {
  const utility = await givenHouse("Mill Creek Water", "operator", { Otis: ["operator"] });
  const clearinghouse = await givenHouse("Clearing Desk", "clearinghouse", { Anna: ["clearinghouse-analyst"] });
  const anna = await visit("harbour", { width: 390 });
  await anna.signIn(clearinghouse.person("Anna"));
  await anna.choose("Enter a request for somebody", "Enter a request for an operator");
  await anna.page.getByLabel("Number of the operator").fill(utility.id);
  await anna.page.getByLabel("What they asked").fill("How do we update the old pump?");
  await anna.page.getByLabel("Who agreed").fill("Otis, at the front desk");
  await anna.page.getByLabel("When they agreed").fill(new Date(Date.now() - 3_600_000).toISOString().slice(0, 16));
  expect(await anna.findFaults()).toEqual([]);
  await anna.page.getByRole("button", { name: "Enter the request" }).click();
  await anna.told("The request waits for a helper. The operator has a notice.");
  const otis = await visit("harbour", { width: 390 });
  // It has not said yet what it is.
  otis.expectReply(409, "/api/operator/profile");
  await otis.signIn(utility.person("Otis"));
  await otis.follow("A request for help was entered for you", "/operator/help");
  await otis.page.getByText("How do we update the old pump?").waitFor();
  await otis.page.getByRole("button", { name: "Take it back" }).click();
  await otis.page.getByRole("dialog", { name: "Take this question back?" }).getByRole("button", { name: "Take it back" }).click();
  await otis.told("The question was taken back, and erased.");
  expect(await otis.findFaults()).toEqual([]);
});

test("on a telephone and without signing in, somebody finds in plain words what is offered and what could pay for it; two keepers keep the list", async () => {
  const anybody = await visit("harbour", { width: 390 });
  await anybody.open("/assistance", "Tools and services for operators");
  await anybody.page.getByLabel("In your own words").fill("we want to list what we own");
  await anybody.page.getByRole("button", { name: "Show" }).click();
  await anybody.page.getByRole("heading", { name: "Five-step plan from your equipment list" }).waitFor();
  expect(await anybody.findFaults()).toEqual([]);
  await anybody.page.getByRole("link", { name: "What could pay for it" }).first().click();
  await waitForPage(anybody.page, "What could pay for it");
  await anybody.page.getByLabel("Your sector").selectOption({ label: "Water and wastewater" });
  await anybody.page.getByRole("button", { name: "Show" }).click();
  await anybody.page.getByRole("heading", { name: "Drinking Water State Revolving Fund" }).waitFor();
  await anybody.page.getByRole("heading", { name: "Small Rural Hospital Improvement Program" }).waitFor({ state: "detached" });
  await anybody.page.getByText("Nobody here has checked this yet.").first().waitFor();
  expect(await anybody.findFaults()).toEqual([]);

  const office = await givenHouse("Help Office", "government", { Hera: ["directive-officer"], Hugo: ["directive-officer"] });
  const key = `course-${Date.now().toString(36)}`;
  const offer = { name: `Course ${key}`, kind: "service", what: "Learn to restore.", needs: ["recover"], sectors: [], sizes: [], regions: [], publicBodiesOnly: false, eligibility: "All", cost: "free", costWords: "Free", skillsNeeded: "None", dataSent: "Nothing", dataGoesTo: "Nobody", contact: "Here", source: null, checkedOn: null } as const;
  await (await as(office.person("Hera"))).call("POST /assistance/catalogue/proposals", { body: { key, offer: { ...offer, needs: ["recover"], sectors: [], sizes: [], regions: [] }, reason: "It is new." } });
  const hugo = await visit("harbour", { width: 390 });
  await hugo.signIn(office.person("Hugo"));
  await hugo.follow("A change of a public list waits for a second keeper", "/assistance/lists");
  const panel = hugo.page.locator(".bw-panel").filter({ hasText: key });
  expect(await hugo.findFaults()).toEqual([]);
  await panel.getByRole("button", { name: "Publish it" }).click();
  await hugo.told("It is on the list.");
  await hugo.page.getByText("Propose a tool or service").first().click();
  await hugo.page.getByLabel("Short name").first().waitFor();
  expect(await hugo.findFaults()).toEqual([]);
  await anybody.open("/assistance", "Tools and services for operators");
  await anybody.page.getByRole("heading", { name: `Course ${key}` }).waitFor();
});
