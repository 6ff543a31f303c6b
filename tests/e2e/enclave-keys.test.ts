import { afterAll, beforeAll, expect, test } from "vitest";
import { startOwnInstallation } from "./own-installation.ts";
import { as, givenHouse } from "./people.ts";
import { visit, type Visitor } from "./visit.ts";

// Keys are made, handed over and lost here: never those of the installation that all the other tests look at.
let own: Awaited<ReturnType<typeof startOwnInstallation>>;
beforeAll(async () => {
  own = await startOwnInstallation();
}, 180_000);
afterAll(() => own.stop());

// What is told across the two houses comes by files, and the page asks for it again.
const SOON = { timeout: 30_000, interval: 200 };
const KEYS = { path: "/keys", heading: "Director’s key" } as const;

async function visitEnclave(name: string): Promise<Visitor> {
  const visitor = await visit("enclave", { width: 390, at: own });
  await visitor.signIn(name);
  // Whatever concerns the key takes a fresh proof; the page asks for it.
  visitor.expectReply(403, /^\/api\/keys\//);
  return visitor;
}

/** The act, after the fresh proof that it asks for when there is none yet. */
async function actProven({ page, prove }: Visitor, button: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
  await prove();
  await page.getByRole("button", { name: button, exact: true }).click();
}

/** What the Director reads out, as it is read: four digits at a time. */
async function readOut({ page }: Visitor): Promise<string> {
  return page.getByRole("region", { name: "Ceremony under way" }).locator(".bw-fingerprint").innerText();
}

async function giveFingerprint({ page }: Visitor, fingerprint: string): Promise<void> {
  await page.getByLabel(/^Fingerprint, as the Director/).fill(fingerprint);
  await page.getByRole("button", { name: "Give the fingerprint" }).click();
}

const changeLastDigit = (fingerprint: string): string => fingerprint.slice(0, -1) + (fingerprint.endsWith("0") ? "1" : "0");

test("on telephones, two people make the Director’s key, the Director’s word makes a second Director and a delegate and ends both, the key is handed over, and a lost one is replaced by two administrators", async () => {
  const administrators = await givenHouse("Harbour Office", "platform", { Sid: ["administrator"] }, own);
  const dirk = await visitEnclave("Dirk Vane");
  await dirk.choose("Director’s key", KEYS.heading);
  await dirk.page.getByText("There is no Director’s key yet.").waitFor();
  await dirk.page.getByText("You can sign nothing here.").waitFor();
  await dirk.page.getByText("Make the Director’s key", { exact: true }).first().click();
  await actProven(dirk, "Make the Director’s key");
  await dirk.told("The ceremony is begun.");
  const first = await readOut(dirk);
  expect(await dirk.page.getByLabel(/^Fingerprint, as/).count(), "whoever began it does not confirm it").toBe(0);
  expect(await dirk.findFaults()).toEqual([]);

  const adam = await visitEnclave("Administrator");
  await adam.follow("A Director's key waits for a second person", KEYS.path);
  expect(await adam.page.locator(".bw-fingerprint").count(), "it is read out, not shown").toBe(0);
  expect(await adam.findFaults()).toEqual([]);
  await giveFingerprint(adam, changeLastDigit(first));
  await adam.prove();
  adam.expectReply(422, "/api/keys/ceremony/confirmation");
  await adam.page.getByRole("button", { name: "Give the fingerprint" }).click();
  await adam.page.getByText("this is not the key that was made").first().waitFor();
  await giveFingerprint(adam, first);
  await adam.told("The key is the Director’s from now on.");
  await adam.page.getByRole("region", { name: "The key in force" }).getByText(first).waitFor();

  await dirk.follow("The Director's key is made", KEYS.path);
  await dirk.page.getByText("You are the Director.").waitFor();
  expect(await dirk.findFaults()).toEqual([]);

  // A second Director, by the Director's word alone.
  const dana = await visitEnclave("Dana Holt");
  await dana.choose("Director’s key", KEYS.heading);
  await dana.page.getByText("You can sign nothing here.").waitFor();
  await dirk.page.getByText("Appoint another Director", { exact: true }).first().click();
  const appointing = dirk.page.getByRole("form", { name: "Appoint another Director" });
  await appointing.getByLabel("Person").selectOption({ label: "Dana Holt" });
  await appointing.getByRole("button", { name: "Appoint another Director" }).click();
  await dirk.told("The Director is appointed.");
  await dana.follow("You are appointed as Director", KEYS.path);
  await dana.page.getByText("You are the Director.").waitFor();
  const directors = dirk.page.getByRole("table", { name: "Who is the Director" });
  await directors.getByRole("row").filter({ hasText: "Dana Holt" }).getByRole("button", { name: "End the appointment" }).click();
  await dirk.told("The appointment is ended.");
  await dana.page.getByText("You can sign nothing here.").waitFor();

  // A delegate, until the Director ends it.
  await dirk.page.getByText("Name a delegate", { exact: true }).first().click();
  const delegating = dirk.page.getByRole("form", { name: "Name a delegate" });
  await delegating.getByLabel("Person").selectOption({ label: "Dana Holt" });
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  await delegating.getByLabel("Until").fill(inDays(91));
  dirk.expectReply(422, "/api/keys/delegations");
  await delegating.getByRole("button", { name: "Name a delegate" }).click();
  await delegating.getByText("a delegation lasts 90 days at most").first().waitFor();
  await delegating.getByLabel("Until").fill(inDays(7));
  await delegating.getByRole("button", { name: "Name a delegate" }).click();
  await dirk.told("The delegate is named.");
  expect(await dirk.findFaults()).toEqual([]);
  await dana.follow("You are the Director's delegate", KEYS.path);
  await dana.page.getByText("You are the Director’s delegate, and can sign for now.").waitFor();
  expect(await dana.findFaults()).toEqual([]);
  const harbour = await visit("harbour", { width: 390, at: own });
  await harbour.signIn("Administrator");
  await harbour.choose("Director’s key", "The Director’s key");
  const lent = harbour.page.getByRole("table", { name: "Delegates’ keys" });
  await expect.poll(() => lent.getByRole("time").count(), SOON).toBe(2);
  await dirk.page.getByRole("table", { name: "Delegates" }).getByRole("button", { name: "End it now" }).click();
  await dirk.told("The delegation is ended.");
  await dana.follow("Your delegation ended", KEYS.path);
  await dana.page.getByText("You can sign nothing here.").waitFor();
  await expect.poll(() => lent.getByRole("time").count(), SOON).toBe(3);

  // Handed over: the key in force signs for the next.
  await dirk.page.getByText("Hand over to a new key", { exact: true }).first().click();
  await dirk.page.getByRole("button", { name: "Hand over to a new key" }).click();
  await dirk.told("The ceremony is begun.");
  const second = await readOut(dirk);
  await adam.follow("A Director's key waits for a second person", KEYS.path);
  await giveFingerprint(adam, second);
  await adam.told("The key is the Director’s from now on.");
  await dirk.follow("The Director's key is made", KEYS.path);
  await dirk.page.getByText("You are the Director.").waitFor();
  await dirk.page.getByText("Former keys", { exact: true }).click();
  await dirk.page.getByText(first).waitFor();
  expect(await dirk.findFaults()).toEqual([]);
  const keys = harbour.page.getByRole("table", { name: "Keys" });
  await keys.getByRole("row").filter({ hasText: second }).getByText("Handed over, signed by the key before").waitFor();

  // A ceremony that is ended makes no key.
  await dirk.page.getByText("Hand over to a new key", { exact: true }).first().click();
  await dirk.page.getByRole("button", { name: "Hand over to a new key" }).click();
  await dirk.told("The ceremony is begun.");
  await dirk.page.getByRole("button", { name: "End the ceremony" }).click();
  await dirk.told("The ceremony is ended.");
  await dirk.page.getByRole("region", { name: "The key in force" }).getByText(second).waitFor();

  // Lost: the low side believes the next only by hand of two administrators.
  await dirk.page.getByText("Replace a lost key", { exact: true }).first().click();
  await dirk.page.getByRole("button", { name: "Replace a lost key" }).click();
  await dirk.told("The ceremony is begun.");
  const third = await readOut(dirk);
  await adam.follow("A Director's key waits for a second person", KEYS.path);
  await giveFingerprint(adam, third);
  await adam.told("The key is the Director’s from now on.");
  harbour.expectReply(403, "/api/director-key");
  harbour.expectReply(422, "/api/director-key");
  await harbour.follow("The enclave offers a new Director's key", "/director-keys");
  await giveFingerprint(harbour, changeLastDigit(third));
  await harbour.prove();
  await harbour.page.getByRole("button", { name: "Give the fingerprint" }).click();
  await harbour.page.getByText("the enclave offered no such key").first().waitFor();
  expect(await harbour.findFaults()).toEqual([]);
  await giveFingerprint(harbour, third);
  await harbour.told("Your word is given.");
  await harbour.page.getByText("You gave your word. Another administrator has to compare the fingerprint too.").waitFor();
  const sid = await visit("harbour", { width: 390, at: own });
  sid.expectReply(403, "/api/director-key");
  await sid.signIn(administrators.person("Sid"));
  await sid.follow("A Director's key waits for your word", "/director-keys");
  await giveFingerprint(sid, third);
  await sid.prove();
  await sid.page.getByRole("button", { name: "Give the fingerprint" }).click();
  await sid.told("Your word is given.");
  await sid.page.getByRole("table", { name: "Keys" }).getByRole("row").filter({ hasText: third }).getByText("Taken up by hand of two administrators").waitFor();
  expect(await sid.findFaults()).toEqual([]);
  const { directorKeys } = await (await as("Administrator", own)).call("GET /determination-commitments");
  expect(directorKeys.map(({ keyId, cameBy }) => ({ keyId, cameBy }))).toEqual([
    { keyId: plain(first), cameBy: "announced" },
    { keyId: plain(second), cameBy: "rotated" },
    { keyId: plain(third), cameBy: "replaced" },
  ]);
});

const plain = (fingerprint: string): string => fingerprint.replaceAll(/\s/g, "");
