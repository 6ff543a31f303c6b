import type { DeterminationState } from "#contracts/determination";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { insertStage, setState, type RequestRow } from "./determination.store.ts";

/** Stores where a request stands now, in its history and in the ledger; nothing when it did not move. */
export async function moveTo(services: Services, tx: Transaction, move: { readonly request: RequestRow; readonly state: DeterminationState; readonly at: string }): Promise<void> {
  const { request, state, at } = move;
  if (state === request.state) return;
  await setState(tx, request.id, state);
  await insertStage(tx, { requestId: request.id, stage: state, at });
  await appendEntry(services, tx, { kind: "determination.stage-reached", subject: request.id, by: SYSTEM_ACTOR, data: { stage: state }, visibleTo: [request.organisation_id] });
}
