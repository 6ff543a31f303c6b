import type { StepState } from "../parts/live-steps.tsx";
import type { Progress } from "./exercise.query.ts";

/** The steps of the exercise; the player reports a step when it has ended. */
export const STEP_COUNT = 7;

/** Each step's state: reported ones have ended, the next one is running unless the player has stopped. */
export function stepStates({ steps, done }: Pick<Progress, "steps" | "done">): readonly StepState[] {
  const last = Math.max(0, ...steps.map(({ step }) => step));
  return Array.from({ length: Math.max(STEP_COUNT, last) }, (_, index) => {
    const reported = steps.find(({ step }) => step === index + 1);
    if (reported) return reported.ok ? "done" : "failed";
    return !done && index === last ? "running" : "waiting";
  });
}
