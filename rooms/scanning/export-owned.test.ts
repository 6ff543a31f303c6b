import { expect, test } from "vitest";
import { clearinghousePeople, requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { exportOwned } from "./export-owned.ts";

test("an organisation takes its claims and whom it met, and nothing of another's", async () => {
  const world = await createWorld();
  const { finder, otherFinder } = await clearinghousePeople(world);
  const claim = (as: typeof finder, product: string, evidence: string) => requireOk(world.call("POST", "/claims", { as, body: { product, authorisation: { kind: "own-system", evidence } } }));
  const { claimId } = await claim(finder, "Own Gauge", "Asset 17.");
  const { claimId: theirClaim } = await claim(otherFinder, "Other Gauge", "Othercanary asset.");
  // Asking over another's claim introduces both; the claim itself stays the other's.
  const { exchangeId } = await claim(finder, "Other Gauge", "Asset 18.");
  const owned = await exportOwned(world.services, finder.organisationId);
  expect(owned).toMatchObject({ claims: [{ id: claimId, madeBy: "Fay Finder", evidence: "Asset 17." }], exchanges: [{ id: exchangeId, ownClaimId: null }], attempts: expect.arrayContaining([expect.any(String)]) });
  for (const word of ["Othercanary", theirClaim, otherFinder.organisationId, "sealed"]) expect(JSON.stringify(owned)).not.toContain(word);
  const others = await exportOwned(world.services, otherFinder.organisationId);
  expect(others).toMatchObject({ claims: [{ id: theirClaim }], exchanges: [{ id: exchangeId, ownClaimId: theirClaim }] });
  for (const word of [claimId, "Asset 1"]) expect(JSON.stringify(others)).not.toContain(word);
});
