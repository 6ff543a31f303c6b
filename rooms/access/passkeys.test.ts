import { beforeEach, describe, expect, test } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";
import type { Actor } from "#rooms/platform";
import { softwareAuthenticator, type SoftwareAuthenticator, type Wishes } from "../../tests/setup/authenticator.ts";
import { findPersonCard } from "./index.ts";
import { sentTo } from "../../tests/setup/mailbox.ts";
import { relyingPartyOf } from "./relying-party.rules.ts";

const ORIGIN = "http://localhost:8420";
const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

let world: World;
let ada: Actor;
let token: string;
beforeEach(async () => {
  world = await createWorld();
  ada = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  token = await world.token(ada);
});

/** Enrols a new passkey for whoever holds the token, with the rest of the protocol as a browser does it. */
async function enrol(wishes: Partial<Wishes> = {}, held = token) {
  const authenticator = softwareAuthenticator({ origin: ORIGIN, ...wishes });
  const options = (await world.call("POST", "/passkeys/options", as(held))).json;
  const reply = await world.call("POST", "/passkeys", { ...as(held), body: { name: "Key of Ada", registration: authenticator.register(options) } });
  return { authenticator, reply, options };
}

async function signIn(authenticator: SoftwareAuthenticator) {
  const question = (await world.call("POST", "/sign-in/passkey/options")).json;
  return world.call("POST", "/sign-in/passkey", { body: { assertion: authenticator.answer(question), carrier: "token" } });
}

const REFUSED = { status: 403, json: { error: { code: "passkey-not-valid", field: "assertion" } } };

test("a person enrols a passkey, signs in with it, and has thereby proved that it is they", async () => {
  const { authenticator, reply, options } = await enrol();
  expect(reply.status).toBe(204);
  expect(options).toMatchObject({ rp: { id: "localhost" }, authenticatorSelection: { residentKey: "required", userVerification: "required" }, excludeCredentials: [] });
  expect(JSON.stringify(options)).not.toContain(ada.personId);
  const { status, json } = await signIn(authenticator);
  expect({ status, name: json.person.name, method: json.method, fresh: json.steppedUpUntil }).toEqual({ status: 200, name: "Ada", method: "passkey", fresh: "2026-09-01T12:10:00.000Z" });
  expect((await world.call("GET", "/passkeys", as(json.token))).json.passkeys).toMatchObject([{ name: "Key of Ada", lastUsedAt: "2026-09-01T12:00:00.000Z", onSeveralDevices: false, backedUp: false }]);
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.passkey-added", "access.session-opened"]));
});

describe("a passkey's answer is refused", () => {
  test.each<readonly [string, Partial<Wishes>]>([
    ["from another site's page", { origin: "https://localhost.evil.example" }],
    ["for another relying party", { rpId: "evil.example" }],
    ["without the person having been verified", { userVerified: false }],
  ])("when it is enrolled %s", async (_what, wishes) => {
    expect((await enrol(wishes)).reply).toMatchObject(REFUSED);
    expect((await world.call("GET", "/passkeys", as(token))).json).toEqual({ passkeys: [] });
  });

  test("when it is sent a second time, though it was right the first", async () => {
    const { authenticator } = await enrol();
    const question = (await world.call("POST", "/sign-in/passkey/options")).json;
    const body = { assertion: authenticator.answer(question), carrier: "token" };
    expect((await world.call("POST", "/sign-in/passkey", { body })).status).toBe(200);
    expect(await world.call("POST", "/sign-in/passkey", { body })).toMatchObject(REFUSED);
  });

  test("when the challenge is older than five minutes, or was never ours", async () => {
    const { authenticator } = await enrol();
    const question = (await world.call("POST", "/sign-in/passkey/options")).json;
    const invented = { ...question, challenge: Buffer.alloc(32, 7).toString("base64url") };
    expect(await world.call("POST", "/sign-in/passkey", { body: { assertion: authenticator.answer(invented) } })).toMatchObject(REFUSED);
    world.pass(5 * 60_000);
    expect(await world.call("POST", "/sign-in/passkey", { body: { assertion: authenticator.answer(question) } })).toMatchObject(REFUSED);
  });

  test("when the challenge was made for enrolling, for another session, or for another person's proof", async () => {
    const { authenticator } = await enrol();
    const other = await world.token(ada);
    const offer = (await world.call("POST", "/session/step-up/options", as(other))).json.passkey;
    expect(await world.call("POST", "/session/step-up", { ...as(token), body: { method: "passkey", assertion: authenticator.answer(offer) } })).toMatchObject(REFUSED);
    expect(await world.call("POST", "/sign-in/passkey", { body: { assertion: authenticator.answer(offer) } })).toMatchObject(REFUSED);
  });

  test("when its counter does not grow, as a copied authenticator's", async () => {
    const { authenticator } = await enrol({ counts: false });
    expect(await signIn(authenticator)).toMatchObject(REFUSED);
  });

  test("when its passkey was removed, or is somebody else's", async () => {
    const { authenticator } = await enrol();
    const stranger = softwareAuthenticator({ origin: ORIGIN });
    expect(await signIn(stranger)).toMatchObject(REFUSED);
    const { json } = await signIn(authenticator);
    const [{ id }] = (await world.call("GET", "/passkeys", as(json.token))).json.passkeys;
    expect((await world.call("DELETE", `/passkeys/${id}`, as(json.token))).status).toBe(204);
    expect(await signIn(authenticator)).toMatchObject(REFUSED);
    expect((await world.ledgerKinds()).at(-1)).toBe("access.passkey-removed");
  });

  test("when another answer of the same passkey came in between", async () => {
    const { authenticator } = await enrol();
    const replies = await Promise.all(Array.from({ length: 4 }, () => signIn(authenticator)));
    const opened = (await world.ledgerKinds()).filter((kind) => kind === "access.session-opened").length;
    expect(replies.filter(({ status }) => status === 200).length).toBe(opened);
    expect(opened).toBeGreaterThan(0);
  });
});

