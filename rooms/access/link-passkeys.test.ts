import { beforeEach, describe, expect, test } from "vitest";
import { sql } from "#rooms/platform";
import { softwareAuthenticator, type SoftwareAuthenticator, type Wishes } from "../../tests/setup/authenticator.ts";
import { sentTo } from "../../tests/setup/mailbox.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { issueLink, listLinkHolders, openLink, redeemLink, revokeLinkPasskeys, revokeLinksTo } from "./index.ts";

const ORIGIN = "http://localhost:8420";
const AUDIENCE = "berth";
const MAIL = "keeper@exercise.example";
const HOUR_MS = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const mailLink = ({ subject = "berth_1", holder = "keeper", audience = AUDIENCE } = {}) =>
  world.services.db.inTransaction((tx) => issueLink(world.services, tx, { audience, subject, email: MAIL, ...(holder ? { holder } : {}), expiresAt: new Date(world.services.clock().getTime() + 48 * HOUR_MS), singleUse: false }));
const post = (path: string, token: string, more: object = {}) => world.call("POST", `/link/${path}`, { body: { audience: AUDIENCE, token, ...more } });
const opens = (token: string) => openLink(world.services, world.services.db, AUDIENCE, token).then(({ subject }) => subject, ({ code }: { code: string }) => code);

/** Binds a new passkey by a link; with it, the secret that was given for it. */
async function bind(token: string, { name = "Telephone", ...wishes }: Partial<Wishes> & { readonly name?: string } = {}) {
  const authenticator = softwareAuthenticator({ origin: ORIGIN, ...wishes });
  const options = (await post("passkeys/options", token)).json;
  const reply = await post("passkeys/binding", token, { name, registration: authenticator.register(options) });
  return { authenticator, reply, proven: reply.json.token as string, options };
}

async function prove(authenticator: SoftwareAuthenticator, token: string, asked = token) {
  const question = (await post("question", asked)).json;
  return post("proof", token, { assertion: authenticator.answer(question) });
}

const REFUSED = { status: 403, json: { error: { code: "passkey-not-valid", field: "assertion" } } };

test("once a passkey is bound, the mailed links of its holder open nothing by themselves, those mailed later neither, and the passkey opens them for some hours", async () => {
  const [first, other] = [await mailLink(), await mailLink({ subject: "berth_2" })];
  expect(await opens(first)).toBe("berth_1");
  const { authenticator, reply, proven } = await bind(first);
  expect({ status: reply.status, body: reply.json }).toEqual({ status: 201, body: { token: expect.any(String), expiresAt: "2026-09-01T16:00:00.000Z" } });
  const later = await mailLink({ subject: "berth_3" });
  expect([await opens(first), await opens(other), await opens(later), await opens(proven)]).toEqual(["passkey-needed", "passkey-needed", "passkey-needed", "berth_1"]);
  await expect(world.services.db.inTransaction((tx) => redeemLink(world.services, tx, AUDIENCE, first))).rejects.toMatchObject({ code: "passkey-needed" });
  for (const path of ["passkeys", "passkeys/options"]) expect((await post(path, first)).json.error.code).toBe("passkey-needed");

  const shown = await prove(authenticator, other);
  expect([shown.status, await opens(shown.json.token)]).toEqual([200, "berth_2"]);
  expect((await post("passkeys", shown.json.token)).json).toEqual({ passkeys: [{ id: expect.stringMatching(/^lpk_/), name: "Telephone", createdAt: "2026-09-01T12:00:00.000Z", lastUsedAt: "2026-09-01T12:00:00.000Z" }] });
  world.pass(4 * HOUR_MS);
  expect([await opens(shown.json.token), await opens(other)]).toEqual(["link-not-valid", "passkey-needed"]);
  await world.drain();
  expect(await sentTo(world, MAIL)).toContain("The new one is called “Telephone”");
  expect(await world.ledgerKinds()).toEqual(["access.link-passkey-added", "access.link-proven"]);
});

test("somebody else's links, those of another audience and those that name no holder ask for nothing", async () => {
  await bind(await mailLink());
  const signIn = await mailLink({ holder: "" });
  expect([await opens(await mailLink({ holder: "another" })), await opens(signIn)]).toEqual(["berth_1", "berth_1"]);
  const elsewhere = await mailLink({ audience: "quay" });
  expect((await openLink(world.services, world.services.db, "quay", elsewhere)).subject).toBe("berth_1");
  for (const path of ["passkeys", "passkeys/options", "question"]) expect((await post(path, signIn)).status).toBe(404);
});

test("what is asked of a link's holder tells nothing of whether and by whom a passkey was bound", async () => {
  const bound = await mailLink();
  await bind(bound);
  const [one, two] = [(await post("question", bound)).json, (await post("question", await mailLink({ holder: "another" }))).json];
  expect({ ...one, challenge: "" }).toEqual({ ...two, challenge: "" });
  expect(one.allowCredentials).toEqual([]);
});

