import type { EntityReference, ResourceKind } from "#rooms/platform";
import { findDraft, findIssued } from "./directives.store.ts";

/** A directive that is being written: the officers' own. */
export const draftResource: ResourceKind = {
  type: "DirectiveDraft",
  read: "obligations:keep-draft",
  load: async ({ db }, id) => {
    const row = await findDraft(db, id);
    return row && { authors: row.authors.map(toPerson) };
  },
  absent: { authors: [] },
};

/** An issued directive as officers act on it. */
export const issuedResource: ResourceKind = {
  type: "IssuedDirective",
  read: "obligations:keep-directive",
  load: async ({ db }, id) => {
    const row = await findIssued(db, id);
    return row && { revokers: row.revocation_proposed_by === null ? [] : [toPerson(row.revocation_proposed_by)] };
  },
  absent: { revokers: [] },
};

function toPerson(id: string): EntityReference {
  return { type: "Person", id };
}
