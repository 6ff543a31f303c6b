import type { ResourceKind } from "#rooms/platform";
import { findPeer } from "./milestones.store.ts";

/** Another installation's key; the policies ask who proposed it, as somebody else confirms it. */
export const installationResource: ResourceKind = {
  type: "MilestonePeer",
  read: "obligations:end-installation",
  load: async ({ db }, id) => {
    const row = await findPeer(db, id);
    return row && { proposers: [{ type: "Person", id: row.proposed_by }] };
  },
  absent: { proposers: [] },
};
