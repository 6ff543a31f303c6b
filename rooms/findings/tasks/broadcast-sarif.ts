import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { getTask, namesTarget } from "#rooms/scanning";
import { FindingsRefusal } from "../findings.errors.ts";
import { readSarifOf } from "./hand-in.ts";
import { insertBroadcast, listBroadcasts, type BroadcastRow } from "./tasks.store.ts";

interface Broadcast {
  readonly sarif: Record<string, unknown>;
  readonly metadata: Record<string, string>;
}

/** The clearinghouse sends SARIF to those who took a target, who say whether it is right. */
export async function broadcastSarif(services: Services, { actor, campaignId, targetId, ...sent }: { readonly actor: Actor; readonly campaignId: string; readonly targetId: string } & Broadcast): Promise<{ readonly sarif_id: string }> {
  if (!(await namesTarget(services, { campaignId, targetId }))) throw new FindingsRefusal("task-input-refused", "targetId: name a target of this campaign", { field: "targetId" });
  readSarifOf(sent);
  return services.db.inTransaction(async (tx) => {
    const id = newId("bsarif");
    await insertBroadcast(tx, { id, task_id: targetId, sealed: services.keys.seal("task-broadcast", id, JSON.stringify(sent)), sentBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "findings.sarif-broadcast", subject: id, by: actor, data: { campaignId, taskId: targetId } });
    return { sarif_id: id };
  });
}

export async function showBroadcasts(services: Services, taskId: string) {
  await getTask(services, taskId);
  const broadcasts = (await listBroadcasts(services.db, taskId)).map((row) => ({ sarif_id: row.id, task_id: row.task_id, ...open(services, row) }));
  return { broadcasts };
}

function open({ keys }: Services, { id, sealed }: BroadcastRow): Broadcast {
  return JSON.parse(keys.open("task-broadcast", id, sealed).toString("utf8")) as Broadcast;
}
