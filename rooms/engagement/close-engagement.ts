import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { endAllAccess } from "./end-access.ts";
import { markClosed } from "./engagement.store.ts";
import { applyEvent, holdEngagement } from "./hold-engagement.ts";

/** The developer is done with the government side; partners who already have access keep it. */
export async function closeEngagement(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, input.engagementId);
    if (engagement.state === "closed" || engagement.state === "withdrawn") return;
    await applyEvent(tx, engagement, "close", "developer");
    await endAllAccess(services, tx, { engagement, actor: input.actor, mover: "developer", reason: "engagement-closed" });
    await markClosed(tx, engagement.id, services.clock());
    await appendEntry(services, tx, { kind: "engagement.closed", subject: engagement.id, by: input.actor, data: {} });
  });
}
