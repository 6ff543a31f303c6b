import type { DeterminationState } from "#contracts/determination";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { followSigned, type LaterAct } from "./determination.rules.ts";
import { insertStage, lockRequest, setState, type RequestRow } from "./determination.store.ts";

/** Stores where a request stands now, in its history and in the ledger; nothing when it did not move. */
export async function moveTo(services: Services, tx: Transaction, move: { readonly request: RequestRow; readonly state: DeterminationState; readonly at: string }): Promise<void> {
  const { request, state, at } = move;
  if (state === request.state) return;
  await setState(tx, request.id, state);
  await insertStage(tx, { requestId: request.id, stage: state, at });
  await appendEntry(services, tx, { kind: "determination.stage-reached", subject: request.id, by: SYSTEM_ACTOR, data: { stage: state }, visibleTo: ownersOf(request) });
}

/** Moves a signed determination by what came after it; nothing where it is not in force any more. False then. */
export async function followEarlier(services: Services, tx: Transaction, { requestId, act, at }: { readonly requestId: string; readonly act: LaterAct; readonly at: string }): Promise<boolean> {
  const house = tx.asSystem("what comes after a determination moves it");
  const request = await lockRequest(house, requestId);
  const state = request && followSigned(request.state, act);
  if (!request || !state) return false;
  await moveTo(services, house, { request, state, at });
  return true;
}

/** Whose ledger receipts tell of it: the developer's, if the model has one. */
export function ownersOf({ organisation_id }: Pick<RequestRow, "organisation_id">): readonly string[] {
  return organisation_id === null ? [] : [organisation_id];
}
