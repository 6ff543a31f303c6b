import { expect, test } from "vitest";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { insertHelpRequest } from "./help/help.store.ts";
import { exportOwned } from "./export-owned.ts";

const MORE_THAN_A_LIST = 230;

test("an operator takes every question of its own with its answer, and nobody else's", async () => {
  const world = await createWorld();
  const operator = (organisation: string, name: string) => world.person({ organisation, kind: "operator", name, roles: ["operator"] });
  const [uma, hana] = [await operator("Exercise Utility", "Uma"), await operator("Exercise Hospital", "Hana")];
  const officer = await world.person({ organisation: "Help Office", kind: "government", name: "Otto", roles: ["directive-officer"] });
  const { requests } = await requireOk(world.call("POST", "/assistance/requests", { as: uma, body: { kind: "scan", question: "Who looks at our pumps?" } }));
  await requireOk(world.call("POST", "/assistance/requests", { as: hana, body: { kind: "scan", question: "Othercanary ward." } }));
  await requireOk(world.call("POST", `/assistance/queue/${requests[0].id}/volunteer`, { as: officer, body: { words: "We know pumps." } }));
  const [{ offers: [offer] }] = (await requireOk(world.call("GET", "/assistance/requests", { as: uma }))).requests;
  await requireOk(world.call("POST", `/assistance/requests/${requests[0].id}/agree`, { as: uma, body: { offerId: offer.id } }));
  await requireOk(world.call("POST", `/assistance/queue/${requests[0].id}/answer`, { as: officer, body: { answer: "We do, on Monday." } }));
  const owned = await exportOwned(world.services, uma.organisationId);
  expect(owned).toMatchObject({ requests: [{ id: requests[0].id, kind: "scan", question: "Who looks at our pumps?", requestedBy: "Uma", takenBy: "Help Office", state: "done", offers: [{ words: "We know pumps." }], answer: "We do, on Monday." }] });
  expect(JSON.stringify(owned)).not.toContain("Othercanary");
  expect(await exportOwned(world.services, officer.organisationId)).toEqual({ requests: [], scans: [] });

  const { services } = world;
  await services.as(uma).db.inTransaction(async (tx) => {
    for (let place = 0; place < MORE_THAN_A_LIST; place += 1) {
      const id = `hlp_${place}`;
      await insertHelpRequest(tx, { id, organisationId: uma.organisationId, requestedBy: uma.personId, kind: "scan", question: services.keys.seal("assistance", id, `Question ${place}`), at: services.clock() });
    }
  });
  expect((await exportOwned(services, uma.organisationId))["requests"]).toHaveLength(MORE_THAN_A_LIST + 1);
});
