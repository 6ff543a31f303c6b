import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { holdForEvaluator, tellDeveloper } from "./hold-engagement.ts";
import { requireWindowMove } from "./move-window.ts";
import { termsOf } from "./window-terms.ts";
import { findEvaluator, findNewestWindowFor, listEvaluators, markCleanedUp, setWindowState } from "./window.store.ts";
import { deleteDraftsOf } from "./workbench.store.ts";

/** An evaluator states what became of what was kept from the ended window. */
export async function attestCleanup(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly way: "returned" | "destroyed" | "nothing-kept"; readonly weights: "returned" | "destroyed" | null }): Promise<void> {
  const { actor, engagementId, way, weights } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdForEvaluator(tx, engagementId);
    const window = await findNewestWindowFor(tx, engagementId, actor.personId);
    const evaluator = window && (await findEvaluator(tx, window.id, actor.personId));
    if (!window || !evaluator) throw notFound();
    if (!evaluator.cleanup_due_at) throw new EngagementRefusal("nothing-to-clean-up", "There is nothing to clean up yet: this comes after the window's end.");
    if (evaluator.cleanup_attested_at) return;
    if ((termsOf(window, evaluator).weights === "government") !== (weights !== null)) {
      throw new EngagementRefusal("weights-unsaid", weights === null ? "weights: government held the weights; say whether they were returned or destroyed" : "weights: no weights were handed over under these terms; leave it null", { field: "weights" });
    }
    await markCleanedUp(tx, { windowId: window.id, personId: actor.personId, way, weights, at: services.clock() });
    await deleteDraftsOf(tx, engagementId, actor.personId);
    // Who else owes it is no evaluator's to see.
    const house = tx.asSystem("the window is cleaned up when everybody is");
    const owing = (await listEvaluators(house, window.id)).some((row) => row.cleanup_due_at !== null && row.cleanup_attested_at === null);
    // One person's access may have ended before the window did.
    if (!owing && window.state === "cleanup-due") await setWindowState(house, window.id, requireWindowMove(window, "attest-cleanup", "government"));
    await appendEntry(services, tx, { kind: "engagement.cleanup-attested", subject: engagementId, by: actor, data: { windowId: window.id, way, weights }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.cleaned-up");
  });
}
