import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { readMailbox } from "#fakes/mail-server";
import { emailOf, givenEngagement, givenHouse, selectPartner } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

const { home } = inject("installation");

test("on a telephone, an officer told of a nomination holds it against the criteria, objects with a reason, takes it back, and proposes a partner", async () => {
  const { id: engagementId, ada } = await givenEngagement();
  const { id } = await ada.call("POST /early-access", { body: { engagementId, partnerEmail: emailOf("Pia Brandt"), sector: "water", reason: HOSTILE_TEXT } });
  const { page, told, signIn, follow, choose, findFaults } = await visit("harbour", { width: 390 });
  await signIn("Sela Wirth");
  await follow("A partner was nominated for early access", `/selection/${id}`);
  await expectShownAsText(page, HOSTILE_TEXT);
  const met = page.getByRole("radio", { name: "Met", exact: true });
  await expect.poll(() => met.count()).toBe(5);
  for (const answer of await met.all()) await answer.press("Space");
  for (const answer of await page.getByRole("radio", { name: "No", exact: true }).all()) await answer.press("Space");
  await page.getByLabel("Note").first().fill("Seen on its own site.");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Save the answers" }).click();
  await told("The answers are saved.");
  await page.getByRole("button", { name: "Object…" }).click();
  await page.getByLabel("Reason", { exact: true }).fill("It has another early access already");
  await page.getByRole("button", { name: "Send the objection" }).click();
  await told("Your objection is recorded and shown to the developer.");
  expect(await findFaults()).toEqual([]);
  const { earlyAccess } = await ada.call("GET /early-access", { query: { engagementId } });
  expect(earlyAccess.map(({ governmentView, objectionReason }) => ({ governmentView, objectionReason }))).toEqual([{ governmentView: "object", objectionReason: "It has another early access already" }]);
  await page.getByRole("button", { name: "Take the objection back" }).click();
  await told("Your objection is taken back.");
  expect((await ada.call("GET /early-access/{id}", { params: { id } })).governmentView).toBe("concur");

  const other = await givenHouse("Beacon Works", "partner", { Bo: ["partner-security-lead"] });
  await choose("Partner selection", "Partner selection");
  const engagement = page.getByRole("region").filter({ hasText: engagementId });
  await engagement.getByText("Propose a partner", { exact: true }).click();
  await engagement.getByLabel("E-mail address of the partner’s security lead").fill(other.email("Bo"));
  await engagement.getByLabel("Sector it would defend").selectOption("transportation");
  await engagement.getByLabel("Why this partner").fill("Defends ports and their cranes");
  await engagement.getByRole("button", { name: "Propose the partner" }).click();
  await told("The partner is proposed.");
  await engagement.getByRole("link", { name: other.organisation }).waitFor();
  expect(await findFaults()).toEqual([]);
});

test("how partners are chosen changes by two officers and with a public reason, of which developers are told", async () => {
  const reason = `${HOSTILE_TEXT} ${randomBytes(3).toString("hex")}`;
  const bureau = await givenHouse("Selection Bureau", "government", { Tove: ["partner-selection-officer"] });
  const sela = await visit("harbour", { width: 390 });
  await sela.signIn("Sela Wirth");
  await sela.choose("Selection policy", "Selection policy");
  const form = sela.page.getByRole("form", { name: "Propose a new version" });
  await form.getByLabel("Reason for this version").fill(reason);
  // Both officers prove afresh that it is they.
  sela.expectReply(403, /\/policy\/proposals$/);
  await form.getByRole("button", { name: "Send the proposal" }).click();
  await sela.prove();
  await form.getByRole("button", { name: "Send the proposal" }).click();
  await sela.told("The proposal waits for a second officer.");
  const proposal = { has: sela.page.getByText(reason) };
  await sela.page.getByRole("region").filter(proposal).getByText("another officer puts it in force").waitFor();
  expect(await sela.page.getByRole("region").filter(proposal).getByRole("button", { name: "Put it in force" }).count(), "nobody confirms their own").toBe(0);
  expect(await sela.findFaults()).toEqual([]);

  const tove = await visit("harbour", { width: 390 });
  await tove.signIn(bureau.person("Tove"));
  await tove.follow("A new version of the selection policy waits for a second officer");
  await expectShownAsText(tove.page, reason);
  const waiting = tove.page.getByRole("region").filter({ hasText: reason });
  tove.expectReply(403, /\/confirmation$/);
  await waiting.getByRole("button", { name: "Put it in force" }).click();
  await tove.prove();
  await waiting.getByRole("button", { name: "Put it in force" }).click();
  await tove.told("The new version is in force.");

  const ada = await visit("harbour", { width: 390 });
  await ada.signIn("Ada Rell");
  await ada.follow("How partners are chosen has changed");
  await expectShownAsText(ada.page, reason);
  expect(await ada.findFaults()).toEqual([]);
});

