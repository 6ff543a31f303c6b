import type { EntityReference, Facts, ResourceKind } from "#rooms/platform";
import { findFinding, OWNED_FINDING, type FindingRow } from "./findings.store.ts";

/** A finding as the policies see it. */
export const findingResource: ResourceKind = {
  type: "Finding",
  read: "findings:read",
  load: async ({ db }, id) => {
    const row = await findFinding(db, id);
    return row && toFacts(row);
  },
  absent: { organisation: { type: "Organisation", id: "nobody" }, validators: [], analysts: [] },
  owned: OWNED_FINDING,
};

export function toFacts({ organisation_id, validators, analysts }: FindingRow): Facts {
  return { organisation: { type: "Organisation", id: organisation_id }, validators: validators.map(toPerson), analysts: analysts.map(toPerson) };
}

function toPerson(id: string): EntityReference {
  return { type: "Person", id };
}
