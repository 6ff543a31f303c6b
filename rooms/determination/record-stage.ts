import type { FromEnclave } from "#contracts/exchange";
import { endBenchmarkingAccess } from "#rooms/engagement";
import type { Services, Transaction } from "#rooms/platform";
import { reachStage } from "./determination.rules.ts";
import { lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { moveTo } from "./move-request.ts";

/** The enclave tells where a request stands. That a determination was signed is not believed until its signature is here. */
export async function recordStage(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "stage-reached" }>): Promise<TakenIn> {
  const request = await lockRequest(tx, bundle.requestId);
  if (!request) return "unknown-request";
  await moveTo(services, tx, { request, state: reachStage(request.state, bundle.stage), at: bundle.at });
  if (bundle.stage === "stopped") await endBenchmarkingAccess(services, tx, request.id);
  return "imported";
}
