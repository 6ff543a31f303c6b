import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services } from "#rooms/platform";
import { directorKey, sealingKey, transportKey } from "./enclave-keys.ts";
import { sendBundle } from "./guard.ts";

/** Makes the keys if there are none yet and tells the low side their public halves, once ever. */
export async function announceKeys(services: Services): Promise<void> {
  const transport = transportKey(services);
  const sealing = sealingKey(services);
  const director = directorKey(services);
  await services.db.inTransaction(async (tx) => {
    const bundle = { kind: "enclave-keys", transportKey: transport.publicKeyPem, sealingKey: sealing.publicKeyPem, directorKey: director.publicKeyPem, directorKeyId: director.keyId } as const;
    if (!(await sendBundle(services, tx, "enclave-keys.json", bundle))) return;
    await appendEntry(services, tx, { kind: "benchmarking.keys-announced", subject: director.keyId, by: SYSTEM_ACTOR, data: { transportKeyId: transport.keyId, directorKeyId: director.keyId } });
  });
}
