import type { HelpState } from "#contracts/assistance";

/*
 *   requested ──take──▶ taken ──answer──▶ answered
 *       └──────withdraw─────┴──▶ withdrawn          withdrawing: by the asking organisation, at any time before the end
 */
export type HelpEvent = "take" | "answer" | "withdraw";

const NEXT: Readonly<Record<HelpState, Partial<Record<HelpEvent, HelpState>>>> = {
  requested: { take: "taken", withdraw: "withdrawn" },
  taken: { answer: "answered", withdraw: "withdrawn" },
  answered: {},
  withdrawn: {},
};

/** The state after an event, or undefined where the event has no place. */
export function nextHelpState(state: HelpState, event: HelpEvent): HelpState | undefined {
  return NEXT[state][event];
}
