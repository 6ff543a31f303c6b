import { verifyEntries, verifyReceipt } from "#engines/ledger";
import { sql } from "#rooms/platform";
import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { appendEntry, exportLedger, listReceipts, sealLedger } from "./index.ts";

test("an act and its ledger entry happen together or not at all", async () => {
  const world = await createWorld();
  const actor = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const before = await world.ledgerKinds();
  const attempt = world.services.db.inTransaction(async (tx) => {
    await appendEntry(world.services, tx, { kind: "test.act", subject: actor.personId, by: actor, data: {} });
    throw new Error("the act failed");
  });
  await expect(attempt).rejects.toThrow("the act failed");
  expect(await world.ledgerKinds()).toEqual(before);
});

test("the exported ledger verifies from end to end and a receipt verifies offline", async () => {
  const world = await createWorld();
  const actor = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  await world.services.db.inTransaction((tx) => appendEntry(world.services, tx, { kind: "test.act", subject: actor.personId, by: actor, data: { n: 1 } }));
  const ledger = await exportLedger(world.services);
  const verdict = await verifyEntries({ entries: ledger.entries, checkpoints: [ledger.checkpoint], trustedVerifierKeys: [ledger.verifierKey] });
  expect(verdict.ok).toBe(true);
  const receipts = await listReceipts(world.services, { subject: actor.personId, organisationId: actor.organisationId });
  expect(receipts.map((receipt) => receipt.entry.kind)).toEqual(["test.act"]);
  expect(receipts.map((receipt) => verifyReceipt(receipt, [ledger.verifierKey]).ok)).toEqual([true]);
});

test("an organisation gets no receipt for an act that is not its own", async () => {
  const world = await createWorld();
  const actor = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const rival = await world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  await world.services.db.inTransaction((tx) => appendEntry(world.services, tx, { kind: "test.act", subject: actor.personId, by: actor, data: {} }));
  expect((await world.call("GET", `/ledger/receipts?subject=${actor.personId}`, { as: rival })).json).toEqual({ receipts: [] });
});

test("the ledger cannot be changed through the database, not even by its owner", async () => {
  const world = await createWorld();
  await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  for (const change of [sql`UPDATE audit.entry SET kind = 'x'`, sql`DELETE FROM audit.entry`, sql`TRUNCATE audit.entry CASCADE`]) {
    await expect(world.services.db.execute(change)).rejects.toThrow(/permission denied|append-only|must be owner/);
  }
});

test("the public checkpoint grows with the acts and nobody but oversight may export the ledger", async () => {
  const world = await createWorld();
  const first = await sealLedger(world.services);
  const inspector = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  const shown = await world.call("GET", "/ledger/checkpoint");
  expect(shown.json.size).toBeGreaterThan(first.size);
  expect((await world.call("GET", "/ledger/export")).status).toBe(401);
  const administrator = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  expect((await world.call("GET", "/ledger/export", { as: administrator })).status).toBe(403);
  expect((await world.call("GET", "/ledger/export", { as: inspector })).json.error.code, "exporting asks for a fresh proof").toBe("step-up-needed");
  expect((await world.call("GET", "/ledger/export", { as: { ...inspector, steppedUp: true } })).json.schema).toBe("breakwater-ledger/1");
});
