import type { PrincipalSummaries } from "#contracts/deployment";
import { recordRead } from "#rooms/access";
import type { Actor, Services } from "#rooms/platform";
import { mayTakePart } from "../distribution.resources.ts";
import { readPlan } from "../read-plan.ts";
import { listEnrolledAmong } from "./principals.store.ts";

// Each costs a fixed number of queries; whoever acts for more opens the others one by one.
const MOST_PRINCIPALS = 100;
const DAY_MS = 86_400_000;

/**
 * How much waits with each operator that named the actor's organisation as its delegate. It is made of their plans, so each of
 * them sees the look, once a day.
 */
export async function sumUpPrincipals(services: Services, actor: Actor): Promise<PrincipalSummaries> {
  const principals = await listEnrolledAmong(services.db, (actor.principals ?? []).filter((organisationId) => mayTakePart(actor, organisationId)));
  const summed: PrincipalSummaries["principals"] = [];
  for (const organisationId of principals.slice(0, MOST_PRINCIPALS)) {
    await services.db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId: organisationId, subject: organisationId, purpose: "delegation", what: "plan-summary", onceInMs: DAY_MS }));
    // The look is noted: once a day, and not as one at the whole plan.
    const { steps, waiting } = await readPlan(services, { actor: { ...actor, organisationId }, organisationId });
    summed.push({ organisationId, stepsOpen: steps.length + waiting, firstDueBy: steps.flatMap(({ dueBy }) => dueBy ?? []).toSorted()[0] ?? null });
  }
  return { principals: summed };
}
