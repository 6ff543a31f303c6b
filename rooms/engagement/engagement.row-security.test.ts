import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { mailOf, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

/** Two laboratories' engagements: one with an open window, advice and a request to the enclave; the other takes no part in choosing partners. */
async function twoEngagements() {
  const world = await createWorld();
  const person = (organisation: string, kind: "developer" | "government", name: string, roles: Parameters<typeof world.person>[0]["roles"]) => world.person({ organisation, kind, name, roles });
  const people = {
    lead: await person("Kelp Lab", "developer", "Ada", ["developer-release-lead"]),
    security: await person("Kelp Lab", "developer", "Sam", ["developer-security-lead"]),
    rival: await person("Rival Lab", "developer", "Rob", ["developer-release-lead"]),
    evaluator: await person("Agency", "government", "Eva", ["agency-evaluator"]),
    // Named, and has accepted nothing.
    invited: await person("Agency", "government", "Ivo", ["agency-evaluator"]),
    colleague: await person("Agency", "government", "Cleo", ["agency-evaluator"]),
    officer: await person("Office", "government", "Sela", ["partner-selection-officer"]),
  };
  const { lead, rival, evaluator, invited } = people;
  const { id } = await requireOk(world.call("POST", "/engagements", { as: lead, body: toEngagementBody() }));
  await requireOk(world.call("POST", "/engagements", { as: rival, body: { ...toEngagementBody("b".repeat(64)), consentScope: ["determination"] } }));
  const evaluators = [{ email: await mailOf(world, evaluator) }, { email: await mailOf(world, invited) }];
  const { windows } = await requireOk(world.call("POST", `/engagements/${id}/offer`, { as: lead, body: { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, text: null, evaluators } }));
  await requireOk(world.call("POST", `/evaluator/engagements/${id}/acceptance`, { as: evaluator, body: { termsDigest: windows[0].termsDigest, noConflict: true } }));
  await requireOk(world.call("POST", `/engagements/${id}/window`, { as: lead }));
  await requireOk(world.call("POST", `/evaluator/engagements/${id}/advice`, { as: evaluator, body: { kind: "observation", text: "Hm." } }));
  await world.services.db.execute(sql`INSERT INTO engagement.benchmarking_access (id, engagement_id, model_id, opened_at, ends_at)
    SELECT 'dtr_one', id, model_id, opened_at, opened_at + interval '1 day' FROM engagement.engagement WHERE id = ${id}`);
  return { world, people, id };
}

test("a workflow that forgets every policy still shows each person exactly their own rows", async () => {
  const { world, people, id } = await twoEngagements();
  const { lead, security, rival, evaluator, invited, colleague, officer } = people;
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "engagement");
  const dates = { engagement: 1, model: 1 };
  const window = { access_window: 1, window_evaluator: 1 };
  for (const own of [lead, security]) expect(await shows(own)).toEqual({ ...dates, handle: 1, release_dates: 1, access_window: 1, window_evaluator: 2, benchmarking_access: 1, advice: 1 });
  expect(await shows(rival)).toEqual({ ...dates, handle: 1, release_dates: 1 });
  expect(await shows(evaluator)).toEqual({ ...dates, ...window, handle: 1, advice: 1 });
  // The way to the model opens with the terms, and to nobody else of the same agency.
  expect(await shows(invited)).toEqual({ ...dates, ...window });
  expect(await shows(colleague)).toEqual({});
  // Dates and terms where the developer takes part in choosing, and no way to any model.
  expect(await shows(officer)).toEqual(dates);
  expect(await shows({ ...officer, organisationId: lead.organisationId })).toEqual({});
  for (const barring of ["procurement", "export-control", "enforcement"]) {
    for (const actor of [lead, evaluator, officer]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, {}]);
  }
  for (const role of ["administrator", "oversight", "consultee", "benchmark-analyst", "nsa-director", "clearinghouse-director", "partner-security-lead", "finder"]) expect([role, await shows({ ...lead, roles: [role] })]).toEqual([role, {}]);
  for (const nobody of [NOBODY, { ...NOBODY, subject: id }]) expect(await shows(nobody)).toEqual({});

  await requireOk(world.call("POST", `/engagements/${id}/withdrawal`, { as: security }));
  expect(await shows(evaluator)).toEqual({ ...dates, ...window, advice: 1 });
});

test("the database takes from a person only what is theirs to write", async () => {
  const { world, people, id } = await twoEngagements();
  const { lead, security, rival, evaluator, invited, officer } = people;
  const at = world.services.clock();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const refused = "row-level security";
  const declare = (actor: Actor, organisation: string) => attempt(actor, sql`INSERT INTO engagement.model (id, organisation_id, digest, created_at) VALUES ('mdl_forged', ${organisation}, 'd', ${at})`);
  for (const [actor, organisation] of [[rival, lead.organisationId], [evaluator, evaluator.organisationId], [security, security.organisationId]] as const) await expect(declare(actor, organisation)).rejects.toThrow(refused);
  const release = (actor: Actor, by: string) => attempt(actor, sql`INSERT INTO engagement.release (engagement_id, audience, declared_at, declared_by) VALUES (${id}, 'public', ${at}, ${by})`);
  for (const [actor, by] of [[rival, rival.personId], [evaluator, evaluator.personId], [officer, officer.personId], [lead, security.personId]] as const) await expect(release(actor, by)).rejects.toThrow(refused);
  const advise = (actor: Actor, by: string) => attempt(actor, sql`INSERT INTO engagement.advice (id, engagement_id, person_id, kind, words, at) VALUES ('adv_forged', ${id}, ${by}, 'observation', '{}', ${at})`);
  for (const [actor, by] of [[invited, invited.personId], [evaluator, invited.personId], [lead, lead.personId]] as const) await expect(advise(actor, by)).rejects.toThrow(refused);
  await expect(attempt(evaluator, sql`INSERT INTO engagement.window_evaluator (window_id, person_id) SELECT id, 'per_friend' FROM engagement.access_window`)).rejects.toThrow(refused);
  await expect(attempt(lead, sql`INSERT INTO engagement.benchmarking_access (id, engagement_id, model_id, opened_at, ends_at) SELECT 'dtr_two', id, model_id, ${at}, ${at} FROM engagement.engagement`)).rejects.toThrow(refused);
  await expect(attempt(lead, sql`UPDATE engagement.handle SET sealed_credential = 'another'`)).rejects.toThrow(refused);
  // What is not visible for change is simply not there to be changed.
  for (const actor of [rival, evaluator, invited, officer]) {
    expect(await attempt(actor, sql`UPDATE engagement.engagement SET state = 'withdrawn' WHERE id = ${id}`)).toBe(0);
    expect(await attempt(actor, sql`UPDATE engagement.access_window SET state = 'ended'`)).toBe(0);
  }
  expect(await attempt(invited, sql`UPDATE engagement.window_evaluator SET accepted_at = ${at}`)).toBe(1);
  for (const actor of [lead, security]) expect(await attempt(actor, sql`UPDATE engagement.engagement SET state = state`)).toBe(1);
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "engagement")).open).toEqual([]);
});
