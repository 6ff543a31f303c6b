import { NOBODY, sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows } from "../../tests/setup/visible-rows.ts";
import { accept, openWindowScene } from "./window-scene.fixture.ts";

const TABLES = /^(model_key|model_call|evaluation_plan|system_weakness|draft|preparedness_brief|brief_release|incident)/;

/** A window in which one evaluator did everything there is to do, and the other nothing. */
async function busyWindow() {
  const s = await openWindowScene();
  await accept(s.world, s.eli, s.id);
  const post = (path: string, body: object) => requireOk(s.post(s.eva, `/evaluator/engagements/${s.id}/${path}`, body));
  await post("model-keys", { name: "Harness", hours: 1 });
  await post("model/messages", { purpose: "capability-evaluation", messages: [{ role: "user", content: "Hm?" }] });
  await post("plan", { steps: [{ what: "Look", at: null }] });
  await post("weaknesses", { system: "Sign-in", text: "Works twice." });
  await post("briefs", { classes: [{ softwareClass: "browsers", defences: "Update." }], text: "Strong." });
  await post("drafts", { kind: "advice", text: "Perhaps." });
  await post("incidents", { kind: "egress", text: "It called.", halt: false });
  const { incidents } = await requireOk(s.get(s.lead, `/engagements/${s.id}/incidents`));
  const incidentId = incidents[0].id as string;
  await requireOk(s.world.call("POST", `/evaluator/engagements/${s.id}/incidents/evidence?incidentId=${incidentId}&fileName=a.log`, { as: s.eva, raw: new Uint8Array([1]) }));
  await requireOk(s.post(s.lead, `/engagements/${s.id}/incidents/third-parties`, { incidentId, email: "noc@harbour.example", text: "Hello." }));
  const shows = async (actor: Actor) => Object.fromEntries(Object.entries(await countVisibleRows(s.world.services, actor, "engagement")).filter(([table]) => TABLES.test(table)));
  return { s, shows, incidentId };
}

test("a workflow that forgets every policy still shows each person their own part of the work, and strangers none", async () => {
  const { s, shows } = await busyWindow();
  const record = { incident: 1, incident_event: 5, incident_evidence: 1, incident_third_party: 1 };
  const sent = { model_key: 1, model_call: 1, evaluation_plan: 1, system_weakness: 1, preparedness_brief: 1 };
  for (const lead of [s.lead, s.security]) expect(await shows(lead)).toEqual({ ...sent, ...record });
  expect(await shows(s.eva)).toEqual({ ...sent, draft: 1, ...record });
  expect(await shows(s.eli)).toEqual(record);
  expect(await shows(s.analyst)).toEqual({ incident_notice: 1 });
  const officer = await s.world.person({ organisation: "Directives", kind: "government", name: "Dora", roles: ["directive-officer"] });
  for (const stranger of [s.rival, officer, NOBODY, { ...s.lead, organisationId: s.rival.organisationId }]) expect(await shows(stranger)).toEqual({});
  for (const barring of ["procurement", "export-control", "enforcement"]) {
    for (const actor of [s.lead, s.eli, s.analyst]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, {}]);
  }
  const party = await s.world.services.db.find<{ id: string }>(sql`SELECT id FROM engagement.incident_third_party`);
  expect(await shows({ ...NOBODY, personId: "lnk_x", subject: party?.id ?? "" })).toEqual({ incident: 1, incident_third_party: 1 });
});

test("the database takes from a person only the work that is theirs to write", async () => {
  const { s, incidentId } = await busyWindow();
  const at = s.world.services.clock();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => s.world.services.as(actor).db.execute(statement);
  const refused = "row-level security";
  const plan = (actor: Actor, by: string) => attempt(actor, sql`INSERT INTO engagement.evaluation_plan (id, engagement_id, person_id, sealed_steps, at) VALUES ('plan_x', ${s.id}, ${by}, 's', ${at})`);
  for (const [actor, by] of [[s.eli, s.eva.personId], [s.lead, s.lead.personId], [s.rival, s.rival.personId]] as const) await expect(plan(actor, by)).rejects.toThrow(refused);
  const release = (actor: Actor, by: string) => attempt(actor, sql`INSERT INTO engagement.brief_release (id, brief_id, recipients, released_at, released_by) SELECT 'rls_x', id, 'public', ${at}, ${by} FROM engagement.preparedness_brief`);
  await expect(release(s.eva, s.eva.personId)).rejects.toThrow(refused);
  await expect(release(s.lead, s.security.personId)).rejects.toThrow(refused);
  expect(await release(s.rival, s.rival.personId)).toBe(0);
  await expect(attempt(s.eli, sql`INSERT INTO engagement.incident_event (incident_id, kind, person_id, at) VALUES (${incidentId}, 'closed', ${s.lead.personId}, ${at})`)).rejects.toThrow(refused);
  await expect(attempt(s.rival, sql`INSERT INTO engagement.incident_event (incident_id, kind, person_id, at) VALUES (${incidentId}, 'note', ${s.rival.personId}, ${at})`)).rejects.toThrow(refused);
  await expect(attempt(s.lead, sql`INSERT INTO engagement.incident_notice (id, kind, raised_at, third_party_told) VALUES ('ntc_x', 'egress', ${at}, false)`)).rejects.toThrow(refused);
  // What is not theirs to change is not there to be changed; what was written once cannot be written over by anybody.
  for (const actor of [s.eva, s.eli, s.rival]) expect(await attempt(actor, sql`UPDATE engagement.incident SET closed_at = ${at}`)).toBe(0);
  expect(await attempt(s.eli, sql`UPDATE engagement.model_key SET ended_at = ${at}`)).toBe(0);
  expect(await attempt(s.eva, sql`UPDATE engagement.model_call SET outcome = 'answered'`), "a call that ended stays as it ended").toBe(0);
  for (const table of ["incident_event", "evaluation_plan", "preparedness_brief"]) await expect(attempt(s.lead, sql([`DELETE FROM engagement.${table}`] as unknown as TemplateStringsArray))).rejects.toThrow(/permission denied/);
});
