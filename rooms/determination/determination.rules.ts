import type { DeterminationState } from "#contracts/determination";

/*
 * A request as the low side knows it (REQUIREMENTS 4.3); the enclave's own machine is richer.
 *
 *   requested → intake → benchmarking → results-sealed → consultation → recommended → signed      a developer asked
 *   initiated → intake → …                             the government began it itself: no engagement, no access, no duty
 *   requested, intake, benchmarking → stopped          the developer's access ended before there were results, or the
 *                                                      enclave cannot use the way the model is reached
 *
 * Looking again is a request of its own, which names the earlier one and goes the same way, or straight from intake or
 * recommended to `answered` when the Director signed that the earlier one stands. The earlier one follows it:
 *
 *   signed → reconsideration-requested → under-reconsideration → superseded | signed (it stands, or the later was stopped)
 *   signed, reconsideration-requested, under-reconsideration → superseded | lifted
 *
 * It only goes forward: a stage told late changes nothing. `signed`, `answered`, `superseded` and `lifted` are reached by
 * a verified signature alone, never by being told.
 */
const ORDER: readonly DeterminationState[] = ["requested", "initiated", "intake", "benchmarking", "results-sealed", "consultation", "recommended"];
const NEEDS_ACCESS: readonly DeterminationState[] = ["requested", "intake", "benchmarking"];
const IN_FORCE: readonly DeterminationState[] = ["signed", "reconsideration-requested", "under-reconsideration"];

/** Where a request stands after the enclave told a stage. Total; unchanged where the stage leads nowhere. */
export function reachStage(state: DeterminationState, stage: DeterminationState): DeterminationState {
  if (stage === "stopped") return stopRequest(state);
  const [here, there] = [ORDER.indexOf(state), ORDER.indexOf(stage)];
  return here !== -1 && there > here ? stage : state;
}

/** Where a request stands once the access under it has ended. */
export function stopRequest(state: DeterminationState): DeterminationState {
  return NEEDS_ACCESS.includes(state) ? "stopped" : state;
}

/** Whether a verified signed determination may close the request: only over sealed results, and once. */
export function maySign(state: DeterminationState): boolean {
  return state === "results-sealed" || state === "consultation" || state === "recommended";
}

/** Whether the determination of a request in this state is the one that counts. */
export function isInForce(state: DeterminationState): boolean {
  return IN_FORCE.includes(state);
}

export const LATER_ACTS = ["ask-again", "look-again", "stand", "supersede", "lift"] as const;
export type LaterAct = (typeof LATER_ACTS)[number];

/** What becomes of a signed determination; undefined where it is not one, not in force any more, or the act has no place. */
export function followSigned(state: DeterminationState, act: LaterAct): DeterminationState | undefined {
  if (!isInForce(state)) return undefined;
  switch (act) {
    case "ask-again":
      return state === "signed" ? "reconsideration-requested" : undefined;
    case "look-again":
      return state === "reconsideration-requested" ? "under-reconsideration" : undefined;
    case "stand":
      return "signed";
    case "supersede":
      return "superseded";
    case "lift":
      return "lifted";
  }
}

/** Whether a signed statement that the earlier determination stands may close this request: no new results were sealed for it. */
export function mayAnswer(state: DeterminationState): boolean {
  return state === "requested" || state === "intake" || state === "recommended";
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
