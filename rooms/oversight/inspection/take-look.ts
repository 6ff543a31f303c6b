import { appendEntry, hasHead } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { OversightRefusal } from "../oversight.errors.ts";
import { saveLook } from "./looks.store.ts";

/**
 * Notes which head of the ledger somebody of oversight has looked at: the next look is proven to continue it.
 * @throws OversightRefusal `head-not-known`
 */
export async function takeLook(services: Services, { actor, size }: { readonly actor: Actor; readonly size: number }): Promise<{ readonly at: string; readonly size: number }> {
  if (!(await hasHead(services, size))) throw new OversightRefusal("head-not-known", "size: no head of so many entries was signed; send the size that the view has shown", "size");
  const at = services.clock();
  await services.db.inTransaction(async (tx) => {
    await saveLook(tx, { personId: actor.personId, size, at });
    await appendEntry(services, tx, { kind: "oversight.looked", subject: actor.personId, by: actor, data: { size } });
  });
  return { at: at.toISOString(), size };
}
