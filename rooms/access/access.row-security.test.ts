import { beforeEach, expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { grantAccess, issueLink, recordRead } from "./index.ts";

let world: World;
let ada: Actor;
let rob: Actor;
let eve: Actor;
let administrator: Actor;
beforeEach(async () => {
  world = await createWorld();
  const lab = (organisation: string, name: string) => world.person({ organisation, kind: "developer", name, roles: ["developer-release-lead"] });
  ada = await lab("Exercise Lab", "Ada");
  rob = await lab("Rival Lab", "Rob");
  eve = await world.person({ organisation: "Agency", kind: "government", name: "Eve", roles: ["agency-evaluator"] });
  administrator = await world.person({ organisation: "Operations", kind: "platform", name: "Adam", roles: ["administrator"] });
  const later = new Date(world.services.clock().getTime() + 3_600_000);
  await world.services.as(ada).db.inTransaction(async (tx) => {
    await grantAccess(world.services, tx, ada, { subject: "eng_one", personId: eve.personId, purpose: "safeguard-testing", conditions: {}, expiresAt: later });
    await issueLink(world.services, tx, { audience: "case", subject: "case_one", expiresAt: later, singleUse: false });
  });
  await world.services.as(eve).db.inTransaction((tx) => recordRead(world.services, tx, { actor: eve, ownerOrganisationId: ada.organisationId, subject: "eng_one", purpose: "safeguard-testing", what: "model" }));
});

test("a workflow that forgets every policy still shows each person their own people, grants and reads, and nobody a link", async () => {
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "access");
  expect(await shows(ada)).toEqual({ organisation: 1, person: 1, access_grant: 1, read_record: 1 });
  expect(await shows(rob)).toEqual({ organisation: 1, person: 1 });
  expect(await shows(eve)).toEqual({ organisation: 1, person: 1, access_grant: 1 });
  const organisations = (await world.services.db.query(sql`SELECT 1 FROM access.organisation`)).length;
  const people = (await world.services.db.query(sql`SELECT 1 FROM access.person`)).length;
  // Administrators keep people and organisations; who may use what, and who read what, is not theirs to see.
  expect(await shows(administrator)).toEqual({ organisation: organisations, person: people });
  expect(await shows({ ...administrator, roles: ["administrator", "enforcement"] })).toEqual({ organisation: 1, person: 1 });
  expect(await shows(NOBODY)).toEqual({});
});

test("the database takes from a person only what is theirs to write", async () => {
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const at = world.services.clock();
  const refused = "row-level security";
  const grant = (actor: Actor, by: string) => attempt(actor, sql`INSERT INTO access.access_grant (id, subject, person_id, purpose, conditions, granted_by, granted_at, expires_at)
    VALUES ('grt_forged', 'eng_one', ${actor.personId}, 'p', '{}', ${by}, ${at}, ${at})`);
  await expect(grant(eve, ada.personId)).rejects.toThrow(refused);
  await expect(attempt(eve, sql`INSERT INTO access.read_record (id, owner_organisation_id, subject, person_id, purpose, what, at) VALUES ('rd_forged', ${rob.organisationId}, 's', ${ada.personId}, 'p', 'w', ${at})`)).rejects.toThrow(refused);
  const person = (actor: Actor, organisationId: string, isClient: boolean) => attempt(actor, sql`INSERT INTO access.person (id, organisation_id, name, email, roles, is_client, created_at)
    VALUES ('per_forged', ${organisationId}, 'F', 'f@exercise.example', '{nsa-director}', ${isClient}, ${at})`);
  await expect(person(rob, rob.organisationId, false)).rejects.toThrow(refused);
  await expect(person(rob, ada.organisationId, true)).rejects.toThrow(refused);
  await expect(attempt(rob, sql`INSERT INTO access.organisation (id, name, kind, exercise, created_at) VALUES ('org_forged', 'F', 'platform', true, ${at})`)).rejects.toThrow(refused);
  for (const actor of [eve, rob, ada, administrator]) {
    expect(await attempt(actor, sql`UPDATE access.person SET roles = '{administrator}'`)).toBe(0);
    expect(await attempt(actor, sql`UPDATE access.access_grant SET expires_at = '2099-01-01'`)).toBe(0);
    expect(await attempt(actor, sql`UPDATE access.link SET revoked_at = NULL`)).toBe(0);
  }
});

test("a name is known by the id that a record carries, and no list of names can be had", async () => {
  const db = world.services.as(rob).db;
  expect(await db.query(sql`SELECT access.name_of(${eve.personId}) AS name, access.house_of(${eve.personId}) AS house, access.name_of_organisation(${ada.organisationId}) AS other`)).toEqual([{ name: "Eve", house: "Agency", other: "Exercise Lab" }]);
  expect(await db.query(sql`SELECT name FROM access.person`)).toEqual([{ name: "Rob" }]);
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables(world.services, "access")).open).toEqual([]);
});
