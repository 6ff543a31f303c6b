import { appendEntry } from "#rooms/audit";
import { finishBrokeredScan } from "#rooms/partners";
import { notFound, SYSTEM_ACTOR, type Actor, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { AssistanceRefusal } from "../assistance.errors.ts";
import { eraseRequestsOf } from "../help/move-help-request.ts";
import { deleteScan, listOwnedScans, lockScan } from "../scan.store.ts";
import { deleteScanFiles } from "./scan-files.store.ts";

/** The operator erases a scan that has ended: what it said, what came of it, and every file. */
export async function eraseScan(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockScan(tx, id);
    if (!row) throw notFound();
    if (row.state === "asked" || row.state === "taken") throw new AssistanceRefusal("not-in-that-state", `The scan is ${row.state}; take it back first.`);
    await deleteScanFiles(tx, id, ["source", "evidence"]);
    await deleteScan(tx, id);
    await appendEntry(services, tx, { kind: "assistance.scan-erased", subject: id, by: actor, data: {}, visibleTo: [row.organisation_id] });
  });
}

const payload = z.object({ organisationId: z.string() });

/** An operator has left: a scan that goes on ends, and nothing that it asked or was told is kept (INV-23). */
export const eraseLeft: Job<z.infer<typeof payload>> = {
  name: "assistance.erase-left",
  payload,
  run: async (services, { organisationId }) => {
    await services.db.inTransaction(async (tx) => {
      const scans = await listOwnedScans(tx, organisationId);
      for (const { id } of scans) {
        await finishBrokeredScan(services, tx, { actor: SYSTEM_ACTOR, scanId: id });
        await deleteScanFiles(tx, id, ["source", "evidence"]);
        await deleteScan(tx, id);
      }
      const requests = await eraseRequestsOf(tx, organisationId);
      if (scans.length + requests > 0) await appendEntry(services, tx, { kind: "assistance.operator-erased", subject: organisationId, by: SYSTEM_ACTOR, data: { erasedScans: scans.length, erasedRequests: requests } });
    });
  },
};
