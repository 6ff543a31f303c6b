import type { DeterminationState } from "#contracts/determination";

/*
 * A request as the low side knows it (REQUIREMENTS 4.3); the enclave's own machine is richer.
 *
 *   requested → intake → benchmarking → results-sealed → consultation → recommended → signed
 *   requested, intake, benchmarking → stopped          the developer's access ended before there were results
 *
 * It only goes forward: a stage told late changes nothing. `signed` is reached by a verified signature alone, never by
 * being told.
 */
const ORDER: readonly DeterminationState[] = ["requested", "intake", "benchmarking", "results-sealed", "consultation", "recommended", "signed"];
const NEEDS_ACCESS: readonly DeterminationState[] = ["requested", "intake", "benchmarking"];

/** Where a request stands after the enclave told a stage. Total; unchanged where the stage leads nowhere. */
export function reachStage(state: DeterminationState, stage: DeterminationState): DeterminationState {
  if (state === "stopped" || state === "signed" || stage === "signed") return state;
  if (stage === "stopped") return stopRequest(state);
  return ORDER.indexOf(stage) > ORDER.indexOf(state) ? stage : state;
}

/** Where a request stands once the access under it has ended. */
export function stopRequest(state: DeterminationState): DeterminationState {
  return NEEDS_ACCESS.includes(state) ? "stopped" : state;
}

/** Whether a verified signed determination may close the request: only over sealed results, and once. */
export function maySign(state: DeterminationState): boolean {
  return state === "results-sealed" || state === "consultation" || state === "recommended";
}

/** A lease is renewed when it has less than this left, so that one lost look of the enclave costs nothing. */
const RENEW_MS = 40_000;

export type LeasePlan = { readonly act: "end" } | { readonly act: "wait" } | { readonly act: "renew"; readonly notAfter: number };

/** What to do about a request's lease now. `accessEndsAt` is null when the access does not stand. Instants in milliseconds. */
export function planLease(input: { readonly now: number; readonly accessEndsAt: number | null; readonly leasedUntil: number | null; readonly leaseMs: number }): LeasePlan {
  const { now, accessEndsAt, leasedUntil, leaseMs } = input;
  if (accessEndsAt === null || accessEndsAt <= now) return { act: "end" };
  const notAfter = Math.min(now + leaseMs, accessEndsAt);
  if (leasedUntil !== null && (leasedUntil - now >= RENEW_MS || leasedUntil >= notAfter)) return { act: "wait" };
  return { act: "renew", notAfter };
}
