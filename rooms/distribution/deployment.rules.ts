import { STEP_ACTIONS, type DeploymentState, type StepAction } from "#contracts/distribution";

/*
 *   matched ──notify──▶ notified ──acknowledge──▶ acknowledged ──schedule──▶ scheduled ──apply──▶ applied ──confirm──▶ confirmed
 *      └─lose-contact─▶ unreachable ─notify─▶ notified          (a notified one too: the mail that told it came back)
 *
 *   from notified on:  not-affected ──▶ not_affected (justified; acknowledge takes it back)     defer ──▶ deferred (reason, control, review date)
 *                      fail ──▶ failed ──roll-back──▶ rolled_back, and again schedule, apply, defer
 *   from applied on:   roll-back ──▶ rolled_back
 *   reopen:            another fix is out after a recall: everything but not_affected is notified again
 *   ask-again:         the review date that the operator set has come: deferred is notified again
 *
 * Acting is acknowledging: nobody must click twice to report what is done, and a failure is said where it happens: whoever tries a fix
 * at once has nothing scheduled. Only the operator's own people and its delegate's act; notify,
 * lose-contact, reopen and ask-again are the system's. Silence leads nowhere, least of all to not_affected: the one date that moves
 * anything is one the operator set, and it only asks.
 */
export type DeploymentEvent = StepAction | "notify" | "lose-contact" | "reopen" | "ask-again";

/** How far ahead a review or a planned installation may lie, days: twice a year is as seldom as a plant stands still. */
export const MOST_DEFERRED_DAYS = 180;

const FORWARD = { schedule: "scheduled", apply: "applied", defer: "deferred", "not-affected": "not_affected", fail: "failed" } as const;

const NEXT: Readonly<Record<DeploymentState, Partial<Record<DeploymentEvent, DeploymentState>>>> = {
  matched: { notify: "notified", "lose-contact": "unreachable", reopen: "notified" },
  unreachable: { notify: "notified", acknowledge: "acknowledged", ...FORWARD, reopen: "notified" },
  notified: { acknowledge: "acknowledged", ...FORWARD, reopen: "notified", "lose-contact": "unreachable" },
  acknowledged: { ...FORWARD, reopen: "notified" },
  scheduled: { ...FORWARD, reopen: "notified" },
  applied: { confirm: "confirmed", fail: "failed", "roll-back": "rolled_back", reopen: "notified" },
  confirmed: { fail: "failed", "roll-back": "rolled_back", reopen: "notified" },
  not_affected: { acknowledge: "acknowledged" },
  deferred: { ...FORWARD, reopen: "notified", "ask-again": "notified" },
  failed: { "roll-back": "rolled_back", schedule: "scheduled", apply: "applied", defer: "deferred", reopen: "notified" },
  rolled_back: { ...FORWARD, reopen: "notified" },
};

/** What leads to installing; closed while the fix is recalled (INV-18). */
const INSTALLING: readonly DeploymentEvent[] = ["schedule", "apply", "confirm"];

/** The state after an event, or undefined where the event has no place. */
export function nextDeployment(state: DeploymentState, event: DeploymentEvent, isRecalled: boolean): DeploymentState | undefined {
  return isRecalled && INSTALLING.includes(event) ? undefined : NEXT[state][event];
}

/** What the operator may do with an asset in this state. */
export function actionsFrom(state: DeploymentState, isRecalled: boolean): readonly StepAction[] {
  return STEP_ACTIONS.filter((action) => nextDeployment(state, action, isRecalled) !== undefined);
}

/** Where nothing is left to do, as long as the fix is not recalled. */
export const SETTLED: readonly DeploymentState[] = ["not_affected", "applied", "confirmed"];

/** Nothing is left to do: the operator itself said so. A recalled fix leaves something to do wherever it may be installed. */
export function isSettled(state: DeploymentState, isRecalled: boolean): boolean {
  return isRecalled ? state === "not_affected" : SETTLED.includes(state);
}

const PROGRESS: readonly DeploymentState[] = [
  "unreachable", "matched", "notified", "failed", "rolled_back", "acknowledged", "deferred", "scheduled", "applied", "confirmed", "not_affected",
];

/** The state of the asset that is furthest from done. */
export function leastAdvanced(states: readonly DeploymentState[]): DeploymentState {
  return PROGRESS.find((state) => states.includes(state)) ?? "matched";
}
