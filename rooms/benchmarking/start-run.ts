import { appendEntry } from "#rooms/audit";
import type { BenchmarkSet } from "#engines/evaluation";
import type { AccessMode } from "#contracts/exchange";
import { isUniqueViolation, newId, notFound, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { nameMode, toEngineMode } from "./access-mode.rules.ts";
import { requireUnchangedSet } from "./benchmark-sets.ts";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { eraseCredential, findActiveStandard, insertRun, listUnfinishedRuns, lockRequest, lockStandards, setStopReason, type RequestRow } from "./benchmarking.store.ts";
import { sendBundle } from "./guard.ts";
import { followEarlier } from "./follow-earlier.ts";
import { requireLease } from "./lease.ts";
import { requireCredential } from "./receive-request.ts";
import { reachState, requireTransition } from "./reach-state.ts";
import { openCommittedStandard, openModelAddress } from "./sealed-records.ts";

export const RUN_JOB = "benchmarking.run";

interface StartRun {
  readonly actor: Actor;
  readonly requestId: string;
  readonly setsDirectory: string;
}

/**
 * Begins a run of the active standard's benchmark set against the model of a request, while its developer's lease is in
 * force; what the enclave began itself needs none. A set that may not be shown the way the model is reached ends the
 * request: the analyst is told why, the developer only that this way of access cannot be used.
 */
export async function startRun(services: Services, { actor, requestId, setsDirectory }: StartRun): Promise<void> {
  let refusal: BenchmarkingRefusal | undefined;
  try {
    await services.db.inTransaction(async (tx) => {
      const request = await lockRequest(tx, requestId);
      if (!request) throw notFound();
      requireTransition(request, "start-run", actor);
      await lockStandards(tx);
      const standard = await findActiveStandard(tx);
      if (!standard) throw new BenchmarkingRefusal("no-active-standard", "No standard is published: a run is held to a standard that was fixed before it.");
      const address = openModelAddress(services, request);
      requireCredential(services, request);
      if (address.origin === "requested") await requireLease(services, requestId);
      const { commitment, value } = openCommittedStandard(services, standard);
      const set = await requireUnchangedSet(setsDirectory, value.benchmarkSet);
      if (!set.accessModes.includes(toEngineMode(address))) {
        refusal = await refuseAccessMode(services, tx, { request, set, accessMode: address.accessMode });
        return;
      }
      const id = newId("run");
      const determinationId = newId("det");
      const at = services.clock();
      await insertRun(tx, { id, requestId, standard: standard.id, determinationId, at });
      // Said before there is a result: no other standard can be chosen for it afterwards, and no run be kept quiet.
      await sendBundle(services, tx, `run-${determinationId}.json`, { kind: "run-begun", requestId, determinationId, standard: commitment, begunAt: at.toISOString() });
      await reachState(services, tx, { request, event: "start-run", actor });
      await followEarlier(services, tx, request, "look-again");
      await appendEntry(services, tx, { kind: "benchmarking.run-started", subject: requestId, by: actor, data: { runId: id, standard: standard.id } });
      await services.jobs.enqueue(tx, { name: RUN_JOB }, { runId: id });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new BenchmarkingRefusal("run-under-way", "A run of this request is under way or finished.");
    throw error;
  }
  // After the commit: that the request is stopped must stand.
  if (refusal) throw refusal;
}

async function refuseAccessMode(services: Services, tx: Transaction, { request, set, accessMode }: { readonly request: RequestRow; readonly set: BenchmarkSet; readonly accessMode: AccessMode }): Promise<BenchmarkingRefusal> {
  await eraseCredential(tx, request.id);
  await setStopReason(tx, request.id, "access-mode");
  await reachState(services, tx, { request, event: "refuse-access-mode", actor: SYSTEM_ACTOR });
  await followEarlier(services, tx, request, "stand");
  if (openModelAddress(services, request).origin === "requested") {
    await sendBundle(services, tx, `access-mode-${request.id}.json`, { kind: "access-mode-refused", requestId: request.id, at: services.clock().toISOString() });
  }
  return new BenchmarkingRefusal("access-mode-refused", `The set ${set.id} is marked for ${set.accessModes.join(", ")}; this model is reached through ${nameMode(accessMode)}. The request was stopped, and its developer is told only that this way of access cannot be used.`);
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
