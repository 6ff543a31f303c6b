import type { ClaimState } from "#contracts/scanning";

/*
 * A claim:
 *
 *   claimed → active → renewed → completed | released
 *      └────────┴────────┴─────→ expired, by itself, when its time is over
 *
 * `active` since its holder submitted something under it. Completed, released and expired are its ends; whoever still means
 * the target claims it again.
 */
export type KeptState = Exclude<ClaimState, "expired">;
export type ClaimStep = "begin" | "renew" | "complete" | "release";

const STEPS: Readonly<Record<ClaimStep, { readonly from: readonly KeptState[]; readonly to: KeptState }>> = {
  begin: { from: ["claimed"], to: "active" },
  renew: { from: ["claimed", "active", "renewed"], to: "renewed" },
  complete: { from: ["claimed", "active", "renewed"], to: "completed" },
  release: { from: ["claimed", "active", "renewed"], to: "released" },
};

/** What a claim is at an instant: time ends it without anybody. */
export function claimStateAt({ state, expiresAtMs }: { readonly state: KeptState; readonly expiresAtMs: number }, atMs: number): ClaimState {
  const isLive = state !== "completed" && state !== "released";
  return isLive && expiresAtMs <= atMs ? "expired" : state;
}

/** The state after a step, or undefined when the step is not open from here. */
export function advanceClaim(state: ClaimState, step: ClaimStep): KeptState | undefined {
  const { from, to } = STEPS[step];
  return from.some((one) => one === state) ? to : undefined;
}
