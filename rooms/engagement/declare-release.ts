import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { endAllAccess } from "./end-access.ts";
import { insertRelease } from "./engagement.store.ts";
import { applyEvent, holdEngagement } from "./hold-engagement.ts";

/**
 * Records that the developer released the model, to partners or to all. It is a fact told to us, so there is no state in
 * which it is refused, and nothing is asked first (INV-2).
 */
export async function declareRelease(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly audience: "partners" | "public" }): Promise<void> {
  const { actor, engagementId, audience } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    await applyEvent(tx, engagement, "declare-release", "developer");
    await insertRelease(tx, { engagementId, audience, at: services.clock(), by: actor.personId });
    await appendEntry(services, tx, { kind: "engagement.release-declared", subject: engagementId, by: actor, data: { audience } });
    await endAllAccess(services, tx, { engagement, actor, mover: "developer", reason: "partner-release" });
    await services.jobs.emit(tx, "engagement.release-declared", { engagementId, audience });
  });
}
