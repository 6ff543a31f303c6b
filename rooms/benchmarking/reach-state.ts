import type { RequestState } from "#contracts/benchmarking";
import { requestStage } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { decideTransition, type RequestEvent } from "./benchmarking.rules.ts";
import { moveRequest, type RequestRow } from "./benchmarking.store.ts";
import { sendBundle } from "./guard.ts";

/**
 * Takes a locked request where the event leads: the state, the ledger's entry and the word for the low side in one
 * transaction.
 * @throws BenchmarkingRefusal `wrong-state`, `not-your-act`
 */
export async function reachState(services: Services, tx: Transaction, step: { readonly request: RequestRow; readonly event: RequestEvent; readonly actor: Actor }): Promise<RequestRow> {
  const { request, event, actor } = step;
  const to = requireTransition(request, event, actor);
  if (to === request.state) return request;
  const at = services.clock();
  await moveRequest(tx, request.id, to, at);
  await appendEntry(services, tx, { kind: "benchmarking.state-reached", subject: request.id, by: actor, data: { from: request.state, to } });
  const stage = requestStage.safeParse(to);
  if (stage.success) await sendBundle(services, tx, `stage-${request.id}-${stage.data}.json`, { kind: "stage-reached", requestId: request.id, stage: stage.data, at: at.toISOString() });
  return { ...request, state: to, state_since: at.toISOString() };
}

/** Where the event leads, for a workflow that must know before it does its work. */
export function requireTransition(request: RequestRow, event: RequestEvent, actor: Actor): RequestState {
  const answer = decideTransition(request.state, event, actor === SYSTEM_ACTOR ? ["system"] : actor.roles);
  if ("to" in answer) return answer.to;
  if (answer.refused === "not-your-act") throw new BenchmarkingRefusal("not-your-act", "Your role does not include this.");
  throw new BenchmarkingRefusal("wrong-state", `The request is in the state ${request.state}; this cannot be done now.`);
}
