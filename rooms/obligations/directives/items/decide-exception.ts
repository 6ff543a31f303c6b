import { z } from "zod";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, SYSTEM_ACTOR, type Actor, type Job, type Services } from "#rooms/platform";
import { addDays, dayOf } from "../../taskings/days.rules.ts";
import { DirectiveRefusal } from "../directives.errors.ts";
import { asOf, findUntilFault } from "./directive-item.rules.ts";
import { decideException as saveDecision, findWaitingException } from "./exceptions.store.ts";
import { lockItem, toFacts, updateItem } from "./items.store.ts";
import { moveInTransaction } from "./move-item.ts";
import { insertTurn } from "./turns.store.ts";

export interface DecideException {
  readonly actor: Actor;
  readonly id: string;
  readonly decision: "granted" | "refused";
  /** Last day; what was asked for when left out. */
  readonly until?: string | undefined;
  readonly answer: string;
}

/** A directive officer who did not ask for it grants an exception until a day, or refuses it; either with a word to the agency. */
export async function decideException(services: Services, { actor, id, decision, until, answer }: DecideException): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const asked = await findWaitingException(tx, id);
    if (!asked) throw notFound();
    const last = decision === "refused" ? null : (until ?? asked.asked_until);
    const { row, dueOn, today } = await moveInTransaction(services, tx, {
      actor, id: asked.item_id, move: last === null ? { event: "refuse" } : { event: "grant", until: last }, content: { words: answer, link: null, digest: null },
    });
    if (last !== null) {
      const fault = last > asked.asked_until ? `lies after ${asked.asked_until}, which the agency asked for` : findUntilFault({ until: last, dueOn: dueOn ?? today, today });
      if (fault) throw new DirectiveRefusal("until-not-valid", `until: ${fault}`, "until");
      // The day after the last one begins at midnight, in UTC.
      await services.jobs.enqueue(tx, endExceptionJob, { itemId: row.id }, { startAfter: new Date(`${addDays(last, 1)}T00:00:00Z`) });
    }
    await saveDecision(services, tx, { id, until: last, answer, personId: actor.personId });
    await appendEntry(services, tx, { kind: "obligations.exception-decided", subject: id, by: actor, data: { itemId: row.id, decision, until: last }, visibleTo: [row.organisation_id] });
    await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === row.organisation_id, kind: `obligations.exception-${decision}`, params: { until: last ?? "" }, link: `/agency/items/${row.id}` });
  });
}

/** Writes down that an exception is over, and tells the agency; whoever looks before that sees it as over all the same. */
export const endExceptionJob: Job<{ itemId: string }> = {
  name: "obligations.end-exception",
  payload: z.object({ itemId: z.string() }),
  run: (services, { itemId }) =>
    services.db.inTransaction(async (tx) => {
      const row = await lockItem(tx, itemId);
      if (!row) return;
      const before = toFacts(row);
      const now = asOf(before, dayOf(services.clock().toISOString()));
      // Another exception runs, or it was done or closed meanwhile.
      if (now === before) return;
      await updateItem(tx, { ...now, id: itemId, directiveId: row.directive_id, at: services.clock() });
      await insertTurn(services, tx, { itemId, organisationId: row.organisation_id, event: "exception-ends", from: before.state, to: now.state, personId: null });
      await appendEntry(services, tx, { kind: "obligations.exception-ended", subject: itemId, by: SYSTEM_ACTOR, data: { directiveId: row.directive_id, actionId: row.action_id, state: now.state }, visibleTo: [row.organisation_id] });
      await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === row.organisation_id, kind: "obligations.exception-ended", link: `/agency/items/${itemId}` });
    }),
};
