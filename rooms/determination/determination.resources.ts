import type { Facts, ResourceKind } from "#rooms/platform";
import { findRequestFacts, OWNED_REQUEST, type RequestFactsRow } from "./determination.store.ts";

/** A developer's request for a determination as the policies see it. */
export const requestResource: ResourceKind = {
  type: "DeterminationRequest",
  read: "determination:read",
  load: async ({ db, clock }, id) => {
    const row = await findRequestFacts(db, id, clock());
    return row && toFacts(row);
  },
  absent: toFacts({ organisation_id: "nobody", evaluators: [], selection: false }),
  owned: OWNED_REQUEST,
};

/** Of nobody where nobody registered the model: no organisation has this id. */
function toFacts({ organisation_id, evaluators, selection }: RequestFactsRow): Facts {
  return { organisation: { type: "Organisation", id: organisation_id ?? "nobody" }, evaluators: evaluators.map((id) => ({ type: "Person", id })), selection };
}
