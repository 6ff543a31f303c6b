import { appendEntry } from "#rooms/audit";
import { submitFinding } from "#rooms/findings";
import { notify, Refusal, SYSTEM_ACTOR, type Actor, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { SCAN_SEAL } from "../ask-scan.ts";
import { findScan, setNotTaken, type ScanRow } from "../scan.store.ts";
import { findRunner, tellAsker, toActor } from "../tell-about-scan.ts";
import { deleteScanFile, listEvidence } from "./scan-files.store.ts";

const payload = z.object({ scanId: z.string() });

/**
 * The operator wants what was found fixed for everybody: each bundle goes to the clearinghouse's intake as a finding of the
 * partner that ran the scan, which says nothing of whose system it was, and is kept here no longer. What is not taken stays, until the
 * operator hands it over again or erases the scan. Safe to run twice: the intake knows the same bytes again.
 */
export const submitEvidence: Job<z.infer<typeof payload>> = {
  name: "assistance.submit-evidence",
  payload,
  run: async (services, { scanId }) => {
    const row = await findScan(services.db, scanId);
    const files = await listEvidence(services.db, scanId);
    if (row?.state !== "handed-over" || files.length === 0) return;
    const runner = await findRunner(services.db, row);
    if (!runner) return keepUnsent(services, row, files.length);
    const actor = toActor(runner, scanId);
    const taken: string[] = [];
    for (const file of files) if (await isTaken(services.as(actor), actor, services.keys.open(SCAN_SEAL, file.id, file.sealed))) taken.push(file.id);
    await services.db.inTransaction(async (tx) => {
      for (const id of taken) await deleteScanFile(tx, id);
      const [submitted, refused] = [taken.length, files.length - taken.length];
      await setNotTaken(tx, scanId, refused);
      await appendEntry(services, tx, { kind: "assistance.evidence-submitted", subject: scanId, by: SYSTEM_ACTOR, data: { submitted, refused }, visibleTo: [row.organisation_id, runner.organisationId] });
      await notify(services, tx, { to: { personId: runner.id, email: runner.email }, kind: "assistance.evidence-submitted", params: { submitted, refused }, link: "/findings" });
      if (refused === 0) await tellAsker(services, tx, row, "assistance.findings-with-clearinghouse");
      else await tellAsker(services, tx, row, "assistance.findings-not-all-taken", { submitted, refused });
    });
  },
};

/** The partner has nobody left in whose name it could be submitted. */
function keepUnsent(services: Services, row: ScanRow, proofs: number): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    await setNotTaken(tx, row.id, proofs);
    await appendEntry(services, tx, { kind: "assistance.evidence-unsent", subject: row.id, by: SYSTEM_ACTOR, data: { proofs }, visibleTo: [row.organisation_id] });
    await tellAsker(services, tx, row, "assistance.findings-without-partner");
  });
}

/** A refusal is an answer too, whose reason is the partner's and not the operator's to know: it may tell of somebody else's work. */
async function isTaken(services: Services, actor: Actor, bytes: Uint8Array): Promise<boolean> {
  try {
    await submitFinding(services, { actor, bytes });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    services.log.info("evidence of a scan refused", { code: error.code });
    return false;
  }
}
