import { expect, test } from "vitest";
import type { Assignment } from "#contracts/findings";
import { sealRow } from "#rooms/access";
import { sql, type Actor, type InboxEntry as Entry } from "#rooms/platform";
import { assignPeople, clearinghousePeople, gaugeBundle, requireOk, submitBundle } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";

/** A finding that nobody is assigned to, and the clearinghouse's people around it. */
async function submittedFinding() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const director = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Dina Director", roles: ["clearinghouse-director"] });
  const second = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Abe Analyst", roles: ["clearinghouse-analyst"] });
  const id = await submitBundle(world, people.finder, await gaugeBundle());
  const assign = (as: Actor, person: Actor, role: string, reason?: string) => world.call("POST", `/findings/${id}/assignments`, { as, body: { personId: person.personId, role, ...(reason === undefined ? {} : { reason }) } });
  return { world, people, director, second, id, assign };
}

const kindsOf = async (world: World, as: Actor): Promise<readonly string[]> => (await world.call("GET", "/inbox", { as })).json.entries.map(({ kind }: Entry) => kind).toSorted();
const statuses = async (world: World, id: string, as: Actor) => Object.fromEntries(await Promise.all(["", "/evidence", "/bundle"].map(async (path) => [path, (await world.call("GET", `/findings/${id}${path}`, { as })).status])));

test("what a finding says is open to nobody of the clearinghouse until they are assigned to it, and to nobody of theirs besides", async () => {
  const { world, people, director, second, id, assign } = await submittedFinding();
  const { validator, analyst } = people;
  for (const as of [validator, analyst, second, director]) expect(await statuses(world, id, as)).toEqual({ "": 200, "/evidence": 403, "/bundle": 403 });
  await requireOk(assign(director, validator, "validator"));
  await requireOk(assign(director, analyst, "analyst"));
  for (const as of [validator, analyst]) expect(await statuses(world, id, as)).toEqual({ "": 200, "/evidence": 200, "/bundle": 200 });
  for (const as of [second, director]) expect(await statuses(world, id, as)).toEqual({ "": 200, "/evidence": 403, "/bundle": 403 });
  expect((await world.call("GET", `/findings/${id}/evidence`, { as: second })).json.error.message).toBe("This finding is not assigned to you. The director or an analyst of the clearinghouse can assign it.");
  expect((await world.call("POST", `/findings/${id}/priority`, { as: second, body: { inKev: false, exposed: true, automatable: true, technicalImpact: "total" } })).status).toBe(403);
});

