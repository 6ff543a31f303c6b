import type { FromEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { raiseIncidentByAlarm } from "#rooms/engagement";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { insertAlarm } from "./alarms.store.ts";
import { lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { ownersOf } from "./move-request.ts";
import { findRun } from "./proof.store.ts";

/**
 * An alarm halted a run in the enclave: a program that the model wrote tried to leave its sandbox. All access under the
 * engagement ends, the enclave's lease with it; the incident is recorded, and the developer told. What the program did, the
 * enclave keeps sealed; of it the digest alone is here, so that what is shown later can be held against it.
 */
export async function recordAlarm(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "run-halted" }>): Promise<TakenIn> {
  const { requestId, determinationId, evidenceDigest, haltedAt } = bundle;
  const request = await lockRequest(tx, requestId);
  if (!request) return "unknown-request";
  // Nobody lent anything to what the enclave began itself.
  if (request.engagement_id === null || request.origin === "initiated" || (await findRun(tx, determinationId))?.request_id !== requestId) return "does-not-fit";
  if ((await insertAlarm(tx, { determinationId, requestId, evidenceDigest, haltedAt, at: services.clock() })) === 0) return "does-not-fit";
  await appendEntry(services, tx, { kind: "determination.run-halted", subject: requestId, by: SYSTEM_ACTOR, data: { determinationId, evidenceDigest, haltedAt }, visibleTo: ownersOf(request) });
  await raiseIncidentByAlarm(services, tx, { engagementId: request.engagement_id, text: services.messages.text("determination.run-halted", { requestId, haltedAt, evidenceDigest }) });
  return "imported";
}
