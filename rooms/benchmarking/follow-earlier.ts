import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { decideTransition, type RequestEvent } from "./benchmarking.rules.ts";
import { lockRequest, type RequestRow } from "./benchmarking.store.ts";
import { reachState } from "./reach-state.ts";
import { openModelAddress } from "./sealed-records.ts";

type LaterEvent = Extract<RequestEvent, "ask-again" | "look-again" | "stand" | "supersede">;

/** Moves the determination that this request asks to look at again; nothing where it is past that, or there is none. False then. */
export async function followEarlier(services: Services, tx: Transaction, later: RequestRow, event: LaterEvent): Promise<boolean> {
  const { reconsiders } = openModelAddress(services, later);
  const house = tx.asSystem("what comes after a determination moves it");
  const request = reconsiders === null ? undefined : await lockRequest(house, reconsiders);
  if (!request || !("to" in decideTransition(request.state, event, ["system"]))) return false;
  await reachState(services, house, { request, event, actor: SYSTEM_ACTOR });
  return true;
}
