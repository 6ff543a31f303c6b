import type { EntityReference, ResourceKind } from "#rooms/platform";
import { findAgreement, OWNED_AGREEMENT } from "./agreements.store.ts";

/** A standing agreement as its parties meet it. */
export const agreementResource: ResourceKind = {
  type: "Agreement",
  read: "engagement:read-agreement",
  load: async ({ db }, id) => {
    const row = await findAgreement(db, id);
    return row && { developer: toOrganisation(row.developer_organisation_id), agencies: row.agency_organisation_ids.split(" ").map(toOrganisation) };
  },
  absent: { developer: toOrganisation("nobody"), agencies: [] },
  owned: OWNED_AGREEMENT,
};

function toOrganisation(id: string): EntityReference {
  return { type: "Organisation", id };
}
