import type { ResourceKind } from "#rooms/platform";
import { findEvidence } from "./evidence.store.ts";

/** Public evidence; the policies ask who recorded it, as somebody else strikes it. */
export const evidenceResource: ResourceKind = {
  type: "TaskingEvidence",
  // It is public: who may record evidence may know that it is there.
  read: "obligations:record-evidence",
  load: async ({ db }, id) => {
    const row = await findEvidence(db, id);
    return row && { recorders: [{ type: "Person", id: row.recorded_by }] };
  },
  absent: { recorders: [] },
};
