import { gatekeeper } from "#rooms/access";
import { requireRecord, type Actor, type EntityReference, type Facts, type ResourceKind, type Services } from "#rooms/platform";
import { findCasePeople, OWNED_CASE, type CasePeople } from "./coordination.store.ts";

/** A case as the policies see it: who found it, and who is assigned to its finding. */
export const caseResource: ResourceKind = {
  type: "Case",
  read: "coordination:list",
  load: async ({ db }, id) => {
    const people = await findCasePeople(db, id);
    return people && toCaseFacts(people);
  },
  absent: { organisations: [], validators: [], analysts: [] },
  owned: OWNED_CASE,
};

export function toCaseFacts({ organisations, validators, analysts }: CasePeople): Facts {
  return { organisations: organisations.map(refer("Organisation")), validators: validators.map(refer("Person")), analysts: analysts.map(refer("Person")) };
}

/** For what names its case in the query or the body: first thing in the workflow. Absent and forbidden take the same path. */
export function authoriseOnCase(services: Services, actor: Actor, permission: string, caseId: string): Promise<void> {
  return requireRecord(services, gatekeeper, { actor, permission, kind: caseResource, id: caseId });
}

function refer(type: string): (id: string) => EntityReference {
  return (id) => ({ type, id });
}
