import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Actor } from "#rooms/platform";
import { openDatabase, sql } from "#rooms/platform";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { sealRow } from "./row-seals.ts";
import { forgetSpentProofs } from "./forget-spent-proofs.ts";

const HOME = "http://127.0.0.1:8420";
const TOKEN_PATH = "/api/oauth/token";

let world: World;
let finder: Actor;
let key: Awaited<ReturnType<typeof makeKey>>;
beforeEach(async () => {
  world = await createWorld();
  finder = { ...(await world.person({ organisation: "Watch", kind: "partner", name: "Fay", roles: ["finder"] })), steppedUp: true };
  key = await makeKey();
});

async function makeKey(): Promise<{ readonly privateKey: CryptoKey; readonly jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  return { privateKey, jwk: await exportJWK(publicKey) };
}

const nowSeconds = () => Math.floor(world.services.clock().getTime() / 1000);

/** A proof of possession as RFC 9449 asks, but for what a test changes. */
function prove(method: string, path: string, { token, head = {}, by = key, ...claims }: { token?: string; head?: object; by?: typeof key } & Record<string, unknown> = {}): Promise<string> {
  const ath = token === undefined ? {} : { ath: createHash("sha256").update(token).digest("base64url") };
  return new SignJWT({ htm: method, htu: `${HOME}${path}`, jti: randomUUID(), iat: nowSeconds(), ...ath, ...claims }).setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk: by.jwk, ...head }).sign(by.privateKey);
}

const wish = (more: object = {}) => ({ name: "Nightly", scopes: ["findings:submit", "findings:read"], expiresAt: "2026-10-01T00:00:00Z", ...more });
const make = (more: object = {}, as = finder) => world.call("POST", "/clients", { as, body: wish(more) });
const askToken = async (form: Record<string, string>, dpop?: string) =>
  world.call("POST", "/oauth/token", { raw: Buffer.from(new URLSearchParams({ grant_type: "client_credentials", ...form }).toString()), headers: { "content-type": "application/x-www-form-urlencoded", dpop: dpop ?? (await prove("POST", TOKEN_PATH)) } });

/** A client with a token bound to `key`. */
async function open(more: object = {}) {
  const { client, secret } = (await make(more)).json;
  const { access_token: token } = (await askToken({ client_id: client.id, client_secret: secret })).json;
  return { client, secret, token: token as string };
}
const ask = async (token: string, method = "GET", path = "/findings", dpop?: string) =>
  world.call(method, path, { headers: { authorization: `DPoP ${token}`, dpop: dpop ?? (await prove(method, `/api${path}`, { token })) } });

test("a client acts under its own name within its scopes, and its last use shows", async () => {
  const { client, secret, token } = await open();
  expect(client).toMatchObject({ name: "Nightly", scopes: ["findings:submit", "findings:read"], proof: "secret", madeByName: "Fay", mine: true, lastUsedAt: null });
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect((await ask(token)).json).toEqual({ findings: [], next: null });
  const listed = (await world.call("GET", "/clients", { as: finder })).json;
  expect(listed.clients).toMatchObject([{ id: client.id, lastUsedAt: "2026-09-01T12:00:00.000Z" }]);
  expect(JSON.stringify(listed)).not.toContain(secret);
  expect(await world.ledgerKinds()).toContain("access.client-made");
});

