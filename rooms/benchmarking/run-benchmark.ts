import { setTimeout as pause } from "node:timers/promises";
import { BenchmarkSetError, evaluate, ModelError, RunError, type BenchmarkSet, type EvaluationProgress, type EvaluationResult } from "#engines/evaluation";
import { sha256Hex } from "#engines/ledger";
import { createBubblewrapBackend } from "#engines/sandbox";
import { appendEntry } from "#rooms/audit";
import { job, Refusal, SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { requireUnchangedSet } from "./benchmark-sets.ts";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { beginAttempt, endRun, findRequest, findStandard, isCurrentAttempt, lockRequest, saveProgress, type RequestRow, type RunEnd, type RunRow, type StandardRow } from "./benchmarking.store.ts";
import { sendBundle } from "./guard.ts";
import { awaitRenewal, requireLease } from "./lease.ts";
import { toEngineMode } from "./access-mode.rules.ts";
import { keepSeed, readTranscripts, removeRunFolder, reviewRun, runFolder, type RunFlags, type Transcript } from "./run-folder.ts";
import { requireCredential } from "./receive-request.ts";
import { openModelAddress, openStandard, sealRecord } from "./sealed-records.ts";
import { sealResults } from "./seal-results.ts";
import { RUN_JOB } from "./start-run.ts";
import { tellAll } from "./tell-all.ts";

/*
 * One run, in one job. It may be begun again at any time (a killed process, a queue that lost patience): the newest attempt
 * goes on with the journal, and fences out the others, which see it within a second and stop.
 */

const LOOK_MS = 500;
const REASON_CHARACTERS = 300;
// Wider than what the client itself keeps to, which knows better what a slow or talkative endpoint is.
const ENDPOINT_LIMITS = { timeoutMs: 150_000, maxBytes: 8 * 1024 * 1024 };
// The longest the queue lets one job run; a run that was cut off is begun again at the next start, not by expiry.
const LONGEST_RUN_SECONDS = 12 * 3600;

interface Attempt {
  readonly run: RunRow;
  readonly request: RequestRow;
  readonly standard: StandardRow;
}

export function runBenchmarkJob(setsDirectory: string): Job<never> {
  return job({
    name: RUN_JOB,
    payload: z.object({ runId: z.string() }),
    concurrency: 1,
    expireInSeconds: LONGEST_RUN_SECONDS,
    run: async (services, { runId }) => {
      const attempt = await begin(services, runId);
      if (attempt) await carryOut(services, attempt, setsDirectory);
    },
  });
}

async function begin(services: Services, runId: string): Promise<Attempt | undefined> {
  const run = await services.db.inTransaction((tx) => beginAttempt(tx, runId));
  if (!run) return undefined;
  const request = await findRequest(services.db, run.request_id);
  const standard = await findStandard(services.db, run.standard);
  if (!request || !standard) throw new Error(`The run ${runId} has lost its request or standard`);
  return { run, request, standard };
}

async function carryOut(services: Services, attempt: Attempt, setsDirectory: string): Promise<void> {
  let result: EvaluationResult;
  let flags: RunFlags = new Map();
  let tokenBudget = 0;
  try {
    const set = await requireUnchangedSet(setsDirectory, openStandard(services, attempt.standard).benchmarkSet);
    result = await measure(services, attempt, set);
    tokenBudget = set.tasks.reduce((sum, { limits }) => sum + limits.tokens, 0) * result.manifest.epochs;
    // Before anybody looks, so that nobody chooses what is reviewed.
    if (result.outcome === "finished") flags = await reviewRun(services, attempt.run.id, set);
  } catch (error) {
    // Known ways to fail before or without a result; anything else is a bug and runs again.
    if (!(error instanceof Refusal || error instanceof BenchmarkSetError || error instanceof ModelError || error instanceof RunError)) throw error;
    return endWithout(services, attempt, { state: "failed", reason: error.message, result: null });
  }
  const isSealed = result.outcome === "finished" && (await sealResults(services, { ...attempt, result, flags, tokenBudget }));
  if (!isSealed) await endWithout(services, attempt, { state: result.outcome === "halted" ? "halted" : "failed", reason: result.reason ?? "The developer's access has ended.", result });
  if (await isCurrentAttempt(services.db, attempt.run)) await removeRunFolder(services, attempt.run.id);
}

async function measure(services: Services, { run, request, standard }: Attempt, set: BenchmarkSet): Promise<EvaluationResult> {
  const { epochs } = openStandard(services, standard);
  const { modelName, endpoint, ...reached } = openModelAddress(services, request);
  if (endpoint === null) throw new BenchmarkingRefusal("wrong-state", "This request came without access to the model; nothing can be run for it.");
  const model = { name: modelName, url: endpoint, apiKey: requireCredential(services, request) };
  // A run that a restart has begun again finds the lease of before.
  if (reached.origin === "requested") await awaitRenewal(services, run.request_id);
  const stop = new AbortController();
  const over = new AbortController();
  const progress = { done: 0, total: 0 };
  const onProgress = ({ done, total }: EvaluationProgress) => Object.assign(progress, { done, total });

  const evaluation = evaluate({
    set, model, epochs, onProgress,
    backend: createBubblewrapBackend({ now: services.clock }),
    folder: runFolder(services, run.id),
    access: toEngineMode(reached),
    seed: await keepSeed(services, run.id),
    beforeCall: () => requireAccess(services, run),
    signal: stop.signal,
    fetch: (address, init) => services.fetch(address, { ...init, ...ENDPOINT_LIMITS }),
    now: services.clock,
  }).finally(() => over.abort());
  // Beside it, because a call that is under way must end with the access too.
  const watch = watchAccess(services, { run, progress, over: over.signal }).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const [evaluated, watched] = await Promise.allSettled([evaluation, watch]);
  if (evaluated.status === "rejected") throw evaluated.reason;
  if (watched.status === "fulfilled") return evaluated.value;
  if (watched.reason instanceof Refusal) return evaluated.value.outcome === "halted" ? evaluated.value : { ...evaluated.value, outcome: "stopped", reason: watched.reason.message };
  throw watched.reason;
}

/** Stores how far the run is, and throws as soon as it may not go on. */
async function watchAccess(services: Services, input: { readonly run: RunRow; readonly progress: { readonly done: number; readonly total: number }; readonly over: AbortSignal }): Promise<void> {
  while (!input.over.aborted) {
    await requireAccess(services, input.run);
    await saveProgress(services.db, { id: input.run.id, attempt: input.run.attempt, ...input.progress });
    await pause(LOOK_MS, undefined, { signal: input.over }).catch((error: unknown) => {
      if (!input.over.aborted) throw error;
    });
  }
}

/** The developer's endpoint may be called only while all of this holds. */
async function requireAccess(services: Services, run: RunRow): Promise<void> {
  const request = await findRequest(services.db, run.request_id);
  if (request?.state !== "benchmarking" || request.access_ended_at !== null) throw new BenchmarkingRefusal("wrong-state", "The developer's access has ended.");
  if (!(await isCurrentAttempt(services.db, run))) throw new BenchmarkingRefusal("run-under-way", "Another attempt has taken this run over.");
  // What the enclave began itself runs at an endpoint of the government's own: nobody leases it.
  if (openModelAddress(services, request).origin === "requested") await requireLease(services, run.request_id);
}

/**
 * Ends a run that has no results to seal. What there is goes into quarantine: sealed, and shown to nobody, but for the
 * alarms, which are for the analyst.
 */
async function endWithout(services: Services, { run, request }: Attempt, end: { readonly state: "failed" | "halted"; readonly reason: string; readonly result: EvaluationResult | null }): Promise<void> {
  const transcripts: Transcript[] = [];
  if (end.result) for await (const transcript of readTranscripts(services, run.id)) transcripts.push(transcript);
  await services.db.inTransaction(async (tx) => {
    const now = await lockRequest(tx, request.id);
    const state: RunEnd["state"] = now?.state === "stopped" ? "stopped" : end.state;
    const quarantined = end.result === null ? null : sealRecord(services, "quarantine", run.id, { ...end.result, transcripts });
    const reason = end.reason.slice(0, REASON_CHARACTERS);
    const { isolation, alarms } = splitIsolation(end.result);
    if ((await endRun(tx, { id: run.id, attempt: run.attempt, state, reason, isolation, quarantined, at: services.clock() })) === 0) return;
    // Of a run at the developer's endpoint the developer learns that an alarm halted it, and nothing of what set it off.
    if (quarantined !== null && end.result?.outcome === "halted" && openModelAddress(services, request).origin === "requested") {
      await sendBundle(services, tx, `halted-${run.determination_id}.json`, { kind: "run-halted", requestId: request.id, determinationId: run.determination_id, evidenceDigest: sha256Hex(Buffer.from(quarantined)), haltedAt: services.clock().toISOString() });
    }
    await appendEntry(services, tx, { kind: "benchmarking.run-ended", subject: request.id, by: SYSTEM_ACTOR, data: { runId: run.id, attempt: run.attempt, state, quarantined: quarantined !== null, alarms } });
    if (state !== "stopped") await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.run-failed", requestId: request.id });
  });
}

/** The probes' results may be read by whoever may read the run; what the model's programs did is only counted outside the seal. */
function splitIsolation(result: EvaluationResult | null): { readonly isolation: RunEnd["isolation"]; readonly alarms: number } {
  if (!result?.isolation) return { isolation: null, alarms: 0 };
  const { alarms, ...isolation } = result.isolation;
  return { isolation, alarms: alarms.length };
}
