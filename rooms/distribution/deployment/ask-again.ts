import { z } from "zod";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { nextDeployment } from "../deployment.rules.ts";
import { listMatchesOfStep, lockOperator, updateMatch } from "../distribution.store.ts";
import { tellOperator } from "../reminders/tell-operator.ts";
import { openContent } from "../sealed-match.ts";
import { recordTurn } from "./record-turn.ts";

const payload = z.object({ organisationId: z.string(), stepId: z.string() });

/** The day that an operator set for looking again has come: it is asked again, and the reason it gave stays in the history. */
export const askAgainJob: Job<z.infer<typeof payload>> = { name: "distribution.ask-again", payload, run: askAgain };

async function askAgain(services: Services, { organisationId, stepId }: z.infer<typeof payload>): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const operator = await lockOperator(tx, organisationId);
    if (!operator) return; // It has left meanwhile.
    const at = services.clock();
    let asked = 0;
    for (const row of await listMatchesOfStep(tx, organisationId, stepId)) {
      const state = row.review_on !== null && new Date(row.review_on) <= at ? nextDeployment(row.state, "ask-again", false) : undefined;
      if (!state) continue; // Set to a later day meanwhile, or done.
      await recordTurn(services, tx, { match: row, asset: openContent(services, row).asset.name, from: row.state, to: state, channel: "system", words: null });
      await updateMatch(tx, { id: row.id, state, acknowledgedAt: null, appliedAt: null, scheduledFor: null, reviewOn: null, statement: row.statement });
      asked += 1;
    }
    if (asked === 0) return;
    await appendEntry(services, tx, { kind: "distribution.asked-again", subject: organisationId, by: SYSTEM_ACTOR, data: { stepId, matches: asked }, visibleTo: [organisationId] });
    await tellOperator(services, tx, { operator, kind: "distribution.asked-again" });
  });
}
