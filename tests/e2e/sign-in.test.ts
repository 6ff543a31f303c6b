import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { readMailbox } from "#fakes/mail-server";
import { giveAuthenticator, waitForPage } from "./browser.ts";
import { as } from "./people.ts";
import { visit } from "./visit.ts";

const { url, home } = inject("installation");
/** Passkeys are bound to a name, which the installation's address in figures does not have. */
const HOUSE = url.replace("127.0.0.1", "localhost");
const WAIT = { timeout: 20_000, interval: 200 };

/** An organisation of its own with a manager, so that no other test sees it. */
async function givenManager(): Promise<{ readonly manager: string; readonly mail: string }> {
  const tag = randomBytes(3).toString("hex");
  const administrator = await as("Administrator");
  const { id } = await administrator.call("POST /organisations", { body: { name: `Breaker Labs ${tag} (exercise)`, kind: "developer" } });
  const manager = `Mona Reed ${tag}`;
  await administrator.call("POST /organisations/{id}/people", { params: { id }, body: { name: manager, email: `mona.${tag}@exercise.example`, roles: ["organisation-manager"] } });
  return { manager, mail: `nia.${tag}@exercise.example` };
}

test("somebody invited by mail enrols a passkey, proves with it that it is they, signs out, and comes back in by it alone", async () => {
  const { manager, mail } = await givenManager();
  const mona = await visit();
  await mona.page.goto(`${HOUSE}/sign-in`);
  await mona.page.getByRole("button", { name: `Sign in as ${manager}`, exact: true }).click();
  await waitForPage(mona.page, /^People of Breaker Labs/);
  await mona.page.getByRole("textbox", { name: "Name" }).fill("Nia Bell");
  await mona.page.getByRole("textbox", { name: "E-mail address" }).fill(mail);
  await mona.page.getByRole("group", { name: "Roles", exact: true }).getByText("Security lead").click();
  await mona.page.getByRole("button", { name: "Send the invitation" }).click();
  await mona.page.getByRole("table", { name: "Invited and not here yet" }).getByText(mail).waitFor();
  expect(await mona.findFaults()).toEqual([]);

  const mailed = async () => /\/sign-in\/invitation#\S+/.exec((await readMailbox(join(home, "exercise/mail"), mail)).at(-1)?.text ?? "")?.[0] ?? "";
  await expect.poll(mailed, WAIT).not.toBe("");
  const nia = await visit();
  await giveAuthenticator(nia.page);
  await nia.page.goto(`${HOUSE}${await mailed()}`);
  await waitForPage(nia.page, "Your invitation");
  expect(await nia.findFaults()).toEqual([]);
  await nia.page.getByRole("button", { name: "Accept the invitation" }).click();
  await waitForPage(nia.page, "Your account");
  await nia.page.getByRole("textbox", { name: "Name of the new passkey" }).fill("Nia’s laptop");
  await nia.page.getByRole("button", { name: "Add a passkey" }).click();
  await nia.page.getByRole("table", { name: "Passkeys" }).getByText("Nia’s laptop").waitFor();
  expect(await nia.findFaults()).toEqual([]);

  // The session came by a link, so nothing was proved in it yet.
  nia.expectReply(403, "/api/clients");
  await nia.page.getByRole("link", { name: "Machine clients" }).click();
  await waitForPage(nia.page, "Machine clients");
  await nia.page.getByRole("textbox", { name: "Name" }).fill("Nightly");
  await nia.page.getByText("findings:submit", { exact: true }).click();
  await nia.page.getByLabel("Until").fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 16));
  await nia.page.getByRole("button", { name: "Make a machine client" }).click();
  await nia.prove();
  await nia.page.getByRole("button", { name: "Make a machine client" }).click();
  await nia.page.getByRole("heading", { name: "The secret is shown once" }).waitFor();
  expect(await nia.findFaults()).toEqual([]);
  const shown = () => nia.page.getByRole("definition").last().textContent();
  const before = await shown();
  await nia.page.getByRole("button", { name: "New secret" }).click();
  await nia.page.getByRole("dialog", { name: "New secret for Nightly?" }).getByRole("button", { name: "New secret" }).click();
  await nia.told("The client has a new secret.");
  expect(await shown()).not.toBe(before);

  await nia.page.getByRole("button", { name: "Sign out" }).click();
  await nia.page.getByRole("link", { name: "Sign in" }).first().waitFor();
  await nia.page.goto(`${HOUSE}/sign-in?next=/account`);
  await waitForPage(nia.page, "Sign in");
  await nia.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await waitForPage(nia.page, "Your account");
  const row = nia.page.getByRole("table", { name: "Where you are signed in" }).getByRole("row", { name: /\(this one\)/ });
  expect(await row.textContent()).toContain("Passkey");
});

test("at an address in figures the page says where passkeys work", async () => {
  const visitor = await visit();
  await visitor.open("/sign-in", "Sign in");
  await visitor.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await visitor.page.getByRole("alert").getByText(HOUSE).waitFor();
  await visitor.open("/sign-in/lost", "Being let in again");
  await visitor.page.getByRole("textbox", { name: "E-mail address" }).fill("nobody@exercise.example");
  await visitor.page.getByRole("button", { name: "Ask to be let in again" }).click();
  await visitor.page.getByText("those who can confirm it were told").waitFor();
  expect(await visitor.findFaults()).toEqual([]);
});
