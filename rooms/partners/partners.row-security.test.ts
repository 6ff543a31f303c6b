import { criterion } from "#contracts/partners";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { mailOf, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

/** One laboratory with two partners: terms were sent to the first, the second is only nominated. Another laboratory with the second as well. */
async function threePartnerships() {
  const world = await createWorld();
  const people = {
    lead: await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] }),
    security: await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Sam", roles: ["developer-security-lead"] }),
    rival: await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] }),
    officer: await world.person({ organisation: "Office", kind: "government", name: "Sela", roles: ["partner-selection-officer"] }),
    partner: await world.person({ organisation: "Lighthouse Defence", kind: "partner", name: "Pia", roles: ["partner-security-lead"] }),
    nominee: await world.person({ organisation: "Breaker Defence", kind: "partner", name: "Nia", roles: ["partner-security-lead"] }),
  };
  const { lead, rival, officer, partner, nominee } = people;
  const engage = async (as: Actor, digest: string) => (await requireOk(world.call("POST", "/engagements", { as, body: { ...toEngagementBody(digest), partnerReleaseAt: null } }))).id as string;
  const nominate = async (as: Actor, engagementId: string, whom: Actor) => (await requireOk(world.call("POST", "/early-access", { as, body: { engagementId, partnerEmail: await mailOf(world, whom), sector: "water", reason: "Runs a harbour." } }))).id as string;
  const engagementId = await engage(lead, "a".repeat(64));
  const theirs = await engage(rival, "b".repeat(64));
  const id = await nominate(lead, engagementId, partner);
  await nominate(officer, engagementId, nominee);
  await nominate(rival, theirs, nominee);
  const act = (as: Actor, step: string, body: object) => requireOk(world.call("POST", `/early-access/${id}/${step}`, { as, body }));
  await act(officer, "vetting", { answers: criterion.options.map((one) => ({ criterion: one, met: true })), conflict: { competitor: false, sameHouse: false, tie: null } });
  await act(officer, "government-view", { view: "concur" });
  await act(lead, "developer-decision", { answer: "yes" });
  await act(lead, "terms", { text: "For your own systems.", endsAt: "2026-12-01T00:00:00Z" });
  // The rival takes part in choosing no longer.
  await requireOk(world.call("POST", `/engagements/${theirs}/consent`, { as: rival, body: { signatory: { name: "Rob", title: "Lead" }, consentScope: ["determination"] } }));
  return { world, people, engagementId, theirs, id };
}

test("a workflow that forgets every policy still shows each person exactly their own rows", async () => {
  const { world, people, id } = await threePartnerships();
  const { lead, security, rival, officer, partner, nominee } = people;
  const shows = async (actor: Actor) => {
    // How partners are chosen is public.
    const { policy, ...rows } = await countVisibleRows(world.services, actor, "partners");
    expect(policy).toBe(1);
    return rows;
  };
  // nominated, deciding, selected, terms-sent; and the other one's nominated.
  for (const actor of [lead, security, officer]) expect(await shows(actor)).toEqual({ early_access: 2, history: 5, vetting_record: 1 });
  expect(await shows(rival)).toEqual({ early_access: 1, history: 1 });
  // A partner sees its own, from the terms on, and nothing of how it was chosen or who else was.
  expect(await shows(partner)).toEqual({ early_access: 1, history: 1 });
  expect(await shows(nominee)).toEqual({});
  // Nobody holds both keys.
  expect(await shows({ ...officer, organisationId: lead.organisationId })).toEqual({});
  for (const barring of ["procurement", "export-control", "enforcement"]) {
    for (const actor of [lead, officer, partner]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, {}]);
  }
  for (const role of ["administrator", "oversight", "consultee", "nsa-director", "agency-evaluator", "clearinghouse-director", "finder"]) {
    for (const actor of [lead, officer, partner]) expect([role, await shows({ ...actor, roles: [role] })]).toEqual([role, {}]);
  }
  for (const nobody of [NOBODY, { ...NOBODY, subject: id }]) expect(await shows(nobody)).toEqual({});
});

