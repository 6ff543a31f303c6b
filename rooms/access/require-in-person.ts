import type { Actor } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { requirePermission, SIGNED_IN } from "./permission.ts";

/** Lets an actor into a route: by its permission, and where that is a person's own things, a person alone. */
export function admit(actor: Actor, permission: string): void {
  if (permission === SIGNED_IN) requireInPerson(actor);
  requirePermission(actor, permission);
}

/** Throws for a machine client: an account, its proofs, its sessions and its inbox are a person's own to keep. */
export function requireInPerson(actor: Actor): void {
  if (actor.scopes !== undefined) throw new AccessRefusal("not-permitted", "A machine client may not do this; sign in yourself.");
}

/** Throws unless the actor proved within the last minutes that it is they. */
export function requireFreshProof(actor: Actor): void {
  if (actor.steppedUp !== true) throw new AccessRefusal("step-up-needed", "Prove again that it is you; then do this within the next minutes.");
}
