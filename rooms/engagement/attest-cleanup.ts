import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { holdForEvaluator, tellDeveloper } from "./hold-engagement.ts";
import { findEvaluator, findNewestWindowFor, markCleanedUp } from "./window.store.ts";

/** An evaluator states what became of what was kept from the ended window. */
export async function attestCleanup(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly way: "returned" | "destroyed" | "nothing-kept" }): Promise<void> {
  const { actor, engagementId, way } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdForEvaluator(tx, engagementId);
    const window = await findNewestWindowFor(tx, engagementId, actor.personId);
    const evaluator = window && (await findEvaluator(tx, window.id, actor.personId));
    if (!window || !evaluator) throw notFound();
    if (!evaluator.cleanup_due_at) throw new EngagementRefusal("nothing-to-clean-up", "There is nothing to clean up yet: this comes after the window's end.");
    if (evaluator.cleanup_attested_at) return;
    await markCleanedUp(tx, { windowId: window.id, personId: actor.personId, way, at: services.clock() });
    await appendEntry(services, tx, { kind: "engagement.cleanup-attested", subject: engagementId, by: actor, data: { windowId: window.id, way }, visibleTo: [engagement.organisation_id] });
    await tellDeveloper(services, tx, engagement, "engagement.cleaned-up");
  });
}
