import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { startIdentityProvider, type IdentityProvider, type ProviderPerson } from "#fakes/identity-provider";
import { openDatabase, sql, type Actor } from "#rooms/platform";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { sealRow } from "./row-seals.ts";
import { sentTo } from "../../tests/setup/mailbox.ts";

const RETURN = "http://127.0.0.1:8420/sign-in/provider/return";
const PEOPLE: readonly ProviderPerson[] = [
  { subject: "s-nia", email: "nia@lab.example", emailVerified: true },
  { subject: "s-eve", email: "eve@lab.example", emailVerified: true },
  { subject: "s-forged", email: "nia@lab.example", emailVerified: false },
  { subject: "s-\u0000nul", email: "nia@lab.example", emailVerified: true },
];
const REFUSED = { status: 403, json: { error: { code: "provider-answer-not-valid", field: "answer" } } };

let world: World;
let provider: IdentityProvider;
let manager: Actor;
let house: string;
let providerId: string;
beforeEach(async () => {
  world = await createWorld();
  // The provider's tokens speak of the real time.
  world.setTime(new Date());
  provider = await startIdentityProvider({ redirectUri: RETURN, people: PEOPLE, clientSecret: "secret-of-the-lab-0123456789-abcdef" });
  manager = { ...(await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Mona", roles: ["organisation-manager"] })), steppedUp: true };
  house = `/organisations/${manager.organisationId}`;
  const registered = await world.call("PUT", `${house}/provider`, { as: manager, body: access() });
  providerId = registered.json.id;
});
afterEach(() => provider.close());

const access = () => ({ issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret });
const invite = (email: string) => world.call("POST", `${house}/invitations`, { as: manager, body: { name: "Nia", email, roles: ["developer-security-lead"] } });
const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

async function begin(purpose = "sign-in", token?: string) {
  return (await world.call("POST", "/sign-in/provider", { ...(token ? as(token) : {}), body: { providerId, purpose } })).json as { url: string; attempt: string };
}
async function signIn(subject: string) {
  const { url, attempt } = await begin();
  return world.call("POST", "/sign-in/provider/answer", { body: { attempt, answer: await provider.walk(url, subject), carrier: "token" } });
}

test("somebody who was invited comes in through their organisation's own sign-in, and is known by its subject from then on", async () => {
  await invite("nia@lab.example");
  await world.drain();
  expect(await sentTo(world, "nia@lab.example")).toContain(`/sign-in/provider?with=${providerId}`);
  const first = await signIn("s-nia");
  expect(first).toMatchObject({ status: 200, json: { method: "provider", person: { name: "Nia", roles: ["developer-security-lead"], organisationId: manager.organisationId }, steppedUpUntil: null } });
  const again = await signIn("s-nia");
  expect(again.json.person.id).toBe(first.json.person.id);
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.provider-registered", "access.invited", "access.invitation-accepted", "access.provider-connected", "access.session-opened"]));
});

test("who was not invited, whose address the provider did not verify, and who has an account already, comes in by no address", async () => {
  expect(await signIn("s-eve"), "not invited").toMatchObject(REFUSED);
  await invite("nia@lab.example");
  expect(await signIn("s-forged"), "not verified").toMatchObject(REFUSED);
  expect(await signIn("s-\u0000nul"), "no subject that a provider may give").toMatchObject(REFUSED);
  expect((await signIn("s-nia")).status).toBe(200);
  expect(await signIn("s-forged"), "an account that exists").toMatchObject(REFUSED);
});

test("a provider vouches for nobody of another organisation", async () => {
  const rival = { ...(await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rita", roles: ["organisation-manager"] })), steppedUp: true };
  await world.call("POST", `/organisations/${rival.organisationId}/invitations`, { as: rival, body: { name: "Nia", email: "nia@lab.example", roles: ["developer-release-lead"] } });
  expect(await signIn("s-nia")).toMatchObject(REFUSED);
});

test("an answer counts once, in the browser that began, with its own state and for ten minutes", async () => {
  await invite("nia@lab.example");
  const { url, attempt } = await begin();
  const answer = await provider.walk(url, "s-nia");
  const bring = (body: object) => world.call("POST", "/sign-in/provider/answer", { body: { carrier: "token", ...body } });
  expect(await bring({ attempt: "x".repeat(43), answer }), "another browser").toMatchObject(REFUSED);
  expect(await bring({ attempt: (await begin()).attempt, answer }), "another attempt's state").toMatchObject(REFUSED);
  expect((await bring({ attempt, answer })).status).toBe(200);
  expect(await bring({ attempt, answer }), "again").toMatchObject(REFUSED);
  const late = await begin();
  const lateAnswer = await provider.walk(late.url, "s-nia");
  world.pass(10 * 60_000);
  expect(await bring({ attempt: late.attempt, answer: lateAnswer }), "too late").toMatchObject(REFUSED);
});

test("an answer with another issuer, another code or none is refused", async () => {
  await invite("nia@lab.example");
  for (const [field, value] of [["iss", "https://evil.example"], ["code", "invented"], ["state", "invented"], ["error", "access_denied"]] as const) {
    const { url, attempt } = await begin();
    const answer = new URLSearchParams(await provider.walk(url, "s-nia"));
    if (field === "error") answer.delete("code");
    answer.set(field, value);
    expect(await world.call("POST", "/sign-in/provider/answer", { body: { attempt, answer: answer.toString() } }), field).toMatchObject(REFUSED);
  }
});

test("signing in anew at the provider is a fresh proof, of the same person and in the same session only", async () => {
  await invite("nia@lab.example");
  const { token } = (await signIn("s-nia")).json;
  expect((await world.call("POST", "/session/step-up/options", as(token))).json.methods).toContain("provider");
  const stepUp = async (subject: string, bringer: string) => {
    const { url, attempt } = await begin("step-up", token);
    expect(new URL(url).searchParams.get("max_age")).toBe("0");
    return world.call("POST", "/sign-in/provider/answer", { ...as(bringer), body: { attempt, answer: await provider.walk(url, subject) } });
  };
  expect(await stepUp("s-eve", token)).toMatchObject(REFUSED);
  expect(await stepUp("s-nia", await world.token(manager))).toMatchObject(REFUSED);
  expect(await stepUp("s-nia", token)).toMatchObject({ status: 200, json: { steppedUpUntil: expect.any(String), token: expect.any(String) } });
  expect((await world.call("GET", "/session", as(token))).status, "the former token has ended").toBe(401);
});

test("somebody with an account connects the provider themself, under the address that is theirs, and not with a stolen session", async () => {
  const eve = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Eve", roles: ["developer-security-lead"] });
  const connect = async (subject: string) => {
    const token = await world.token(eve);
    const { url, attempt } = await begin("connect", token);
    return world.call("POST", "/sign-in/provider/answer", { ...as(token), body: { attempt, answer: await provider.walk(url, subject) } });
  };
  expect(await connect("s-eve"), "another address").toMatchObject(REFUSED);
  await world.services.db.execute(sql`UPDATE access.person SET email = 'eve@lab.example' WHERE id = ${eve.personId}`);
  await sealRow(world.services, world.services.db, "person", eve.personId);
  const known = async () => (await world.call("GET", "/account/provider", { as: eve })).json;
  expect(await known()).toEqual({ provider: { id: providerId, issuer: provider.issuer }, connected: false });
  expect((await connect("s-eve")).status).toBe(200);
  expect((await known()).connected).toBe(true);
  expect((await signIn("s-eve")).json.person.id).toBe(eve.personId);
  expect(await world.call("POST", "/sign-in/provider", { as: eve, body: { providerId, purpose: "connect" } })).toMatchObject({ status: 403, json: { error: { code: "step-up-needed" } } });
});

test("what is no provider, or calls itself otherwise, is not registered", async () => {
  for (const issuer of [`${provider.issuer}/elsewhere`, "http://127.0.0.1:9", "https://10.0.0.1", provider.issuer.replace("127.0.0.1", "localhost")]) {
    expect(await world.call("PUT", `${house}/provider`, { as: manager, body: { ...access(), issuer } }), issuer).toMatchObject({ status: 422, json: { error: { code: "provider-not-valid", field: "issuer" } } });
  }
});

test("a new secret keeps whom the provider knows; another client knows nobody; taken away, it lets nobody in", async () => {
  await invite("nia@lab.example");
  await signIn("s-nia");
  expect((await world.call("PUT", `${house}/provider`, { as: manager, body: access() })).json.id).toBe(providerId);
  expect((await signIn("s-nia")).status).toBe(200);
  const { sealed_secret: sealed } = (await world.services.db.find<{ sealed_secret: string }>(sql`SELECT sealed_secret FROM access.identity_provider`)) ?? { sealed_secret: "" };
  expect(sealed).not.toContain(provider.clientSecret);
  expect((await world.call("DELETE", `${house}/provider`, { as: manager })).json.state).toBe("done");
  expect((await world.call("POST", "/sign-in/provider", { body: { providerId, purpose: "sign-in" } })).status).toBe(404);
});

test("a provider that a manager replaces or takes away waits for a second person", async () => {
  const second = { ...(await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Max", roles: ["organisation-manager"] })), steppedUp: true };
  const standing = async () => (await world.call("GET", `${house}/house`, { as: manager })).json.provider?.clientId ?? null;
  const confirm = (id: string, by: Actor = second) => world.call("POST", `/proposals/${id}/confirmation`, { as: by });
  const replaced = await world.call("PUT", `${house}/provider`, { as: manager, body: { ...access(), clientId: "another" } });
  expect([replaced.json.state, await standing()]).toEqual(["waiting", provider.clientId]);
  expect((await confirm(replaced.json.id, manager)).status).toBe(403);
  expect([(await confirm(replaced.json.id)).json.state, await standing()]).toEqual(["done", "another"]);
  const removed = await world.call("DELETE", `${house}/provider`, { as: manager });
  expect([removed.json.state, await standing()]).toEqual(["waiting", "another"]);
  expect([(await confirm(removed.json.id)).json.state, await standing()]).toEqual(["done", null]);
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.proposed", "access.proposal-confirmed", "access.provider-removed"]));
});

test("a provider that an administrator registers waits for a second person", async () => {
  const administrator = { ...(await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] })), steppedUp: true };
  const waiting = await world.call("PUT", `${house}/provider`, { as: administrator, body: { ...access(), clientId: "another" } });
  expect(waiting).toMatchObject({ status: 200, json: { state: "waiting" } });
  expect((await world.call("GET", `${house}/house`, { as: manager })).json.provider.clientId).toBe(provider.clientId);
  expect((await world.call("DELETE", `${house}/provider`, { as: administrator })).status).toBe(403);
  expect(await world.call("POST", `/proposals/${waiting.json.id}/confirmation`, { as: administrator })).toMatchObject({ status: 403, json: { error: { code: "not-permitted" } } });
  expect(await world.call("POST", `/proposals/${waiting.json.id}/confirmation`, { as: manager })).toMatchObject({ status: 200, json: { state: "done" } });
  expect((await world.call("GET", `${house}/house`, { as: manager })).json.provider.clientId).toBe("another");
});

test.each([
  ["another issuer", sql`UPDATE access.identity_provider SET issuer = issuer || '/'`, 404],
  ["another organisation's provider", sql`UPDATE access.identity_provider SET organisation_id = (SELECT id FROM access.organisation WHERE name = 'Other Lab')`, 404],
  ["another person", sql`UPDATE access.provider_subject SET person_id = (SELECT id FROM access.person WHERE name = 'Olaf')`, 403],
] as const)("a provider that the database was made to say of %s lets nobody in", async (_what, change, status) => {
  await world.person({ organisation: "Other Lab", kind: "developer", name: "Olga", roles: ["finder"] });
  await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Olaf", roles: ["finder"] });
  await invite("nia@lab.example");
  expect((await signIn("s-nia")).status).toBe(200);
  const owner = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  await owner.execute(change);
  const begun = await world.call("POST", "/sign-in/provider", { body: { providerId, purpose: "sign-in" } });
  expect(begun.status === 200 ? (await signIn("s-nia")).status : begun.status).toBe(status);
});
