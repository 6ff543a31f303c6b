import { expect, onTestFinished, test } from "vitest";
import { startWebhookReceiver } from "#fakes/webhook-receiver";
import { givenHouse } from "./people.ts";
import { visit } from "./visit.ts";

test("on a telephone, somebody has an address told, tests it, sees what it answered, and takes it away", async () => {
  const receiver = await startWebhookReceiver();
  onTestFinished(() => receiver.close());
  const house = await givenHouse("Harbour Watch", "partner", { Wanda: ["finder"] });
  const { page, told, signIn, open, findFaults } = await visit("harbour", { width: 390 });
  await signIn(house.person("Wanda"));
  await open("/account", "Your account");
  await page.getByRole("link", { name: "Messages to your systems" }).click();
  await page.getByRole("heading", { level: 1, name: "Messages to your systems" }).waitFor();
  await page.getByText("No address is told yet").waitFor();
  expect(await findFaults()).toEqual([]);

  await page.getByLabel("Address", { exact: true }).fill(receiver.url);
  await page.getByLabel("Only about these packages").fill("pkg:npm/left-pad");
  await page.getByLabel("Least severity").selectOption({ label: "High" });
  await page.getByRole("button", { name: "Add an address" }).click();
  await told("The address was added.");
  const secret = (await page.getByText(/^whsec_/).textContent()) ?? "";
  receiver.trust(secret);
  expect(await findFaults()).toEqual([]);

  await page.getByRole("link", { name: receiver.url }).click();
  await page.getByRole("heading", { level: 1, name: new URL(receiver.url).host }).waitFor();
  await page.getByText("Only pkg:npm/left-pad; High or worse").waitFor();
  await page.getByRole("button", { name: "Send a test message" }).click();
  await told("The test message is on its way.");
  await page.getByText("Answered 204").waitFor();
  expect(receiver.taken.map(({ body }) => body.type)).toEqual(["ping"]);
  expect(await findFaults()).toEqual([]);

  await page.getByRole("button", { name: "Change the secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Change the secret" }).click();
  await told("The secret was changed.");
  expect(await page.getByText(/^whsec_/).textContent()).not.toBe(secret);
  await page.getByText("The earlier secret signs until").waitFor();

  await page.getByRole("button", { name: "Remove this address" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove this address" }).click();
  await told("The address was removed.");
  await page.getByText("No address is told yet").waitFor();
});

test("an address in a network that is not public is refused at its field, and nothing typed is lost", async () => {
  const house = await givenHouse("Harbour Guard", "partner", { Paul: ["finder"] });
  const { page, signIn, open, expectReply, findFaults } = await visit();
  expectReply(422, "/api/webhooks");
  await signIn(house.person("Paul"));
  await open("/webhooks", "Messages to your systems");
  await page.getByLabel("Address", { exact: true }).fill("https://10.0.0.1/hooks");
  await page.getByRole("button", { name: "Add an address" }).click();
  await page.getByText(/it lies in a network that is not public/).waitFor();
  expect(await page.getByLabel("Address", { exact: true }).inputValue()).toBe("https://10.0.0.1/hooks");
  expect(await findFaults()).toEqual([]);
});
