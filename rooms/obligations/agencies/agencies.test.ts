import { expect, onTestFinished, test } from "vitest";
import { organisationKind, ROLES } from "#contracts/access";
import { branch } from "#contracts/directives";
import { newId, openDatabase, sql, type Actor } from "#rooms/platform";
import { listAgency, openDirectiveWorld, openItems, toWords, issue } from "../directives/directives.fixture.ts";
import { requireAgency } from "./require-agency.ts";
import type { World } from "../../../tests/setup/world.ts";

const codeOf = (reply: { readonly status: number; readonly json?: { readonly error?: { readonly code: string } } }) => [reply.status, reply.json?.error?.code];
const OFFICERS = { propose: "/directive-work/agencies/list", strike: "/directive-work/agencies/strike" };
const show = async (world: World, as: Actor) => (await world.call("GET", "/directive-work/agencies/list", { as })).json;

test("an agency is listed by two officers, who see whom they could list; the agency is told, and its items follow", async () => {
  const { world, olga, otto, mina, noah } = await openDirectiveWorld();
  await issue(world, { by: [olga, otto], body: { words: toWords() } });
  expect((await show(world, olga)).candidates.map(({ name }: { name: string }) => name)).toEqual(["River Survey Agency", "Weather Agency"]);
  const proposal = { organisationId: mina.organisationId, branch: "fceb", reason: "Named in the public list." };
  const { waiting: [change] } = (await world.call("POST", OFFICERS.propose, { as: olga, body: proposal })).json;
  expect(change).toMatchObject({ name: "River Survey Agency", change: "list", proposedByName: "Olga", mayConfirm: false });
  expect((await show(world, otto)).waiting).toMatchObject([{ mayConfirm: true }]);
  const path = `/directive-work/agency-changes/${change.id}/confirmation`;
  expect(codeOf(await world.call("POST", path, { as: olga }))).toEqual([403, "not-permitted"]);
  expect(codeOf(await world.call("POST", path, { as: { ...otto, steppedUp: false } }))).toEqual([403, "step-up-needed"]);
  expect(codeOf(await world.call("POST", path, { as: mina }))).toEqual([403, "not-permitted"]);
  expect((await world.call("POST", path, { as: otto })).json).toMatchObject({ agencies: [{ organisationId: mina.organisationId }], waiting: [], candidates: [{ name: "Weather Agency" }] });
  await world.drain();
  expect((await world.call("GET", "/agency/items", { as: mina })).json.items).toHaveLength(2);
  expect((await world.call("GET", "/agency/items", { as: noah })).json.items).toEqual([]);
  expect((await world.call("GET", "/inbox", { as: mina })).json.entries.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(["obligations.agency-listed", "obligations.items-assigned"]);
  expect((await world.ledgerKinds()).filter((kind) => /agency|items/.test(kind))).toEqual(["obligations.agency-change-proposed", "obligations.agency-listed", "obligations.items-assigned"]);
});

test("a change waits once, is taken back by any officer, and is confirmed once", async () => {
  const { world, olga, otto, mina } = await openDirectiveWorld();
  const body = { organisationId: mina.organisationId, branch: "fceb", reason: "Named." };
  const { waiting: [{ id }] } = (await world.call("POST", OFFICERS.propose, { as: olga, body })).json;
  expect(codeOf(await world.call("POST", OFFICERS.propose, { as: otto, body }))).toEqual([409, "waits-already"]);
  expect((await world.call("POST", `/directive-work/agency-changes/${id}/withdrawal`, { as: otto })).json.waiting).toEqual([]);
  expect(codeOf(await world.call("POST", `/directive-work/agency-changes/${id}/confirmation`, { as: otto }))).toEqual([404, "not-found"]);
  expect(codeOf(await world.call("POST", OFFICERS.strike, { as: otto, body: { organisationId: mina.organisationId, reason: "Gone." } }))).toEqual([409, "not-listed"]);
  await listAgency(world, { by: [olga, otto], agency: mina });
  expect(codeOf(await world.call("POST", OFFICERS.propose, { as: olga, body }))).toEqual([409, "listed-already"]);
});

test("an agency that is struck off owes nothing more, keeps what it did, and owes it again when it is listed again", async () => {
  const { world, olga, otto, mina, planId, items } = await openItems();
  await world.call("POST", `/agency/items/${planId}/done`, { as: mina, body: { words: "Written.", link: "https://agency.example/plan" } });
  const { waiting: [{ id }] } = (await world.call("POST", OFFICERS.strike, { as: olga, body: { organisationId: mina.organisationId, reason: "Merged into another." } })).json;
  await world.call("POST", `/directive-work/agency-changes/${id}/confirmation`, { as: otto });
  // Nothing moves from the moment it is struck off, also before the job has run.
  const reportId = String((await items())["report"]?.["id"]);
  expect(codeOf(await world.call("POST", `/agency/items/${reportId}/start`, { as: mina }))).toEqual([422, "not-a-civilian-agency"]);
  await world.drain();
  expect(await items()).toMatchObject({ plan: { state: "done" }, report: { state: "closed", closedBecause: "struck_off", span: null } });
  await listAgency(world, { by: [olga, otto], agency: mina });
  await world.drain();
  expect(await items()).toMatchObject({ plan: { state: "done" }, report: { state: "assigned", closedBecause: null } });
});

test("No directive's duty can be attached to anyone but a federal civilian agency", { timeout: 120_000 }, async () => {
  const { world, olga, otto, mina } = await openDirectiveWorld();
  await issue(world, { by: [olga, otto], body: { words: toWords() } });
  await issue(world, { by: [olga, otto], body: { from: "BOD 26-04" } });
  // An organisation of every kind, with somebody in every role there is.
  const houses: Actor[] = [];
  for (const kind of organisationKind.options) houses.push(await world.person({ organisation: `House of ${kind}`, kind, name: `Head of ${kind}`, roles: ROLES.filter((role) => !["procurement", "export-control", "enforcement"].includes(role)) }));
  const stored = async () => (await world.services.db.query(sql`SELECT organisation_id FROM obligations.agency UNION ALL SELECT organisation_id FROM obligations.agency_change UNION ALL SELECT organisation_id FROM obligations.directive_item`)).length;

  const nobody = newId("org");
  for (const { organisationId } of [...houses, { organisationId: nobody }]) {
    const isGovernment = organisationId === houses[organisationKind.options.indexOf("government")]?.organisationId;
    for (const word of branch.options) {
      if (isGovernment && word === "fceb") continue;
      const reply = await world.call("POST", OFFICERS.propose, { as: olga, body: { organisationId, branch: word, reason: "Tried." } });
      expect([word, ...codeOf(reply), reply.json.error.field]).toEqual([word, 422, "not-a-civilian-agency", word === "fceb" ? "organisationId" : "branch"]);
    }
    // Whoever does not exist gets the answer of whoever is something else.
    await expect(requireAgency(world.services.db, organisationId)).rejects.toMatchObject({ code: "not-a-civilian-agency", status: 422 });
    await expect(requireAgency(world.services.as(olga).db, organisationId)).rejects.toMatchObject({ code: "not-a-civilian-agency" });
  }
  await world.drain();
  expect(await stored()).toBe(0);
  for (const house of houses) {
    for (const [method, path, body] of [["GET", "/agency/items"], ["POST", `/agency/items/${newId("itm")}/start`], ["POST", `/agency/items/${newId("itm")}/exception`, { reason: "x", control: "y", until: "2026-12-01" }]] as const) {
      const reply = await world.call(method, path, { as: house, ...(body ? { body } : {}) });
      expect([path, reply.status, reply.json.items ?? []]).toEqual([path, method === "GET" ? 200 : 404, []]);
    }
  }

  // The database itself takes no other, not even from the tables' owner, whom no row-level security binds.
  const { clock } = world.services;
  const db = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => db.close());
  const change = (organisationId: string, word: string) => db.execute(sql`INSERT INTO obligations.agency_change (id, organisation_id, change, branch, reason, proposed_by, proposed_at) VALUES (${newId("agc")}, ${organisationId}, 'list', ${word}, 'x', 'per_x', ${clock()})`);
  const government = houses[organisationKind.options.indexOf("government")];
  const others = houses.flatMap((house) => branch.options.filter((word) => word !== "fceb" || house !== government).map((word) => [house.organisationId, word] as const));
  for (const [organisationId, word] of others) await expect(change(organisationId, word)).rejects.toThrow(/binds federal civilian executive branch agencies only|agency_change_branch_check/);
  await listAgency(world, { by: [olga, otto], agency: mina });
  const { id: directiveId } = (await world.call("GET", "/directives")).json.directives.find(({ number }: { number: string }) => number === "BOD 99-01");
  for (const { organisationId } of houses) {
    await expect(db.execute(sql`INSERT INTO obligations.directive_item (id, organisation_id, directive_number, action_id, directive_id, state, assigned_at, changed_at) VALUES (${newId("itm")}, ${organisationId}, 'BOD 99-01', 'plan', ${directiveId}, 'assigned', ${clock()}, ${clock()})`)).rejects.toThrow("federal civilian executive branch");
  }
  await world.drain();
  const owing = await db.query<{ organisation_id: string }>(sql`SELECT DISTINCT organisation_id FROM obligations.directive_item`);
  expect(owing).toEqual([{ organisation_id: mina.organisationId }]);
});
