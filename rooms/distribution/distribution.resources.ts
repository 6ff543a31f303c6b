import { authorise, isAllowed, recordRead } from "#rooms/access";
import type { Actor, Facts, OwnedTable, Queryable, ResourceKind, Services } from "#rooms/platform";
import { findInventoryOwner, findStepOwner, OWNED_INVENTORY, OWNED_STEP } from "./distribution.store.ts";

const TYPE = "OperatorRecord";
const TAKE_PART = "distribution:take-part";

/** A kind of record that belongs to an operator: its own people have it, and the delegate that it named. */
export function operatorRecord(findOwner: (db: Queryable, id: string) => Promise<string | undefined>, owned: OwnedTable): ResourceKind {
  return {
    type: TYPE,
    read: TAKE_PART,
    load: async ({ db }, id) => {
      const owner = await findOwner(db, id);
      return owner === undefined ? undefined : toFacts(owner);
    },
    absent: toFacts("nobody"),
    owned,
  };
}

function toFacts(organisation: string): Facts {
  return { organisation: { type: "Organisation", id: organisation } };
}

export const inventoryResource = operatorRecord(findInventoryOwner, OWNED_INVENTORY);
export const stepResource = operatorRecord(findStepOwner, OWNED_STEP);

/**
 * The operator for whom the actor acts: the own organisation, or the one named, which named the actor's as its delegate.
 * Any other looks absent; nothing is asked of the database for that.
 */
export function requireOwner(actor: Actor, organisationId: string | undefined): string {
  const owner = organisationId ?? actor.organisationId;
  authorise(actor, TAKE_PART, { type: TYPE, id: owner, facts: toFacts(owner) }, TAKE_PART);
  return owner;
}

/** Whether the actor acts for this operator: of the own organisation, or as its delegate. */
export function mayTakePart(actor: Actor, organisationId: string): boolean {
  return isAllowed(actor, TAKE_PART, { type: TYPE, id: organisationId, facts: toFacts(organisationId) });
}

/** What a delegate reads is shown to the operator that named it. */
export async function noteRead(services: Services, read: { readonly actor: Actor; readonly organisationId: string; readonly subject: string; readonly what: string }): Promise<void> {
  if (read.organisationId === read.actor.organisationId) return;
  await services.db.inTransaction((tx) => recordRead(services, tx, { actor: read.actor, ownerOrganisationId: read.organisationId, subject: read.subject, purpose: "delegation", what: read.what }));
}
