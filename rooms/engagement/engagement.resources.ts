import { gatekeeper } from "#rooms/access";
import { requireRecord, type Actor, type EntityReference, type Facts, type ResourceKind, type Services } from "#rooms/platform";
import { findEngagementFacts, OWNED_ENGAGEMENT, type EngagementFactsRow } from "./engagement.store.ts";

const load: ResourceKind["load"] = async ({ db, clock }, id) => {
  const row = await findEngagementFacts(db, id, clock());
  return row && toFacts(row);
};
const absent = toFacts({ organisation_id: "nobody", named: [], evaluators: [] });

/** An engagement as its developer meets it. */
export const engagementResource: ResourceKind = { type: "Engagement", read: "engagement:read-own", load, absent, owned: OWNED_ENGAGEMENT };

/** The same one as an evaluator whom a window names meets it. */
export const evaluatedResource: ResourceKind = { type: "Engagement", read: "engagement:evaluate", load, absent, owned: OWNED_ENGAGEMENT };

/**
 * For what names its engagement in the body, under a permission of a room above: first thing in the workflow. Absent and
 * forbidden take the same path.
 */
export function authoriseOnEngagement(services: Services, actor: Actor, permission: string, engagementId: string): Promise<void> {
  return requireRecord(services, gatekeeper, { actor, permission, kind: engagementResource, id: engagementId });
}

/** The same for a named evaluator's own program, which comes with a key in the place of a session. */
export function authoriseAsEvaluator(services: Services, actor: Actor, engagementId: string): Promise<void> {
  return requireRecord(services, gatekeeper, { actor, permission: "engagement:use-model", kind: evaluatedResource, id: engagementId });
}

function toFacts({ organisation_id, named, evaluators }: EngagementFactsRow): Facts {
  return { organisation: { type: "Organisation", id: organisation_id }, named: named.map(toPerson), evaluators: evaluators.map(toPerson) };
}

function toPerson(id: string): EntityReference {
  return { type: "Person", id };
}
