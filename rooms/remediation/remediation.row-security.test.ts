import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { bringFinding, clearinghousePeople, gaugeBundle, GOOD_PATCH, linkFrom, REPOSITORY, requireOk, submitBundle } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

const MAINTAINER = "maintainer@tide.example";
const linkTo = (caseId: string): Actor => ({ ...NOBODY, personId: "lnk_test", subject: caseId });

/** A case with one patch that the sandbox has judged. */
async function patchedCase() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const { id } = await requireOk(world.call("POST", "/patches", { as: people.finder, body: { caseId, diff: GOOD_PATCH, aiGenerated: false, model: null } }));
  await world.drain();
  const colleague = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Cleo", roles: ["clearinghouse-analyst", "validator"] });
  return { world, people: { ...people, colleague }, caseId: caseId as string, patchId: id as string, token: await linkFrom(world, MAINTAINER) };
}

test("a workflow that forgets every policy still shows each person exactly their own rows, and takes only what is theirs to write", async () => {
  const { world, people, caseId, patchId } = await patchedCase();
  const { finder, otherFinder, analyst, validator, colleague } = people;
  const director = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Dina", roles: ["clearinghouse-director"] });
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "remediation");
  for (const actor of [finder, analyst, validator, linkTo(caseId)]) expect(await shows(actor)).toEqual({ patch: 1, verification: 1 });
  for (const actor of [otherFinder, colleague, director, linkTo("case_other"), NOBODY]) expect(await shows(actor)).toEqual({});
  for (const barring of ["benchmark-analyst", "nsa-director", "consultee", "enforcement"]) {
    for (const actor of [finder, analyst, validator]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, {}]);
  }
  for (const role of ["administrator", "oversight", "operator", "patch-distributor"]) expect([role, await shows({ ...finder, roles: [role] })]).toEqual([role, {}]);

  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const at = world.services.clock();
  const propose = (actor: Actor, party: string, state = "proposed") => attempt(actor, sql`INSERT INTO remediation.patch (id, case_id, state, digest, author_party, author_name, author_person_id, author_organisation_id, ai_generated, proposed_at)
    VALUES ('patch_forged', ${caseId}, ${state}, 'd', ${party}, 'n', ${actor.personId}, ${actor.organisationId}, false, ${at})`);
  for (const [actor, party] of [[otherFinder, "finder"], [colleague, "coordinator"], [validator, "coordinator"], [finder, "coordinator"], [analyst, "finder"], [finder, "maintainer"], [linkTo("case_other"), "maintainer"]] as const) await expect(propose(actor, party)).rejects.toThrow("row-level security");
  await expect(propose(finder, "finder", "verified")).rejects.toThrow("row-level security");
  for (const actor of [finder, otherFinder, colleague, director, linkTo("case_other")]) expect(await attempt(actor, sql`UPDATE remediation.patch SET state = 'proposed'`)).toBe(0);
  for (const actor of [analyst, validator, linkTo(caseId)]) expect(await attempt(actor, sql`UPDATE remediation.patch SET state = state`)).toBe(1);
  await expect(attempt(analyst, sql`INSERT INTO remediation.verification (id, patch_id, verdict, isolation_held, sealed, at) VALUES ('ver_forged', ${patchId}, 'verified', true, 's', ${at})`)).rejects.toThrow("row-level security");
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "remediation")).open).toEqual([]);
});

test("whoever found the same bug again sees and mends it with the first finder; who is not assigned does not, nor stands an author behind their own", async () => {
  const { world, people, caseId, patchId } = await patchedCase();
  const { finder, otherFinder, analyst, colleague } = people;
  const { digest } = (await world.call("GET", `/patches/${patchId}`, { as: finder })).json;
  const look = async (as: Actor) => (await world.call("GET", `/patches/${patchId}`, { as })).status;
  expect([await look(finder), await look(analyst), await look(otherFinder), await look(colleague)]).toEqual([200, 200, 404, 404]);
  await submitBundle(world, otherFinder, await gaugeBundle({ finder: "Lars", title: "Station name overflows" }));
  await world.drain();
  expect([await look(otherFinder), (await world.call("GET", `/patches?caseId=${caseId}`, { as: otherFinder })).json.patches[0].digest]).toEqual([200, digest]);
  // The same diff again is the same patch, whoever of its finders sends it.
  expect((await requireOk(world.call("POST", "/patches", { as: otherFinder, body: { caseId, diff: GOOD_PATCH, aiGenerated: false, model: null } }))).id).toBe(patchId);

  const own = await requireOk(world.call("POST", "/patches", { as: analyst, body: { caseId, diff: `${GOOD_PATCH}\n`, aiGenerated: false, model: null } }));
  expect((await world.call("POST", `/patches/${own.id}/confirm`, { as: analyst })).json.error).toEqual({ code: "not-permitted", message: "Somebody else than a patch's author stands behind it." });
});
