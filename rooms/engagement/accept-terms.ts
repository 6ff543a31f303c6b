import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { holdForEvaluator, tellDeveloper } from "./hold-engagement.ts";
import { requireWindowMove } from "./move-window.ts";
import { digestOf } from "./window-terms.ts";
import { findEvaluator, findLiveWindow, markAccepted, setWindowState } from "./window.store.ts";

/** A named evaluator accepts exactly these terms and states to have no conflict of interest; the first one makes them agreed. */
export async function acceptTerms(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly termsDigest: string }): Promise<void> {
  const { actor, engagementId, termsDigest } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdForEvaluator(tx, engagementId);
    const window = await findLiveWindow(tx, engagementId);
    const evaluator = window && (await findEvaluator(tx, window.id, actor.personId));
    if (!window || !evaluator) throw new EngagementRefusal("no-offer", "No offer names you now: it was taken back, or its time is over.");
    if (digestOf(window, evaluator) !== termsDigest) {
      throw new EngagementRefusal("terms-changed", "termsDigest: these are not the terms that stand now; read them again", { field: "termsDigest" });
    }
    if (evaluator.accepted_at) return;
    await markAccepted(tx, window.id, actor.personId, services.clock());
    const state = requireWindowMove(window, "agree", "government");
    if (state !== window.state) await setWindowState(tx, window.id, state);
    await appendEntry(services, tx, { kind: "engagement.terms-accepted", subject: engagementId, by: actor, data: { windowId: window.id, termsDigest, noConflict: true }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.terms-accepted");
  });
}
