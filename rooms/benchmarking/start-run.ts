import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findActiveStandard, insertRun, listUnfinishedRuns, lockRequest, lockStandards } from "./benchmarking.store.ts";
import { requireLease } from "./lease.ts";
import { reachState, requireTransition } from "./reach-state.ts";

export const RUN_JOB = "benchmarking.run";

/** Begins a run of the active standard's benchmark set against the model of a request, while its developer's lease is in force. */
export async function startRun(services: Services, input: { readonly actor: Actor; readonly requestId: string }): Promise<void> {
  const { actor, requestId } = input;
  try {
    await services.db.inTransaction(async (tx) => {
      const request = await lockRequest(tx, requestId);
      if (!request) throw notFound();
      requireTransition(request, "start-run", actor);
      await lockStandards(tx);
      const standard = await findActiveStandard(tx);
      if (!standard) throw new BenchmarkingRefusal("no-active-standard", "No standard is published: a run is held to a standard that was fixed before it.");
      await requireLease(services, requestId);
      const id = newId("run");
      await insertRun(tx, { id, requestId, standard: standard.id, determinationId: newId("det"), at: services.clock() });
      await reachState(services, tx, { request, event: "start-run", actor });
      await appendEntry(services, tx, { kind: "benchmarking.run-started", subject: requestId, by: actor, data: { runId: id, standard: standard.id } });
      await services.jobs.enqueue(tx, { name: RUN_JOB }, { runId: id });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new BenchmarkingRefusal("run-under-way", "A run of this request is under way or finished.");
    throw error;
  }
}

/**
 * Begins again, from the start, what a killed process left undone. Call it once at the start, before jobs are worked: the
 * queue itself would wait for the dead job to expire.
 */
export async function resumeRuns(services: Services): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    for (const run of await listUnfinishedRuns(tx)) await services.jobs.enqueue(tx, { name: RUN_JOB }, { runId: run.id });
  });
}
