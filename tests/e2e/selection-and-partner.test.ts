import { expect, test } from "vitest";
import { as, emailOf, givenEngagement } from "./people.ts";
import { visit } from "./visit.ts";

test("a selection officer proposes a partner, holds it against the criteria, and objects with a reason that the developer reads", async () => {
  const { id: engagementId, ada } = await givenEngagement();
  const { page, signIn, choose, findFaults } = await visit();
  await signIn("Sela Wirth");
  await choose("Partner selection", "Partner selection");
  const engagement = page.getByRole("region").filter({ hasText: engagementId });
  await engagement.getByText("Propose a partner", { exact: true }).click();
  await engagement.getByLabel("E-mail address of the partner’s security lead").fill(emailOf("Pia Brandt"));
  await engagement.getByLabel("Why this partner").fill("Defends ports and their cranes");
  await engagement.getByRole("button", { name: "Propose the partner" }).click();
  await page.getByText("The partner is proposed.").waitFor();
  expect(await findFaults()).toEqual([]);
  await engagement.getByRole("link", { name: "Lighthouse Defence (exercise)" }).click();
  await page.getByRole("heading", { level: 1, name: "Lighthouse Defence (exercise)" }).waitFor();
  const met = page.getByRole("radio", { name: "Met", exact: true });
  await expect.poll(() => met.count()).toBe(5);
  for (const answer of await met.all()) await answer.press("Space");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Save the answers" }).click();
  await page.getByText("The answers are saved.").waitFor();
  await page.getByRole("button", { name: "Object…" }).click();
  await page.getByLabel("Reason", { exact: true }).fill("It has another early access already");
  await page.getByRole("button", { name: "Send the objection" }).click();
  await page.getByText("Your objection is recorded and shown to the developer.").waitFor();
  expect(await findFaults()).toEqual([]);

  const { earlyAccess } = await ada.call("GET /early-access", { query: { engagementId } });
  expect(earlyAccess.map(({ governmentView, objectionReason }) => ({ governmentView, objectionReason }))).toEqual([{ governmentView: "object", objectionReason: "It has another early access already" }]);
});

test("a partner reads the terms, names its systems, shows that it is ready, uses the model, and leaves", async () => {
  const { id: engagementId, model, ada } = await givenEngagement();
  const { id } = await ada.call("POST /early-access", { body: { engagementId, partnerEmail: emailOf("Pia Brandt"), reason: "Defends water utilities" } });
  const params = { id };
  const { criteria } = await ada.call("GET /partners/criteria");
  await ada.call("POST /early-access/{id}/vetting", { params, body: { answers: criteria.map(({ criterion }) => ({ criterion, met: true })) } });
  await (await as("Sela Wirth")).call("POST /early-access/{id}/government-view", { params, body: { view: "concur" } });
  await ada.call("POST /early-access/{id}/developer-decision", { params, body: { answer: "yes" } });
  await ada.call("POST /early-access/{id}/terms", { params, body: { text: "Use it for defence only.", endsAt: "2031-01-01T00:00:00.000Z" } });

  const { page, signIn, choose, open, findFaults } = await visit();
  await signIn("Pia Brandt");
  await choose("Your early access", "Your early access");
  expect(await findFaults()).toEqual([]);
  await page.goto(`/partner/${id}`);
  await page.getByText("Use it for defence only.").waitFor();
  await page.getByLabel("System", { exact: true }).fill("Pumping station of the exercise");
  await page.getByLabel("I sign for my organisation").press("Space");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Accept the terms" }).click();
  await page.getByText("You have accepted the terms.").waitFor();

  await ada.call("POST /early-access/{id}/provisioning", { params });
  await open(`/partner/${id}`, model.name);
  await page.getByRole("button", { name: "Call the model once" }).click();
  await page.getByText("The model answered. You are ready.").waitFor();
  await ada.call("POST /early-access/{id}/activation", { params });
  await open(`/partner/${id}`, model.name);
  await page.getByLabel("Your message").fill("Which checks would you make first?");
  await page.getByRole("button", { name: "Send to the model" }).click();
  await page.getByRole("log", { name: "Conversation with the model" }).getByText("The model", { exact: true }).waitFor();
  expect(await findFaults()).toEqual([]);

  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("dialog", { name: "Leave this early access?" }).getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByText("You have left.").waitFor();
  await expect.poll(() => page.getByLabel("Your message").count()).toBe(0);
});
