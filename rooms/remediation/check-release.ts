import { createBubblewrapBackend } from "#engines/sandbox";
import { verifyPatch as runVerification } from "#engines/verification";
import { appendEntry } from "#rooms/audit";
import { listCoordinators, markFixHeld, openCaseEvidence } from "#rooms/coordination";
import { newId, notify, SYSTEM_ACTOR, type Job } from "#rooms/platform";
import { z } from "zod";
import { findPatch, findReleaseCheck, insertReleaseCheck, lockPatch } from "./remediation.store.ts";

const payload = z.object({ patchId: z.string() });
const backend = createBubblewrapBackend();
const BUILDS_AND_VARIANTS_SECONDS = 900;

/**
 * Runs a released patch, as it is signed and handed out, against the case's evidence once more. When it holds, the case may
 * close by itself; when it does not, the coordinators hear of it at once.
 */
export const checkRelease: Job<z.infer<typeof payload>> = {
  name: "remediation.check-release",
  payload,
  expireInSeconds: BUILDS_AND_VARIANTS_SECONDS,
  run: async (services, { patchId }) => {
    const row = await findPatch(services.db, patchId);
    if (row?.state !== "released" || (await findReleaseCheck(services.db, patchId))) return;
    const [{ bundle }, patch] = [await openCaseEvidence(services, row.case_id), await services.artefacts.get(row.digest)];
    const { verdict, reason, evidence } = await runVerification({ bundle, patch, backend, now: services.clock });
    // A run that judged nothing says nothing: the queue tries again.
    if (verdict === "inconclusive") throw new Error(`The check of released patch ${patchId} judged nothing: ${reason}`);
    const held = verdict === "verified" && evidence.isolation.alarms.length === 0;
    await services.db.inTransaction(async (tx) => {
      const now = await lockPatch(tx, patchId);
      if (now?.state !== "released" || (await findReleaseCheck(tx, patchId))) return;
      const id = newId("chk");
      await insertReleaseCheck(tx, { id, patchId, verdict, held, sealed: services.keys.seal("release-check", id, JSON.stringify({ reason, evidence })), at: services.clock() });
      await appendEntry(services, tx, { kind: "remediation.release-checked", subject: patchId, by: SYSTEM_ACTOR, data: { verdict, held, digest: now.digest } });
      if (held) return markFixHeld(services, tx, now.case_id);
      for (const analyst of await listCoordinators(tx, now.case_id)) {
        await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind: "remediation.release-fails", params: { id: patchId }, link: `/clearinghouse/cases/${now.case_id}` });
      }
    });
  },
};
