import type { FromEnclave } from "#contracts/exchange";
import { endBenchmarkingAccess } from "#rooms/engagement";
import type { Services, Transaction } from "#rooms/platform";
import { reachStage } from "./determination.rules.ts";
import { lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { followEarlier, moveTo } from "./move-request.ts";

/** The enclave tells where a request stands. That something was signed is not believed until its signature is here. */
export async function recordStage(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "stage-reached" }>): Promise<TakenIn> {
  const request = await lockRequest(tx, bundle.requestId);
  if (!request) return "unknown-request";
  const { stage, at } = bundle;
  const state = reachStage(request.state, stage);
  await moveTo(services, tx, { request, state, at });
  if (request.reconsiders !== null && state !== request.state) {
    await followEarlier(services, tx, { requestId: request.reconsiders, act: state === "stopped" ? "stand" : "look-again", at });
  }
  if (stage === "stopped") await endBenchmarkingAccess(services, tx, request.id);
  return "imported";
}
