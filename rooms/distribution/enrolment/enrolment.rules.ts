import type { ENROLMENT_TASKS, EnrolmentState } from "#contracts/enrolment";

/*
 *   (nothing) ──begin──▶ self_started ─┐
 *   invited ───begin──────────────────▶ identity_checked ──describe──▶ profile ──accept──▶ terms ──finish──▶ enrolled ◀─resume─┐
 *                                                                                    │  delegate_named ──▲     └──pause──▶ paused
 *                                                                                    └──name-delegate─────┘
 *   decline (before enrolled) and leave (after): the row is gone. There is no state for either, and none for "non-compliant".
 *
 * Whoever begins has signed in as one of the organisation's own people, which is the check of its identity: the two states before
 * it are passed in one act. Only the operator's own people act; an invitation is the clearinghouse's and asks for no answer.
 * Describing and accepting can be done again at any time: they take nothing back that came after.
 */
export type EnrolmentEvent = "invite" | "begin" | "describe" | "accept" | "name-delegate" | "finish" | "pause" | "resume";

const NEXT: Readonly<Record<EnrolmentState | "none", Partial<Record<EnrolmentEvent, EnrolmentState>>>> = {
  none: { invite: "invited", begin: "self_started" },
  invited: { invite: "invited", begin: "identity_checked" },
  self_started: { begin: "identity_checked" },
  identity_checked: { begin: "identity_checked", describe: "profile" },
  profile: { begin: "profile", describe: "profile", accept: "terms" },
  terms: { begin: "terms", describe: "terms", accept: "terms", "name-delegate": "delegate_named", finish: "enrolled" },
  delegate_named: { begin: "delegate_named", describe: "delegate_named", accept: "delegate_named", "name-delegate": "delegate_named", finish: "enrolled" },
  enrolled: { begin: "enrolled", describe: "enrolled", accept: "enrolled", "name-delegate": "enrolled", finish: "enrolled", pause: "paused" },
  paused: { begin: "paused", describe: "paused", accept: "paused", "name-delegate": "paused", pause: "paused", resume: "enrolled" },
};

/** The state after an event, or undefined where the event has no place. */
export function nextEnrolment(state: EnrolmentState | null, event: EnrolmentEvent): EnrolmentState | undefined {
  return NEXT[state ?? "none"][event];
}

const TASK: Readonly<Record<EnrolmentState | "none", (typeof ENROLMENT_TASKS)[number] | null>> = {
  none: "start", invited: "start", self_started: "start", identity_checked: "profile", profile: "terms", terms: "finish", delegate_named: "finish", enrolled: null, paused: "resume",
};

/** What comes next; null: nothing is left to do. */
export function nextTask(state: EnrolmentState | null): (typeof ENROLMENT_TASKS)[number] | null {
  return TASK[state ?? "none"];
}
