import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Services } from "#rooms/platform";
import { AssistanceRefusal } from "./assistance.errors.ts";
import { nextHelpState, type HelpEvent } from "./assistance.rules.ts";
import { lockHelpRequest, updateHelpRequest } from "./assistance.store.ts";

export interface MoveHelpRequest {
  readonly actor: Actor;
  readonly id: string;
  readonly event: HelpEvent;
  readonly answer?: string;
}

/** Takes up, answers or withdraws a request. Withdrawing cannot be blocked. */
export async function moveHelpRequest(services: Services, input: MoveHelpRequest): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockHelpRequest(tx, input.id);
    if (!row) throw notFound();
    const state = nextHelpState(row.state, input.event);
    if (!state) throw new AssistanceRefusal("not-in-that-state", `The request is already ${row.state}.`);
    const answer = input.answer === undefined ? null : services.keys.seal("assistance", row.id, input.answer);
    await updateHelpRequest(tx, {
      id: row.id,
      state,
      takenBy: input.event === "take" ? input.actor.personId : row.taken_by,
      answer,
      answeredAt: input.event === "answer" ? services.clock() : null,
    });
    await appendEntry(services, tx, { kind: `assistance.help-${state}`, subject: row.id, by: input.actor, data: {}, visibleTo: [row.organisation_id] });
    if (input.event === "withdraw") return;
    const asker = await findPersonCard(tx, row.requested_by);
    if (asker) await notify(services, tx, { to: { personId: asker.id, email: asker.email }, kind: `assistance.${state}`, link: "/operator/help" });
  });
}
