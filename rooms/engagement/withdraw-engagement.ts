import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { endAllAccess } from "./end-access.ts";
import { markWithdrawn } from "./engagement.store.ts";
import { applyEvent, holdEngagement } from "./hold-engagement.ts";

/**
 * The developer leaves: one action, in any state, without a reason. Grants, windows, benchmarking and the credential are
 * gone when this returns. Doing it twice changes nothing.
 */
export async function withdrawEngagement(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, input.engagementId);
    if (engagement.state === "withdrawn") return;
    await applyEvent(tx, engagement, "withdraw", "developer");
    await endAllAccess(services, tx, { engagement, actor: input.actor, mover: "developer", reason: "developer-withdrew" });
    await markWithdrawn(tx, engagement.id, services.clock());
    await appendEntry(services, tx, { kind: "engagement.withdrawn", subject: engagement.id, by: input.actor, data: {} });
    await services.jobs.emit(tx, "engagement.withdrawn", { engagementId: engagement.id });
  });
}
