import { expect, test } from "vitest";
import { addPerson } from "#rooms/access";
import { bringFinding, clearinghousePeople, linkFrom, readMail, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { exportOwned, listMaintainedCaseIds } from "./export-owned.ts";

const VENDOR = "Tide Gauge project";
const MAINTAINER = "maintainer@tide.example";
const PROJECT = { vendor: VENDOR, product: "Tide Gauge", repository: REPOSITORY, purl: "pkg:generic/tide-gauge", contactEmail: MAINTAINER, openAtOnce: 1 };
const OTHER = { vendor: "Othercanary project", product: "Othercanary", repository: "https://code.exercise.example/other/canary", purl: null, contactEmail: "other@canary.example", openAtOnce: 1 };

/** An organisation with a maintainer under this very address. */
async function openVendor(world: World, organisation: string, email: string): Promise<string> {
  const actor = await world.person({ organisation, kind: "vendor", name: "Mara", roles: ["organisation-manager"] });
  await addPerson(world.services, { actor, organisationId: actor.organisationId, name: "Max", email, roles: ["maintainer"] });
  return actor.organisationId;
}

test("a vendor takes its project with its pace, the report it was told of, its answer and its own words; its finder how the case stands", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { id: projectId } = await requireOk(world.call("POST", "/projects", { as: people.analyst, body: PROJECT }));
  const { purl: _none, ...other } = OTHER;
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: other }));
  const first = await bringFinding(world, people, { title: "Canary title" });
  await world.drain();
  // A second one waits until the maintainer has a place for it: they have not been told.
  const waiting = await bringFinding(world, people, { title: "Waiting canary", shows: "level" });
  await world.drain();
  const caseOf = async (id: string): Promise<string> => (await world.call("GET", `/findings/${id}`, { as: people.analyst })).json.caseId;
  const [caseId, waitingId] = [await caseOf(first), await caseOf(waiting)];
  const token = await linkFrom(world, MAINTAINER);
  const link = (path: string, body: object = {}) => requireOk(world.call("POST", `/maintainer/${path}`, { body: { token, ...body } }));
  await link("terms");
  await link("messages", { text: "We look at it." });
  await link("answers", { answer: "dispute", reason: "Not ours." });
  await requireOk(world.call("POST", `/cases/${caseId}/messages`, { as: people.analyst, body: { text: "Coordinators words." } }));
  const vendor = await openVendor(world, VENDOR, MAINTAINER);

  const owned = await exportOwned(world.services, vendor);
  expect(owned).toMatchObject({
    projects: [{ id: projectId, vendor: VENDOR, product: "Tide Gauge", contactEmail: MAINTAINER, openAtOnce: 1 }],
    cases: [{ id: caseId, projectId, answer: "dispute", answerReason: "Not ours.", termsAcceptedAt: expect.any(String) }],
    embargoes: [{ caseId, state: "ACTIVE" }],
    messages: expect.arrayContaining([expect.objectContaining({ caseId, channel: "page", text: "We look at it." })]),
    foundCases: [], openedProjects: [],
  });
  expect(await listMaintainedCaseIds(world.services.db, vendor)).toEqual([caseId]);
  // What the report says is its finder's, what the coordinator wrote the clearinghouse's, and who waits is not told yet.
  for (const word of ["Canary title", waitingId, "Coordinators words", "Othercanary", "CWE-787", "sealed"]) expect(JSON.stringify(owned)).not.toContain(word);

  const found = await exportOwned(world.services, people.finder.organisationId);
  expect(found).toMatchObject({ projects: [], cases: [], messages: [], foundEmbargoes: [{ caseId }] });
  expect(new Map((found["foundCases"] as { id: string; state: string }[]).map(({ id, state }) => [id, state]))).toEqual(new Map([[caseId, "open"], [waitingId, "waiting"]]));
  expect(JSON.stringify(found)).not.toMatch(/We look|Not ours|maintainer@/);
  expect((await exportOwned(world.services, people.analyst.organisationId))["openedProjects"]).toHaveLength(2);
  expect(Object.values(await exportOwned(world.services, people.otherFinder.organisationId)).flatMap((list) => list as unknown[])).toEqual([]);
});

test("neither a vendor's name alone nor a maintainer's address alone makes its projects anybody's", async () => {
  const world = await createWorld();
  const { analyst } = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: analyst, body: PROJECT }));
  for (const [name, email] of [[VENDOR, "somebody@tide.example"], ["Rival", MAINTAINER]] as const) {
    expect(await exportOwned(world.services, await openVendor(world, name, email)), name).toMatchObject({ projects: [], cases: [], embargoes: [], messages: [] });
  }
});

test("a vendor who takes part in somebody else's case takes its words, what it wrote and gave, and the drafts that were shared with it; nobody else does", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const as = people.analyst;
  await requireOk(world.call("POST", "/projects", { as, body: PROJECT }));
  const findingId = await bringFinding(world, people, { title: "Canary title" });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as })).json as { caseId: string };
  await requireOk(world.call("POST", "/maintainer/terms", { body: { token: await linkFrom(world, MAINTAINER) } }));
  const BUOY = "psirt@buoy.example";
  const { participants } = await requireOk(world.call("POST", `/cases/${caseId}/participants`, { as, body: { name: "Buoy Works", email: BUOY, roles: ["vendor"] } }));
  const participantId = participants.find(({ name }: { name: string }) => name === "Buoy Works").id;
  const token = /\/participant#([A-Za-z0-9_-]+)/.exec((await readMail(world, BUOY)).at(-1)?.text ?? "")?.[1] ?? "";
  const act = (path: string, body: object) => requireOk(world.call("POST", `/participant/${path}`, { body: { token, ...body } }));
  const { offers } = await act("open", {});
  const { threads } = await act("embargo", { embargoId: offers[0].embargoId, answer: "agree" });
  await act("statuses", { vulnerability: "case", status: "not-affected", statement: "We do not read names." });
  await act("messages", { threadId: threads[0].id, text: "Buoy's own words." });
  await act("files", { threadId: threads[0].id, name: "our.diff", content: "b3Vycw==" });
  await requireOk(world.call("POST", `/cases/${caseId}/drafts`, { as, body: { title: "Draft", text: "Shared words.", participantIds: [participantId] } }));
  await requireOk(world.call("POST", `/cases/${caseId}/drafts`, { as, body: { title: "Draft", text: "Kept words.", participantIds: [] } }));

  const owned = await exportOwned(world.services, await openVendor(world, "Buoy Works", BUOY));
  expect(owned).toMatchObject({
    participations: [{ id: participantId, caseId, name: "Buoy Works", email: BUOY, rm: "RECEIVED" }],
    statuses: [{ participantId, vulnerability: "case", status: "not-affected", statement: "We do not read names." }],
    participantMessages: [{ caseId, text: "Buoy's own words." }],
    drafts: [{ caseId, version: 1, title: "Draft", text: "Shared words." }],
    files: [{ caseId, name: "our.diff", bytes: 4 }],
  });
  for (const word of ["Canary", "Kept words", "sealed"]) expect(JSON.stringify(owned)).not.toContain(word);
  // Under the same name with another address, or with nobody of this address, it is nobody's.
  for (const organisation of [people.otherFinder.organisationId, await openVendor(world, "Buoy Works too", "somebody@buoy.example")]) expect((await exportOwned(world.services, organisation))["participations"]).toEqual([]);
});
