import type { EntityReference, ResourceKind } from "#rooms/platform";
import { findWaitingException, OWNED_DIRECTIVE_EXCEPTION } from "./exceptions.store.ts";
import { findItem, OWNED_DIRECTIVE_ITEM } from "./items.store.ts";

const TYPE = "DirectiveItem";
const load: ResourceKind["load"] = async ({ db }, id) => {
  const row = await findItem(db, id);
  return row && { agency: toOrganisation(row.organisation_id) };
};
const absent = { agency: toOrganisation("nobody") };

/** An item as its own agency meets it. */
export const ownItemResource: ResourceKind = { type: TYPE, read: "obligations:move-own-item", load, absent, owned: OWNED_DIRECTIVE_ITEM };

/** The same one as directive officers meet it. */
export const overseenItemResource: ResourceKind = { type: TYPE, read: "obligations:oversee-item", load, absent, owned: OWNED_DIRECTIVE_ITEM };

/** What an agency asks for, until an officer has answered. */
export const exceptionResource: ResourceKind = {
  type: "DirectiveException",
  read: "obligations:decide-exception",
  load: async ({ db }, id) => {
    const row = await findWaitingException(db, id);
    return row && { requesters: [{ type: "Person", id: row.requested_by }] };
  },
  absent: { requesters: [] },
  owned: OWNED_DIRECTIVE_EXCEPTION,
};

function toOrganisation(id: string): EntityReference {
  return { type: "Organisation", id };
}
