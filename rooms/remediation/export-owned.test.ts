import { expect, test } from "vitest";
import { addPerson } from "#rooms/access";
import { BAD_PATCH, bringFinding, clearinghousePeople, GOOD_PATCH, linkFrom, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { exportOwned } from "./export-owned.ts";

const VENDOR = "Tide Gauge project";
const MAINTAINER = "maintainer@tide.example";

test("whoever wrote a patch takes it with what the sandbox said, and nobody takes another's; a coordinator's diff stays with those assigned", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: VENDOR, product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const token = await linkFrom(world, MAINTAINER);
  const link = (path: string, body: object = {}) => requireOk(world.call("POST", `/maintainer/${path}`, { body: { token, ...body } }));
  await link("terms");
  await link("answers", { answer: "accept" });
  const commented = (words: string) => GOOD_PATCH.replace("if (!name) return 1;", `if (!name) return 1; /* ${words} */`);
  const propose = (as: typeof people.finder, diff: string) => requireOk(world.call("POST", "/patches", { as, body: { caseId, diff, aiGenerated: false, model: null } }));
  const { id: finders } = await propose(people.finder, BAD_PATCH);
  const { id: coordinators } = await propose(people.analyst, commented("coordinators canary"));
  const { id: maintainers } = await link("patches/propose", { diff: commented("maintainers canary"), aiGenerated: false, model: null });
  await world.drain();
  const mara = await world.person({ organisation: VENDOR, kind: "vendor", name: "Mara", roles: ["organisation-manager"] });
  await addPerson(world.services, { actor: mara, organisationId: mara.organisationId, name: "Max", email: MAINTAINER, roles: ["maintainer"] });

  const owned = async (organisationId: string) => {
    const all = await exportOwned(world.services, organisationId);
    return { all, text: JSON.stringify(all) };
  };
  const found = await owned(people.finder.organisationId);
  expect(found.all).toMatchObject({ patches: [{ id: finders, caseId, authorParty: "finder", authorName: "Fay Finder", state: "failed", diff: BAD_PATCH }], verifications: [{ patchId: finders, reason: expect.any(String) }] });
  expect(found.text).not.toMatch(/canary|sealed/);
  const maintained = await owned(mara.organisationId);
  expect(maintained.all).toMatchObject({ patches: [{ id: maintainers, authorParty: "maintainer", diff: commented("maintainers canary") }], verifications: [{ patchId: maintainers, verdict: "verified" }] });
  expect(maintained.text).not.toMatch(/coordinators canary|Fay|sealed/);
  const coordinated = await owned(people.analyst.organisationId);
  expect(coordinated.all).toMatchObject({ patches: [{ id: coordinators, authorParty: "coordinator", diff: null }], verifications: [] });
  expect(coordinated.text).not.toMatch(/canary|Fay/);
  expect((await owned(people.otherFinder.organisationId)).all).toEqual({ patches: [], verifications: [] });
});
