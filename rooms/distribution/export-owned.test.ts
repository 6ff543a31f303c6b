import { expect, test } from "vitest";
import type { Actor } from "#rooms/platform";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "../publication/fixtures/issue-exercise-advisory.ts";
import { exportOwned } from "./export-owned.ts";

const MORE_THAN_A_LIST = 230;
const PROFILE = { sector: "water", sizeBand: "50-to-249", region: "midwest", acceptsTerms: true };
const TINYINI = { product: "tinyini", vendor: "Tinyini Project", purl: "pkg:generic/tinyini", affectedVersion: "1.3.0", fixedVersion: "1.4.2" };
const HEADER = "Vendor,Product,Version,Location\n";

test("an operator takes its lists whole, what matched them, what it did about each, and nothing of another operator", async () => {
  const world = await createWorld();
  const operator = (organisation: string, name: string) => world.person({ organisation, kind: "operator", name, roles: ["operator"] });
  const [uma, hana] = [await operator("Exercise Utility", "Uma"), await operator("Exercise Hospital", "Hana")];
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  const keepList = async (as: Actor, fileName: string, rows: string) => {
    await requireOk(world.call("POST", "/operator/profile", { as, body: PROFILE }));
    return requireOk(world.call("POST", `/operator/inventories?fileName=${fileName}`, { as, raw: Buffer.from(HEADER + rows) }));
  };
  const pumps = Array.from({ length: MORE_THAN_A_LIST }, (_, place) => `Tinyini Project,tinyini,1.3.0,pump ${place}\n`).join("");
  const { id } = await keepList(uma, "pumps.csv", `${pumps}Ledgerworks,Teller Desk,11.2,office\n`);
  await keepList(hana, "othercanary.csv", "Tinyini Project,tinyini,1.3.0,Othercanary ward\n");
  await world.drain();
  const advisoryId = await issueExerciseAdvisory(world.services, { actor: analyst, ...TINYINI });
  await world.drain();
  const [step] = (await world.call("GET", "/operator/plan", { as: uma })).json.steps;
  await requireOk(world.call("POST", `/operator/plan/${step.id}/defer`, { as: uma, body: { reason: "Pumps run.", compensatingControl: "Unplugged.", reviewOn: "2026-10-01T00:00:00Z" } }));

  const owned = await exportOwned(world.services, uma.organisationId);
  expect(owned).toMatchObject({
    profile: { contactName: "Uma", sector: "water", region: "midwest" },
    optIns: [],
    inventories: [{ id, fileName: "pumps.csv", digest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    steps: [{ id: step.id, fixedVersion: "1.4.2", state: "deferred" }],
  });
  const { inventories, matches } = owned as { inventories: { assets: object[] }[]; matches: { advisoryId: string; stepId: string; statement: string; asset: { location: string } }[] };
  expect(inventories[0]?.assets).toHaveLength(MORE_THAN_A_LIST + 1);
  expect(matches.map(({ asset }) => asset.location).toSorted()).toEqual(Array.from({ length: MORE_THAN_A_LIST }, (_, place) => `pump ${place}`).toSorted());
  expect(new Set(matches.flatMap((match) => [match.advisoryId, match.stepId]))).toEqual(new Set([advisoryId, step.id]));
  for (const { statement } of matches) expect(statement).toContain("Pumps run.");
  for (const word of ["thercanary", "Hana", hana.organisationId]) expect(JSON.stringify(owned)).not.toContain(word);
  expect(await exportOwned(world.services, analyst.organisationId)).toMatchObject({ profile: null, optIns: [], inventories: [], matches: [], steps: [], enrolment: null, questions: [], marks: [], windows: { weekly: [], blackouts: [] }, history: [], notices: [] });
});