describe("beside a first passkey", () => {
  test("a second one takes a fresh proof, so that a stolen session does not outlive itself", async () => {
    const { authenticator } = await enrol();
    const wish = { status: 403, json: { error: { code: "step-up-needed" } } };
    expect(await world.call("POST", "/passkeys/options", as(token))).toMatchObject(wish);
    const offer = (await world.call("POST", "/session/step-up/options", as(token))).json;
    expect(offer.methods).toEqual(["passkey", "exercise"]);
    const proved = await world.call("POST", "/session/step-up", { ...as(token), body: { method: "passkey", assertion: authenticator.answer(offer.passkey) } });
    expect(proved.status).toBe(200);
    expect((await world.call("GET", "/session", as(token))).status, "the token shown before has ended").toBe(401);
    expect((await enrol({}, proved.json.token)).reply.status).toBe(204);
    world.pass(10 * 60_000);
    expect(await world.call("POST", "/passkeys/options", as(proved.json.token))).toMatchObject(wish);
  });

  test("another person's passkeys look absent, and none is removed without a fresh proof", async () => {
    await enrol();
    const [{ id }] = (await world.call("GET", "/passkeys", as(token))).json.passkeys;
    expect(await world.call("DELETE", `/passkeys/${id}`, as(token))).toMatchObject({ status: 403, json: { error: { code: "step-up-needed" } } });
    const rob = await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
    expect((await world.call("DELETE", `/passkeys/${id}`, { as: { ...rob, steppedUp: true } })).status).toBe(404);
    expect((await world.call("GET", "/passkeys", { as: rob })).json).toEqual({ passkeys: [] });
  });

  test("mailed links fall away, unless the organisation keeps them", async () => {
    const { sealed, mailed } = await mailedLinks();
    expect(mailed).toMatch(/#[A-Za-z0-9_-]{20,}/);
    await enrol();
    expect((await world.call("POST", "/sign-in/redeem", { body: { token: sealed } })).status, "also one that is on its way").toBe(410);
    const after = await mailedLinks();
    expect(after.sealed).toBe("");
    expect(after.mailed).toContain("use that");
    const manager = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Mona", roles: ["organisation-manager"] });
    const settings = { mailedLinks: true, idleMinutes: null, sessionHours: null, bindNetwork: false };
    expect((await world.call("PUT", `/organisations/${ada.organisationId}/sign-in-settings`, { as: { ...manager, steppedUp: true }, body: settings })).json.state).toBe("done");
    expect((await world.call("POST", "/sign-in/redeem", { body: { token: (await mailedLinks()).sealed, carrier: "token" } })).json.method).toBe("link");
  });
});

/** The newest mail to Ada after she asked for a link, and the secret in it if there is one. */
async function mailedLinks() {
  const email = (await findPersonCard(world.services.db, ada.personId))?.email ?? "";
  await world.call("POST", "/sign-in/links", { body: { email } });
  world.pass(1000);
  await world.drain();
  const mailed = await sentTo(world, email);
  return { mailed, sealed: /#([A-Za-z0-9_-]{20,})/.exec(mailed)?.[1] ?? "" };
}

test("a passkey is bound to the name that people use, which at a loopback address is localhost", () => {
  expect(relyingPartyOf("https://breakwater.example:8443/")).toEqual({ id: "breakwater.example", origins: ["https://breakwater.example:8443"] });
  expect(relyingPartyOf("http://127.0.0.1:8420")).toEqual({ id: "localhost", origins: ["http://localhost:8420"] });
  expect(relyingPartyOf("http://[::1]:8420")).toEqual({ id: "localhost", origins: ["http://localhost:8420"] });
});
