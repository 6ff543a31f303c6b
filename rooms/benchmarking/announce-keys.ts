import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services } from "#rooms/platform";
import { sealingKey, transportKey } from "./enclave-keys.ts";
import { sendBundle } from "./guard.ts";
import { listDirectorKeys } from "./signing-authority.ts";

/** Tells the low side the public halves of the enclave's keys, once ever, as soon as the Director has made the first one. */
export async function announceKeys(services: Services): Promise<void> {
  const transport = transportKey(services);
  const sealing = sealingKey(services);
  await services.db.inTransaction(async (tx) => {
    const [director] = await listDirectorKeys(services, tx);
    if (!director) return;
    const bundle = { kind: "enclave-keys", transportKey: transport.publicKeyPem, sealingKey: sealing.publicKeyPem, directorKey: director.publicKeyPem, directorKeyId: director.keyId } as const;
    if (!(await sendBundle(services, tx, "enclave-keys.json", bundle))) return;
    await appendEntry(services, tx, { kind: "benchmarking.keys-announced", subject: director.keyId, by: SYSTEM_ACTOR, data: { transportKeyId: transport.keyId, directorKeyId: director.keyId } });
  });
}
