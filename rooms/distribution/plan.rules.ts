import type { PlanStep } from "#contracts/distribution";
import { isSettled } from "./deployment.rules.ts";

/** What a plan may ask of somebody with little staff. */
export const MOST_STEPS = 5;
const MOST_DONE = 20;

/** Fills in a text of the room's message file. */
export type Texts = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** A step and its place among the others; steps are done in the order of `order`. */
export interface RankedStep {
  readonly step: PlanStep;
  readonly order: readonly (string | number)[];
}

/** Puts steps in the order in which to do them, and cuts the plan to what can be done. */
export function arrangePlan(steps: readonly RankedStep[]): { readonly steps: readonly PlanStep[]; readonly waiting: number; readonly done: readonly PlanStep[] } {
  const isDone = ({ step }: RankedStep) => step.assets.every(({ state }) => isSettled(state, step.recalled));
  const open = steps.filter((one) => !isDone(one)).toSorted((a, b) => compareOrder(a.order, b.order)).map(({ step }) => step);
  return { steps: open.slice(0, MOST_STEPS), waiting: Math.max(0, open.length - MOST_STEPS), done: steps.filter(isDone).map(({ step }) => step).slice(0, MOST_DONE) };
}

function compareOrder(a: RankedStep["order"], b: RankedStep["order"]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
