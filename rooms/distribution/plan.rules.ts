import type { PlanStep } from "#contracts/distribution";

/** What a plan may ask of somebody with little staff. */
export const MOST_STEPS = 5;
/** Of what is only looked up: put off, or done. */
const MOST_FOLDED = 20;

/** Fills in a text of the room's message file. */
export type Texts = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** A step and its place among the others; steps are done in the order of `order`. */
export interface RankedStep {
  readonly step: PlanStep;
  readonly order: readonly (string | number)[];
  /** `put-off`: all that is left to do, the operator put off to a later day. */
  readonly standing: "open" | "put-off" | "done";
  /** When one of its assets last took a turn. */
  readonly movedAt: string;
}

export interface ArrangedPlan {
  readonly steps: readonly PlanStep[];
  readonly waiting: number;
  readonly putOff: readonly PlanStep[];
  readonly done: readonly PlanStep[];
}

/** Puts steps in the order in which to do them, and cuts the plan to what can be done; what was put off and has no place in it can still be found. */
export function arrangePlan(steps: readonly RankedStep[]): ArrangedPlan {
  const open = steps.filter(({ standing }) => standing !== "done").toSorted((a, b) => compareOrder(a.order, b.order));
  const behind = open.slice(MOST_STEPS);
  const putOff = behind.filter(({ standing }) => standing === "put-off").slice(0, MOST_FOLDED);
  // What was done last is what somebody comes back to.
  const done = steps.filter(({ standing }) => standing === "done").toSorted((a, b) => b.movedAt.localeCompare(a.movedAt)).slice(0, MOST_FOLDED);
  const bare = (ranked: readonly RankedStep[]) => ranked.map(({ step }) => step);
  return { steps: bare(open.slice(0, MOST_STEPS)), waiting: behind.length - putOff.length, putOff: bare(putOff), done: bare(done) };
}

function compareOrder(a: RankedStep["order"], b: RankedStep["order"]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