describe("a client does nothing", () => {
  test("outside of its scopes, nor with the account of whoever made it", async () => {
    const { client, token } = await open({ scopes: ["findings:read"] });
    expect(await ask(token, "POST", "/claims")).toMatchObject({ status: 403, json: { error: { code: "not-permitted" } } });
    for (const [method, path] of [["GET", "/session"], ["POST", "/passkeys/options"], ["POST", "/session/step-up/options"], ["DELETE", `/clients/${client.id}`], ["POST", "/account/leaving"], ["GET", "/inbox"], ["POST", "/proof-requests"], ["GET", "/proof-requests"]] as const) {
      expect([method, path, (await ask(token, method, path)).status]).toEqual([method, path, 403]);
    }
  });

  test("that asks for a fresh proof of a person", async () => {
    const { scopes } = (await world.call("GET", "/clients", { as: finder })).json;
    expect(scopes).toContain("findings:submit");
    expect(scopes.filter((scope: string) => scope.startsWith("access:"))).toEqual([]);
  });

  test("after its end, after it was ended, after a new secret, and after its maker has left or lost the role", async () => {
    const ended = await open();
    expect((await world.call("DELETE", `/clients/${ended.client.id}`, { as: finder })).status).toBe(204);
    expect((await ask(ended.token)).status).toBe(401);
    expect((await askToken({ client_id: ended.client.id, client_secret: ended.secret })).status).toBe(401);

    const rotated = await open();
    const { secret } = (await world.call("POST", `/clients/${rotated.client.id}/secret`, { as: finder })).json;
    expect((await ask(rotated.token)).status).toBe(401);
    expect((await askToken({ client_id: rotated.client.id, client_secret: rotated.secret })).json.error.code).toBe("client-not-valid");
    expect((await askToken({ client_id: rotated.client.id, client_secret: secret })).status).toBe(200);

    const demoted = await open();
    const giveRoles = async (roles: string) => {
      await world.services.db.execute(sql`UPDATE access.person SET roles = ${roles}::text[] WHERE id = ${finder.personId}`);
      await sealRow(world.services, world.services.db, "person", finder.personId);
    };
    await giveRoles("{maintainer}");
    expect((await ask(demoted.token)).status).toBe(403);
    await giveRoles("{finder}");
    const left = await open();
    expect((await world.call("POST", "/account/leaving", { as: finder })).status).toBe(204);
    expect((await ask(left.token)).status).toBe(401);
  });

  test("with a token older than ten minutes, or past the client's own end", async () => {
    const { token } = await open();
    world.pass(599_000);
    expect((await ask(token)).status).toBe(200);
    world.pass(1000);
    expect((await ask(token)).status).toBe(401);
    const short = (await make({ expiresAt: "2026-09-01T12:15:00Z" })).json;
    expect((await askToken({ client_id: short.client.id, client_secret: short.secret })).json.expires_in).toBe(300);
    world.pass(300_000);
    expect((await askToken({ client_id: short.client.id, client_secret: short.secret })).status).toBe(401);
  });
});

