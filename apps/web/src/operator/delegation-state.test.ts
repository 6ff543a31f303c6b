import { expect, test } from "vitest";
import { sides, stateOf } from "./delegation-state.ts";
import type { Delegation } from "./operator.query.ts";

const UNTIL = "2026-12-01T00:00:00.000Z";

test("a delegation is in force until its end, then over, unless somebody ended it before", () => {
  const before = Date.parse(UNTIL) - 1;
  const at = Date.parse(UNTIL);
  expect([stateOf({ until: UNTIL, endedAt: null }, before), stateOf({ until: UNTIL, endedAt: null }, at), stateOf({ until: UNTIL, endedAt: "2026-11-01T00:00:00.000Z" }, before)]).toEqual(["in-force", "over", "ended"]);
});

test("an organisation that names delegates and is one sees each delegation on its side", () => {
  const delegation = (id: string, organisationId: string, delegateOrganisationId: string): Delegation => ({ id, organisationId, organisationName: "", delegateOrganisationId, delegateName: "", until: UNTIL, endedAt: null });
  const named = delegation("dlg_1", "org_ours", "org_helper");
  const acting = delegation("dlg_2", "org_hospital", "org_ours");
  expect(sides([named, acting], "org_ours")).toEqual({ given: [named], received: [acting] });
});
