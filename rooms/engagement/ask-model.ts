import { createHash } from "node:crypto";
import { recordRead, requireGrant } from "#rooms/access";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findEngagement, findHandle, type EngagementRow } from "./engagement.store.ts";
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
    const handle = await findHandle(tx, engagementId);
    return handle && openEndpoint(services, handle);
  });
  if (!endpoint) throw refuseAccess();
  const answer = await askEndpoint(services, endpoint, messages);
  // A withdrawal while the model was thinking holds for its answer too.
  await requireStandingAccess(services, services.db, { actor, engagementId });
  await requireGrant(services, services.db, { actor, subject: engagementId, purpose });
  return answer;
}

/**
 * The engagement and window of a named evaluator whose access stands at this moment, whatever jobs have or have not run:
 * once more what the policies judged, because what they judged may have ended since.
 */
export async function requireStandingAccess(services: Services, db: Queryable, input: { readonly actor: Actor; readonly engagementId: string }): Promise<{ readonly engagement: EngagementRow; readonly window: WindowRow }> {
  const { actor, engagementId } = input;
  const window = await findNewestWindowFor(db, engagementId, actor.personId);
  const engagement = window && (await findEngagement(db, engagementId));
  const evaluator = window && (await findEvaluator(db, window.id, actor.personId));
  const period = window && openedPeriod(window);
  if (!engagement || window?.state !== "open" || !period || !isStanding(period, services.clock().getTime()) || !evaluator?.accepted_at) throw refuseAccess();
  return { engagement, window };
}

function refuseAccess(): EngagementRefusal {
  return new EngagementRefusal("window-not-open", "There is no open window for you now.");
}