describe("a passkey opens nothing", () => {
  test("of another holder", async () => {
    const { authenticator } = await bind(await mailLink());
    const other = await mailLink({ holder: "another" });
    await bind(other);
    expect(await prove(authenticator, other)).toMatchObject(REFUSED);
  });

  test("by an answer that was given before, or was asked for by another link", async () => {
    const [link, second] = [await mailLink(), await mailLink()];
    const { authenticator } = await bind(link);
    const assertion = authenticator.answer((await post("question", link)).json);
    expect((await post("proof", link, { assertion })).status).toBe(200);
    expect(await post("proof", link, { assertion })).toMatchObject(REFUSED);
    expect(await prove(authenticator, link, second)).toMatchObject(REFUSED);
  });

  test("when it answers another site, did not verify its person, or was copied", async () => {
    const link = await mailLink();
    for (const wishes of [{ origin: "https://localhost.evil.example" }, { userVerified: false }]) expect((await bind(link, wishes)).reply).toMatchObject(REFUSED);
    expect(await opens(link)).toBe("berth_1");
    const { authenticator } = await bind(link, { counts: false });
    expect(await prove(authenticator, link)).toMatchObject(REFUSED);
  });

  test("by a link that was revoked or has ended", async () => {
    const link = await mailLink();
    const { authenticator, proven } = await bind(link);
    await world.services.db.inTransaction((tx) => revokeLinksTo(world.services, tx, AUDIENCE, "berth_1"));
    expect([await opens(proven), (await post("question", link)).json.error.code]).toEqual(["link-not-valid", "link-not-valid"]);
    const next = await mailLink();
    const assertion = authenticator.answer((await post("question", next)).json);
    world.pass(48 * HOUR_MS);
    expect((await post("proof", next, { assertion })).status).toBe(410);
  });

  test("when its row was written past the house, as neither does a link that claims a proof", async () => {
    const link = await mailLink();
    const { authenticator } = await bind(link);
    const house = world.services.db.asSystem("the test is somebody who writes into the database");
    await house.execute(sql`UPDATE access.link SET proven_by = (SELECT id FROM access.link_passkey)`);
    expect(await opens(link)).toBe("link-not-valid");
    const next = await mailLink();
    await house.execute(sql`UPDATE access.link_passkey SET public_key = '\\x00'`);
    expect(await prove(authenticator, next)).toMatchObject(REFUSED);
  });
});

test("a holder has several passkeys and removes one by another; what the removed one opened ends, and without any the links open by themselves", async () => {
  const link = await mailLink();
  const { proven } = await bind(link);
  const { authenticator, proven: secondProven, options } = await bind(proven, { name: "Laptop" });
  expect(options.excludeCredentials).toHaveLength(1);
  const { passkeys } = (await post("passkeys", secondProven)).json;
  const idOf = (wanted: string) => passkeys.find(({ name }: { name: string }) => name === wanted).id;
  expect((await post("passkeys/removal", link, { passkeyId: idOf("Telephone") })).json.error.code).toBe("passkey-needed");
  const other = (await bind(await mailLink({ holder: "another" }))).proven;
  expect((await post("passkeys/removal", other, { passkeyId: idOf("Telephone") })).status).toBe(404);
  expect((await post("passkeys/removal", secondProven, { passkeyId: idOf("Telephone") })).status).toBe(204);
  expect([await opens(proven), await opens(secondProven), await opens(link)]).toEqual(["link-not-valid", "berth_1", "passkey-needed"]);
  expect((await post("passkeys/removal", secondProven, { passkeyId: idOf("Laptop") })).status).toBe(204);
  expect([await opens(secondProven), await opens(link)]).toEqual(["link-not-valid", "berth_1"]);
  expect(await prove(authenticator, link)).toMatchObject(REFUSED);
  expect((await world.ledgerKinds()).slice(-2)).toEqual(["access.link-passkey-removed", "access.link-passkey-removed"]);
});

test("at most ten passkeys are bound to one holder's links", async () => {
  let token = await mailLink();
  for (let bound = 0; bound < 10; bound += 1) token = (await bind(token, { name: `Key ${bound}` })).proven;
  expect(await post("passkeys/options", token)).toMatchObject({ status: 409, json: { error: { code: "too-many-passkeys" } } });
});

test("whoever takes lost passkeys away ends every link of their holder, old mails with them, and learns where new ones are to go", async () => {
  const link = await mailLink();
  const { proven } = await bind(link);
  await mailLink({ subject: "berth_2" });
  const actor = await world.person({ organisation: "Harbour", kind: "platform", name: "Ana", roles: ["administrator"] });
  expect(await listLinkHolders(world.services.db, { audience: AUDIENCE, subjects: ["berth_1", "berth_9"] })).toEqual([{ subject: "berth_1", email: MAIL, passkeys: 1 }]);
  const revoke = () => world.services.db.inTransaction((tx) => revokeLinkPasskeys(world.services, tx, { audience: AUDIENCE, subject: "berth_1", by: actor }));
  expect(await revoke()).toEqual([{ subject: "berth_1", email: MAIL }, { subject: "berth_2", email: MAIL }]);
  expect([await opens(link), await opens(proven), await opens(await mailLink())]).toEqual(["link-not-valid", "link-not-valid", "berth_1"]);
  expect(await revoke()).toEqual([]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "access.link-passkeys-revoked")).toHaveLength(1);
});
