import { expect, test } from "vitest";
import { bringFinding, clearinghousePeople, gaugeBundle, submitBundle } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { exportOwned } from "./export-owned.ts";
import { insertFindings } from "./intake/intake.store.ts";
import type { FindingSummary } from "./findings.types.ts";
import { sealSummary } from "./sealed-records.ts";

const MORE_THAN_A_LIST = 450;

test("a finder takes its findings with receipt, evidence digest, credit and what became of them, and nothing of another finder", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { finder, otherFinder } = people;
  const own = await bringFinding(world, people, { title: "A name too long" });
  const theirs = await submitBundle(world, otherFinder, await gaugeBundle({ shows: "level", title: "Othercanary level", finder: "Othercanary Lab" }));
  await world.drain();
  const receipt = (await world.call("POST", "/findings", { as: finder, raw: await gaugeBundle({ title: "A name too long" }) })).json;

  const owned = await exportOwned(world.services, finder.organisationId);
  expect(owned).toMatchObject({
    findings: [{
      id: own, title: "A name too long", weakness: "CWE-787", target: { name: "tide-gauge", version: "1.4.0" }, submittedBy: "Fay Finder", credit: { name: "Harbour Watch", aiGenerated: true, model: "scripted-agent-1" },
      evidence: { sha256: receipt.digest }, receipt: { findingId: own, digest: receipt.digest, commitment: receipt.commitment, receivedAt: receipt.receivedAt }, provenance: { harness: "breakwater hunt" },
    }],
    reproductions: [{ findingId: own, outcome: "reproduced", isolationHeld: true }],
    validations: [{ findingId: own, decision: "validated", reason: "Seen in the sandbox." }],
    assignments: expect.arrayContaining([expect.objectContaining({ findingId: own, personName: "Vera Validator", role: "validator" }), expect.objectContaining({ findingId: own, role: "analyst", reason: "We are two people." })]),
    priorities: [{ findingId: own, decision: expect.objectContaining({ timeline: expect.any(String) }) }],
  });
  for (const word of ["Othercanary", theirs, otherFinder.organisationId, "sealed"]) expect(JSON.stringify(owned)).not.toContain(word);
  const others = await exportOwned(world.services, otherFinder.organisationId);
  expect(others).toMatchObject({ findings: [{ id: theirs, title: "Othercanary level" }], validations: [] });
  for (const word of [own, "A name too long"]) expect(JSON.stringify(others)).not.toContain(word);
  // Who decided on it and to whom it was opened belongs to the finding, not to their own house.
  expect(Object.values(await exportOwned(world.services, people.analyst.organisationId)).flatMap((list) => list as unknown[])).toEqual([]);
});

test("no finding is left out, however many", async () => {
  const world = await createWorld();
  const { finder, otherFinder } = await clearinghousePeople(world);
  const { services } = world;
  const summary: FindingSummary = {
    title: "", description: "Trusted too far.", weakness: "CWE-787", target: { name: "gauge", version: "1", repository: null, location: "a.c" }, provenance: { finder: "F", aiGenerated: false, model: null, modelVersion: null, harness: null, human: "authored", humanReview: "reviewed" },
  };
  for (const [who, word] of [[finder, "Own"], [otherFinder, "Othercanary"]] as const) {
    const rows = Array.from({ length: MORE_THAN_A_LIST }, (_, place) => {
      const id = `find_${word}_${String(place).padStart(4, "0")}`;
      const sealed = sealSummary(services, id, { ...summary, title: `${word} ${place}` });
      return { id, digest: String(place), commitment: "c", projectKey: "p", sealed, harm: 0, body: "bundle", state: "submitted" } as const;
    });
    await services.as(who).db.inTransaction((tx) => insertFindings(tx, rows, { organisationId: who.organisationId, personId: who.personId, batchId: null, intakeId: null, at: services.clock() }));
  }
  const owned = await exportOwned(services, finder.organisationId);
  expect((owned["findings"] as { title: string }[]).map(({ title }) => title)).toEqual(Array.from({ length: MORE_THAN_A_LIST }, (_, place) => `Own ${place}`));
  expect(JSON.stringify(owned)).not.toContain("Othercanary");
});
