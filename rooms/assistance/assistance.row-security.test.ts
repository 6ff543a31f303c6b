import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

/** Two operators' questions: the hospital agreed that the officer helps, the bank's waits. */
async function twoQuestions() {
  const world = await createWorld();
  const hospital = await world.person({ organisation: "Exercise Hospital", kind: "operator", name: "Hana", roles: ["operator"] });
  const bank = await world.person({ organisation: "Exercise Bank", kind: "operator", name: "Ben", roles: ["operator"] });
  const officer = await world.person({ organisation: "Exercise CISA", kind: "government", name: "Olga", roles: ["directive-officer"] });
  const helper = await world.person({ organisation: "Exercise Partner", kind: "partner", name: "Paul", roles: ["partner-security-lead"] });
  const servant = await world.person({ organisation: "Exercise Service", kind: "partner", name: "Max", roles: ["operator-delegate"] });
  const ask = async (as: Actor, question: string) => (await world.call("POST", "/assistance/requests", { as, body: { kind: "scan", question } })).json.requests[0].id as string;
  const hospitals = await ask(hospital, "Please look at our pumps.");
  const banks = await ask(bank, "Please look at our tellers.");
  for (const id of [hospitals, banks]) expect((await world.call("POST", `/assistance/queue/${id}/volunteer`, { as: officer, body: { words: "We would." } })).status).toBe(200);
  const [{ offers: [offer] }] = (await world.call("GET", "/assistance/requests", { as: hospital })).json.requests;
  expect((await world.call("POST", `/assistance/requests/${hospitals}/agree`, { as: hospital, body: { offerId: offer.id } })).status).toBe(200);
  return { world, hospital, bank, officer, helper, servant, hospitals, banks };
}

test("a workflow that forgets every policy still shows each person exactly their own rows", async () => {
  const { world, hospital, bank, officer, helper, servant } = await twoQuestions();
  const count = async (actor: Actor) => (await countVisibleRows(world.services, actor, "assistance"))["help_request"] ?? 0;
  const named: Actor = { ...servant, principals: [hospital.organisationId] };
  const expected: readonly (readonly [Actor, number])[] = [[hospital, 1], [bank, 1], [officer, 2], [helper, 1], [named, 1], [servant, 0], [NOBODY, 0]];
  for (const [actor, rows] of expected) expect([actor.roles, await count(actor)]).toEqual([actor.roles, rows]);
  for (const role of ["administrator", "oversight", "clearinghouse-analyst", "clearinghouse-director", "finder", "organisation-manager"]) expect([role, await count({ ...hospital, roles: [role] })]).toEqual([role, 0]);
  for (const barring of ["procurement", "export-control", "enforcement"]) for (const actor of [hospital, officer, named]) expect([barring, await count({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, 0]);
});

test("the database takes from a person only what is theirs to write", async () => {
  const { world, hospital, bank, officer, helper, hospitals } = await twoQuestions();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const ask = (actor: Actor, organisationId: string) => attempt(actor, sql`INSERT INTO assistance.help_request (id, organisation_id, requested_by, kind, question, state, requested_at)
    VALUES ('hlp_forged', ${organisationId}, ${actor.personId}, 'scan', 's', 'asked', ${world.services.clock()})`);
  await expect(ask(bank, hospital.organisationId)).rejects.toThrow("row-level security");
  await expect(ask(officer, officer.organisationId)).rejects.toThrow("row-level security");
  for (const actor of [bank, helper]) expect(await attempt(actor, sql`UPDATE assistance.help_request SET answer = 'x' WHERE id = ${hospitals}`)).toBe(0);
  // Nobody takes a request up, for themselves or another: the operator agrees to one who offered.
  for (const taker of [helper, officer]) expect(await attempt(helper, sql`UPDATE assistance.help_request SET state = 'taken', taken_by = ${taker.personId} WHERE state = 'asked'`)).toBe(0);
  expect(await attempt(helper, sql`UPDATE assistance.help_offer SET state = 'agreed' WHERE true`)).toBe(0);
  await expect(attempt(officer, sql`UPDATE assistance.help_offer SET state = 'agreed' WHERE state = 'offered'`)).rejects.toThrow("row-level security");
  await expect(attempt(bank, sql`INSERT INTO assistance.help_request (id, organisation_id, requested_by, kind, question, state, requested_at, consent)
    VALUES ('hlp_forged', ${hospital.organisationId}, ${bank.personId}, 'scan', 's', 'asked', ${world.services.clock()}, 'c')`)).rejects.toThrow("row-level security");
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "assistance")).open).toEqual([]);
});

test("helpers see what waits and what they help with; whoever is named as delegate asks for the operator that named it, and for no other", async () => {
  const { world, hospital, bank, officer, helper, servant, hospitals, banks } = await twoQuestions();
  const queue = async (as: Actor) => (await world.call("GET", "/assistance/queue", { as })).json.requests.map(({ id }: { id: string }) => id);
  // What one helps with comes before what waits.
  expect([await queue(officer), await queue(helper)]).toEqual([[hospitals, banks], [banks]]);
  const until = new Date(world.services.clock().getTime() + 3_600_000).toISOString();
  await world.call("POST", `/organisations/${hospital.organisationId}/delegates`, { as: { ...hospital, steppedUp: true }, body: { delegateOrganisationId: servant.organisationId, until } });
  const ask = (organisationId: string) => world.call("POST", "/assistance/requests", { as: servant, body: { organisationId, kind: "scan", question: "For them." } });
  expect((await ask(bank.organisationId)).status).toBe(404);
  expect((await ask(hospital.organisationId)).status).toBe(201);
  expect((await world.call("GET", "/assistance/requests", { as: hospital })).json.requests).toHaveLength(2);
  expect((await world.call("GET", "/assistance/requests", { as: bank })).json.requests).toHaveLength(1);
  const listFor = async (organisationId: string) => (await world.call("GET", `/assistance/requests?organisationId=${organisationId}`, { as: servant })).json;
  expect([(await listFor(hospital.organisationId)).requests.length, (await listFor(servant.organisationId)).requests.length, (await listFor(bank.organisationId)).error.code]).toEqual([2, 0, "not-found"]);
  expect((await world.call("POST", `/assistance/requests/${hospitals}/withdraw`, { as: servant })).status).toBe(204);
  expect((await world.call("POST", `/assistance/requests/${banks}/withdraw`, { as: servant })).status).toBe(404);
});
