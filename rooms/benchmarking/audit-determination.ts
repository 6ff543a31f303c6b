import { auditOpened, type DeterminationAudit } from "#engines/decision-proof";
import { notFound, type Services } from "#rooms/platform";
import { findFinishedRun, findRequest, findStandard } from "./benchmarking.store.ts";
import { openCommittedStandard, openResults } from "./sealed-records.ts";

/** The audit of a request in this enclave, from its sealed records. */
export async function auditDetermination(services: Services, requestId: string): Promise<DeterminationAudit> {
  const request = await findRequest(services.db, requestId);
  const run = await findFinishedRun(services.db, requestId);
  const standard = run && (await findStandard(services.db, run.standard));
  if (!request || !run || !standard) throw notFound();
  return auditOpened({
    requestId,
    modelDigest: request.model_digest,
    standard: openCommittedStandard(services, standard),
    results: openResults(services, run),
    outcome: request.determination?.outcome ?? null,
  });
}
