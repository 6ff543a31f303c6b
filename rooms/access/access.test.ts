import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { sql } from "#rooms/platform";
import { insertOrganisation, insertPerson } from "./access.store.ts";
import { firstAdministratorLink } from "./index.ts";
import { secretSentTo } from "../../tests/setup/mailbox.ts";

test("the first administrator signs in by a link that works once", async () => {
  const world = await createWorld();
  const token = await firstAdministratorLink(world.services);
  const signedIn = await world.call("POST", "/sign-in/redeem", { body: { token, carrier: "token" } });
  expect(signedIn.json.person.roles).toEqual(["administrator"]);
  expect(await world.call("POST", "/sign-in/redeem", { body: { token, carrier: "token" } })).toMatchObject({ status: 410, json: { error: { code: "link-not-valid", field: "token" } } });
});

test("asking for a sign-in link gives the same answer for a known and an unknown address", async () => {
  const world = await createWorld();
  await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const known = await world.call("POST", "/sign-in/links", { body: { email: "administrator@breakwater.example" } });
  const unknown = await world.call("POST", "/sign-in/links", { body: { email: "nobody@breakwater.example" } });
  expect({ status: known.status, text: known.text }).toEqual({ status: unknown.status, text: unknown.text });
});

test("nobody's mailbox is flooded with sign-in links, and the answer stays the same", async () => {
  const world = await createWorld();
  await firstAdministratorLink(world.services);
  const ask = () => world.call("POST", "/sign-in/links", { body: { email: "administrator@breakwater.example" } });
  const answers = [await ask(), await ask(), await ask(), await ask(), await ask(), await ask(), await ask()];
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([204]));
  await world.drain();
  const mails = await world.services.db.query<{ id: string }>(sql`SELECT id FROM platform.mail`);
  // The first administrator's own link counts among the five of an hour.
  expect(mails.length).toBe(4);
  world.pass(3_600_001);
  await ask();
  await world.drain();
  expect((await world.services.db.query<{ id: string }>(sql`SELECT id FROM platform.mail`)).length).toBe(5);
});

test("one-click sign-in exists in an exercise installation only", async () => {
  const exercise = await createWorld({ exercise: true });
  const ada = await exercise.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  expect((await exercise.call("POST", "/exercise/sign-in", { body: { personId: ada.personId, carrier: "token" } })).json.person.name).toBe("Ada");
  const real = await createWorld({ exercise: false });
  const bob = await real.person({ organisation: "Real Lab", kind: "developer", name: "Bob", roles: ["developer-release-lead"] });
  expect((await real.call("POST", "/exercise/sign-in", { body: { personId: bob.personId, carrier: "token" } })).status).toBe(404);
  expect((await real.call("GET", "/exercise/people")).status).toBe(404);
});

test("people who came from an exercise open nothing in a real installation: neither by mail nor with a session of before", async () => {
  const real = await createWorld({ exercise: false });
  const [organisation, person] = ["org_exercise000000000000", "per_exercise000000000000"].map((id) => id.slice(0, 24)) as [string, string];
  await real.services.db.inTransaction(async (tx) => {
    await insertOrganisation(tx, { id: organisation, name: "Exercise Lab", kind: "developer", exercise: true, at: real.services.clock() });
    await insertPerson(tx, { id: person, organisationId: organisation, name: "Ada", email: "ada@exercise.example", roles: ["developer-release-lead"], at: real.services.clock() });
  });
  await real.call("POST", "/sign-in/links", { body: { email: "ada@exercise.example" } });
  await real.drain();
  const token = await secretSentTo(real, "ada@exercise.example");
  expect((await real.call("POST", "/sign-in/redeem", { body: { token, carrier: "token" } })).json.error.code).toBe("exercise-only");
  expect((await real.call("GET", "/session", { as: { personId: person, organisationId: organisation, roles: [], sessionId: "none" } })).status).toBe(401);
});

test("a request with a wrong, oversized or foreign part is refused with the field's name and stores nothing", async () => {
  const world = await createWorld();
  const administrator = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  const before = (await world.call("GET", "/organisations", { as: administrator })).json.organisations.length;
  const attempts = [
    await world.call("POST", "/organisations", { as: administrator, body: { name: "", kind: "developer" } }),
    await world.call("POST", "/organisations", { as: administrator, body: { name: "X\u0000Y", kind: "developer" } }),
    await world.call("POST", "/organisations", { as: administrator, body: { name: "X", kind: "emperor" } }),
    await world.call("POST", "/organisations", { as: administrator, body: { name: "X", kind: "developer", extra: 1 } }),
    await world.call("POST", "/organisations", { as: administrator, body: { name: "X".repeat(100_000), kind: "developer" } }),
    await world.call("POST", "/organisations", { as: administrator, raw: Buffer.from("{"), headers: { "content-type": "application/json" } }),
    await world.call("POST", "/organisations", { as: administrator, raw: Buffer.from("name=X"), headers: { "content-type": "text/plain" } }),
  ];
  expect(attempts.map((attempt) => [attempt.status, attempt.json.error.field])).toEqual([
    [400, "name"], [400, "name"], [400, "kind"], [400, "body"], [413, "body"], [400, "body"], [415, "content-type"],
  ]);
  expect((await world.call("GET", "/organisations", { as: administrator })).json.organisations.length).toBe(before);
});

test("a change that rides on a cookie without our header is refused", async () => {
  const world = await createWorld();
  const administrator = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  const token = await world.token(administrator);
  const forged = await world.call("POST", "/organisations", { body: { name: "Forged", kind: "developer" }, headers: { cookie: `breakwater_session=${token}` } });
  expect(forged).toMatchObject({ status: 400, json: { error: { field: "x-breakwater" } } });
});

test("people of another organisation look absent", async () => {
  const world = await createWorld();
  const ada = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const rob = await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  const forbidden = await world.call("GET", `/organisations/${ada.organisationId}/people`, { as: rob });
  const absent = await world.call("GET", "/organisations/org_00000000000000000000/people", { as: rob });
  expect({ status: forbidden.status, text: forbidden.text }).toEqual({ status: absent.status, text: absent.text });
  expect(forbidden.status).toBe(404);
});
