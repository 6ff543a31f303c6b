import { findPersonCard, revokeGrants } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Services } from "#rooms/platform";
import { isRunning, isWindowLive } from "./access-window.rules.ts";
import { refuseMove } from "./engagement.errors.ts";
import { holdEngagement } from "./hold-engagement.ts";
import { oweCleanup } from "./owe-cleanup.ts";
import { findEvaluator, findLiveWindow, markEvaluatorEnded } from "./window.store.ts";

/**
 * The developer ends one named person's access, now and for good; the window goes on for the others. A call of theirs that
 * is under way breaks off within a second.
 */
export async function endEvaluator(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly personId: string }): Promise<void> {
  const { actor, engagementId, personId } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    const window = await findLiveWindow(tx, engagement.id);
    if (!window || !isWindowLive(window.state)) throw refuseMove("no-window");
    const evaluator = await findEvaluator(tx, window.id, personId);
    if (!evaluator) throw notFound();
    if (evaluator.ended_at !== null) return;
    const endedAt = services.clock();
    await markEvaluatorEnded(tx, window.id, personId, endedAt);
    await revokeGrants(services, tx, engagementId, personId);
    await appendEntry(services, tx, { kind: "engagement.person-ended", subject: engagementId, by: actor, data: { windowId: window.id, personId } });
    const person = await findPersonCard(tx, personId);
    if (person) await notify(services, tx, { to: { personId, email: person.email }, kind: "engagement.person-ended", link: `/evaluator/engagements/${engagementId}` });
    if (isRunning(window.state)) await oweCleanup(services, tx, window, { endedAt, personId });
  });
}
