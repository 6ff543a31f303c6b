import { expect, test } from "vitest";
import { emailOf, givenEngagement } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

const DIGESTED = { purpose: "capability-evaluation", variant: "safeguards-on", tools: ["chat"], logging: "calls-and-digests", retentionDays: 14, text: null } as const;

test("an evaluator accepts the terms, asks the model in the window, writes to the developer, and states the clean-up", async () => {
  const { id, model, ada } = await givenEngagement();
  await ada.call("POST /engagements/{id}/offer", { params: { id }, body: { ...DIGESTED, evaluators: [{ email: emailOf("Eli Moss") }] } });

  const { page, signIn, choose, open, findFaults } = await visit();
  await signIn("Eli Moss");
  await choose("Your evaluations", "Your evaluations");
  expect(await findFaults()).toEqual([]);
  // Before the terms are accepted the model has no name for an evaluator.
  await open(`/evaluator/engagements/${id}`, "A model of Tidewater Labs (exercise)");
  await page.getByLabel("I have read these terms").press("Space");
  await page.getByLabel("I have no tie to a competitor").press("Space");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Accept the terms" }).click();
  await page.getByText("You have accepted the terms.").waitFor();

  await ada.call("POST /engagements/{id}/window", { params: { id } });
  await open(`/evaluator/engagements/${id}`, model.name);
  await page.getByLabel("Your message").fill(HOSTILE_TEXT);
  await page.getByRole("button", { name: "Send to the model" }).click();
  const conversation = page.getByRole("log", { name: "Conversation with the model" });
  await conversation.getByText("The model", { exact: true }).waitFor();
  await expectShownAsText(page, HOSTILE_TEXT);
  expect(await findFaults()).toEqual([]);
  const { reads } = await ada.call("GET /reads", { query: { subject: id } });
  expect(reads.map(({ personName }) => personName)).toContain("Eli Moss");

  const advice = page.getByRole("region", { name: "Write to the developer" });
  await advice.getByLabel("Kind").selectOption({ label: "Outcome note" });
  await advice.getByLabel("Consider warning the owners of affected software").press("Space");
  await advice.getByRole("button", { name: "Send to the developer" }).click();
  await page.getByText("It is sent to the developer.").waitFor();

  await ada.call("POST /engagements/{id}/withdrawal", { params: { id } });
  await page.reload();
  await page.getByText("The window is over. You have no access any more.").waitFor();
  expect(await page.getByLabel("Your message").count()).toBe(0);
  await page.getByLabel("Nothing was kept").press("Space");
  await page.getByLabel("This holds for everything I kept").press("Space");
  await page.getByRole("button", { name: "State it" }).click();
  await page.getByText("Your statement is recorded.").waitFor();
  expect(await findFaults()).toEqual([]);
});

test("an evaluator whom this developer did not name sees nothing of the engagement", async () => {
  const { id, ada } = await givenEngagement();
  await ada.call("POST /engagements/{id}/offer", { params: { id }, body: { ...DIGESTED, evaluators: [{ email: emailOf("Eli Moss") }] } });
  const { page, signIn, open, expectReply } = await visit();
  await signIn("Eva Lind");
  expectReply(404, /^\/api\//);
  await open(`/evaluator/engagements/${id}`, "There is nothing here for you");
  expect(await page.getByRole("main").innerText()).not.toContain("Tidewater");
});
