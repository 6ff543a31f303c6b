/**
 * Benchmarking: the enclave's own records. Standards, runs, sealed results, consultation, signing, and the guard through
 * which signed bundles go to and from the low side. Used by apps/enclave only.
 *
 * Words: *standard* (set, measures, thresholds and rule, fixed before it is used), *request* (a developer's wish to know),
 * *run* (a benchmark set against the request's model), *results* (what a run found, sealed), *quarantine* (what a run left
 * that ended without results: sealed, shown to nobody but for its alarms, which the analyst sees), *view* (of a consulted
 * office), *recommendation* (the analyst's), *determination* (the Director's, signed), *bundle* (one signed file that
 * crosses), *ceremony* (two people make the Director's key), *appointment* and *delegation* (the Director's key names who may
 * sign, for good or until an instant), *inspection* (standard and results opened to an inspector by two persons' words), *lease* (the developer's standing permission to call the endpoint, at most a minute long).
 */
import { join } from "node:path";
import type { DecisionProver } from "#engines/decision-proof";
import type { Room } from "#rooms/platform";
import { benchmarkingRoutes } from "./benchmarking.routes.ts";
import { keyRoutes } from "./keys.routes.ts";
import { lapseConsultationJob } from "./lapse-consultation.ts";
import messages from "./messages.en.json" with { type: "json" };
import { PROVE_JOB, proveDeterminationJob } from "./prove-determination.ts";
import { runBenchmarkJob } from "./run-benchmark.ts";
import { DETERMINATION_SIGNED } from "./sign-determination.ts";
import { writeBundleJob } from "./write-bundle.ts";

export { judgeIncoming } from "./guard.ts";
export { announceKeys } from "./announce-keys.ts";
export { auditDetermination } from "./audit-determination.ts";
export { BenchmarkingRefusal } from "./benchmarking.errors.ts";
export { importBundles, watchExchange } from "./import-bundles.ts";
export { resumeProofs } from "./prove-determination.ts";
export { resumeRuns } from "./start-run.ts";

/**
 * @param setsDirectory folder of the benchmark sets, one folder each, named like the set's id
 * @param prover makes the proofs that follow signed determinations; without one none are made
 */
export function createBenchmarkingRoom(setsDirectory: string, prover?: DecisionProver): Room {
  return {
    name: "benchmarking",
    routes: [...benchmarkingRoutes(setsDirectory), ...keyRoutes],
    jobs: [lapseConsultationJob, runBenchmarkJob(setsDirectory), writeBundleJob(prover), ...(prover ? [proveDeterminationJob(prover)] : [])],
    subscriptions: prover ? [{ event: DETERMINATION_SIGNED, job: PROVE_JOB }] : [],
    messages,
  };
}

/** The room with the sets that come with Breakwater. */
export const benchmarkingRoom: Room = createBenchmarkingRoom(join(import.meta.dirname, "../../benchmark-sets"));
