import { beforeEach, describe, expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { bringFinding, clearinghousePeople, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";

const LEDGER = { method: "GET", path: "/ledger/export", subject: null };
let world: World;
let ines: Actor;
beforeEach(async () => {
  world = await createWorld();
  ines = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
});

/** One session of a person, as a program keeps it. */
async function program(actor: Actor) {
  const authorization = `Bearer ${await world.token(actor)}`;
  return (method: string, path: string, { body, proof }: { readonly body?: unknown; readonly proof?: string } = {}) =>
    world.call(method, path, { ...(body === undefined ? {} : { body }), headers: { authorization, "user-agent": "node", ...(proof ? { "x-breakwater-proof": proof } : {}) } });
}
type Program = Awaited<ReturnType<typeof program>>;

const askOf = async (call: Program, body: object = LEDGER) => (await call("POST", "/proof-requests", { body })).json as { request: { id: string }; code: string; address: string };
const confirm = (actor: Actor, id: string, code: string) => world.call("POST", `/proof-requests/${id}/confirmation`, { as: { ...actor, steppedUp: true }, body: { code } });
const exported = async (call: Program, proof: string) => {
  const { json } = await call("GET", "/ledger/export", { proof });
  return json.error?.code ?? json.schema;
};

test("a program asks, its person confirms in the browser with the code it shows, and its request is let through once", async () => {
  const call = await program(ines);
  expect((await call("GET", "/ledger/export")).json.error.code).toBe("step-up-needed");
  const { request, code, address } = await askOf(call);
  expect([code, address]).toEqual([expect.stringMatching(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/), expect.stringMatching(/\/account$/)]);
  expect(request).toEqual({ id: request.id, state: "waiting", ...LEDGER, agent: "A program on an unknown system", askedAt: "2026-09-01T12:00:00.000Z", expiresAt: "2026-09-01T12:05:00.000Z" });
  expect((await world.call("GET", "/proof-requests", { as: ines })).json).toEqual({ requests: [request] });
  expect((await world.call("GET", "/inbox", { as: ines })).json.entries).toMatchObject([{ kind: "access.proof-asked", link: "/account" }]);

  expect((await confirm(ines, request.id, code.toLowerCase())).json.state).toBe("confirmed");
  expect((await call("GET", `/proof-requests/${request.id}`)).json.state).toBe("confirmed");
  expect((await world.call("GET", "/proof-requests", { as: ines })).json).toEqual({ requests: [] });
  expect([await exported(call, request.id), await exported(call, request.id)]).toEqual(["breakwater-ledger/1", "step-up-needed"]);
  expect((await call("GET", `/proof-requests/${request.id}`)).json.state).toBe("used");
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["access.proof-asked", "access.proof-confirmed", "access.proof-used"]));
});

describe("a confirmed proof opens nothing", () => {
  let call: Program;
  let id: string;
  let code: string;
  beforeEach(async () => {
    call = await program(ines);
    ({ request: { id }, code } = await askOf(call));
    await requireOk(confirm(ines, id, code));
  });

  test("for another session of the same person, nor for another person", async () => {
    const other = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Olga", roles: ["oversight"] });
    expect([await exported(await program(ines), id), await exported(await program(other), id)]).toEqual(["step-up-needed", "step-up-needed"]);
    expect(await exported(call, id), "and trying did not use it up").toBe("breakwater-ledger/1");
  });

  test("for another path, another method, or what asks for the person themself", async () => {
    const administrator = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
    const theirs = await program(administrator);
    const asked = await askOf(theirs, { method: "POST", path: "/proof-requests", subject: null });
    await confirm(administrator, asked.request.id, asked.code);
    expect((await theirs("POST", "/keys/rotation", { proof: asked.request.id })).json.error.code).toBe("step-up-needed");
    const passkey = { method: "DELETE", path: "/passkeys/pky_00000000000000000000", subject: null };
    const own = await askOf(call, passkey);
    await confirm(ines, own.request.id, own.code);
    expect((await call(passkey.method, passkey.path, { proof: own.request.id })).json.error.code).toBe("step-up-needed");
  });

  test("after five minutes, or once it was refused", async () => {
    const late = await askOf(call);
    await confirm(ines, late.request.id, late.code);
    expect((await world.call("DELETE", `/proof-requests/${late.request.id}`, { as: ines })).status).toBe(204);
    expect(await exported(call, late.request.id)).toBe("step-up-needed");
    world.pass(5 * 60_000);
    expect(await exported(call, id)).toBe("step-up-needed");
    expect((await call("GET", `/proof-requests/${id}`)).json.state).toBe("lapsed");
  });

  test("when its row was written past the house", async () => {
    const { db } = world.services;
    const [forged, turned] = [await askOf(call), await askOf(call, { method: "GET", path: "/reads", subject: null })];
    await confirm(ines, turned.request.id, turned.code);
    await db.execute(sql`UPDATE access.proof_request SET confirmation = (SELECT confirmation FROM access.proof_request WHERE id = ${id}) WHERE id = ${forged.request.id}`);
    await db.execute(sql`UPDATE access.proof_request SET path = '/ledger/export' WHERE id = ${turned.request.id}`);
    for (const one of [forged, turned]) expect(await exported(call, one.request.id)).toBe("step-up-needed");
  });
});

