import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import type { Target } from "./canonical-target.rules.ts";
import { insertOptOut } from "./claims.store.ts";
import { hashTarget } from "./hash-target.ts";
import { digestTarget, ownSalt } from "./peer-opt-outs.ts";

/** Records an owner's wish not to be scanned, here and for other clearinghouses that ask. */
export async function recordOptOut(services: Services, { actor, reason, ...target }: { readonly actor: Actor; readonly reason: string } & Target): Promise<{ readonly id: string }> {
  const keys = hashTarget(services, target);
  const exchangeDigest = await digestTarget(keys.exchange, ownSalt(services));
  return services.db.inTransaction(async (tx) => {
    const id = newId("opt");
    await insertOptOut(tx, { id, projectKey: keys.project, reason, exchangeDigest, recordedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "scanning.opted-out", subject: id, by: actor, data: {} });
    return { id };
  });
}
