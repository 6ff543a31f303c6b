import type { DeploymentState, PlanAsset, PlanStep } from "#contracts/distribution";
import { planTexts, readingGrade, writeStep } from "#engines/exposure";
import { expect, test } from "vitest";
import messages from "./messages.en.json" with { type: "json" };
import { arrangePlan, type RankedStep } from "./plan.rules.ts";

interface Given {
  readonly state?: DeploymentState;
  readonly dueBy?: string | null;
  readonly recalled?: boolean;
  readonly standing?: RankedStep["standing"];
  readonly movedAt?: string;
}

function stepOf(id: string, { state = "notified", dueBy = null, recalled = false, standing = "open", movedAt = "2026-09-01T00:00:00.000Z" }: Given = {}): RankedStep {
  const asset: PlanAsset = {
    id: "mat_00000000000000000001", name: "TidePump 200", version: "1.3", location: "Ward 3", place: "list.csv, line 2", exposed: "no", vital: false, setting: "office", fixedVersion: "1.4.2", state, probability: 0.95,
    reason: "The name is the same.", question: null, scheduledFor: null, reviewOn: null, statement: null,
  };
  const { order, ...words } = writeStep({
    id, product: { vendor: "Harbor Instruments", name: "TidePump 200" }, recalled, hasFix: true, leavesSome: false, flaws: 1, exploited: false, automatable: null, safeguards: [], windows: [], delegate: null,
    assets: [{ count: 1, exposed: "no", vital: false, setting: "office", fixedVersion: "1.4.2", dueBy, isOpen: true, isPutOff: standing === "put-off", probability: 0.95 }],
  }, planTexts);
  const step: PlanStep = { ...words, id, care: [], how: [...words.how], safeguards: [], closes: 1, exploited: false, guidance: true, recalled, patch: null, contacts: [], windows: [], advisories: [], state, assets: [asset], may: [] };
  return { step, order, standing, movedAt };
}

test("a plan asks for at most five things, the earliest date first, what is put off last, and a recalled fix before all", () => {
  const steps = [
    stepOf("later", { dueBy: "2026-10-01T00:00:00.000Z" }), stepOf("upgrade"), stepOf("soon", { dueBy: "2026-09-04T00:00:00.000Z" }),
    stepOf("put-off", { dueBy: "2026-09-02T00:00:00.000Z", state: "deferred", standing: "put-off" }),
    stepOf("review-day-is-over", { dueBy: "2026-09-03T00:00:00.000Z", state: "deferred" }),
    stepOf("recalled", { recalled: true, state: "applied" }),
    stepOf("done", { dueBy: "2026-09-01T00:00:00.000Z", state: "applied", standing: "done" }),
  ];
  const plan = arrangePlan(steps);
  expect(plan.steps.map(({ id }) => id)).toEqual(["recalled", "review-day-is-over", "soon", "later", "upgrade"]);
  expect([plan.waiting, plan.putOff.map(({ id }) => id), plan.done.map(({ id }) => id)]).toEqual([0, ["put-off"], ["done"]]);
});

test("what was put off keeps a place: among the five where there is room, else behind them, and is not counted as waiting", () => {
  const putOff = (count: number) => Array.from({ length: count }, (_, at) => stepOf(`put-off ${String(at).padStart(2, "0")}`, { state: "deferred", standing: "put-off" }));
  const open = (count: number) => Array.from({ length: count }, (_, at) => stepOf(`open ${at}`));
  const counts = (steps: readonly RankedStep[]) => {
    const plan = arrangePlan(steps);
    return [plan.steps.length, plan.waiting, plan.putOff.length];
  };
  expect([counts([...putOff(3), ...open(2)]), counts([...putOff(3), ...open(7)]), counts([...putOff(23), ...open(6)])]).toEqual([[5, 0, 0], [5, 2, 3], [5, 4, 20]]);
});

test("of what is done the newest is kept: a step that was done just now is never the one that is cut", () => {
  const days = Array.from({ length: 25 }, (_, at) => `2026-09-${String(at + 1).padStart(2, "0")}`);
  const { done } = arrangePlan(days.map((day) => stepOf(day, { state: "applied", standing: "done", movedAt: `${day}T00:00:00.000Z` })));
  expect(done.map(({ id }) => id)).toEqual(days.toReversed().slice(0, 20));
});

test("a due date never binds an operator: every step says that it is advice", () => {
  const { step } = stepOf("a", { dueBy: "2026-09-04T00:00:00.000Z" });
  expect([step.guidance, step.guidanceNote, step.due]).toEqual([true, "The date is advice, not a duty. It comes from a rule (BOD 26-04) that binds federal agencies only.", "Try to do this by 2026-09-04."]);
});

test("whatever else we say to an operator can be read with eight years of school", () => {
  const said = Object.entries(messages).filter(([key]) => /^distribution\.(?:affected|recalled|invited|terms)\b/.test(key) && !key.endsWith(".title"));
  expect(said.length).toBe(10);
  expect(said.map(([key, sentence]) => [key, Math.round(readingGrade(sentence) * 10) / 10] as const).filter(([, grade]) => grade > 8)).toEqual([]);
});