test("anybody complains on a telephone without an account, an officer answers, and the answer is read by the mailed link", async () => {
  const text = `The fourth criterion is not clear to me. ${randomBytes(3).toString("hex")}`;
  const email = `reader.${randomBytes(4).toString("hex")}@mail.exercise.example`;
  const anybody = await visit("harbour", { width: 390 });
  await anybody.open("/criteria", "How partners are chosen");
  const form = anybody.page.getByRole("form", { name: "Complain about a selection or the criteria" });
  await form.getByRole("radio", { name: "The criteria" }).press("Space");
  await form.getByLabel("Your complaint").fill(text);
  await form.getByLabel("Your e-mail address").fill(email);
  expect(await anybody.findFaults()).toEqual([]);
  await form.getByRole("button", { name: "Send the complaint" }).click();
  await anybody.told("Your complaint was received.");
  const linkInMail = async () => (await readMailbox(join(home, "exercise/mail"), email)).map((mail) => /\/complaint#\S+/.exec(mail.text)?.[0]).at(-1) ?? "";
  await expect.poll(linkInMail, { timeout: 30_000, interval: 200 }).not.toBe("");

  const sela = await visit("harbour", { width: 390 });
  await sela.signIn("Sela Wirth");
  await sela.follow("A complaint waits for an answer", "/selection/complaints");
  const complaint = sela.page.getByRole("listitem").filter({ hasText: text });
  await complaint.getByRole("textbox", { name: "Answer" }).fill("It asks for twelve months of practice.");
  expect(await sela.findFaults()).toEqual([]);
  await complaint.getByRole("button", { name: "Send the answer" }).click();
  await sela.told("The answer was sent.");

  await anybody.open(await linkInMail(), "Your complaint");
  expect(new URL(anybody.page.url()).hash, "the secret does not stay in the address").toBe("");
  await anybody.page.getByText("It asks for twelve months of practice.").waitFor();
  expect(await anybody.findFaults()).toEqual([]);
  await anybody.page.getByRole("button", { name: "Close the complaint" }).click();
  await anybody.told("The complaint is closed.");
});

test("on a telephone, a partner signs the terms for systems that it can show to be its own, proves that it is ready, uses the model, asks for another system, and leaves", async () => {
  const { id: engagementId, model, ada } = await givenEngagement();
  const { id } = await selectPartner(ada, { engagementId, email: emailOf("Pia Brandt") });
  const [params, ownPage] = [{ id }, `/partner/${id}`];
  const { page, told, signIn, follow, prove, findFaults, expectReply } = await visit("harbour", { width: 390 });
  await signIn("Pia Brandt");
  await follow("You are offered early access to a model", ownPage);
  await page.getByText("Use it for defence only.").waitFor();
  await page.getByLabel("System", { exact: true }).fill("Pumping station of the exercise");
  await page.getByLabel("What shows that").fill("Asset record 17");
  await page.getByLabel("Name of the signatory").fill("Pia Brandt");
  await page.getByLabel("Title of the signatory").fill("Head of security");
  await page.getByLabel("I sign for my organisation").press("Space");
  expect(await findFaults()).toEqual([]);
  // To sign takes a fresh proof that it is she.
  expectReply(403, `/api/partner/early-access/${id}/acceptance`);
  await page.getByRole("button", { name: "Accept the terms" }).click();
  await prove();
  await page.getByRole("button", { name: "Accept the terms" }).click();
  await told("You have accepted the terms.");

  await ada.call("POST /early-access/{id}/provisioning", { params });
  await follow("Your early access is set up", ownPage);
  await page.getByRole("heading", { level: 1, name: model.name }).waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Call the model once" }).click();
  await told("The model answered. You are ready.");
  await ada.call("POST /early-access/{id}/activation", { params });
  await follow("Your early access is active", ownPage);
  await page.getByLabel("Your message").fill("Which checks would you make first?");
  await page.getByRole("button", { name: "Send to the model" }).click();
  await page.getByRole("log", { name: "Conversation with the model" }).getByText("The model", { exact: true }).waitFor();
  expect(await findFaults()).toEqual([]);

  // To make a key takes the proof too, and hers of the signing still holds.
  const keys = page.getByRole("region", { name: "Keys for your own programs" });
  await keys.getByLabel("Name", { exact: true }).fill("Scanner");
  await keys.getByLabel("System of the key").selectOption({ label: "Pumping station of the exercise" });
  await keys.getByRole("button", { name: "Make a key" }).click();
  await told("The key is made. Copy it now.");
  const made = keys.getByRole("heading", { name: "Your new key" }).locator("..");
  await made.locator("code").nth(2).waitFor();
  const [baseUrl = "", modelName = "", secret = ""] = await made.locator("code").allInnerTexts();
  expect(await findFaults()).toEqual([]);
  const askByProgram = () => fetch(`${baseUrl}/chat/completions`, { method: "POST", headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" }, body: JSON.stringify({ model: modelName, messages: [{ role: "user", content: "Which checks?" }] }) });
  expect((await askByProgram()).status).toBe(200);
  await page.reload();
  const row = keys.getByRole("row").filter({ hasText: "Scanner" }).filter({ hasText: "Pumping station of the exercise" });
  await row.getByRole("button", { name: "End this key" }).waitFor();
  expect(await page.content(), "the secret is shown once").not.toContain(secret);
  await row.getByRole("button", { name: "End this key" }).click();
  await told("The key has ended.");
  await row.getByText("Over", { exact: true }).waitFor();
  expect((await askByProgram()).status).toBe(403);
  expect(await findFaults()).toEqual([]);
  const developer = await visit("harbour", { width: 390 });
  await developer.signIn("Ada Rell");
  await developer.open(`/developer/engagements/${engagementId}/partners/${id}`, /./);
  const calls = developer.page.getByRole("table", { name: "Calls of the model" }).getByRole("row").filter({ hasText: "Pia Brandt" });
  await calls.filter({ hasText: "Their own program" }).filter({ hasText: "Pumping station of the exercise" }).getByText("Answered").waitFor();
  await expect.poll(() => calls.count(), { message: "one from the page and one from the program; what the ended key tried is none" }).toBe(2);
  expect(await developer.findFaults()).toEqual([]);

  await page.getByLabel("The safeguards that the terms ask for are in place.").press("Space");
  await page.getByRole("button", { name: "Say it again" }).click();
  await told("Your word holds for another 90 days.");
  const systems = page.getByRole("region", { name: "Your systems" });
  await systems.getByText("Change the systems", { exact: true }).click();
  await systems.getByRole("button", { name: "Add a system" }).click();
  const added = systems.getByRole("group", { name: "System 2" });
  await added.getByLabel("System").fill("Dosing plant");
  await added.getByLabel("On which basis").selectOption({ label: "The partner is authorised to test it" });
  await added.getByLabel("What shows that").fill("Letter of the utility");
  await systems.getByRole("button", { name: "Send the change" }).click();
  await told("The change is sent.");
  await systems.getByText("These systems wait for the developer’s yes:").waitFor();
  expect(await findFaults()).toEqual([]);
  const { scopeChange } = await ada.call("GET /early-access/{id}", { params });
  await ada.call("POST /early-access/{id}/scope-answer", { params, body: { changeId: scopeChange?.id ?? "", answer: "yes" } });
  await follow("The change of your systems is in force", ownPage);
  await expect.poll(() => page.getByLabel("System", { exact: true }).first().locator("option").allInnerTexts()).toEqual(["Pumping station of the exercise", "Dosing plant"]);

  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("dialog", { name: "Leave this early access?" }).getByRole("button", { name: "Leave", exact: true }).click();
  await told("You have left.");
  await expect.poll(() => page.getByLabel("Your message").count()).toBe(0);
});
