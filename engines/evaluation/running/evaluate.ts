import { createHash } from "node:crypto";

import { closeIsolation, openGuardedRun } from "#engines/sandbox";
import type { GuardedRun } from "#engines/sandbox";

import { canonicalJson } from "../canonical-json.rules.ts";
import { BenchmarkSetError } from "../evaluation.errors.ts";
import type { BenchmarkTask, EvaluateOptions, EvaluationResult } from "../evaluation.types.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { createModelClient } from "../models/model-client.ts";
import { EVALUATION_INSTRUCTIONS } from "../agents/prompts.rules.ts";
import { runSample } from "./run-sample.ts";
import type { FinishedSample } from "./run-sample.ts";
import { SUBMIT } from "../agents/submit-tool.ts";
import { BASH, WRITE_FILE } from "../agents/tools.ts";

/** Goes into every manifest: what is measured is the model in this harness. Raise it when solver, tools or scorers change. */
export const HARNESS = "breakwater-evaluation/1";
const SOLVER = { instructions: EVALUATION_INSTRUCTIONS, tools: [BASH, WRITE_FILE, SUBMIT].map((tool) => tool.definition) };
// The reference machine has two cores, and a sample is mostly compiling and running.
const CONCURRENCY = 2;

/**
 * Runs a benchmark set against a model: probes the sandboxes' isolation (not held: `halted`, no sample runs), then runs
 * every task `epochs` times. A program that tries to leave its sandbox ends all samples at once, as `halted` with the
 * evidence. A refused credential, a throw of `beforeCall` or an aborted `signal` ends it as `stopped` with the samples that
 * were finished. Results do not depend on the order in which samples end.
 * @throws {BenchmarkSetError} when the set's files are no longer those that were loaded, or a task cannot be built
 * @throws {ModelError} `bad-endpoint` when the address or credential cannot be used
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationResult> {
  const { set, model, backend, seed, onProgress, now = () => new Date() } = options;
  const epochs = options.epochs ?? 1;
  const startedAt = now().toISOString();
  await requireUnchanged(options);
  const client = createModelClient(model, { beforeCall: options.beforeCall, fetch: options.fetch });

  const guard = await openGuardedRun(backend, { now });
  const { isolation } = guard;
  const stop = new AbortController();
  const signal = AbortSignal.any([guard.halted, stop.signal, ...(options.signal ? [options.signal] : [])]);
  const queue = Array.from({ length: epochs }, (_, index) => set.tasks.map((task) => ({ task, epoch: index + 1 }))).flat();
  const total = queue.length;
  onProgress?.({ step: "probed", held: isolation.held, done: 0, total });

  const finished: FinishedSample[] = [];
  const runOne = async ({ task, epoch }: { task: BenchmarkTask; epoch: number }) => {
    const report = (step: "sample-started" | "turn", turns: number) => onProgress?.({ step, taskId: task.id, epoch, turns, done: finished.length, total });
    report("sample-started", 0);
    const sample = await runSample({ set, task, epoch, client, part: guard.openPart(), seed, signal, now, onTurn: (turns) => report("turn", turns) });
    finished.push(sample);
    if (sample.result.outcome === "stopped" || sample.error?.code === "credential-refused") stop.abort();
    onProgress?.({ step: "sample-finished", sample: sample.result, done: finished.length, total });
  };
  const work = async () => {
    for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) await runOne(next);
  };
  if (isolation.held) await allOrStop(Array.from({ length: CONCURRENCY }, work), stop);

  const order = new Map(set.tasks.map((task, index) => [task.id, index]));
  finished.sort((a, b) => a.result.epoch - b.result.epoch || (order.get(a.result.taskId) ?? 0) - (order.get(b.result.taskId) ?? 0));
  return {
    ...conclude({ guard, stopped: signal.aborted, finished }),
    samples: finished.map((sample) => sample.result),
    isolation: closeIsolation(guard),
    manifest: {
      setId: set.id,
      setVersion: set.version,
      setDigest: set.digest,
      model: model.name,
      harness: HARNESS,
      solverDigest: createHash("sha256").update(canonicalJson(SOLVER)).digest("hex"),
      seed,
      epochs,
      startedAt,
      finishedAt: now().toISOString(),
    },
    transcripts: finished.map((sample) => sample.transcript),
  };
}

function conclude({ guard, stopped, finished }: { guard: GuardedRun; stopped: boolean; finished: readonly FinishedSample[] }): Pick<EvaluationResult, "outcome" | "reason"> {
  if (guard.halted.aborted) return { outcome: "halted", reason: toMessage(guard.halted.reason) };
  if (!guard.isolation.held) return { outcome: "halted", reason: "the sandbox's isolation did not hold; no sample was run" };
  if (!stopped) return { outcome: "finished", reason: null };
  const error = finished.find((sample) => sample.error?.code === "stopped" || sample.error?.code === "credential-refused")?.error;
  return { outcome: "stopped", reason: error?.message ?? "stopped by the caller" };
}

/** Why a guarded run was halted, as a sentence that is fit to show. */
export const toMessage = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

/** Waits for all workers even when one fails, so that no sandbox outlives the call. */
async function allOrStop(workers: readonly Promise<void>[], stop: AbortController): Promise<void> {
  const guarded = workers.map((worker) =>
    worker.catch((cause: unknown) => {
      stop.abort();
      throw cause;
    }),
  );
  const failure = (await Promise.allSettled(guarded)).find((outcome) => outcome.status === "rejected");
  if (failure) throw failure.reason;
}

/** The digest in the manifest must be that of what ran, not of what was once loaded. */
async function requireUnchanged({ set, epochs = 1 }: EvaluateOptions): Promise<void> {
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > 1_000) throw new RangeError(`epochs must be a whole number from 1 to 1000, got ${epochs}`);
  const { digest } = await loadBenchmarkSet(set.directory);
  if (digest !== set.digest) throw new BenchmarkSetError("inconsistent", { file: "." }, "the set's files changed after it was loaded; load it again");
}
