import type { StepAction } from "./operator.query.ts";

/** What is done with one press, in the order a step goes through them. */
const ONE_PRESS = ["acknowledge", "apply", "confirm", "roll-back"] as const satisfies readonly StepAction[];
export type OnePress = (typeof ONE_PRESS)[number];

/** What needs a word or a date first. */
const WITH_WORDS = ["schedule", "defer", "not-affected", "fail"] as const satisfies readonly StepAction[];
export type WithWords = (typeof WITH_WORDS)[number];

export interface OfferedActions {
  /** The one that most will want next. */
  readonly next: OnePress | undefined;
  readonly others: readonly OnePress[];
  readonly withWords: readonly WithWords[];
}

/** How the actions open for a step are offered: one big button, and the rest where it does not distract. */
export function offerActions(may: readonly StepAction[]): OfferedActions {
  const onePress = ONE_PRESS.filter((action) => may.includes(action));
  // After a failure the way back comes first; installing once more is the second thought.
  const next = may.includes("roll-back") && !may.includes("confirm") ? "roll-back" : onePress[0];
  return { next, others: onePress.filter((action) => action !== next), withWords: WITH_WORDS.filter((action) => may.includes(action)) };
}
