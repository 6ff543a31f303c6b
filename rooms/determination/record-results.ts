import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_ENTRY_KINDS } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { endBenchmarkingAccess } from "#rooms/engagement";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { reachStage } from "./determination.rules.ts";
import { findSealing, insertSealing, lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { moveTo } from "./move-request.ts";

/** Writes down that results were sealed, before anybody decides on them. The enclave needs the model no more from here. */
export async function recordResults(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "results-sealed" }>): Promise<TakenIn> {
  const request = await lockRequest(tx, bundle.requestId);
  if (!request) return "unknown-request";
  if (await findSealing(tx, request.id)) return "results-already-sealed";
  const { determinationId, resultsCommitment: commitment, sealedAt } = bundle;
  const entryId = await appendEntry(services, tx, {
    kind: DETERMINATION_ENTRY_KINDS.resultsSealed, subject: request.id, by: SYSTEM_ACTOR, data: { determinationId, commitment }, visibleTo: [request.organisation_id],
  });
  await insertSealing(tx, { requestId: request.id, determinationId, commitment, sealedAt, entryId });
  await moveTo(services, tx, { request, state: reachStage(request.state, "results-sealed"), at: sealedAt });
  await endBenchmarkingAccess(services, tx, request.id);
  return "imported";
}
