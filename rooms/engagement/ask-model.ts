import { createHash } from "node:crypto";
import { recordRead, requireGrant } from "#rooms/access";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findEngagement, type EngagementRow } from "./engagement.store.ts";
import { askEndpoint, type ModelAnswer, type ModelMessages } from "./model-endpoint.ts";
import { openEndpoint } from "./open-endpoint.ts";
import { openedPeriod } from "./window-clock.ts";
import { isStanding } from "./window.rules.ts";
import { findEvaluator, findNewestWindowFor, type WindowRow } from "./window.store.ts";

/**
 * Puts an evaluator's question to the model, through here only: the credential never leaves, and the developer sees that
 * it was asked before the answer exists.
 */
export async function askModel(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly purpose: string; readonly messages: ModelMessages }): Promise<ModelAnswer> {
  const { actor, engagementId, purpose, messages } = input;
  const endpoint = await services.db.inTransaction(async (tx) => {
    const { engagement, window } = await requireStandingAccess(services, tx, { actor, engagementId });
    await requireGrant(services, tx, { actor, subject: engagementId, purpose });
    const asked = window.terms.logging === "calls-and-digests" ? `; SHA-256 of the question ${createHash("sha256").update(JSON.stringify(messages)).digest("hex")}` : "";
    await recordRead(services, tx, { actor, ownerOrganisationId: engagement.organisation_id, subject: engagementId, purpose, what: `Asked the model: ${messages.length} ${messages.length === 1 ? "message" : "messages"}${asked}` });
    return openEndpoint(services, engagement);
  });
  if (!endpoint) throw refuseAccess();
  const answer = await askEndpoint(endpoint, messages);
  // A withdrawal while the model was thinking holds for its answer too.
  await requireStandingAccess(services, services.db, { actor, engagementId });
  await requireGrant(services, services.db, { actor, subject: engagementId, purpose });
  return answer;
}

/** The engagement and window of a named evaluator whose access stands at this moment, whatever jobs have or have not run. */
export async function requireStandingAccess(services: Services, db: Queryable, input: { readonly actor: Actor; readonly engagementId: string }): Promise<{ readonly engagement: EngagementRow; readonly window: WindowRow }> {
  const { actor, engagementId } = input;
  const window = await findNewestWindowFor(db, engagementId, actor.personId);
  const engagement = window && (await findEngagement(db, engagementId));
  const evaluator = window && (await findEvaluator(db, window.id, actor.personId));
  if (!window || !engagement || !evaluator) throw notFound();
  const period = openedPeriod(window);
  if (window.state !== "open" || !period || !isStanding(period, services.clock().getTime())) throw refuseAccess();
  if (!evaluator.accepted_at) throw new EngagementRefusal("terms-not-accepted", "Accept the terms first, if you have no conflict of interest.");
  return { engagement, window };
}

function refuseAccess(): EngagementRefusal {
  return new EngagementRefusal("window-not-open", "There is no open window for you now.");
}
