import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../../tests/setup/visible-rows.ts";
import { listAgency, openItems, toWords } from "./directives.fixture.ts";

const OWN = ["agency", "agency_change", "directive", "directive_exception", "directive_item", "directive_turn"];

test("the database shows an agency its own rows, officers all, and everybody else the issued directives alone", async () => {
  const { world, olga, otto, mina, noah, planId } = await openItems();
  await listAgency(world, { by: [olga, otto], agency: noah });
  await world.drain();
  await world.call("POST", `/agency/items/${planId}/exception`, { as: mina, body: { reason: "x", control: "y", until: "2026-12-01" } });
  await world.call("POST", "/directives", { as: olga, body: { words: toWords({ number: "BOD 99-02" }) } });
  const visible = async (actor: Actor) => Object.fromEntries(Object.entries(await countVisibleRows(world.services, actor, "obligations")).filter(([table]) => OWN.includes(table)));
  expect(await visible(olga)).toEqual({ agency: 2, agency_change: 2, directive: 2, directive_exception: 1, directive_item: 4, directive_turn: 5 });
  expect(await visible(mina)).toEqual({ agency: 1, directive: 1, directive_exception: 1, directive_item: 2, directive_turn: 3 });
  expect(await visible(noah)).toEqual({ agency: 1, directive: 1, directive_item: 2, directive_turn: 2 });
  for (const role of ["operator", "developer-release-lead", "administrator", "oversight", "omb-opm-officer", "clearinghouse-director"]) expect(await visible({ ...mina, roles: [role] })).toEqual({ directive: 1 });
  for (const actor of [NOBODY, { ...olga, roles: ["directive-officer", "enforcement"] }, { ...mina, roles: ["agency-ciso", "procurement"] }]) expect(await visible(actor)).toEqual({ directive: 1 });
  expect((await listGuardedTables(world.services, "obligations")).open).toEqual([]);
});

test("the database takes no list of one officer, no directive of one officer, no change of an issued one, and no word in another's name", async () => {
  const { world, olga, otto, mina, noah, directiveId, planId } = await openItems();
  const at = world.services.clock();
  const as = (actor: Actor) => world.services.as(actor).db;
  const propose = (actor: Actor, by: string, id = "agc_one") => as(actor).execute(sql`INSERT INTO obligations.agency_change (id, organisation_id, change, branch, reason, proposed_by, proposed_at) VALUES (${id}, ${noah.organisationId}, 'list', 'fceb', 'x', ${by}, ${at})`);
  const confirm = (actor: Actor) => as(actor).execute(sql`UPDATE obligations.agency_change SET settled = 'confirmed', settled_by = ${actor.personId}, settled_at = ${at} WHERE id = 'agc_one'`);
  const list = (actor: Actor) => as(actor).execute(sql`INSERT INTO obligations.agency (organisation_id, branch, change_id, listed_at) VALUES (${noah.organisationId}, 'fceb', 'agc_one', ${at})`);
  await expect(propose(olga, otto.personId)).rejects.toThrow("row-level security");
  await expect(propose(mina, mina.personId)).rejects.toThrow("row-level security");
  expect(await propose(olga, olga.personId)).toBe(1);
  await expect(list(olga)).rejects.toThrow("row-level security");
  await expect(confirm(olga)).rejects.toThrow("agency_change_check");
  expect(await confirm(otto)).toBe(1);
  await expect(list(olga)).rejects.toThrow("row-level security");
  expect(await list(otto)).toBe(1);

  for (const change of [sql`content = '{}'`, sql`issued_on = '2020-01-01'`, sql`state = 'draft'`, sql`number = 'BOD 99-03'`]) await expect(as(olga).execute(sql`UPDATE obligations.directive SET ${change} WHERE id = ${directiveId}`)).rejects.toThrow(/another version|directive/);
  await expect(as(olga).execute(sql`INSERT INTO obligations.directive (id, number, version, kind, state, draft, authors, drafted_at) VALUES ('dir_x', 'BOD 98-01', 1, 'guidance', 'draft', 'x', ${[otto.personId]}, ${at})`)).rejects.toThrow("row-level security");
  await as(olga).execute(sql`INSERT INTO obligations.directive (id, number, version, kind, state, draft, authors, drafted_at) VALUES ('dir_x', 'BOD 98-01', 1, 'guidance', 'draft', 'x', ${[olga.personId]}, ${at})`);
  const frozen = (by: string) => sql`UPDATE obligations.directive SET state = 'issued', draft = NULL, content = '{}', digest = 'd', issued_by = ${by}, issued_on = '2026-09-01', issued_at = ${at} WHERE id = 'dir_x'`;
  await expect(as(olga).execute(frozen(otto.personId))).rejects.toThrow("the person who acts");
  await expect(as(olga).execute(frozen(olga.personId))).rejects.toThrow("directive_check");
  expect(await as(mina).execute(frozen(mina.personId))).toBe(0);

  // A duty is written by the house alone, a turn in one's own name alone, and nothing of either goes away.
  await expect(as(olga).execute(sql`INSERT INTO obligations.directive_item (id, organisation_id, directive_number, action_id, directive_id, state, assigned_at, changed_at) VALUES ('itm_x', ${mina.organisationId}, 'BOD 99-01', 'more', ${directiveId}, 'assigned', ${at}, ${at})`)).rejects.toThrow("row-level security");
  const turn = (actor: Actor, by: string) => as(actor).execute(sql`INSERT INTO obligations.directive_turn (id, organisation_id, item_id, event, to_state, person_id, at) VALUES (${`trn_${by}`}, ${mina.organisationId}, ${planId}, 'start', 'in_progress', ${by}, ${at})`);
  await expect(turn(mina, olga.personId)).rejects.toThrow("row-level security");
  await expect(turn(noah, noah.personId)).rejects.toThrow("row-level security");
  expect(await turn(mina, mina.personId)).toBe(1);
  for (const table of [sql`obligations.directive_item`, sql`obligations.directive_turn`, sql`obligations.agency`]) await expect(as(olga).execute(sql`DELETE FROM ${table}`)).rejects.toThrow("permission denied");
  await expect(as(mina).execute(sql`UPDATE obligations.directive_item SET organisation_id = ${noah.organisationId}`)).rejects.toThrow("permission denied");
});
