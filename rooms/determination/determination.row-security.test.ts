import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { mailOf, openOfferedWindow, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

/** Two laboratories asked; the first one's determination was signed while a window was open, and it takes part in choosing partners. */
async function twoRequests() {
  const world = await createWorld();
  const { db } = world.services;
  const people = {
    lead: await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] }),
    rival: await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead", "developer-security-lead"] }),
    evaluator: await world.person({ organisation: "Agency", kind: "government", name: "Eva", roles: ["agency-evaluator"] }),
    colleague: await world.person({ organisation: "Agency", kind: "government", name: "Cleo", roles: ["agency-evaluator"] }),
    officer: await world.person({ organisation: "Office", kind: "government", name: "Sela", roles: ["partner-selection-officer"] }),
  };
  const { lead, rival, evaluator } = people;
  const { id: engagement } = await requireOk(world.call("POST", "/engagements", { as: lead, body: toEngagementBody() }));
  const { id: theirs } = await requireOk(world.call("POST", "/engagements", { as: rival, body: { ...toEngagementBody("b".repeat(64)), consentScope: ["determination"] } }));
  const { id } = await requireOk(world.call("POST", "/determinations", { as: lead, body: { engagementId: engagement } }));
  const { id: other } = await requireOk(world.call("POST", "/determinations", { as: rival, body: { engagementId: theirs } }));
  await requireOk(world.call("POST", `/engagements/${engagement}/offer`, {
    as: lead, body: { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, text: null, evaluators: [{ email: await mailOf(world, evaluator) }] },
  }));
  await openOfferedWindow(world, { developer: lead, evaluator }, engagement);
  const at = world.services.clock();
  await db.execute(sql`INSERT INTO determination.enclave (transport_key, sealing_key, pinned_at) VALUES ('t', 's', ${at})`);
  await db.execute(sql`INSERT INTO determination.director_key (key_id, public_key, came_by, entry_id, pinned_at) VALUES ('i', 'k', 'announced', 'e', ${at})`);
  await db.execute(sql`INSERT INTO determination.delegation (delegation_id, key_id, public_key, director_key_id, statement, valid_from, valid_until, entry_id) VALUES ('dlg_one', 'd', 'k', 'i', '{}', ${at}, ${at}, 'e')`);
  await db.execute(sql`INSERT INTO determination.offered_key (key_id, public_key, offered_at) VALUES ('o', 'k', ${at})`);
  await db.execute(sql`INSERT INTO determination.standard (commitment, standard_id, version, set_id, set_version, set_digest, committed_at, recorded_at, entry_id) VALUES ('c', 's', '1', 'b', '1', 'd', ${at}, ${at}, 'e')`);
  await db.execute(sql`INSERT INTO determination.incoming (digest, verdict, at) VALUES ('d', 'imported', ${at})`);
  await db.execute(sql`INSERT INTO determination.sealing (request_id, determination_id, results_commitment, sealed_at, entry_id) VALUES (${id}, 'det_one', 'r', ${at}, 'e')`);
  return { world, people, engagement, id, other };
}

test("a workflow that forgets every policy still shows each person exactly their own rows", async () => {
  const { world, people, engagement } = await twoRequests();
  const { lead, rival, evaluator, colleague, officer } = people;
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "determination");
  // What was fixed beforehand is announced to everybody.
  const announced = { enclave: 1, director_key: 1, delegation: 1, standard: 1 };
  for (const actor of [lead, evaluator, officer]) expect(await shows(actor)).toEqual({ ...announced, request: 1, stage: 1, sealing: 1 });
  expect(await shows(rival)).toEqual({ ...announced, request: 1, stage: 1 });
  expect(await shows(colleague)).toEqual(announced);
  for (const barring of ["procurement", "export-control", "enforcement"]) {
    for (const actor of [lead, evaluator, officer]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, announced]);
  }
  for (const role of ["oversight", "consultee", "benchmark-analyst", "nsa-director", "clearinghouse-director", "partner-security-lead"]) expect([role, await shows({ ...lead, roles: [role] })]).toEqual([role, announced]);
  // A key that waits to be taken up is the administrators' alone.
  expect(await shows({ ...lead, roles: ["administrator"] })).toEqual({ ...announced, offered_key: 1 });
  expect(await shows(NOBODY)).toEqual(announced);
  await requireOk(world.call("POST", `/engagements/${engagement}/window/end`, { as: lead }));
  expect(await shows(evaluator)).toEqual(announced);
});

