import { notFound, type Actor } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { decideAdmission, isKnownPermission } from "./policy.rules.ts";
import { isSignedIn } from "./sessions.ts";

/** Throws unless the actor's roles allow the action at all. */
export function requirePermission(actor: Actor, permission: string): void {
  if (!isKnownPermission(permission)) throw new Error(`No policy speaks of ${permission}; add it to rooms/access/policies`);
  const answer = decideAdmission({ signedIn: isSignedIn(actor), roles: actor.roles, permission });
  if (answer === "sign-in-needed") throw new AccessRefusal("sign-in-needed", "Sign in first.");
  if (answer === "not-permitted") throw new AccessRefusal("not-permitted", "Your role does not include this.");
}

/** Throws, looking like absence, unless the record belongs to the actor's own organisation. */
export function requireOwn(actor: Actor, organisationId: string): void {
  if (actor.organisationId !== organisationId) throw notFound();
}
