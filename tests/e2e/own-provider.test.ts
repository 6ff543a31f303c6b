import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, inject, onTestFinished, test } from "vitest";
import { startIdentityProvider } from "#fakes/identity-provider";
import { waitForPage } from "./browser.ts";
import { as, givenHouse } from "./people.ts";
import { visit } from "./visit.ts";

const { url } = inject("installation");

/** An organisation with a manager, and its own identity provider, which knows one person. */
async function givenManager() {
  const { id, person, email } = await givenHouse("Quay Labs", "developer", { Mona: ["organisation-manager"] });
  const provider = await startIdentityProvider({ redirectUri: `${url}/sign-in/provider/return`, clientSecret: randomBytes(24).toString("base64url"), people: [{ subject: "iris", email: email("Iris"), emailVerified: true }] });
  onTestFinished(() => provider.close());
  return { id, manager: person("Mona"), email: email("Iris"), provider };
}

test("a manager registers the organisation's own sign-in, an administrator confirms it; whom it vouches for and the manager invited comes in by it", async () => {
  const { id, manager, email, provider } = await givenManager();
  const mona = await visit();
  await mona.signIn(manager);
  await waitForPage(mona.page, /^People of Quay Labs/);
  await mona.page.getByText("Register your own sign-in", { exact: true }).first().click();
  const form = mona.page.getByRole("form", { name: "Register your own sign-in" });
  await form.getByLabel("Issuer").fill(provider.issuer);
  await form.getByLabel("Client").fill(provider.clientId);
  await form.getByLabel("Secret").fill(provider.clientSecret);
  mona.expectReply(403, /\/provider$/);
  await form.getByRole("button", { name: "Register your own sign-in" }).click();
  await mona.prove();
  await form.getByRole("button", { name: "Register your own sign-in" }).click();
  const proposals = { name: "Waits for a second person" } as const;
  await mona.page.getByRole("table", proposals).getByText(provider.issuer).waitFor();
  const adam = await visit();
  await adam.signIn("Administrator");
  await adam.open(`/people?organisation=${id}`, /^People of Quay Labs/);
  adam.expectReply(403, /\/confirmation$/);
  const confirm = adam.page.getByRole("table", proposals).getByRole("button", { name: "Confirm" });
  await confirm.click();
  await adam.prove();
  await confirm.click();
  await adam.told("Your word was given.");
  expect(await adam.findFaults()).toEqual([]);
  await mona.page.reload();
  await mona.page.getByRole("textbox", { name: "Name" }).fill("Iris Quay");
  await mona.page.getByRole("textbox", { name: "E-mail address" }).fill(email);
  await mona.page.getByRole("group", { name: "Roles", exact: true }).getByText("Security lead").click();
  await mona.page.getByRole("button", { name: "Send the invitation" }).click();
  await mona.page.getByRole("table", { name: "Invited and not here yet" }).getByText(email).waitFor();
  expect(await mona.findFaults()).toEqual([]);
  const address = /\/sign-in\/provider\?with=\w+/.exec((await mona.page.getByText("Give your people this address").textContent()) ?? "")?.[0] ?? "";

  const iris = await visit("harbour", { width: 390 });
  await iris.open(address, "Sign in with your organisation");
  expect(await iris.findFaults()).toEqual([]);
  // The provider has no icon; the browser asks for one.
  iris.expectReply(404, "/favicon.ico");
  await iris.page.getByRole("button", { name: "Go to your organisation’s sign-in" }).click();
  await iris.page.getByRole("button", { name: email }).click();
  await waitForPage(iris.page, "Sign in with your organisation");
  expect(await iris.findFaults()).toEqual([]);
  await iris.page.getByRole("button", { name: "Go on" }).click();
  await waitForPage(iris.page, "Your engagements");
  await iris.open("/account", "Your account");
  await iris.page.getByText("It knows you").waitFor();
  const row = iris.page.getByRole("table", { name: "Where you are signed in" }).getByRole("row", { name: /\(this one\)/ });
  expect(await row.textContent()).toContain("Your organisation");
  expect(await iris.findFaults()).toEqual([]);

  await mona.page.getByRole("button", { name: "Take your own sign-in away" }).click();
  expect(await mona.findFaults()).toEqual([]);
  await mona.page.getByRole("dialog").getByRole("button", { name: "Take your own sign-in away" }).click();
  await mona.told("It was taken away, or waits for a second person.");
});

test("a manager takes away all that the organisation owns as one file, after a fresh proof", async () => {
  const { id, manager } = await givenManager();
  const mona = await visit();
  await mona.signIn(manager);
  await waitForPage(mona.page, /^People of Quay Labs/);
  mona.expectReply(403, /\/export$/);
  await mona.page.getByRole("button", { name: "Download it" }).click();
  await mona.prove();
  const [download] = await Promise.all([mona.page.waitForEvent("download"), mona.page.getByRole("button", { name: "Download it" }).click()]);
  expect(download.suggestedFilename()).toBe(`${id}.json`);
  const file = JSON.parse(await readFile(await download.path(), "utf8")) as { organisationId: string; rooms: { access: { people: { name: string }[] } } };
  expect({ id: file.organisationId, people: file.rooms.access.people.map(({ name }) => name) }).toEqual({ id, people: [manager] });
  expect(await mona.findFaults()).toEqual([]);
});

test("an administrator is asked for a fresh proof before the installation's key is changed", async () => {
  const { id } = (await (await as("Administrator")).call("GET /organisations")).organisations.find(({ kind }) => kind === "platform") ?? { id: "" };
  const adam = await visit();
  await adam.signIn("Administrator");
  await adam.open(`/people?organisation=${id}`, /^People of /);
  adam.expectReply(403, "/api/keys/rotation");
  await adam.page.getByRole("button", { name: "Change the key" }).click();
  await adam.page.getByRole("dialog").getByRole("button", { name: "Change the key" }).click();
  await adam.page.getByRole("dialog").getByRole("button", { name: "Prove that it is you" }).waitFor();
  expect(await adam.findFaults()).toEqual([]);
  await adam.page.getByRole("dialog").getByRole("button", { name: "Go back" }).click();
  await adam.page.getByText("All organisations").click();
  await waitForPage(adam.page, "Organisations");
});

test("where no card is shown, enrolling and signing in by card say so in plain words", async () => {
  const visitor = await visit("harbour", { width: 390 });
  await visitor.signIn("Olga Reyes");
  await visitor.open("/account", "Your account");
  visitor.expectReply(403, "/api/cards");
  await visitor.page.getByRole("button", { name: "Enrol the card that my browser shows" }).click();
  await visitor.page.getByRole("alert").getByText("no card that is known here was shown").waitFor();
  expect(await visitor.findFaults()).toEqual([]);
});
