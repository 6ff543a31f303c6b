import type { FromEnclave } from "#contracts/exchange";
import { computeKeyId, DETERMINATION_ENTRY_KINDS } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { insertDirectorKey, listDirectorKeys } from "./authority.store.ts";
import { findEnclave, insertEnclave } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";

/** Pins the enclave's keys on first sight and announces the Director's in the ledger. A different set later is refused. */
export async function pinEnclave(services: Services, tx: Transaction, keys: Extract<FromEnclave, { kind: "enclave-keys" }>): Promise<TakenIn> {
  const pinned = await findEnclave(tx);
  if (pinned) {
    const [first] = await listDirectorKeys(tx);
    const same = pinned.transport_key === keys.transportKey && pinned.sealing_key === keys.sealingKey && first?.public_key === keys.directorKey;
    return same ? "imported" : "another-key";
  }
  const at = services.clock();
  await appendEntry(services, tx, { kind: "determination.enclave-pinned", subject: computeKeyId(keys.transportKey), by: SYSTEM_ACTOR, data: { transportKeyId: computeKeyId(keys.transportKey), directorKeyId: keys.directorKeyId } });
  const entryId = await appendEntry(services, tx, { kind: DETERMINATION_ENTRY_KINDS.directorKeyAnnounced, subject: keys.directorKeyId, by: SYSTEM_ACTOR, data: { keyId: keys.directorKeyId, publicKey: keys.directorKey } });
  await insertEnclave(tx, { transportKey: keys.transportKey, sealingKey: keys.sealingKey, at });
  await insertDirectorKey(tx, { keyId: keys.directorKeyId, publicKey: keys.directorKey, cameBy: "announced", handover: null, entryId, at });
  return "imported";
}
