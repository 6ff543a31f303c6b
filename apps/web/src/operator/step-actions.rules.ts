import type { PlanStep, StepAction } from "./operator.query.ts";

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
export function offerActions({ may, recalled, assets }: { readonly may: readonly StepAction[]; readonly recalled: boolean; readonly assets: readonly Pick<PlanStep["assets"][number], "state">[] }): OfferedActions {
  const onePress = ONE_PRESS.filter((action) => may.includes(action));
  // After a failure or a recall the way back comes first; where all is well it is there, and nobody is led to it.
  const isWayBack = may.includes("roll-back") && (recalled || assets.some(({ state }) => state === "failed"));
  const next = isWayBack ? "roll-back" : onePress.find((action) => action !== "roll-back");
  return { next, others: onePress.filter((action) => action !== next), withWords: WITH_WORDS.filter((action) => may.includes(action)) };
}
