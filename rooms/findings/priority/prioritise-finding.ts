import type { Prioritise } from "#contracts/findings";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { decideByPerson } from "./decide-priority.ts";
import { rankTimeline } from "../findings.rules.ts";
import { moveFinding, requireFinding, requireStep } from "../move-finding.ts";
import { getFacts, insertDecision, listDecisions, updateRank } from "./priority.store.ts";
import { reviewPriority } from "./review-priority.ts";

/**
 * Decides by a published table; the rule's version, the inputs, who said each, and the facts are kept with the decision.
 * BOD 26-04 orders the work; what other tables say stands beside it and moves nothing.
 */
export async function prioritiseFinding(services: Services, { actor, findingId, ...wish }: { readonly actor: Actor; readonly findingId: string } & Prioritise): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    requireStep(row, "prioritise");
    const facts = await getFacts(tx, findingId);
    const { record, bod } = decideByPerson(wish, { facts, earlier: await listDecisions(tx, findingId) });
    await insertDecision(tx, { id: newId("prio"), findingId, record: { ...record, facts, because: null, reason: null }, bod, personId: actor.personId, at: services.clock() });
    if (bod) {
      await updateRank(tx, findingId, rankTimeline(bod.timeline));
      await moveFinding(services, tx, row, { step: "prioritise" }, { by: actor, data: { rule: bod.rule, dueDays: bod.dueDays, forensic: bod.forensic, inputs: bod.inputs } });
      await services.jobs.emit(tx, "findings.prioritised", { findingId });
    } else {
      await appendEntry(services, tx, { kind: "findings.decided", subject: findingId, by: actor, data: { rule: record.rule, outcome: record.outcome }, visibleTo: [row.organisation_id] });
    }
    await services.jobs.enqueue(tx, reviewPriority, { findingId, change: null });
  });
}
