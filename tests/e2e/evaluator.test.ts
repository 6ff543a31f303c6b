import { expect, test } from "vitest";
import { emailOf, givenEngagement, givenHouse } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit } from "./visit.ts";

const DIGESTED = { purpose: "capability-evaluation", variant: "safeguards-on", tools: ["chat"], logging: "calls-and-digests", retentionDays: 14, text: null } as const;

test("on a telephone, an evaluator signs and accepts, asks the model by page and by program, plans, advises, asks the developer, reports an incident, hands over a brief, is done, and states the clean-up", async () => {
  const { id, model, ada } = await givenEngagement();
  const params = { id };
  const house = await givenHouse("Evaluation Bureau", "government", { Edda: ["agency-evaluator"] });
  const document = `Mutual nondisclosure ${house.person("")}`;
  const { texts } = await ada.call("POST /nondisclosure/texts", { body: { title: document, text: "Tell nobody of the model.", agencySigns: false } });
  const nondisclosure = texts.find(({ title }) => title === document)?.digest ?? "";
  await ada.call("POST /engagements/{id}/offer", { params, body: { ...DIGESTED, nondisclosure, evaluators: [{ email: house.email("Edda") }] } });
  const ownPage = `/evaluator/engagements/${id}`;

  const { page, told, signIn, follow, findFaults, expectReply } = await visit("harbour", { width: 390 });
  await signIn(house.person("Edda"));
  await follow("Nondisclosure terms wait for your signature");
  await page.getByText("Tell nobody of the model.").first().waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Edda Falk");
  await page.getByLabel("Title", { exact: true }).fill("Evaluator");
  await page.getByLabel("I have read this document and agree to it.").press("Space");
  expect(await findFaults()).toEqual([]);
  // To sign takes a fresh proof that it is she, which the page asks for by itself.
  expectReply(403, /\/signature$/);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByText("It was signed.").first().waitFor();

  await follow("You are named as an evaluator of a model", ownPage);
  // Before the terms are accepted the model has no name for an evaluator.
  await page.getByRole("heading", { level: 1, name: "A model of Tidewater Labs (exercise)" }).waitFor();
  await page.getByLabel("I have read these terms").press("Space");
  await page.getByLabel("I have no tie to a competitor").press("Space");
  expect(await findFaults()).toEqual([]);
  await page.getByRole("button", { name: "Accept the terms" }).click();
  await told("You have accepted the terms.");

  await ada.call("POST /engagements/{id}/window", { params });
  await follow("Your access to a model has begun", ownPage);
  await page.getByRole("heading", { level: 1, name: model.name }).waitFor();
  await page.getByLabel("Your message").fill(HOSTILE_TEXT);
  await page.getByRole("button", { name: "Send to the model" }).click();
  await page.getByRole("log", { name: "Conversation with the model" }).getByText("The model", { exact: true }).waitFor();
  await expectShownAsText(page, HOSTILE_TEXT);
  expect(await findFaults()).toEqual([]);
  const advice = page.getByRole("form", { name: "Write to the developer" });
  const advise = async (kind: string, say: () => Promise<void>) => {
    await advice.getByLabel("Kind").selectOption({ label: kind });
    await say();
    await advice.getByRole("button", { name: "Send to the developer" }).click();
    await page.getByRole("region", { name: "Write to the developer" }).getByText(`${kind} by ${house.person("Edda")}`).waitFor();
  };
  await advise("Observation", () => advice.getByLabel("Observation").fill("It reads source faster than it writes."));
  await advise("Suggested safeguard", () => advice.getByLabel("Suggested safeguard").fill("Bound the length of a session."));
  await advise("Outcome note", () => advice.getByLabel("Consider warning the owners of affected software").press("Space"));

  await page.getByRole("link", { name: "Workbench" }).click();
  await page.getByRole("heading", { level: 1, name: "Workbench" }).waitFor();
  const plan = page.getByRole("form", { name: "Plan", exact: true });
  await plan.getByLabel("What you will run, one step a line").fill("2030-10-01 14:30 Capture the flag\nRead the logs");
  await plan.getByRole("button", { name: "Send the plan to the developer" }).click();
  await page.getByRole("rowheader", { name: "Capture the flag" }).waitFor();
  const brief = page.getByRole("form", { name: "Preparedness brief" });
  await brief.getByLabel("In short").fill("Old parsers are found out first.");
  await brief.getByLabel("Class of software").selectOption({ label: "Parsers of images, audio and video" });
  await brief.getByLabel("What helps").fill("Run them in a sandbox.");
  await brief.getByRole("button", { name: "Hand the brief to the developer" }).click();
  await page.getByText("Only the developer and you can read it.").waitFor();
  const keys = page.getByRole("region", { name: "Keys for your own programs" });
  await keys.getByLabel("Name", { exact: true }).fill("Harness");
  await keys.getByRole("button", { name: "Make a key" }).click();
  await told("The key is made. Copy it now.");
  const made = keys.getByRole("heading", { name: "Your new key" }).locator("..");
  await made.locator("code").nth(2).waitFor();
  const [baseUrl = "", name = "", secret = ""] = await made.locator("code").allInnerTexts();
  expect(await findFaults()).toEqual([]);
  const askByProgram = () => fetch(`${baseUrl}/chat/completions`, { method: "POST", headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" }, body: JSON.stringify({ model: name, messages: [{ role: "user", content: "Which checks?" }] }) });
  expect((await askByProgram()).status).toBe(200);
  const { calls } = await ada.call("GET /engagements/{id}/activity", { params });
  expect(calls.map(({ by, outcome }) => ({ by, outcome })), "the developer sees each call, the newest first").toEqual([{ by: "program", outcome: "answered" }, { by: "page", outcome: "answered" }]);

  await page.getByRole("link", { name: "Back to the evaluation" }).click();
  await page.getByRole("link", { name: "Open questions and answers" }).click();
  await page.getByLabel("Your question").fill("May the model browse?");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await told("Your words were sent to the developer.");
  const { questions } = await ada.call("GET /engagements/{id}/questions", { params });
  await ada.call("POST /engagements/{id}/questions/answers", { params, body: { questionId: questions[0]?.id ?? "", text: "No, it has no network." } });
  await follow("The developer answered you", `${ownPage}/questions`);
  await page.getByText("No, it has no network.").waitFor();
  expect(await findFaults()).toEqual([]);
  await page.getByRole("link", { name: "Back to the engagement" }).click();
  await page.getByRole("link", { name: "Incidents", exact: true }).click();
  await page.getByLabel("Kind").selectOption({ label: "A credential was exposed" });
  await page.getByLabel("What happened, and when").fill("A key stood in a log for an hour.");
  await page.getByLabel("End all access now").press("Space");
  await page.getByRole("button", { name: "Record the incident" }).click();
  await told("The incident is recorded.");
  await page.getByRole("region", { name: "A credential was exposed" }).getByText("The clearinghouse was told that there was one").waitFor();
  expect(await findFaults()).toEqual([]);

  await page.getByRole("link", { name: "Back to the evaluation" }).click();
  await page.getByRole("button", { name: "I am done" }).click();
  await page.getByRole("dialog", { name: "End your access?" }).getByRole("button", { name: "I am done" }).click();
  await told("Your access has ended.");
  expect((await askByProgram()).status, "the key ends with the access").toBe(403);
  await follow("Your access to a model has ended", ownPage);
  await page.getByText("The window is over. You have no access any more.").waitFor();
  expect(await page.getByLabel("Your message").count()).toBe(0);
  await page.getByLabel("Nothing was kept").press("Space");
  await page.getByLabel("This holds for everything I kept").press("Space");
  await page.getByRole("button", { name: "State it" }).click();
  await told("Your statement is recorded.");
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