test("who is assigned, by whom, and why somebody assigned themselves is on the finding's page, in the ledger and told to its finder", async () => {
  const { world, people, director, id, assign } = await submittedFinding();
  const { finder, validator, analyst } = people;
  await requireOk(assign(director, validator, "validator"));
  await requireOk(assign(analyst, analyst, "analyst", "Nobody else is in this week."));
  const seen = async (as: Actor) => (await world.call("GET", `/findings/${id}`, { as })).json.assignments;
  const at = "2026-09-01T12:00:00.000Z";
  const assignments = await seen(finder);
  expect(assignments.toSorted((left: Assignment, right: Assignment) => left.role.localeCompare(right.role))).toEqual([
    { id: expect.stringMatching(/^asg_/), personId: analyst.personId, personName: "Ana Analyst", role: "analyst", byName: "Ana Analyst", reason: "Nobody else is in this week.", at, endedAt: null },
    { id: expect.stringMatching(/^asg_/), personId: validator.personId, personName: "Vera Validator", role: "validator", byName: "Dina Director", reason: null, at, endedAt: null },
  ]);
  expect(await seen(director)).toEqual(assignments);
  expect(await kindsOf(world, finder)).toEqual(["findings.opened-to-self"]);
  expect([await kindsOf(world, validator), await kindsOf(world, analyst)]).toEqual([["findings.assigned"], []]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "findings.assigned")).toHaveLength(2);
  const { receipts } = (await world.call("GET", `/ledger/receipts?subject=${id}`, { as: finder })).json;
  expect(JSON.stringify(receipts).match(/findings\.assigned/g)).toHaveLength(2);
  expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM findings.assignment`))).not.toContain("Nobody else");
});

test("an assignment that ends closes the finding again and stays on record; the next one opens it anew", async () => {
  const { world, people, director, id, assign } = await submittedFinding();
  const { validator, finder } = people;
  const { assignments } = await requireOk(assign(director, validator, "validator"));
  expect((await assign(director, validator, "validator")).json.error).toMatchObject({ code: "already-assigned", field: "personId" });
  const end = (as: Actor) => world.call("POST", `/findings/${id}/assignments/end`, { as, body: { assignmentId: assignments[0].id } });
  expect([(await end(validator)).status, (await end(finder)).status]).toEqual([403, 403]);
  world.pass(1000);
  expect((await requireOk(end(director))).assignments).toEqual([{ ...assignments[0], endedAt: "2026-09-01T12:00:01.000Z" }]);
  expect((await end(director)).json.error).toMatchObject({ code: "not-assigned", field: "assignmentId" });
  expect((await statuses(world, id, validator))["/evidence"]).toBe(403);
  await requireOk(assign(director, validator, "validator"));
  expect((await statuses(world, id, validator))["/evidence"]).toBe(200);
  expect((await world.call("GET", `/findings/${id}`, { as: finder })).json.assignments).toHaveLength(2);
  expect(await world.ledgerKinds()).toContain("findings.assignment-ended");
});

test("nobody opens a finding to themselves silently, nobody makes themselves its validator, and nobody of the finder's side is assigned or assigns", async () => {
  const { world, people, director, second, id, assign } = await submittedFinding();
  const { validator, analyst, finder } = people;
  const both = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Bo Both", roles: ["clearinghouse-analyst", "validator"] });
  const house = { organisation: "Harbour Watch", kind: "partner" } as const;
  const [insideAnalyst, insideValidator] = [await world.person({ ...house, name: "Ina", roles: ["clearinghouse-analyst"] }), await world.person({ ...house, name: "Ivo", roles: ["validator"] })];
  const walled = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Wil", roles: ["validator", "benchmark-analyst"] });
  const codeOf = async (call: ReturnType<typeof assign>) => {
    const { status, json } = await call;
    return [status, json.error?.code, json.error?.field];
  };
  expect(await codeOf(assign(analyst, analyst, "analyst"))).toEqual([422, "reason-needed", "reason"]);
  expect(await codeOf(assign(both, both, "validator", "Small house."))).toEqual([403, "self-assignment", undefined]);
  expect(await codeOf(assign(validator, validator, "validator", "Curious."))).toEqual([403, "not-permitted", undefined]);
  expect(await codeOf(assign(finder, validator, "validator"))).toEqual([403, "not-permitted", undefined]);
  expect(await codeOf(assign(insideAnalyst, validator, "validator"))).toEqual([403, "not-permitted", undefined]);
  for (const person of [finder, insideAnalyst, insideValidator, walled, { ...finder, personId: "per_00000000000000000000" }]) expect(await codeOf(assign(director, person, "validator"))).toEqual([422, "not-assignable", "personId"]);
  expect(await codeOf(assign(director, second, "validator"))).toEqual([422, "not-assignable", "personId"]);
  expect((await world.services.db.query(sql`SELECT id FROM findings.assignment`)).length).toBe(0);

  const { people: assignable } = await requireOk(world.call("GET", `/findings/${id}/assignable`, { as: director }));
  expect(assignable.map(({ name, roles }: { name: string; roles: string[] }) => [name, roles])).toEqual([["Abe Analyst", ["analyst"]], ["Ana Analyst", ["analyst"]], ["Bo Both", ["validator", "analyst"]], ["Vera Validator", ["validator"]]]);
  expect((await world.call("GET", `/findings/${id}/assignable`, { as: validator })).status).toBe(403);
});

test("somebody who loses the role they were assigned as loses the finding with it", async () => {
  const { world, people, id } = await submittedFinding();
  await assignPeople(world, people, id);
  await world.services.db.execute(sql`UPDATE access.person SET roles = '{clearinghouse-analyst}' WHERE id = ${people.validator.personId}`);
  await sealRow(world.services, world.services.db, "person", people.validator.personId);
  expect((await statuses(world, id, people.validator))["/evidence"]).toBe(403);
});

test("a finding that waits for a person tells those assigned; while there is nobody, those who may assign", async () => {
  const { world, people, director, second, id } = await submittedFinding();
  const { validator, analyst, finder } = people;
  await world.drain();
  expect(await Promise.all([validator, analyst, second, director].map((as) => kindsOf(world, as)))).toEqual([[], ["findings.needs-assignment"], ["findings.needs-assignment"], ["findings.needs-assignment"]]);
  const next = await submitBundle(world, finder, await gaugeBundle({ shows: "level" }));
  await assignPeople(world, people, next);
  await world.drain();
  await requireOk(world.call("POST", `/findings/${next}/validation`, { as: validator, body: { decision: "validated", reason: "Seen." } }));
  expect(await kindsOf(world, validator)).toEqual(["findings.assigned", "findings.needs-validation"]);
  expect(await Promise.all([analyst, second, director].map((as) => kindsOf(world, as)))).toEqual([["findings.needs-assignment", "findings.validated"], ["findings.needs-assignment"], ["findings.needs-assignment"]]);
  expect(id).not.toBe(next);
});
