import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { bringFinding, clearinghousePeople, gaugeBundle, REPOSITORY, requireOk, submitBundle } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

/** Two organisations' findings; the first one is assigned, validated and prioritised, the other waits. */
async function twoFindings() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { finder, otherFinder } = people;
  const id = await bringFinding(world, people);
  await requireOk(world.call("POST", `/findings/${id}/severities`, { as: finder, body: { level: "high" } }));
  const otherId = await submitBundle(world, otherFinder, await gaugeBundle({ shows: "level", repository: `${REPOSITORY}-two` }));
  await world.drain();
  await world.services.db.execute(sql`UPDATE findings.finding SET case_id = 'case_one' WHERE id = ${id}`);
  return { world, people, id, otherId };
}

test("a workflow that forgets every policy still shows each person exactly their own rows", async () => {
  const { world, people } = await twoFindings();
  const { finder, otherFinder, analyst, validator } = people;
  const as = (name: string, roles: Parameters<typeof world.person>[0]["roles"], organisation = "Elsewhere") => world.person({ organisation, kind: "government", name, roles });
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "findings");
  const metadata = { finding: 2, assignment: 2, severity: 1, priority: 1 };

  expect(await shows(finder)).toEqual({ finding: 1, assignment: 2, run: 1, minimised: 1, validation: 1, severity: 1, priority: 1 });
  expect(await shows(otherFinder)).toEqual({ finding: 1, run: 1, minimised: 1 });
  for (const assigned of [analyst, validator]) expect(await shows(assigned)).toEqual({ ...metadata, run: 1, minimised: 1, validation: 1 });
  for (const role of ["clearinghouse-analyst", "validator", "clearinghouse-director"] as const) expect([role, await shows(await as(role, [role]))]).toEqual([role, metadata]);
  expect(await shows({ ...NOBODY, personId: "lnk_one", subject: "case_one" })).toEqual({ finding: 1, run: 1, minimised: 1, validation: 1, severity: 1, priority: 1 });
  expect(await shows({ ...NOBODY, personId: "lnk_two", subject: "case_two" })).toEqual({});

  // The role goes, the rows go with it; and what bars somebody bars them whatever else they hold.
  expect(await shows({ ...validator, roles: ["operator"] })).toEqual({});
  for (const barring of ["benchmark-analyst", "nsa-director", "consultee", "procurement", "export-control", "enforcement"]) {
    for (const actor of [finder, analyst, validator]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, {}]);
  }
  for (const role of ["administrator", "oversight", "operator", "agency-evaluator", "partner-selection-officer", "directive-officer"] as const) expect([role, await shows(await as(role, [role], "Harbour Watch"))]).toEqual([role, {}]);
  expect(await shows(NOBODY)).toEqual({});
});

test("the database takes from a person only what is theirs to write", async () => {
  const { world, people, id, otherId } = await twoFindings();
  const { finder, otherFinder, analyst, validator } = people;
  const { services } = world;
  const colleague = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Cleo", roles: ["clearinghouse-analyst", "validator"] });
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => services.as(actor).db.execute(statement);
  const at = services.clock();
  const refused = "row-level security";
  const submit = (actor: Actor, organisationId: string) => attempt(actor, sql`INSERT INTO findings.finding (id, organisation_id, person_id, digest, commitment, project_key, sealed, state, submitted_at)
    VALUES ('find_forged', ${organisationId}, ${actor.personId}, 'd', 'c', 'p', 's', 'submitted', ${at})`);
  await expect(submit(finder, otherFinder.organisationId)).rejects.toThrow(refused);
  await expect(submit(analyst, analyst.organisationId)).rejects.toThrow(refused);
  const assign = (actor: Actor, by: string, person: string) => attempt(actor, sql`INSERT INTO findings.assignment (id, finding_id, person_id, role, assigned_by, at) VALUES ('asg_forged', ${otherId}, ${person}, 'validator', ${by}, ${at})`);
  await expect(assign(validator, validator.personId, colleague.personId)).rejects.toThrow(refused);
  await expect(assign(analyst, colleague.personId, analyst.personId)).rejects.toThrow(refused);
  await expect(assign(colleague, colleague.personId, colleague.personId)).rejects.toThrow("check constraint");
  const validate = (actor: Actor, finding: string, person = actor.personId) => attempt(actor, sql`INSERT INTO findings.validation (id, finding_id, decision, sealed_reason, person_id, organisation_id, at)
    VALUES ('val_forged', ${finding}, 'validated', 's', ${person}, ${actor.organisationId}, ${at})`);
  for (const actor of [colleague, validator, analyst, finder]) await expect(validate(actor, otherId)).rejects.toThrow(refused);
  const severity = (actor: Actor, by: string) => attempt(actor, sql`INSERT INTO findings.severity (id, finding_id, given_by, level, at) VALUES ('sev_forged', ${id}, ${by}, 'low', ${at})`);
  for (const [actor, by] of [[otherFinder, "finder"], [finder, "coordinator"], [colleague, "coordinator"], [analyst, "maintainer"], [{ ...NOBODY, subject: "case_two" }, "maintainer"]] as const) await expect(severity(actor, by)).rejects.toThrow(refused);
  await expect(attempt(analyst, sql`INSERT INTO findings.run (id, finding_id, outcome, isolation_held, isolation, sealed, at) VALUES ('run_forged', ${id}, 'reproduced', true, '{}', 's', ${at})`)).rejects.toThrow(refused);
  const link = (actor: Actor, finding: string, by = actor.personId) => attempt(actor, sql`INSERT INTO findings.link (id, kind, finding_id, to_id, made_by, at) VALUES ('link_forged', 'apart', ${finding}, ${id}, ${by}, ${at})`);
  for (const [actor, finding] of [[finder, id], [colleague, id], [validator, otherId], [analyst, otherId]] as const) await expect(link(actor, finding)).rejects.toThrow(refused);
  await expect(link(validator, id, colleague.personId)).rejects.toThrow(refused);
  await expect(attempt(analyst, sql`INSERT INTO findings.sample (finding_id, policy, why, drawn_at) VALUES (${id}, 'p', 'rate', ${at})`)).rejects.toThrow(refused);
  await expect(attempt(analyst, sql`INSERT INTO findings.suggestion (id, finding_id, other_id, basis, sealed_reason, at) VALUES ('sug_forged', ${id}, ${otherId}, 'place', 's', ${at})`)).rejects.toThrow(refused);
  await expect(attempt(finder, sql`INSERT INTO findings.question (id, finding_id, sealed_question, asked_by, at) VALUES ('qst_forged', ${id}, 's', ${finder.personId}, ${at})`)).rejects.toThrow(refused);
  // What is not visible for change is simply not there to be changed.
  for (const actor of [finder, otherFinder, colleague, { ...NOBODY, subject: "case_one" }]) expect(await attempt(actor, sql`UPDATE findings.finding SET state = 'rejected'`)).toBe(0);
  expect(await attempt(analyst, sql`UPDATE findings.finding SET state = state`)).toBe(1);
  for (const actor of [validator, finder]) expect(await attempt(actor, sql`UPDATE findings.assignment SET ended_at = ${at}, ended_by = ${actor.personId}`)).toBe(0);
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "findings")).open).toEqual([]);
});