test("the database takes from each side only its own key", async () => {
  const { world, people, engagementId, theirs, id } = await threePartnerships();
  const { lead, security, rival, officer, partner, nominee } = people;
  const at = world.services.clock();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const refused = "row-level security";
  const nominate = (actor: Actor, { engagement, developer, by, state = "nominated" }: { engagement: string; developer: Actor; by: string; state?: string }) => attempt(actor, sql`INSERT INTO partners.early_access
    (id, policy_version, engagement_id, model_id, developer_organisation_id, partner_organisation_id, state, nominated_by, nomination_reason, nominated_at, view_lapses_at)
    VALUES ('eac_forged', 1, ${engagement}, 'mdl_forged', ${developer.organisationId}, 'org_friend', ${state}, ${by}, 'r', ${at}, ${at})`);
  for (const [actor, row] of [
    [officer, { engagement: engagementId, developer: lead, by: "developer" }], [officer, { engagement: theirs, developer: rival, by: "government" }],
    [rival, { engagement: engagementId, developer: lead, by: "developer" }], [rival, { engagement: engagementId, developer: rival, by: "developer" }],
    [security, { engagement: engagementId, developer: lead, by: "developer" }], [lead, { engagement: engagementId, developer: lead, by: "government" }],
    [lead, { engagement: engagementId, developer: lead, by: "developer", state: "active" }], [partner, { engagement: engagementId, developer: lead, by: "developer" }],
  ] as const) await expect(nominate(actor, row)).rejects.toThrow(refused);
  const set = (actor: Actor, state: string) => attempt(actor, sql`UPDATE partners.early_access SET state = ${state} WHERE id = ${id}`);
  for (const state of ["active", "revoked", "terms-sent"]) await expect(set(officer, state)).rejects.toThrow(refused);
  for (const state of ["active", "selected", "provisioned"]) await expect(set(partner, state)).rejects.toThrow(refused);
  for (const actor of [rival, nominee]) expect(await set(actor, "ended")).toBe(0);
  // Leaving and stopping are never in the way (INV-5).
  expect(await set(partner, "ended")).toBe(1);
  expect(await set(security, "revoked")).toBe(1);
  // History says what is so.
  await expect(attempt(lead, sql`INSERT INTO partners.history (early_access_id, state, at) VALUES (${id}, 'active', ${at})`)).rejects.toThrow(refused);
  await expect(attempt(rival, sql`INSERT INTO partners.history (early_access_id, state, at) VALUES (${id}, 'revoked', ${at})`)).rejects.toThrow(refused);
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "partners")).open).toEqual([]);
});

test("an officer's and a partner's looks show to the developer, and a developer who takes no part shows no officer anything", async () => {
  const { world, people, engagementId, theirs, id } = await threePartnerships();
  const { lead, rival, officer, partner, nominee } = people;
  const get = async (as: Actor, path: string) => world.call("GET", path, { as });
  expect((await get(officer, "/selection/engagements")).json.engagements.map((one: { engagementId: string }) => one.engagementId)).toEqual([engagementId]);
  expect((await get(officer, `/early-access?engagementId=${theirs}`)).status).toBe(404);
  expect((await get(officer, `/early-access?engagementId=${engagementId}`)).json.earlyAccess).toHaveLength(2);
  expect((await get(partner, "/partner/early-access")).json.earlyAccess.map((one: { id: string }) => one.id)).toEqual([id]);
  expect((await get(nominee, "/partner/early-access")).json).toEqual({ earlyAccess: [] });
  expect((await get(nominee, `/partner/early-access/${id}`)).text).toBe((await get(nominee, "/nowhere")).text);
  const { reads } = (await get(lead, "/reads")).json;
  const shown = reads.map(({ personName, purpose, subject, what }: Record<string, string>) => [personName, purpose, subject, what]);
  expect(shown).toEqual(expect.arrayContaining([
    ["Sela", "partner-selection", "engagements", "list of 1"], ["Sela", "partner-selection", engagementId, "list of partners: 2"], ["Sela", "partner-selection", id, "early access"], ["Pia", "early-access", "early-access", "list of 1"],
  ]));
  expect((await get(rival, "/reads")).json.reads).toEqual([]);
});
