import type { Queryable, ResourceKind } from "#rooms/platform";
import { findOrganisation, findPerson } from "./access.store.ts";
import { findDelegation } from "./delegations.store.ts";
import { findInvitation, findProposal } from "./house.store.ts";

/** Whatever belongs to the keeping of an organisation, as the policies see it: whose it is. */
function kind(find: (db: Queryable, id: string) => Promise<string | undefined>, read = "access:keep-house"): ResourceKind {
  return {
    type: "Housekeeping",
    read,
    load: async ({ db }, id) => {
      const organisation = await find(db, id);
      return organisation === undefined ? undefined : { organisation: { type: "Organisation", id: organisation } };
    },
    absent: { organisation: { type: "Organisation", id: "nobody" } },
  };
}

export const organisationResource = kind(async (db, id) => (await findOrganisation(db, id))?.id);
export const personResource = kind(async (db, id) => (await findPerson(db, id))?.organisation_id);
export const invitationResource = kind(async (db, id) => (await findInvitation(db, id))?.organisation_id);
export const proposalResource = kind(async (db, id) => (await findProposal(db, id))?.organisation_id);
/** Both sides see a delegation; the organisation that gave it ends it. */
export const delegationResource = kind(async (db, id) => (await findDelegation(db, id))?.organisation_id, "access:name-delegate");
