import type { Label } from "#contracts/labels";
import { NOBODY, notFound, type Actor, type Refusal, type Statement } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { toFilter, type FilterColumns } from "./list-filter.store.ts";
import { decide, isKnownAction, residualOf, type Decision, type Judged } from "./policy-engine.ts";
import { isFalse } from "./residual.rules.ts";

export const PUBLIC = "public";
export const SIGNED_IN = "signed-in";

export function isSignedIn(actor: Actor): boolean {
  return actor.personId !== NOBODY.personId;
}

/** True when the policies' schema knows this permission; `public` and `signed-in` need none. */
export function isKnownPermission(permission: string): boolean {
  return permission === PUBLIC || permission === SIGNED_IN || isKnownAction(permission);
}

/** Whether there is any record at all with which the actor may do this: what a page shows a button for. */
export function mayEver(actor: Actor, permission: string): boolean {
  return isKnownAction(permission) && isInScope(actor, permission) && isSignedIn(actor) && !isFalse(residualOf(actor, permission));
}

/** Whether the actor may do this with this record. */
export function isAllowed(actor: Actor, permission: string, judged: Judged): boolean {
  return judge(actor, permission, judged).allowed;
}

function judge(actor: Actor, permission: string, judged: Judged): Decision {
  const asked = isKnownAction(permission) && isInScope(actor, permission) && isSignedIn(actor);
  return asked ? decide(withProof(actor, judged.id), permission, judged) : { allowed: false, says: undefined };
}

/** Throws unless the actor may do this with some record; which one is judged apart. */
export function requirePermission(actor: Actor, permission: string): void {
  if (!isKnownPermission(permission)) throw new Error(`No policy speaks of ${permission}; add it to rooms/access/policies`);
  if (permission === PUBLIC) return;
  if (!isSignedIn(actor)) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  if (permission === SIGNED_IN || mayEver(withProof(actor), permission)) return;
  if (mayEver({ ...actor, steppedUp: true }, permission)) throw stepUpNeeded();
  throw new AccessRefusal("not-permitted", "Your role does not include this.");
}

/**
 * What to answer when the actor may not do this with this very record, or undefined when they may. To whoever may not
 * even read it (`read`), it looks absent; whoever may is told what stands in the way.
 */
export function refusalFor(actor: Actor, permission: string, judged: Judged, read: string): Refusal | undefined {
  const decision = judge(actor, permission, judged);
  if (decision.allowed) return undefined;
  if (!isAllowed(actor, read, judged)) return notFound();
  if (isAllowed({ ...actor, steppedUp: true }, permission, judged)) return stepUpNeeded();
  return new AccessRefusal("not-permitted", decision.says ?? "Your role does not include this.");
}

/** Throws unless the actor may do this with this very record; see `refusalFor`. */
export function authorise(actor: Actor, permission: string, judged: Judged, read: string): void {
  const refusal = refusalFor(actor, permission, judged, read);
  if (refusal) throw refusal;
}

/**
 * The rows of a list that the actor may see, as a condition for its query: the policies, partially evaluated. The list
 * is made of the allowed rows alone; none is loaded to be thrown away.
 */
export function filterFor(actor: Actor, permission: string, columns: FilterColumns): Statement {
  return toFilter(isInScope(actor, permission) ? residualOf(actor, permission) : { Value: false }, columns);
}

/**
 * Whether a reply under this permission may hold what carries this label. What is a person's own needs no role: their
 * session, their inbox, their organisation's people.
 */
export function clears(actor: Actor, permission: string, label: Label): boolean {
  if (label === "public" || (permission === SIGNED_IN && label === "coordination")) return true;
  // A machine client's scopes name what it does; how far what it gets may travel is its roles' alone.
  const { scopes: _scopes, ...holder } = actor;
  return mayEver(holder, `labels:${label}`);
}

/** Throws, looking like absence, unless the record belongs to the actor's own organisation. */
export function requireOwn(actor: Actor, organisationId: string): void {
  if (actor.organisationId !== organisationId) throw notFound();
}

/** A program's proof counts for the record it was given for; which one that is shows only when a record is judged. */
function withProof(actor: Actor, record = actor.provenFor?.subject): Actor {
  return actor.provenFor && actor.provenFor.subject === record ? { ...actor, steppedUp: true } : actor;
}

function stepUpNeeded(): AccessRefusal {
  return new AccessRefusal("step-up-needed", "Prove again that it is you; then do this within the next minutes.");
}

function isInScope(actor: Actor, permission: string): boolean {
  return actor.scopes === undefined || actor.scopes.includes(permission);
}
