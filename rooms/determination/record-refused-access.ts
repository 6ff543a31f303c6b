import type { FromEnclave } from "#contracts/exchange";
import { endBenchmarkingAccess } from "#rooms/engagement";
import type { Services, Transaction } from "#rooms/platform";
import { stopRequest } from "./determination.rules.ts";
import { lockRequest, setStopReason } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { followEarlier, moveTo } from "./move-request.ts";
import { tellDeveloper } from "./tell-developer.ts";

/** The enclave's benchmark may not be shown the way this model is reached. That is all that is told. */
export async function recordRefusedAccess(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "access-mode-refused" }>): Promise<TakenIn> {
  const request = await lockRequest(tx, bundle.requestId);
  if (!request) return "unknown-request";
  if (stopRequest(request.state) !== "stopped" || request.origin === "initiated") return "does-not-fit";
  await setStopReason(tx, request.id, "access-mode");
  await moveTo(services, tx, { request, state: "stopped", at: bundle.at });
  if (request.reconsiders !== null) await followEarlier(services, tx, { requestId: request.reconsiders, act: "stand", at: bundle.at });
  await endBenchmarkingAccess(services, tx, request.id);
  await tellDeveloper(services, tx, request, "determination.access-mode-refused");
  return "imported";
}