test.each(["/ledger/../keys/rotation", "/./ledger/export", "/ledger/export?x=1", "//ledger/export", "/ledger/export/", "/%2e%2e/keys"])("a question is about a path as it will be asked, and not about %s", async (path) => {
  expect(await (await program(ines))("POST", "/proof-requests", { body: { ...LEDGER, path } })).toMatchObject({ status: 400, json: { error: { field: "path" } } });
});

describe("it is confirmed", () => {
  test("by its own person alone: to anybody else it is not there", async () => {
    const { request, code } = await askOf(await program(ines));
    const olga = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Olga", roles: ["oversight"] });
    const absent = await confirm(olga, "prf_00000000000000000000", code);
    for (const reply of [await confirm(olga, request.id, code), await world.call("GET", `/proof-requests/${request.id}`, { as: olga }), await world.call("DELETE", `/proof-requests/${request.id}`, { as: olga })]) {
      expect([reply.status, reply.text]).toEqual([absent.status, absent.text]);
    }
    expect(await world.services.as(olga).db.query(sql`SELECT 1 FROM access.proof_request`)).toEqual([]);
  });

  test("with the code of this very request, and none after its end", async () => {
    const call = await program(ines);
    const [first, second] = [await askOf(call), await askOf(call)];
    expect(await confirm(ines, first.request.id, second.code)).toMatchObject({ status: 403, json: { error: { code: "code-not-valid", field: "code" } } });
    world.pass(5 * 60_000);
    expect((await confirm(ines, first.request.id, first.code)).status).toBe(404);
  });

  test("only with a proof that is newer than the question: the stolen token of a program proves nothing", async () => {
    const proven = await program({ ...ines, steppedUp: true });
    world.pass(60_000);
    const thief = await program(ines);
    const { request, code } = await askOf(thief);
    for (const call of [proven, thief]) expect((await call("POST", `/proof-requests/${request.id}/confirmation`, { body: { code } })).json.error.code).toBe("step-up-needed");
  });
});

test("a proof is for one record: what was confirmed for another case, or for none, does not publish this one", { timeout: 120_000 }, async () => {
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: "maintainer@tide.example", openAtOnce: 1 } }));
  const finding = await bringFinding(world, people);
  await world.drain();
  const { steppedUp: _fresh, ...analyst } = people.analyst;
  const { caseId } = (await world.call("GET", `/findings/${finding}`, { as: analyst })).json;
  const call = await program(analyst);
  const body = { caseId, releasableTitle: "T", releasableSummary: "S", references: [] };
  const publish = async (subject: string | null) => {
    const { request, code } = await askOf(call, { method: "POST", path: "/advisories", subject });
    expect((await confirm(analyst, request.id, code)).status).toBe(200);
    return (await call("POST", "/advisories", { body, proof: request.id })).json.error.code as string;
  };
  expect([await publish("case_00000000000000000001"), await publish(null), await publish(caseId)]).toEqual(["step-up-needed", "step-up-needed", "no-verified-patch"]);
});
