import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_ENTRY_KINDS } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { findStandard, lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { ownersOf } from "./move-request.ts";
import { findRun, insertRun, wasActive } from "./proof.store.ts";

/**
 * Writes down that a run was begun, and which standard it is held to: told before there is a result, so that no other
 * standard can be chosen for it afterwards, and no run be repeated in silence.
 */
export async function recordRun(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "run-begun" }>): Promise<TakenIn> {
  const { requestId, determinationId, standard, begunAt } = bundle;
  const request = await lockRequest(tx, requestId);
  if (!request) return "unknown-request";
  if (!(await findStandard(tx, standard))) return "waiting";
  if ((await findRun(tx, determinationId)) || !(await wasActive(tx, standard, begunAt))) return "does-not-fit";
  await insertRun(tx, { determinationId, requestId, standard, at: begunAt });
  await appendEntry(services, tx, { kind: DETERMINATION_ENTRY_KINDS.runBegun, subject: requestId, by: SYSTEM_ACTOR, data: { determinationId, standard, begunAt }, visibleTo: ownersOf(request) });
  return "imported";
}
