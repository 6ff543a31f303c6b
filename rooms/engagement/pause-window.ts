import { appendEntry } from "#rooms/audit";
import { type Actor, type Services } from "#rooms/platform";
import { tellEvaluators } from "./end-access.ts";
import { refuseMove } from "./engagement.errors.ts";
import { holdEngagement } from "./hold-engagement.ts";
import { requireWindowMove } from "./move-window.ts";
import { openedPeriod } from "./window-clock.ts";
import { isStanding } from "./window.rules.ts";
import { findLiveWindow, markPaused } from "./window.store.ts";

/**
 * The developer pauses its window, or lets evaluators in again. From the pause on nobody reaches the model through the
 * window, while its days run on: a pause gives no time back. Doing it twice changes nothing.
 */
export async function pauseWindow(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly event: "pause" | "resume" }): Promise<void> {
  const { actor, engagementId, event } = input;
  const now = services.clock();
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    const window = await findLiveWindow(tx, engagement.id);
    if (!window) throw refuseMove("window-not-running");
    const state = requireWindowMove(window, event, "developer");
    if (state === window.state) return;
    const period = openedPeriod(window);
    if (!period || !isStanding(period, now.getTime())) throw refuseMove("window-not-running");
    await markPaused(tx, window.id, state === "paused" ? { state, pausedAt: now } : { state: "open", pausedAt: null });
    const kind = state === "paused" ? "engagement.window-paused" : "engagement.window-resumed";
    await appendEntry(services, tx, { kind, subject: engagement.id, by: actor, data: { windowId: window.id } });
    await tellEvaluators(services, tx, window, kind, { endsAt: window.ends_at ?? "" });
  });
}