test("nobody writes what the enclave told, and nobody asks for another", async () => {
  const { world, people, id, other } = await twoRequests();
  const { lead, rival, evaluator, officer } = people;
  const at = world.services.clock();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const refused = "row-level security";
  const ask = (actor: Actor, organisation: string, state = "requested") => attempt(actor, sql`INSERT INTO determination.request (id, engagement_id, organisation_id, model_digest, state, requested_by, requested_at)
    VALUES ('dtr_forged', 'eng_forged', ${organisation}, 'd', ${state}, ${actor.personId}, ${at})`);
  for (const [actor, organisation, state] of [[rival, lead.organisationId], [evaluator, evaluator.organisationId], [lead, lead.organisationId, "signed"]] as const) await expect(ask(actor, organisation, state)).rejects.toThrow(refused);
  for (const actor of [lead, rival, evaluator, officer]) {
    await expect(attempt(actor, sql`INSERT INTO determination.signed (determination_id, request_id, standard_commitment, outcome, envelope, director_key_id, received_at) VALUES ('det_forged', ${other}, 'c', 'not_covered', '{}', 'i', ${at})`)).rejects.toThrow(refused);
    await expect(attempt(actor, sql`INSERT INTO determination.director_key (key_id, public_key, came_by, entry_id, pinned_at) VALUES ('x', 'k', 'rotated', 'e', ${at})`)).rejects.toThrow(refused);
    await expect(attempt(actor, sql`INSERT INTO determination.delegation (delegation_id, key_id, public_key, director_key_id, statement, valid_from, valid_until, entry_id) VALUES ('dlg_x', 'x', 'k', 'i', '{}', ${at}, ${at}, 'e')`)).rejects.toThrow(refused);
    await expect(attempt(actor, sql`INSERT INTO determination.act (act_id, request_id, act, director_key_id, envelope, received_at) VALUES ('act_x', ${other}, 'lifted', 'i', '{}', ${at})`)).rejects.toThrow(refused);
    await expect(attempt(actor, sql`INSERT INTO determination.stage (request_id, stage, at) VALUES (${id}, 'signed', ${at})`)).rejects.toThrow(refused);
    await expect(attempt(actor, sql`INSERT INTO determination.standard (commitment, standard_id, version, set_id, set_version, set_digest, committed_at, recorded_at, entry_id) VALUES ('x', 'x', '1', 'b', '1', 'd', ${at}, ${at}, 'e')`)).rejects.toThrow(refused);
    await expect(attempt(actor, sql`INSERT INTO determination.incoming (digest, verdict, at) VALUES ('x', 'imported', ${at})`)).rejects.toThrow(refused);
    expect(await attempt(actor, sql`UPDATE determination.request SET state = 'signed'`)).toBe(0);
  }
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "determination")).open).toEqual([]);
});

test("an evaluator in the window and an officer who chooses partners see what was determined, and the developer sees that they did", async () => {
  const { world, people, engagement, id, other } = await twoRequests();
  const { lead, evaluator, colleague, officer } = people;
  const ask = async (as: Actor, path: string) => (await world.call("GET", path, { as })).status;
  const listed = async (as: Actor) => (await world.call("GET", "/determinations", { as })).json.determinations.map((one: { id: string }) => one.id);
  for (const as of [evaluator, officer]) {
    expect([await ask(as, `/determinations/${id}`), await ask(as, `/determinations/${other}`)]).toEqual([200, 404]);
    expect(await listed(as)).toEqual([id]);
    expect((await world.call("POST", `/determinations/${id}/reconsiderations`, { as })).status).toBe(403);
  }
  expect([await ask(colleague, `/determinations/${id}`), await listed(colleague)]).toEqual([404, []]);
  const { reads } = (await world.call("GET", "/reads", { as: lead })).json;
  const shown = reads.map(({ personName, purpose, subject, what }: Record<string, string>) => [personName, purpose, subject, what]);
  expect(shown).toEqual(expect.arrayContaining([
    ["Eva", "safeguard-testing", id, "determination"], ["Eva", "safeguard-testing", engagement, "list of determinations: 1"],
    ["Sela", "partner-selection", id, "determination"], ["Sela", "partner-selection", engagement, "list of determinations: 1"],
  ]));
  await requireOk(world.call("POST", `/engagements/${engagement}/withdrawal`, { as: lead }));
  expect([await ask(evaluator, `/determinations/${id}`), await listed(evaluator)]).toEqual([404, []]);
});
