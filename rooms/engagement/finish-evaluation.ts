import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { isFinished } from "./access-window.rules.ts";
import { endWindow } from "./end-access.ts";
import { refuseMove } from "./engagement.errors.ts";
import { applyEvent, holdEngagement, tellDeveloper } from "./hold-engagement.ts";
import { requireWindowMove } from "./move-window.ts";
import { findEvaluator, findLiveWindow, listEvaluators, markFinished } from "./window.store.ts";

/**
 * An evaluator is done before the window's end: their own access is over at once. With the last of those who accepted, the
 * window ends, and its days stop being used.
 */
export async function finishEvaluation(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<void> {
  const { actor, engagementId } = input;
  await services.db.inTransaction(async (theirs) => {
    const tx = theirs.asSystem("whether everybody is done is for the window to know, and for no evaluator to see");
    const engagement = await holdEngagement(tx, engagementId);
    const window = await findLiveWindow(tx, engagement.id);
    const evaluator = window && (await findEvaluator(tx, window.id, actor.personId));
    if (!window || !evaluator?.accepted_at) throw refuseMove("window-not-running");
    requireWindowMove(window, "government-finished", "government");
    if (evaluator.finished_at) return;
    const at = services.clock();
    await markFinished(tx, window.id, actor.personId, at);
    await appendEntry(services, tx, { kind: "engagement.evaluation-finished", subject: engagement.id, by: actor, data: { windowId: window.id }, visibleTo: [engagement.organisation_id] });
    const participants = (await listEvaluators(tx, window.id)).map((row) => ({ accepted: row.accepted_at !== null, finished: row.finished_at !== null || row.ended_at !== null }));
    if (!isFinished(participants)) return tellDeveloper(services, tx, engagement, "engagement.evaluation-finished");
    await applyEvent(tx, engagement, "end-window", "government");
    await endWindow(services, tx, window, { engagement, actor, mover: "government", reason: "government-finished" });
  });
}
