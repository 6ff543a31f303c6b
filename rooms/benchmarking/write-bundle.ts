import { appendEntry } from "#rooms/audit";
import { job, SYSTEM_ACTOR, writeBundleFile, type Services } from "#rooms/platform";
import { z } from "zod";
import { lockRequest, lockUnwritten, markWithheld, markWritten } from "./benchmarking.store.ts";
import { exchangeFolders } from "./exchange-folders.ts";
import { judgeOutgoing } from "./guard.ts";
import { reachState } from "./reach-state.ts";

/** Judges one thing that is to leave and writes it, or withholds it for good. */
async function writeBundle(services: Services, outgoingId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockUnwritten(tx, outgoingId);
    if (!row) return;
    const verdict = judgeOutgoing(services, row.bundle);
    if (!verdict.ok) {
      await markWithheld(tx, row.id, services.clock());
      await appendEntry(services, tx, { kind: "benchmarking.bundle-withheld", subject: row.id, by: SYSTEM_ACTOR, data: { code: verdict.code } });
      services.log.error("the guard withheld a bundle", { outgoingId: row.id, code: verdict.code });
      return;
    }
    // Before the commit: after a kill in between it is written once more, the same bytes under the same name.
    await writeBundleFile(exchangeFolders(services).outgoing, row.file_name, verdict.text);
    await markWritten(tx, row.id, services.clock());
    if (verdict.bundle.kind !== "determination-signed") return;
    const request = await lockRequest(tx, verdict.bundle.requestId);
    if (request?.state === "signed") await reachState(services, tx, { request, event: "notify", actor: SYSTEM_ACTOR });
  });
}

export const writeBundleJob = job({
  name: "benchmarking.write-bundle",
  payload: z.object({ outgoingId: z.string() }),
  run: (services, { outgoingId }) => writeBundle(services, outgoingId),
});
