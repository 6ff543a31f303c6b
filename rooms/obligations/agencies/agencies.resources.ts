import type { ResourceKind } from "#rooms/platform";
import { findWaitingChange, OWNED_AGENCY_CHANGE } from "./agencies.store.ts";

/** A change of the list that waits for a second officer. */
export const agencyChangeResource: ResourceKind = {
  type: "AgencyChange",
  read: "obligations:keep-agency-change",
  load: async ({ db }, id) => {
    const row = await findWaitingChange(db, id);
    return row && { proposers: [{ type: "Person", id: row.proposed_by }] };
  },
  absent: { proposers: [] },
  owned: OWNED_AGENCY_CHANGE,
};
