import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { bringFinding, clearinghousePeople, linkFrom, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

const MAINTAINER = "maintainer@tide.example";

/** A case whose maintainer accepted the embargo and wrote, as its own people and others may see it. */
async function openedCase() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const token = await linkFrom(world, MAINTAINER);
  await requireOk(world.call("POST", "/maintainer/terms", { body: { token } }));
  await requireOk(world.call("POST", "/maintainer/messages", { body: { token, text: "Which compiler?" } }));
  const colleague = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Cleo", roles: ["clearinghouse-analyst"] });
  const director = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Dina", roles: ["clearinghouse-director"] });
  return { world, people: { ...people, colleague, director }, caseId: caseId as string, findingId, token };
}

const linkTo = (caseId: string): Actor => ({ ...NOBODY, personId: "lnk_test", subject: caseId });

test("a workflow that forgets every policy still shows each person exactly their own rows", async () => {
  const { world, people, caseId } = await openedCase();
  const { finder, otherFinder, analyst, validator, colleague, director } = people;
  const { participants } = await requireOk(world.call("POST", `/cases/${caseId}/participants`, { as: analyst, body: { name: "Buoy Works", email: "psirt@buoy.example", roles: ["vendor"] } }));
  const participantId = participants.find(({ name }: { name: string }) => name === "Buoy Works").id;
  const { threads } = await requireOk(world.call("GET", `/cases/${caseId}/threads`, { as: analyst }));
  const own = threads.find(({ title }: { title: string }) => title === "Buoy Works");
  await requireOk(world.call("POST", `/cases/${caseId}/threads/messages`, { as: analyst, body: { threadId: own.id, text: "Welcome." } }));
  await requireOk(world.call("POST", `/cases/${caseId}/notes`, { as: analyst, body: { text: "Among us." } }));
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "coordination");
  // The figures of the embargo are everybody's to read.
  const published = { embargo_policy: 1 };
  const metadata = { ...published, project: 1, case_file: 1, embargo: 1 };
  const within = { participant: 4, consent: 4 };
  expect(await shows(analyst)).toEqual({ ...metadata, ...within, thread: 2, thread_member: 2, thread_read: 1, message: 2, note: 1 });
  for (const actor of [validator, colleague, director]) expect(await shows(actor)).toEqual(metadata);
  expect(await shows(finder)).toEqual({ ...published, case_file: 1, embargo: 1 });
  expect(await shows(linkTo(caseId))).toEqual({ ...metadata, ...within, thread: 1, thread_member: 1, message: 1 });
  expect(await shows(linkTo(participantId))).toEqual({ ...metadata, ...within, thread: 1, thread_member: 1, message: 1 });
  for (const actor of [otherFinder, linkTo("case_00000000000000000000"), NOBODY]) expect(await shows(actor)).toEqual(published);
  for (const barring of ["benchmark-analyst", "nsa-director", "consultee", "enforcement"]) {
    for (const actor of [finder, analyst, validator]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, { embargo_policy: 1 }]);
  }
  for (const role of ["administrator", "oversight", "operator", "agency-evaluator", "directive-officer"]) expect([role, await shows({ ...finder, roles: [role] })]).toEqual([role, { embargo_policy: 1 }]);
});

test("the database takes from a person only what is theirs to write", async () => {
  const { world, people, caseId } = await openedCase();
  const { finder, analyst, validator, colleague, director } = people;
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const at = world.services.clock();
  const write = (actor: Actor, from: string) => attempt(actor, sql`INSERT INTO coordination.message (id, case_id, thread_id, from_party, channel, sealed, at) VALUES (${`msg_${actor.personId}`}, ${caseId}, ${`thread${caseId.slice(4)}`}, ${from}, 'page', 's', ${at})`);
  for (const [actor, from] of [[colleague, "coordinator"], [validator, "coordinator"], [finder, "maintainer"], [analyst, "maintainer"], [linkTo(caseId), "coordinator"], [linkTo("case_other"), "maintainer"]] as const) await expect(write(actor, from)).rejects.toThrow("row-level security");
  for (const actor of [colleague, validator, director, finder, linkTo("case_other")]) {
    expect(await attempt(actor, sql`UPDATE coordination.case_file SET public_aware = true`)).toBe(0);
    expect(await attempt(actor, sql`UPDATE coordination.embargo SET state = 'TERMINATED'`)).toBe(0);
  }
  for (const actor of [analyst, linkTo(caseId)]) expect(await attempt(actor, sql`UPDATE coordination.case_file SET state = state`)).toBe(1);
  await expect(attempt(analyst, sql`INSERT INTO coordination.case_file (id, project_id, finding_id, state, vendor_rm, due_rank, validated_by, opened_at)
    SELECT 'case_forged', project_id, 'find_other', 'open', 'START', 0, validated_by, opened_at FROM coordination.case_file`)).rejects.toThrow("row-level security");
  await expect(attempt(director, sql`INSERT INTO coordination.project (id, vendor, product, repository, repository_name, contact_email, open_at_once, created_by, created_at)
    VALUES ('proj_forged', 'v', 'p', 'r', 'r', 'eve@exercise.example', 1, ${director.personId}, ${at})`)).rejects.toThrow("row-level security");
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "coordination")).open).toEqual([]);
});

test("a case is open to those assigned to its finding; others of the clearinghouse see that it is there, and its finder who read it", async () => {
  const { world, people, caseId } = await openedCase();
  const { finder, otherFinder, analyst, validator, colleague, director } = people;
  const ask = async (as: Actor, path: string) => {
    const { status, json } = await world.call("GET", path, { as });
    return json.error ? [status, json.error.message] : [status];
  };
  const notAssigned = [403, "This case is not assigned to you. The director or an analyst of the clearinghouse can assign its finding."];
  for (const as of [analyst, colleague, director, validator]) expect(await ask(as, "/cases")).toEqual([200]);
  expect(await ask(analyst, `/cases/${caseId}`)).toEqual([200]);
  expect(await ask(colleague, `/cases/${caseId}`)).toEqual(notAssigned);
  expect(await ask(colleague, `/patches?caseId=${caseId}`)).toEqual(notAssigned);
  expect((await world.call("POST", `/cases/${caseId}/messages`, { as: colleague, body: { text: "Hello." } })).status).toBe(403);
  expect((await world.call("POST", `/advisories`, { as: colleague, body: { caseId, releasableTitle: "T", releasableSummary: "S" } })).status).toBe(403);
  for (const as of [director, validator, finder]) expect((await ask(as, `/cases/${caseId}`))[0]).toBe(403);
  expect(await ask(otherFinder, `/patches?caseId=${caseId}`)).toEqual(await ask(otherFinder, "/patches?caseId=case_00000000000000000000"));
  const absent = await world.call("GET", "/cases/case_00000000000000000000", { as: colleague });
  expect(absent.status).toBe(404);

  await world.call("GET", `/patches?caseId=${caseId}`, { as: validator });
  const { reads } = (await world.call("GET", "/reads", { as: finder })).json;
  const shown = reads.map(({ what, personName }: { what: string; personName: string }) => `${personName}: ${what}`);
  expect(shown).toEqual(expect.arrayContaining(["Ana Analyst: case", "Vera Validator: patches"]));
  expect(shown.filter((read: string) => read === "Ana Analyst: case")).toHaveLength(1);
});
