import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_ENTRY_KINDS } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { endBenchmarkingAccess } from "#rooms/engagement";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { reachStage } from "./determination.rules.ts";
import { findSealing, findStandard, insertSealing, lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { send } from "./export-requests.ts";
import { moveTo, ownersOf } from "./move-request.ts";
import { findRun } from "./proof.store.ts";

/** Writes down that results were sealed, before anybody decides on them. The enclave needs the model no more from here. */
export async function recordResults(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "results-sealed" }>): Promise<TakenIn> {
  const request = await lockRequest(tx, bundle.requestId);
  if (!request) return "unknown-request";
  if (await findSealing(tx, request.id)) return "results-already-sealed";
  const { determinationId, resultsCommitment: commitment, standard, countsCommitment, sealedAt } = bundle;
  const unfit = await judgeStandard(tx, request.id, bundle);
  if (unfit) return unfit;
  const entryId = await appendEntry(services, tx, {
    kind: DETERMINATION_ENTRY_KINDS.resultsSealed, subject: request.id, by: SYSTEM_ACTOR, data: { determinationId, commitment, ...(standard === undefined ? {} : { standard }), ...(countsCommitment === undefined ? {} : { countsCommitment }) }, visibleTo: ownersOf(request),
  });
  await insertSealing(tx, { requestId: request.id, determinationId, commitment, sealedAt, entryId });
  await moveTo(services, tx, { request, state: reachStage(request.state, "results-sealed"), at: sealedAt });
  await endBenchmarkingAccess(services, tx, request.id);
  await send(services, `sealing-${request.id}.json`, { kind: "sealing-recorded", requestId: request.id, determinationId, resultsCommitment: commitment, recordedAt: services.clock().toISOString() });
  return "imported";
}

/** The results must be held to the standard that was named when their run began; without a word of it only where none was. */
async function judgeStandard(tx: Transaction, requestId: string, { determinationId, standard, countsCommitment }: Extract<FromEnclave, { kind: "results-sealed" }>): Promise<TakenIn | undefined> {
  const run = await findRun(tx, determinationId);
  if (standard === undefined) return run || countsCommitment !== undefined ? "does-not-fit" : undefined;
  if (!run) return "waiting";
  const fixed = await findStandard(tx, standard);
  const isProvable = fixed !== undefined && fixed.rule_commitment !== null;
  return run.request_id === requestId && run.standard_commitment === standard && isProvable === (countsCommitment !== undefined) ? undefined : "does-not-fit";
}
