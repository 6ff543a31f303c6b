import type { ToEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { eraseCredential, lockRequest, markAccessEnded } from "./benchmarking.store.ts";
import { followEarlier } from "./follow-earlier.ts";
import { reachState } from "./reach-state.ts";
import { tellAll } from "./tell-all.ts";

/**
 * The developer withdrew, or the access ended. The credential is erased; a request without results stops, and a run that
 * is under way sees it within a second and ends (see run-benchmark.ts).
 */
export async function endAccess(services: Services, tx: Transaction, bundle: Extract<ToEnclave, { kind: "access-ended" }>): Promise<void> {
  const request = await lockRequest(tx, bundle.requestId);
  if (!request) return;
  await markAccessEnded(tx, request.id, bundle.endedAt);
  await eraseCredential(tx, request.id);
  await appendEntry(services, tx, { kind: "benchmarking.access-ended", subject: request.id, by: SYSTEM_ACTOR, data: { endedAt: bundle.endedAt } });
  const reached = await reachState(services, tx, { request, event: "end-access", actor: SYSTEM_ACTOR });
  if (reached.state !== request.state) await followEarlier(services, tx, request, "stand");
  if (reached.state !== request.state) await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.request-stopped", requestId: request.id });
}