describe("a token without its proof is worth nothing", () => {
  test.each<readonly [string, (token: string) => Promise<string>]>([
    ["none", async () => ""],
    ["no token at all", async () => "a.b.c"],
    ["another method's", (token) => prove("POST", "/api/findings", { token })],
    ["another path's", (token) => prove("GET", "/api/inbox", { token })],
    ["another host's", (token) => prove("GET", "/api/findings", { token, htu: "https://evil.example/api/findings" })],
    ["one of long ago", (token) => prove("GET", "/api/findings", { token, iat: nowSeconds() - 61 })],
    ["one of later", (token) => prove("GET", "/api/findings", { token, iat: nowSeconds() + 6 })],
    ["one that speaks of another token", (_token) => prove("GET", "/api/findings", { token: "x".repeat(43) })],
    ["one that speaks of no token", () => prove("GET", "/api/findings")],
    ["another key's", async (token) => prove("GET", "/api/findings", { token, by: await makeKey() })],
    ["a key's that is not in its head", async (token) => prove("GET", "/api/findings", { token, head: { jwk: (await makeKey()).jwk } })],
    ["another kind of statement", (token) => prove("GET", "/api/findings", { token, head: { typ: "JWT" } })],
    ["a statement without a number of its own", (token) => prove("GET", "/api/findings", { token, jti: undefined })],
    ["one with a private key in it", async (token) => prove("GET", "/api/findings", { token, head: { jwk: { ...key.jwk, d: (await exportJWK(key.privateKey)).d } } })],
  ])("but %s", async (_what, forge) => {
    const { token } = await open();
    expect(await ask(token, "GET", "/findings", await forge(token))).toMatchObject({ status: 401, json: { error: { code: "proof-not-valid", field: "DPoP" } } });
  });

  test("and a proof serves once, of many at once one", async () => {
    const { token } = await open();
    const dpop = await prove("GET", "/api/findings", { token });
    const replies = await Promise.all(Array.from({ length: 6 }, () => ask(token, "GET", "/findings", dpop)));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401, 401, 401]);
  });

  test("nor as a bearer token, nor in a cookie", async () => {
    const { token } = await open();
    expect((await world.call("GET", "/findings", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    expect((await world.call("GET", "/findings", { headers: { cookie: `breakwater_session=${token}` } })).status).toBe(401);
  });
});

describe("a token is given", () => {
  test("to a client that signs with its own key, once for each assertion", async () => {
    const signing = await makeKey();
    const { client, secret } = (await make({ publicKey: { kty: "EC", crv: "P-256", x: signing.jwk.x, y: signing.jwk.y } })).json;
    expect({ secret, proof: client.proof }).toEqual({ secret: null, proof: "key" });
    const assert = (claims: object = {}, by = signing) => new SignJWT({ iss: client.id, sub: client.id, aud: `${HOME}${TOKEN_PATH}`, jti: randomUUID(), exp: nowSeconds() + 60, ...claims }).setProtectedHeader({ alg: "ES256" }).sign(by.privateKey);
    const bring = (assertion: string) => askToken({ client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", client_assertion: assertion });
    const good = await assert();
    expect(await bring(good)).toMatchObject({ status: 200, json: { token_type: "DPoP", expires_in: 600, scope: "findings:submit findings:read" } });
    const wrong = [good, await assert({ aud: "https://evil.example" }), await assert({ exp: nowSeconds() - 10 }), await assert({ exp: nowSeconds() + 3600 }), await assert({ jti: undefined }), await assert({ sub: "cli_00000000000000000000" }), await assert({}, await makeKey()), await assert({ iss: "cli\0" }), "a.b.c"];
    for (const [at, assertion] of wrong.entries()) expect([at, (await bring(assertion)).status]).toEqual([at, 401]);
  });

  test("by the secret in the form or in the head, and not for a wrong one, an unknown client or without a proof", async () => {
    const { client, secret } = (await make()).json;
    const basic = await world.call("POST", "/oauth/token", { raw: Buffer.from("grant_type=client_credentials"), headers: { "content-type": "application/x-www-form-urlencoded", authorization: `Basic ${Buffer.from(`${client.id}:${secret}`).toString("base64")}`, dpop: await prove("POST", TOKEN_PATH) } });
    expect(basic.status).toBe(200);
    const wrong = await askToken({ client_id: client.id, client_secret: `${secret}x` });
    const unknown = await askToken({ client_id: "cli_00000000000000000000", client_secret: secret });
    expect([wrong.status, wrong.text]).toEqual([unknown.status, unknown.text]);
    expect(wrong.json.error.code).toBe("client-not-valid");
    expect((await askToken({ client_id: client.id, client_secret: secret }, "")).json.error.code).toBe("proof-not-valid");
    expect(await askToken({ client_id: client.id, client_secret: secret, grant_type: "password" })).toMatchObject({ status: 400, json: { error: { field: "grant_type" } } });
    expect((await world.call("POST", "/oauth/token", { raw: Buffer.from("grant_type=client_credentials&grant_type=client_credentials") })).json.error.field).toBe("form");
    expect(await askToken({ client_id: "cli\0", client_secret: secret })).toMatchObject({ status: 400, json: { error: { field: "client_id" } } });
  });

  test("for some of the client's scopes when it asks so, and for none that it lacks", async () => {
    const { client, secret } = (await make()).json;
    expect((await askToken({ client_id: client.id, client_secret: secret, scope: "findings:read" })).json.scope).toBe("findings:read");
    expect(await askToken({ client_id: client.id, client_secret: secret, scope: "findings:validate" })).toMatchObject({ status: 422, json: { error: { code: "scope-not-yours", field: "scope" } } });
  });
});

test.each([
  ["other scopes", sql`UPDATE access.client SET scopes = scopes || '{findings:validate}'::text[]`, 401],
  ["another maker", sql`UPDATE access.client SET made_by = (SELECT id FROM access.person WHERE name = 'Otto')`, 401],
  ["a key of somebody else's", sql`UPDATE access.client SET secret_hash = NULL, public_key = '{"kty":"OKP"}'`, 401],
  // A token alone is worth nothing then; a new one is as good as the client.
  ["another key to be bound to", sql`UPDATE access.client_token SET key_thumbprint = key_thumbprint || 'x'`, 200],
  ["wider scopes of its token", sql`UPDATE access.client_token SET scopes = '{findings:submit,findings:read,findings:read-body}'`, 200],
] as const)("a client that the database was made to say of %s does nothing", async (_what, change, renewed) => {
  await world.person({ organisation: "Other House", kind: "partner", name: "Otto", roles: ["finder"] });
  const { client, secret, token } = await open();
  const owner = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  await owner.execute(change);
  expect((await ask(token)).status).toBe(401);
  expect((await askToken({ client_id: client.id, client_secret: secret })).status).toBe(renewed);
});

test("a client is made by somebody who has just proved that it is they, with what is theirs, for at most a year", async () => {
  expect((await make({}, { ...finder, steppedUp: false })).json.error.code).toBe("step-up-needed");
  for (const scope of ["findings:validate", "access:administer", "labels:coordination"]) expect(await make({ scopes: [scope] }), scope).toMatchObject({ status: 422, json: { error: { code: "scope-not-yours", field: "scopes" } } });
  for (const expiresAt of ["2026-09-01T12:00:00Z", "2028-01-01T00:00:00Z"]) expect(await make({ expiresAt }), expiresAt).toMatchObject({ status: 422, json: { error: { code: "end-not-valid", field: "expiresAt" } } });
  expect((await world.call("GET", "/clients", { as: finder })).json.clients).toEqual([]);
});

test("a manager sees and ends the organisation's clients; others' look absent", async () => {
  const { client } = (await make()).json;
  const colleague = { ...(await world.person({ organisation: "Watch", kind: "partner", name: "Col", roles: ["finder"] })), steppedUp: true };
  const stranger = { ...(await world.person({ organisation: "Other", kind: "partner", name: "Str", roles: ["finder", "organisation-manager"] })), steppedUp: true };
  for (const as of [colleague, stranger]) {
    expect((await world.call("GET", "/clients", { as })).json.clients).toEqual([]);
    expect((await world.call("DELETE", `/clients/${client.id}`, { as })).status).toBe(404);
  }
  const manager = await world.person({ organisation: "Watch", kind: "partner", name: "Mo", roles: ["organisation-manager"] });
  expect((await world.call("GET", "/clients", { as: manager })).json.clients).toMatchObject([{ id: client.id, mine: false }]);
  expect((await world.call("DELETE", `/clients/${client.id}`, { as: manager })).status).toBe(204);
  expect((await world.call("GET", `/organisations/${manager.organisationId}/people`, { as: manager })).json.people.map(({ name }: { name: string }) => name), "a client is nobody's colleague").toEqual(["Col", "Fay", "Mo"]);
});

test("what proves nothing any more is forgotten, and what still would be refused by its replay is not", async () => {
  const { token } = await open();
  await ask(token);
  const count = async () => (await world.services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM access.proof_seen`))?.count;
  await forgetSpentProofs.run(world.services, {});
  expect(await count()).toBe(2);
  world.pass(65_000);
  await forgetSpentProofs.run(world.services, {});
  expect(await count()).toBe(0);
});
