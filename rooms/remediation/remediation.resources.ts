import { toCaseFacts } from "#rooms/coordination";
import type { ResourceKind } from "#rooms/platform";
import { findPatchPeople, OWNED_PATCH } from "./remediation.store.ts";

/** A patch as the policies see it: its case's people, and who wrote it. */
export const patchResource: ResourceKind = {
  type: "Patch",
  read: "remediation:read",
  load: async ({ db }, id) => {
    const people = await findPatchPeople(db, id);
    return people && { ...toCaseFacts(people), authors: people.author === null ? [] : [{ type: "Person", id: people.author }] };
  },
  absent: { organisations: [], validators: [], analysts: [], authors: [] },
  owned: OWNED_PATCH,
};
