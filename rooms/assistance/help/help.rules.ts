import type { HelpKind, HelpState } from "#contracts/assistance";

/*
 * A request for help (REQUIREMENTS F3).
 *
 *   event       from                            to          by
 *   agree       asked                           taken       the operator, to one helper who volunteered
 *   plan        taken, planned                  planned     that helper, in at most five steps
 *   begin       planned                         in-work     the operator; with a window where control or clinical systems are touched
 *   answer      taken, planned, in-work         done        that helper; what needs a window, not before the operator set one and it opens
 *   hand-back   taken, planned, in-work         asked       that helper; it waits for another one
 *   decline     asked, taken, planned, in-work  declined    that helper, or CISA while it waits; always with where else to go
 *   withdraw    every state before the end      withdrawn   the operator; what was told is erased
 *
 * Nothing begins by itself: the word to begin is the operator's alone.
 */
export type HelpEvent = "agree" | "plan" | "begin" | "answer" | "hand-back" | "decline" | "withdraw";

const UNDER_WAY = { answer: "done", "hand-back": "asked", decline: "declined", withdraw: "withdrawn" } as const;
const NEXT: Readonly<Record<HelpState, Partial<Record<HelpEvent, HelpState>>>> = {
  asked: { agree: "taken", decline: "declined", withdraw: "withdrawn" },
  taken: { plan: "planned", ...UNDER_WAY },
  planned: { plan: "planned", begin: "in-work", ...UNDER_WAY },
  "in-work": UNDER_WAY,
  done: {},
  declined: {},
  withdrawn: {},
};

/** The state after an event, or undefined where the event has no place. */
export function nextHelpState(state: HelpState, event: HelpEvent): HelpState | undefined {
  return NEXT[state][event];
}

export function isEnded(state: HelpState): boolean {
  return Object.keys(NEXT[state]).length === 0;
}

export const ENDED = (Object.keys(NEXT) as HelpState[]).filter(isEnded);

// Somebody with little staff who hears nothing for longer asks elsewhere, or nowhere.
const DAY_MS = 86_400_000;
const REMIND_AFTER_DAYS = [2, 4, 7];

/** How long after the asking to remind for the (n+1)th time that a request waits, milliseconds; undefined after the last. */
export function remindAfterMs(reminded: number): number | undefined {
  const days = REMIND_AFTER_DAYS[reminded];
  return days === undefined ? undefined : days * DAY_MS;
}

/** What wants a window: work on control or clinical systems, and a time to install. */
export function needsWindow({ touchesControl, kind }: { readonly touchesControl: boolean; readonly kind: HelpKind }): boolean {
  return touchesControl || kind === "maintenance-window";
}
