import { z } from "zod";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { getAdvisory } from "#rooms/publication";
import { findTouchedOperators } from "./component-index/index-components.ts";
import { listMatches, listOperatorIdsMatched, lockOperator, updateMatchTold } from "./distribution.store.ts";
import { matchOperatorJob } from "./match-operator.ts";
import { readOwn } from "./outside-advisories/find-advisories.ts";
import { tellOperator } from "./reminders/tell-operator.ts";

const aboutAdvisory = z.object({ advisoryId: z.string() });
const aboutOperator = z.object({ organisationId: z.string(), advisoryId: z.string() });

/**
 * A new advisory, another text or another fix: one job for each operator that it may concern or that was told of it, so that
 * one that fails holds up no other.
 */
export const matchEveryOperatorJob: Job<z.infer<typeof aboutAdvisory>> = {
  name: "distribution.match-every-operator",
  payload: aboutAdvisory,
  run: (services, { advisoryId }) =>
    services.db.inTransaction(async (tx) => {
      const touched = await findTouchedOperators(services, tx, readOwn(await getAdvisory(services, tx, advisoryId)));
      for (const organisationId of new Set([...touched, ...(await listOperatorIdsMatched(tx, advisoryId))])) await services.jobs.enqueue(tx, matchOperatorJob, { organisationId, advisoryId });
    }),
};

/** A recalled fix: one job for each operator that was told of it. */
export const recallFromEveryOperatorJob: Job<z.infer<typeof aboutAdvisory>> = {
  name: "distribution.recall-from-every-operator",
  payload: aboutAdvisory,
  run: (services, { advisoryId }) =>
    services.db.inTransaction(async (tx) => {
      for (const organisationId of await listOperatorIdsMatched(tx, advisoryId)) await services.jobs.enqueue(tx, recallFromOperatorJob, { organisationId, advisoryId });
    }),
};

export const recallFromOperatorJob: Job<z.infer<typeof aboutOperator>> = { name: "distribution.recall-from-operator", payload: aboutOperator, run: recallFromOperator };

/** Tells one operator, once, that a fix it was told of must not be installed; wherever it stands, so that nobody is left with it. */
async function recallFromOperator(services: Services, { organisationId, advisoryId }: z.infer<typeof aboutOperator>): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const operator = await lockOperator(tx, organisationId);
    if (!operator) return; // It has left meanwhile.
    // Another fix may be out by now, and the operator told of it: then there is nothing left to call back.
    const current = (await getAdvisory(services, tx, advisoryId)).patch?.patchId;
    const rows = (await listMatches(tx, organisationId)).filter((row) => row.advisory_id === advisoryId && row.patch_id !== null && row.patch_id !== current);
    if (rows.length === 0) return;
    for (const row of rows) await updateMatchTold(tx, { id: row.id, state: row.state, patchId: null, fixRecalled: true, content: row.content, toldAt: null });
    await tellOperator(services, tx, { operator, kind: "distribution.recalled" });
    await appendEntry(services, tx, { kind: "distribution.fix-recalled", subject: organisationId, by: SYSTEM_ACTOR, data: { advisoryId, matches: rows.length }, visibleTo: [organisationId] });
  });
}
