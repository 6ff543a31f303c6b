import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { lockEngagement } from "./engagement.store.ts";
import { tellDeveloper } from "./own-engagement.ts";
import { findEvaluator, findLiveWindow, markAccepted, setWindowState } from "./window.store.ts";

/** A named evaluator accepts exactly these terms and states to have no conflict of interest; the first one makes them agreed. */
export async function acceptTerms(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly termsDigest: string }): Promise<void> {
  const { actor, engagementId, termsDigest } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await lockEngagement(tx, engagementId);
    const window = engagement && (await findLiveWindow(tx, engagementId));
    const evaluator = window && (await findEvaluator(tx, window.id, actor.personId));
    if (!engagement || !window || !evaluator) throw notFound();
    if (window.terms_digest !== termsDigest) {
      throw new EngagementRefusal("terms-changed", "termsDigest: these are not the terms that stand now; read them again", { field: "termsDigest" });
    }
    if (evaluator.accepted_at) return;
    await markAccepted(tx, window.id, actor.personId, services.clock());
    if (window.state === "proposed") await setWindowState(tx, window.id, "agreed");
    await appendEntry(services, tx, { kind: "engagement.terms-accepted", subject: engagementId, by: actor, data: { windowId: window.id, termsDigest, noConflict: true }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.terms-accepted");
  });
}
