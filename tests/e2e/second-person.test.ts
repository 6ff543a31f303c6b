import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { giveAuthenticator, waitForPage } from "./browser.ts";
import { emailOf, givenEngagement, givenHouse, tokenFor } from "./people.ts";
import { visit, type Visitor } from "./visit.ts";

const { url } = inject("installation");
/** Passkeys are bound to a name, which the installation's address in figures does not have. */
const HOUSE = url.replace("127.0.0.1", "localhost");

test("what makes coming in easier waits for the second manager, who sees all of it before confirming", async () => {
  const house = await givenHouse("Two Keepers", "developer", { Mona: ["organisation-manager"], Nell: ["organisation-manager"] });
  const mona = await visit();
  await mona.signIn(house.person("Mona"));
  await waitForPage(mona.page, /^People of Two Keepers/);
  await mona.page.getByText("Sessions and mailed links", { exact: true }).click();
  const form = mona.page.getByRole("form", { name: "Sessions and mailed links" });
  await form.getByLabel("Minutes without use until a session ends").fill("60");
  await form.getByText("People with a passkey may come in by a mailed link too").click();
  mona.expectReply(403, /\/sign-in-settings$/);
  await form.getByRole("button", { name: "Save" }).click();
  await mona.prove();
  await form.getByRole("button", { name: "Save" }).click();
  const proposals = { name: "Waits for a second person" } as const;
  await mona.page.getByRole("table", proposals).getByText("Nobody yet").waitFor();
  expect(await mona.page.getByRole("table", proposals).getByRole("button", { name: "Confirm" }).count(), "nobody confirms their own").toBe(0);

  const nell = await visit("harbour", { width: 390 });
  await nell.signIn(house.person("Nell"));
  await waitForPage(nell.page, /^People of Two Keepers/);
  const waiting = nell.page.getByRole("table", proposals);
  await waiting.getByText("Minutes without use until a session ends: 60").waitFor();
  await waiting.getByText("People with a passkey may come in by a mailed link too: yes").waitFor();
  nell.expectReply(403, /\/confirmation$/);
  await waiting.getByRole("button", { name: "Confirm" }).click();
  await nell.prove();
  expect(await nell.findFaults()).toEqual([]);
  await waiting.getByRole("button", { name: "Confirm" }).click();
  await waiting.getByText("Done", { exact: true }).waitFor();
  await mona.page.reload();
  await mona.page.getByText("Sessions and mailed links", { exact: true }).first().waitFor();
  expect(await mona.findFaults()).toEqual([]);
});

test("an offer with reduced safeguards waits for the other lead, who reads its terms and confirms it", async () => {
  const { id, model } = await givenEngagement();
  const ada = await visit();
  await ada.signIn("Ada Rell");
  await ada.open(`/developer/engagements/${id}`, model.name);
  await ada.page.getByText("Offer access", { exact: true }).click();
  const form = ada.page.getByRole("form", { name: "Offer access" });
  await form.getByLabel("Evaluators, by e-mail address").fill(emailOf("Eva Lind"));
  await form.getByText("With reduced safeguards").click();
  await form.getByRole("button", { name: "Send the offer" }).click();
  const card = (visitor: Visitor) => visitor.page.getByRole("article").filter({ hasText: "Offer that waits for a second lead" });
  await card(ada).getByText("No evaluator hears of it until another lead confirms it").waitFor();
  expect(await card(ada).getByRole("button", { name: "Confirm the offer" }).count()).toBe(0);
  expect(await ada.findFaults()).toEqual([]);

  const sam = await visit("harbour", { width: 390 });
  await sam.signIn("Sam Okoye");
  await sam.open(`/developer/engagements/${id}`, model.name);
  await card(sam).getByText("With reduced safeguards").waitFor();
  expect(await sam.findFaults()).toEqual([]);
  await card(sam).getByRole("button", { name: "Confirm the offer" }).click();
  await sam.page.getByRole("dialog", { name: "Send this offer?" }).getByRole("button", { name: "Confirm the offer" }).click();
  await sam.told("The offer is sent.");
  await ada.page.reload();
  await ada.page.getByRole("article").filter({ hasText: "Eva Lind" }).waitFor();
  expect(await card(ada).count()).toBe(0);
});

/** `breakwater ledger fetch` as this person: the code that it shows, and how it ends. */
function fetchLedger(token: string, file: string) {
  const shown = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<{ readonly exitCode: number; readonly stderr: string }>();
  const child = execFile(process.execPath, [join(repositoryRoot, "apps/cli/launcher.mjs"), "ledger", "fetch", "--out", file], { env: { PATH: process.env["PATH"], BREAKWATER_SERVER: url, BREAKWATER_TOKEN: token } }, (error, _stdout, stderr) => {
    ended.resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, stderr });
    shown.reject(new Error(`The command ended without a code: ${stderr}`));
  });
  let said = "";
  child.stderr?.on("data", (chunk: string) => {
    said += chunk;
    const code = /code ([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(said)?.[1];
    if (code) shown.resolve(code);
  });
  return { code: shown.promise, ended: ended.promise };
}

test("a program at a terminal gets the fresh proof that its person gives by passkey with its code, and none that they refuse", async () => {
  const house = await givenHouse("Overseers", "oversight", { Otto: ["oversight"] });
  const folder = await mkdtemp(join(tmpdir(), "breakwater-proof-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const token = await tokenFor(house.person("Otto"));
  const otto = await visit("harbour", { width: 390 });
  await giveAuthenticator(otto.page);
  await otto.page.goto(`${HOUSE}/sign-in?next=/account`);
  await otto.page.getByRole("button", { name: `Sign in as ${house.person("Otto")}`, exact: true }).click();
  await waitForPage(otto.page, "Your account");
  await otto.page.getByRole("textbox", { name: "Name of the new passkey" }).fill("Otto’s laptop");
  await otto.page.getByRole("button", { name: "Add a passkey" }).click();
  await otto.page.getByRole("table", { name: "Passkeys" }).getByText("Otto’s laptop").waitFor();

  const first = fetchLedger(token, join(folder, "ledger.json"));
  const asked = otto.page.getByRole("region", { name: "A program asks for a fresh proof" });
  await asked.getByText("Export the whole ledger").waitFor();
  await asked.getByText("GET /ledger/export").waitFor();
  expect(await otto.findFaults()).toEqual([]);
  otto.expectReply(403, /\/confirmation$/);
  await asked.getByLabel("Code that the program shows").fill("2222-2222");
  await asked.getByRole("button", { name: "Prove it and let it go on" }).click();
  await asked.getByText(/this is not the code/).waitFor();
  expect(await otto.findFaults()).toEqual([]);
  await asked.getByLabel("Code that the program shows").fill((await first.code).toLowerCase());
  await asked.getByRole("button", { name: "Prove it and let it go on" }).click();
  await otto.told("Proved. The program goes on.");
  expect((await first.ended).exitCode).toBe(0);
  expect(JSON.parse(await readFile(join(folder, "ledger.json"), "utf8"))).toMatchObject({ schema: "breakwater-ledger/1" });

  const second = fetchLedger(token, join(folder, "again.json"));
  await second.code;
  await asked.getByRole("button", { name: "Refuse" }).click();
  await otto.told("Refused. The program may not do it.");
  const { exitCode, stderr } = await second.ended;
  expect({ failed: exitCode !== 0, says: stderr.includes("You refused this in the browser") }).toEqual({ failed: true, says: true });
});
