import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { submitFinding } from "#rooms/findings";
import { notify, Refusal, SYSTEM_ACTOR, type Actor, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { SCAN_SEAL } from "../ask-scan.ts";
import { tellAsker } from "../run-scan.ts";
import { findScan } from "../scan.store.ts";
import { deleteScanFile, listEvidence } from "./scan-files.store.ts";

const payload = z.object({ scanId: z.string() });

/**
 * The operator wants what was found fixed for everybody: each bundle goes to the clearinghouse's intake as a finding of the
 * partner that ran the scan, which says nothing of whose system it was, and is kept here no longer. Safe to run twice: the intake knows
 * the same bytes again.
 */
export const submitEvidence: Job<z.infer<typeof payload>> = {
  name: "assistance.submit-evidence",
  payload,
  run: async (services, { scanId }) => {
    const row = await findScan(services.db, scanId);
    const runner = row?.runner_person_id ? await findPersonCard(services.db, row.runner_person_id) : undefined;
    const files = await listEvidence(services.db, scanId);
    if (row?.state !== "handed-over" || !runner || files.length === 0) return;
    const actor: Actor = { personId: runner.id, organisationId: runner.organisationId, roles: runner.roles, sessionId: scanId };
    const outcomes: ("submitted" | "refused")[] = [];
    for (const file of files) {
      outcomes.push(await submit(services.as(actor), actor, services.keys.open(SCAN_SEAL, file.id, file.sealed)));
      await services.db.inTransaction((tx) => deleteScanFile(tx, file.id));
    }
    await services.db.inTransaction(async (tx) => {
      const [submitted, refused] = [outcomes.filter((one) => one === "submitted").length, outcomes.filter((one) => one === "refused").length];
      await appendEntry(services, tx, { kind: "assistance.evidence-submitted", subject: scanId, by: SYSTEM_ACTOR, data: { submitted, refused }, visibleTo: [row.organisation_id, runner.organisationId] });
      await notify(services, tx, { to: { personId: runner.id, email: runner.email }, kind: "assistance.evidence-submitted", params: { submitted, refused }, link: "/findings" });
      await tellAsker(services, tx, row, "assistance.findings-with-clearinghouse");
    });
  },
};

/** A refusal is an answer too: somebody else has claimed the target, or its owner wishes to be left alone. */
async function submit(services: Services, actor: Actor, bytes: Uint8Array): Promise<"submitted" | "refused"> {
  try {
    await submitFinding(services, { actor, bytes });
    return "submitted";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    services.log.info("evidence of a scan refused", { code: error.code });
    return "refused";
  }
}
