import type { RequestState } from "#contracts/benchmarking";

/*
 * A request in the enclave:
 *
 *   requested ─ take-in ▸ intake ─ start-run ▸ benchmarking ─ seal-results ▸ results-sealed ─ open-consultation ▸
 *   consultation ─ recommend ▸ recommended ─ sign ▸ signed ─ notify ▸ notified
 *
 *   requested ─ refuse-intake ▸ stopped              its credential was not sealed to this enclave
 *   requested, intake, benchmarking ─ end-access ▸ stopped     partial results are quarantined
 *   results-sealed and later ─ end-access ▸ unchanged          what was measured was measured with access
 *   benchmarking ─ start-run ▸ benchmarking          a run that failed is begun again
 *
 * run and recommend: the analyst. sign: the Director. Everything else follows by itself.
 */

export type RequestEvent = "take-in" | "refuse-intake" | "start-run" | "seal-results" | "open-consultation" | "recommend" | "sign" | "notify" | "end-access";

type Doer = "system" | "benchmark-analyst" | "nsa-director";

interface Transition {
  readonly by: Doer;
  readonly from: readonly RequestState[];
  readonly to: RequestState;
}

const TRANSITIONS: Readonly<Record<Exclude<RequestEvent, "end-access">, Transition>> = {
  "take-in": { by: "system", from: ["requested"], to: "intake" },
  "refuse-intake": { by: "system", from: ["requested"], to: "stopped" },
  "start-run": { by: "benchmark-analyst", from: ["intake", "benchmarking"], to: "benchmarking" },
  "seal-results": { by: "system", from: ["benchmarking"], to: "results-sealed" },
  "open-consultation": { by: "system", from: ["results-sealed"], to: "consultation" },
  recommend: { by: "benchmark-analyst", from: ["consultation"], to: "recommended" },
  sign: { by: "nsa-director", from: ["recommended"], to: "signed" },
  notify: { by: "system", from: ["signed"], to: "notified" },
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

// The two sides' clocks may differ a little; a lease from further ahead would last too long.
const SKEW_MS = 5_000;

/**
 * Whether a lease lets the enclave call the developer's endpoint at this moment. However long it says it lasts, it ends
 * `longestMs` after it was issued.
 */
export function isLeaseInForce(lease: { readonly issuedAtMs: number; readonly notAfterMs: number }, input: { readonly nowMs: number; readonly longestMs: number }): boolean {
  if (lease.issuedAtMs > input.nowMs + SKEW_MS) return false;
  return input.nowMs < Math.min(lease.notAfterMs, lease.issuedAtMs + input.longestMs);
}
