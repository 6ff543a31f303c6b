import { expect, test } from "vitest";
import { makeRecords, openHouses, openOfferedWindow } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { ensureModel, writeEngagement } from "./engagement.store.ts";
import { exportOwned } from "./export-owned.ts";

const MORE_THAN_A_LIST = 230;

test("a developer takes every engagement with its terms, dates and advice; its credential is only said to be held", async () => {
  const world = await createWorld();
  const own = await openHouses(world, "Kelp");
  const { engagement } = await makeRecords(world, own);
  await openOfferedWindow(world, own, engagement);
  await requireOk(world.call("POST", `/evaluator/engagements/${engagement}/advice`, { as: own.evaluator, body: { kind: "observation", text: "The filter holds." } }));
  await requireOk(world.call("POST", `/engagements/${engagement}/dates`, { as: own.developer, body: { partnerReleaseAt: null, publicReleaseAt: "2027-01-01T00:00:00Z", reason: "A later audit." } }));
  await requireOk(world.call("POST", `/engagements/${engagement}/releases`, { as: own.developer, body: { audience: "partners" } }));

  const owned = await exportOwned(world.services, own.developer.organisationId);
  expect(owned).toMatchObject({
    models: [{ digest: "a".repeat(64) }],
    engagements: [{ id: engagement, modelName: "Canary Model", endpoint: "http://127.0.0.1:9/v1", endpointModel: "canary", credential: "held", signatoryName: "Ada Lead", openedBy: "Kelp Lead" }],
    releaseDates: [{ engagementId: engagement, reason: null }, { engagementId: engagement, reason: "A later audit.", setBy: "Kelp Lead" }],
    releases: [{ engagementId: engagement, audience: "partners", declaredBy: "Kelp Lead" }],
    windows: [{ engagementId: engagement, terms: { purpose: "safeguard-testing" } }],
    evaluators: [{ personName: "Kelp Evaluator", organisationName: "Kelp Agency" }],
    advice: [{ engagementId: engagement, kind: "observation", text: "The filter holds.", byName: "Kelp Evaluator" }],
  });
  expect(JSON.stringify(owned)).not.toMatch(/canary-credential|sealed/i);

  await requireOk(world.call("POST", `/engagements/${engagement}/withdrawal`, { as: own.developer }));
  expect(await exportOwned(world.services, own.developer.organisationId)).toMatchObject({ engagements: [{ id: engagement, credential: "none" }] });
});

test("no engagement is left out, however many, and none of another developer's comes along, nor to the evaluators' own house", async () => {
  const world = await createWorld();
  const own = await openHouses(world, "Kelp");
  const other = await openHouses(world, "Othercanary");
  const { engagement: theirs } = await makeRecords(world, other);
  const { services } = world;
  await services.as(own.developer).db.inTransaction(async (tx) => {
    for (let place = 0; place < MORE_THAN_A_LIST; place += 1) {
      const id = `eng_${String(place).padStart(20, "0")}`;
      const { id: modelId } = await ensureModel(tx, { id: `mdl_${place}`, organisationId: own.developer.organisationId, digest: String(place).padStart(64, "0"), at: services.clock() });
      await writeEngagement(tx, {
        id, state: "open", organisationId: own.developer.organisationId, modelId, sealedName: services.keys.seal("engagement-model-name", id, `Kelp ${place}`), endpoint: "http://127.0.0.1:9/v1", endpointModel: "kelp", reducedEndpointModel: null, accessMode: "developer-hosted",
        sealedCredential: services.keys.seal("engagement-credential", id, "own-secret"), signatory: { name: "Ada", title: "Lead" }, consentScope: [], partnerReleaseAt: null, publicReleaseAt: null, writtenBy: own.developer.personId, at: services.clock(),
      });
    }
  });
  const owned = await exportOwned(services, own.developer.organisationId);
  expect((owned["engagements"] as { modelName: string }[]).map(({ modelName }) => modelName)).toEqual(Array.from({ length: MORE_THAN_A_LIST }, (_, place) => `Kelp ${place}`));
  const text = JSON.stringify(owned);
  for (const word of ["Othercanary", other.developer.organisationId, theirs, "Canary Model", "own-secret"]) expect(text).not.toContain(word);
  expect(JSON.stringify(await exportOwned(services, other.evaluator.organisationId))).not.toContain(theirs);
});
