import type { RequestState } from "#contracts/benchmarking";

/*
 * A request in the enclave (REQUIREMENTS 4.3):
 *
 *   requested ─ take-in ▸ intake                   a developer asked
 *   initiated ─ take-in ▸ intake                   the enclave began it itself: no engagement, no lease, no duty
 *   intake ─ start-run ▸ benchmarking ─ seal-results ▸ results-sealed ─ open-consultation ▸ consultation ─ recommend ▸
 *   recommended ─ sign ▸ signed ─ notify ▸ notified
 *
 *   requested ─ refuse-intake ▸ stopped            its credential was not sealed to this enclave
 *   intake, benchmarking ─ refuse-access-mode ▸ stopped        the set may not be shown the way this model is reached
 *   requested, intake, benchmarking ─ end-access ▸ stopped     partial results are quarantined
 *   results-sealed and later ─ end-access ▸ unchanged          what was measured was measured with access
 *   benchmarking ─ start-run ▸ benchmarking        a run that failed is begun again
 *
 * Looking again is a request of its own, which names the earlier one. It goes the same way, or without a new run:
 *
 *   intake ─ recommend-standing ▸ recommended      only of a request that reconsiders another
 *
 * and the earlier one follows it:
 *
 *   notified ─ ask-again ▸ reconsideration-requested ─ look-again ▸ under-reconsideration
 *   either ─ stand ▸ notified                      signed that it stands, or the later request was stopped
 *   either, notified ─ supersede ▸ superseded      a new determination was signed
 *   either, notified ─ lift ▸ lifted               signed that it no longer holds
 *
 * start-run, recommend, recommend-standing: the analyst. sign, lift: the Director or a delegate, who shows by a statement
 * of the Director's key that they are (signing-authority.ts). Everything else follows by itself. Nothing is ever taken
 * back: what was signed stays, and what is signed later stands beside it.
 */

export const REQUEST_EVENTS = [
  "take-in", "refuse-intake", "start-run", "refuse-access-mode", "seal-results", "open-consultation", "recommend", "recommend-standing", "sign", "notify", "end-access",
  "ask-again", "look-again", "stand", "supersede", "lift",
] as const;
export type RequestEvent = (typeof REQUEST_EVENTS)[number];

type Doer = "system" | "benchmark-analyst" | "nsa-director";

interface Transition {
  readonly by: Doer;
  readonly from: readonly RequestState[];
  readonly to: RequestState;
}

const LOOKED_AT_AGAIN: readonly RequestState[] = ["reconsideration-requested", "under-reconsideration"];

const TRANSITIONS: Readonly<Record<Exclude<RequestEvent, "end-access">, Transition>> = {
  "take-in": { by: "system", from: ["requested", "initiated"], to: "intake" },
  "refuse-intake": { by: "system", from: ["requested"], to: "stopped" },
  "start-run": { by: "benchmark-analyst", from: ["intake", "benchmarking"], to: "benchmarking" },
  "refuse-access-mode": { by: "system", from: ["intake", "benchmarking"], to: "stopped" },
  "seal-results": { by: "system", from: ["benchmarking"], to: "results-sealed" },
  "open-consultation": { by: "system", from: ["results-sealed"], to: "consultation" },
  recommend: { by: "benchmark-analyst", from: ["consultation"], to: "recommended" },
  "recommend-standing": { by: "benchmark-analyst", from: ["intake"], to: "recommended" },
  sign: { by: "nsa-director", from: ["recommended"], to: "signed" },
  notify: { by: "system", from: ["signed"], to: "notified" },
  "ask-again": { by: "system", from: ["notified"], to: "reconsideration-requested" },
  "look-again": { by: "system", from: ["reconsideration-requested"], to: "under-reconsideration" },
  stand: { by: "system", from: LOOKED_AT_AGAIN, to: "notified" },
  supersede: { by: "system", from: ["notified", ...LOOKED_AT_AGAIN], to: "superseded" },
  lift: { by: "nsa-director", from: ["notified", ...LOOKED_AT_AGAIN], to: "lifted" },
};

const ENDED_WITH_ACCESS: readonly RequestState[] = ["requested", "intake", "benchmarking"];

export type TransitionAnswer = { readonly to: RequestState } | { readonly refused: "wrong-state" | "not-your-act" };

/** Where the event leads. `doers` are the roles of whoever acts, or `system` for what follows by itself. */
export function decideTransition(state: RequestState, event: RequestEvent, doers: readonly string[]): TransitionAnswer {
  if (event === "end-access") {
    if (!doers.includes("system")) return { refused: "not-your-act" };
    return { to: ENDED_WITH_ACCESS.includes(state) ? "stopped" : state };
  }
  const { by, from, to } = TRANSITIONS[event];
  if (!doers.includes(by)) return { refused: "not-your-act" };
  return from.includes(state) ? { to } : { refused: "wrong-state" };
}

/** When every office was heard, or the time to be heard is over. Instants in ISO 8601, UTC. */
export function isConsultationComplete(input: { readonly heard: number; readonly offices: number; readonly lapsesAt: string; readonly now: string }): boolean {
  return input.heard >= input.offices || input.now >= input.lapsesAt;
}

// How far the two sides' clocks may differ. The low side issues leases shorter by as much, so that an enclave whose clock
// runs behind by all of it makes its last call within the minute too.
const SKEW_MS = 5_000;

export interface LeaseTimes {
  readonly issuedAtMs: number;
  readonly notAfterMs: number;
}

/**
 * Whether a lease lets the enclave call the developer's endpoint at this moment. However long it says it lasts, it ends
 * `longestMs` after it was issued.
 */
export function isLeaseInForce(lease: LeaseTimes, input: { readonly nowMs: number; readonly longestMs: number }): boolean {
  if (lease.issuedAtMs > input.nowMs + SKEW_MS) return false;
  return input.nowMs < Math.min(lease.notAfterMs, lease.issuedAtMs + input.longestMs);
}

/** When a lease is over of which nobody can say how old it is. */
export const UNKNOWN_AGE_MS = Number.NEGATIVE_INFINITY;

/**
 * By which reading of a clock that only goes forward a lease is over, set when it is first seen, whether or not it is in
 * force then: a wall clock that is behind, is put back, or stands, gives it no more time. It was issued after the last look
 * that did not find it, by the same clock; without one it may be of any age, and is over.
 */
export function boundLease(lease: LeaseTimes, input: { readonly nowMs: number; readonly monotonicMs: number; readonly lookedAtMs: number | null; readonly longestMs: number }): number {
  if (input.lookedAtMs === null) return UNKNOWN_AGE_MS;
  const longest = Math.min(lease.notAfterMs - lease.issuedAtMs, input.longestMs);
  const left = lease.issuedAtMs + longest - input.nowMs;
  return Math.min(input.monotonicMs + left, input.lookedAtMs + longest);
}
