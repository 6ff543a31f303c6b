import { expect, test } from "vitest";
import { newId, NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "../publication/fixtures/issue-exercise-advisory.ts";
import { insertOptIn, upsertOperator } from "./distribution.store.ts";

const LIST = "Vendor,Product,Version\nTinyini Project,tinyini,1.3.0\n";
const DAY_MS = 86_400_000;

/** Two operators with a matched list each; the first named a delegate and opted in to an authority. */
async function twoOperators() {
  const world = await createWorld();
  const operator = (organisation: string, name: string) => world.person({ organisation, kind: "operator", name, roles: ["operator"] });
  const utility = await operator("Exercise Utility", "Uma");
  const bank = await operator("Exercise Bank", "Ben");
  const authority = await world.person({ organisation: "Exercise State", kind: "operator", name: "Sid", roles: ["state-local-authority"] });
  const servant = await world.person({ organisation: "Exercise Service", kind: "partner", name: "Max", roles: ["operator-delegate"] });
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  for (const as of [utility, bank]) {
    await world.call("POST", "/operator/profile", { as, body: { sector: "water", sizeBand: "10-to-49", region: "west", acceptsTerms: true } });
    expect((await world.call("POST", "/operator/inventories?fileName=list.csv", { as, raw: Buffer.from(LIST) })).status).toBe(201);
  }
  expect((await world.call("POST", "/operator/opt-ins", { as: utility, body: { authorityId: authority.organisationId } })).status).toBe(204);
  const until = new Date(world.services.clock().getTime() + DAY_MS).toISOString();
  const named = await world.call("POST", `/organisations/${utility.organisationId}/delegates`, { as: { ...utility, steppedUp: true }, body: { delegateOrganisationId: servant.organisationId, until } });
  expect(named.status).toBe(201);
  await world.drain();
  await issueExerciseAdvisory(world.services, { actor: analyst, product: "tinyini", vendor: "Tinyini Project", purl: "pkg:generic/tinyini", affectedVersion: "1.3.0", fixedVersion: "1.4.2" });
  await world.drain();
  return { world, utility, bank, authority, analyst, servant, delegate: { ...servant, principals: [utility.organisationId] } };
}

const stepOf = async (world: World, as: Actor): Promise<string> => (await world.call("GET", "/operator/plan", { as })).json.steps[0].id;

test("a workflow that forgets every policy still shows each person exactly their own rows", async () => {
  const { world, utility, bank, authority, analyst, servant, delegate } = await twoOperators();
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "distribution");
  const own = { operator: 1, inventory: 1, component: 9, step: 1, match: 1, enrolment: 1, turn: 1, mail_ticket: 1, mail_wish: 1 };
  expect(await shows(utility)).toEqual({ ...own, opt_in: 1 });
  for (const actor of [bank, delegate]) expect(await shows(actor)).toEqual(own);
  expect(await shows(authority)).toEqual({ operator: 1, opt_in: 1 });
  // A delegate nobody named, a principal without the role, and everybody else.
  for (const actor of [servant, { ...delegate, roles: ["operator"] }, { ...authority, roles: ["administrator"] }, analyst, NOBODY]) expect(await shows(actor)).toEqual({});
  for (const role of ["clearinghouse-director", "oversight", "administrator", "organisation-manager", "directive-officer"]) expect([role, await shows({ ...utility, roles: [role] })]).toEqual([role, {}]);
  for (const barring of ["procurement", "export-control", "enforcement"]) {
    for (const actor of [utility, delegate, authority]) expect([barring, (await shows({ ...actor, roles: [...actor.roles, barring] }))["inventory"]]).toEqual([barring, undefined]);
  }
});

test("the database takes from a person only what is theirs to write", async () => {
  const { world, utility, bank, delegate, authority, analyst } = await twoOperators();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const at = world.services.clock();
  await expect(attempt(bank, sql`INSERT INTO distribution.opt_in (organisation_id, authority_id, opted_at) VALUES (${utility.organisationId}, ${bank.organisationId}, ${at})`)).rejects.toThrow("row-level security");
  await expect(attempt(authority, sql`INSERT INTO distribution.operator (organisation_id, contact_person_id, sector, size_band, region, enrolled_at) VALUES (${authority.organisationId}, ${utility.personId}, 'water', 'x', 'west', ${at})`)).rejects.toThrow("row-level security");
  // Whoever types in forms enrols nobody by it past the one act, for which the workflow speaks for that very operator.
  await expect(attempt(analyst, sql`INSERT INTO distribution.operator (organisation_id, sector, size_band, region, enrolled_at) VALUES (${authority.organisationId}, 'water', 'x', 'west', ${at})`)).rejects.toThrow("row-level security");
  await expect(attempt({ ...analyst, subject: `operator-paper:${bank.organisationId}` }, sql`INSERT INTO distribution.operator (organisation_id, sector, size_band, region, enrolled_at) VALUES (${authority.organisationId}, 'water', 'x', 'west', ${at})`)).rejects.toThrow("row-level security");
  for (const actor of [analyst, utility]) await expect(attempt(actor, sql`INSERT INTO distribution.paper_form (number_hash, content_hash, entered_at) VALUES ('x', 'x', ${at})`)).rejects.toThrow("row-level security");
  for (const actor of [bank, authority]) expect(await attempt(actor, sql`UPDATE distribution.match SET state = 'applied' WHERE organisation_id = ${utility.organisationId}`)).toBe(0);
  expect(await attempt(delegate, sql`UPDATE distribution.match SET state = 'acknowledged'`)).toBe(1);
  // A delegate acts; it neither enrols nor erases whom it acts for.
  for (const table of ["match", "step", "operator", "opt_in"]) expect([table, await attempt(delegate, erase(table))]).toEqual([table, 0]);
});

