import { expect, test } from "vitest";
import { makeRecords, openHouses, sendPartnerTerms } from "../../tests/api/records.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { exportOwned } from "./export-owned.ts";
import { insertEarlyAccess } from "./partners.store.ts";

const MORE_THAN_A_LIST = 230;

test("a developer takes what it gave with how it was chosen; a partner what it was given, from the terms on", async () => {
  const world = await createWorld();
  const own = await openHouses(world, "Kelp");
  const { engagement, earlyAccess } = await makeRecords(world, own);
  const rival = await openHouses(world, "Othercanary");
  await makeRecords(world, rival);
  const guard = await world.person({ organisation: "Lock Company", kind: "partner", name: "Lora", roles: ["partner-security-lead"] });
  world.pass(1000);
  const told = await sendPartnerTerms(world, own.developer, { engagement, partner: guard });

  const given = await exportOwned(world.services, own.developer.organisationId);
  expect(given).toMatchObject({
    given: [{ id: earlyAccess, partnerName: "Kelp Partner", nominationReason: "Runs a harbour.", termsText: null }, { id: told, partnerName: "Lock Company", governmentView: "concur", termsText: "For your own systems." }],
    received: [], receivedHistory: [],
  });
  const received = await exportOwned(world.services, guard.organisationId);
  expect(received).toMatchObject({ given: [], givenHistory: [], received: [{ id: told, developerName: "Kelp Lab", termsText: "For your own systems." }] });
  expect((received["receivedHistory"] as { state: string }[]).map(({ state }) => state)).toEqual(["terms-sent"]);
  // Nothing of the choosing, and nothing before there are terms.
  expect(JSON.stringify(received)).not.toMatch(/Runs a lock|concur|vetting|Canary Model/);
  expect(await exportOwned(world.services, own.partner.organisationId)).toEqual({ given: [], givenHistory: [], givenVettings: [], received: [], receivedHistory: [], attestations: [], scopeChanges: [], brokering: [], brokeredScans: [], modelKeys: [], modelCalls: [], complaints: [] });
  for (const owned of [given, received]) expect(JSON.stringify(owned)).not.toMatch(/Othercanary|sealed/);
});

test("no early access is left out, however many", async () => {
  const world = await createWorld();
  const own = await openHouses(world, "Kelp");
  const { services } = world;
  const { engagement } = await makeRecords(world, own);
  await services.as(own.developer).db.inTransaction(async (tx) => {
    for (let place = 0; place < MORE_THAN_A_LIST; place += 1) {
      await insertEarlyAccess(tx, { id: `ea_${place}`, engagementId: engagement, modelId: "mdl_1", developerId: own.developer.organisationId, partnerId: `org_${place}`, nominatedBy: "developer", personId: own.developer.personId, sector: "water", policyVersion: 1, reason: "Defends.", at: services.clock(), viewLapsesAt: services.clock() });
    }
  });
  expect((await exportOwned(services, own.developer.organisationId))["given"]).toHaveLength(MORE_THAN_A_LIST + 1);
});
