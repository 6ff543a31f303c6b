import { addSignatures } from "#engines/ledger";
import type { Services } from "#rooms/platform";
import { findNewestCheckpoint, findPublishedHead, insertPublishedHead } from "./heads.store.ts";
import { logSigners } from "./log-keys.ts";
import { enqueuePushes } from "./push-head.ts";
import { sealBatch, type SealedLedger } from "./seal-ledger.ts";
import { lockLog } from "./tree.store.ts";

/**
 * How much happens in the whole house is public; when it happens is not: a head after each act would tell an outsider,
 * who knows when a model was announced or a person was seen, what the house did at that moment (INV-8). So the public log
 * stands still between full hours, and moves at each by all that the house did.
 */
const HOUR_MS = 3_600_000;

/** The head that everybody is shown in this hour, with the cosignatures it has by now; made by the first who asks for it. */
export async function publishHead(services: Services): Promise<SealedLedger> {
  const log = logSigners(services);
  const hour = new Date(Math.floor(services.clock().getTime() / HOUR_MS) * HOUR_MS);
  const isThisHours = (head: { readonly hour: string }): boolean => Date.parse(head.hour) >= hour.getTime();
  const shown = await findPublishedHead(services.db);
  const head = shown && isThisHours(shown) ? shown : await services.db.inTransaction(async (tx) => {
    await lockLog(tx);
    // Another server may have been first.
    const now = await findPublishedHead(tx);
    if (now && isThisHours(now)) return now;
    while (!(await sealBatch(services, tx, log)).isDone);
    const newest = await findNewestCheckpoint(tx);
    await insertPublishedHead(tx, hour, newest?.size ?? 0);
    await enqueuePushes(services, tx);
    return { size: newest?.size ?? 0, note: newest?.note ?? "", lines: (now?.size === newest?.size ? now?.lines : undefined) ?? [] };
  });
  return { size: head.size, checkpoint: addSignatures(head.note, head.lines), verifierKey: log.verifierKey, furtherKeys: log.furtherKeys };
}