function erase(table: string) {
  const text = `DELETE FROM distribution.${table}`;
  return sql(Object.assign([text], { raw: [text] }));
}

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "distribution")).open).toEqual([]);
});

test("a delegate has what those have who named it until the end they set; they see each look at it, and it neither enrols nor leaves for them", async () => {
  const { world, utility, bank, servant } = await twoOperators();
  const forUtility = `organisationId=${utility.organisationId}`;
  const plan = await world.call("GET", `/operator/plan?${forUtility}`, { as: servant });
  expect(plan.json.steps).toHaveLength(1);
  const { id } = plan.json.steps[0];
  expect((await world.call("POST", `/operator/plan/${id}/acknowledge`, { as: servant, body: {} })).json.state).toBe("acknowledged");
  const [list] = (await world.call("GET", `/operator/inventories?${forUtility}`, { as: servant })).json.inventories;
  expect((await world.call("GET", `/operator/inventories/${list.id}`, { as: servant })).json.fileName).toBe("list.csv");
  expect((await world.call("POST", `/operator/inventories?fileName=second.csv&${forUtility}`, { as: servant, raw: Buffer.from(LIST) })).status).toBe(201);
  const { reads } = (await world.call("GET", "/reads", { as: utility })).json;
  expect(reads.map((read: { what: string; purpose: string; personName: string }) => `${read.what} ${read.purpose} ${read.personName}`).toSorted()).toEqual(["inventory delegation Max", "plan delegation Max"]);

  // Whoever named nobody looks absent, and so does the delegate's own organisation, which owns nothing here.
  const bankStep = await stepOf(world, bank);
  const answers = [
    await world.call("GET", `/operator/plan?organisationId=${bank.organisationId}`, { as: servant }),
    await world.call("GET", "/operator/plan?organisationId=org_00000000000000000000", { as: servant }),
    await world.call("GET", "/operator/plan", { as: servant }),
    await world.call("POST", `/operator/plan/${bankStep}/acknowledge`, { as: servant, body: {} }),
    await world.call("GET", `/operator/plan?${forUtility}`, { as: bank }),
  ];
  expect(answers.map(({ status, json }) => [status, json.error.code])).toEqual(answers.map(() => [404, "not-found"]));
  expect((await world.call("POST", "/operator/leave", { as: servant })).json.error.code).toBe("not-permitted");

  world.pass(DAY_MS);
  expect((await world.call("GET", `/operator/plan?${forUtility}`, { as: servant })).status).toBe(404);
  expect((await world.ledgerKinds()).filter((kind) => kind === "distribution.step-acknowledged")).toHaveLength(1);
});

test("an authority sees how far those are who opted in, as counts, and from the moment they opt out nothing", async () => {
  const { world, utility, bank, authority, servant } = await twoOperators();
  const list = async (as: Actor) => (await world.call("GET", "/distribution/municipalities", { as })).json;
  const counts = { organisationId: utility.organisationId, organisationName: "Exercise Utility", sector: "water", sizeBand: "10-to-49" };
  expect(await list(authority)).toEqual({ municipalities: [{ ...counts, stepsOpen: 1, stepsDone: 0 }], more: false });
  await world.call("POST", `/operator/plan/${await stepOf(world, utility)}/apply`, { as: utility, body: {} });
  expect(await list(authority)).toEqual({ municipalities: [{ ...counts, stepsOpen: 0, stepsDone: 1 }], more: false });
  for (const as of [bank, servant]) expect((await list(as)).error.code).toBe("not-permitted");
  const openTo = async (as: Actor) => (await world.call("GET", "/operator/opt-ins", { as })).json;
  expect(await openTo(utility)).toEqual({ authorities: [{ authorityId: authority.organisationId, authorityName: expect.any(String) as string, optedAt: expect.stringMatching(/Z$/) as string }] });
  expect(await openTo(bank)).toEqual({ authorities: [] });
  expect((await world.call("POST", "/operator/opt-ins", { as: utility, body: { authorityId: "org_00000000000000000000" } })).status).toBe(404);
  expect((await world.call("POST", "/operator/opt-ins/end", { as: utility, body: { authorityId: authority.organisationId } })).status).toBe(204);
  expect(await list(authority)).toEqual({ municipalities: [], more: false });
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("distribution.opted"))).toEqual(["distribution.opted-in", "distribution.opted-out"]);
});

test("an authority to which more opened their figures than fit into the list is told so", async () => {
  const world = await createWorld();
  const { services } = world;
  const authority = await world.person({ organisation: "Exercise State", kind: "operator", name: "Sid", roles: ["state-local-authority"] });
  const at = services.clock();
  for (let place = 0; place <= 500; place += 1) {
    const id = newId("org");
    await services.db.execute(sql`INSERT INTO access.organisation (id, name, kind, exercise, created_at) VALUES (${id}, ${`Town ${place}`}, 'operator', true, ${at})`);
    await services.as({ ...authority, organisationId: id, roles: ["operator"], subject: `operator-paper:${id}` }).db.inTransaction(async (tx) => {
      await upsertOperator(tx, { organisationId: id, contactPersonId: null, sector: "water", sizeBand: "10-to-49", region: "west", at });
      await insertOptIn(tx, { organisationId: id, authorityId: authority.organisationId, at });
    });
  }
  const { municipalities, more } = (await world.call("GET", "/distribution/municipalities", { as: authority })).json;
  expect([municipalities.length, more]).toEqual([500, true]);
});
