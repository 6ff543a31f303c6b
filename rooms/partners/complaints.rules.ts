import type { ComplaintState } from "#contracts/partners";

/*
 *   received ──answer──▶ answered ──close──▶ closed        by an officer who is not complained of
 *       └──────take-back──────┴────▶ closed                by the complainant
 */
export type ComplaintEvent = "answer" | "close" | "take-back";

const NEXT: Readonly<Record<ComplaintState, Partial<Record<ComplaintEvent, ComplaintState>>>> = {
  received: { answer: "answered", "take-back": "closed" },
  answered: { close: "closed", "take-back": "closed" },
  closed: {},
};

/** The state after an event, or undefined where the event has no place. */
export function moveComplaint(state: ComplaintState, event: ComplaintEvent): ComplaintState | undefined {
  return NEXT[state][event];
}
