import { join } from "node:path";
import { appendEntry } from "#rooms/audit";
import { openDatabase, rewrapSealed, SYSTEM_ACTOR, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";

/**
 * After a rotation every sealed value gets its key wrapped anew. As the tables' owner, because the application may only
 * add to some of them; nothing that is sealed is opened.
 */
export const rewrapAll: Job<Record<string, never>> = {
  name: "access.rewrap-sealed",
  payload: z.object({}),
  concurrency: 1,
  expireInSeconds: 4 * 3600,
  run: async (services) => {
    const owner = openDatabase({ url: services.configuration.databaseUrl, maxConnections: 1 });
    try {
      const { values, files } = await rewrapSealed(owner, services.keys, join(services.configuration.dataDirectory, "artefacts"));
      await services.db.inTransaction((tx) => appendEntry(services, tx, { kind: "access.sealed-rewrapped", subject: "installation", by: SYSTEM_ACTOR, data: { values, files } }));
    } finally {
      await owner.close();
    }
  },
};

/** Puts a new key-encryption key in force, and has everything that is sealed wrapped under it. */
export async function rotateKey(services: Services, tx: Transaction, actor: Actor): Promise<string> {
  const keyId = services.keys.rotate();
  await appendEntry(services, tx, { kind: "access.key-rotated", subject: "installation", by: actor, data: { keyId } });
  await services.jobs.enqueue(tx, rewrapAll, {});
  return actor.organisationId;
}
