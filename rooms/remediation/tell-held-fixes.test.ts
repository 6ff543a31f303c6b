import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { IN_TOTO_PAYLOAD, heldFixStatement } from "#contracts/peer-records";
import { verifyStatement } from "#engines/ledger";
import { markPublic } from "#rooms/coordination";
import { bringFinding, clearinghousePeople, GOOD_PATCH, linkFrom, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { tellHeldFixes } from "./tell-held-fixes.ts";

const MAINTAINER = "maintainer@tide.example";

test("other clearinghouses hear of a released fix that held once the public knows, not before, and no longer when it is recalled", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { services } = world;
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people, { candidatePatch: GOOD_PATCH });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const token = await linkFrom(world, MAINTAINER);
  const link = (path: string, body: object = {}) => requireOk(world.call("POST", `/maintainer/${path}`, { body: { token, ...body } }));
  await link("terms");
  await link("answers", { answer: "accept" });
  world.pass(1000);
  const { id: patchId } = await link("patches/accept");
  await world.drain();
  await link("patches/release", { patchId, fixedVersion: "1.4.1" });
  await world.drain();

  const told = async () => {
    await tellHeldFixes.run(services, {});
    return (await requireOk(world.call("GET", "/exchange/held-fixes"))).records as object[];
  };
  expect(await told()).toEqual([]);
  await services.db.inTransaction((tx) => markPublic(services, tx, caseId));
  const [record, ...more] = await told();
  expect([more, (await told()).length]).toEqual([[], 1]);
  const { publicKeyPem } = await requireOk(world.call("GET", "/exchange"));
  const verdict = verifyStatement(record, [publicKeyPem], IN_TOTO_PAYLOAD);
  const statement = heldFixStatement.parse(verdict.ok ? verdict.payload : undefined);
  expect([statement.subject[0].digest.sha256, statement.predicate.repository, statement.predicate.fixedVersion]).toEqual([createHash("sha256").update(GOOD_PATCH).digest("hex"), "code.exercise.example/harbour/tide-gauge", "1.4.1"]);

  await requireOk(world.call("POST", `/patches/${patchId}/withdraw`, { as: people.analyst, body: { reason: "It broke." } }));
  await world.drain();
  expect(await told()).toEqual([]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("scanning.fix"))).toEqual(["scanning.fix-held", "scanning.fix-withdrawn"]);
});
