import type { DeploymentState, PlanAsset, PlanStep } from "#contracts/distribution";
import { planTexts, readingGrade, writeStep } from "#engines/exposure";
import { expect, test } from "vitest";
import messages from "./messages.en.json" with { type: "json" };
import { arrangePlan, type RankedStep } from "./plan.rules.ts";

function stepOf(id: string, { state = "notified", dueBy = null, recalled = false, isPutOff = false }: { readonly state?: DeploymentState; readonly dueBy?: string | null; readonly recalled?: boolean; readonly isPutOff?: boolean } = {}): RankedStep {
  const asset: PlanAsset = {
    id: "mat_00000000000000000001", name: "TidePump 200", version: "1.3", location: "Ward 3", place: "list.csv, line 2", exposed: "no", vital: false, setting: "office", fixedVersion: "1.4.2", state, probability: 0.95,
    reason: "The name is the same.", question: null, scheduledFor: null, reviewOn: null, statement: null,
  };
  const { order, ...words } = writeStep({
    id, product: { vendor: "Harbor Instruments", name: "TidePump 200" }, recalled, hasFix: true, leavesSome: false, flaws: 1, exploited: false, automatable: null, safeguards: [], windows: [], delegate: null,
    assets: [{ count: 1, exposed: "no", vital: false, setting: "office", fixedVersion: "1.4.2", dueBy, isOpen: true, isPutOff, probability: 0.95 }],
  }, planTexts);
  const step: PlanStep = { ...words, id, care: [], how: [...words.how], safeguards: [], closes: 1, exploited: false, guidance: true, recalled, patch: null, contacts: [], windows: [], advisories: [], state, assets: [asset], may: [] };
  return { step, order };
}

test("a plan asks for at most five things, the earliest date first, what is put off last, and a recalled fix before all", () => {
  const steps = [
    stepOf("later", { dueBy: "2026-10-01T00:00:00.000Z" }), stepOf("upgrade"), stepOf("soon", { dueBy: "2026-09-04T00:00:00.000Z" }),
    stepOf("put-off", { dueBy: "2026-09-02T00:00:00.000Z", state: "deferred", isPutOff: true }),
    stepOf("review-day-is-over", { dueBy: "2026-09-03T00:00:00.000Z", state: "deferred" }),
    stepOf("recalled", { recalled: true, state: "applied" }),
    stepOf("done", { dueBy: "2026-09-01T00:00:00.000Z", state: "applied" }),
  ];
  const plan = arrangePlan(steps);
  expect(plan.steps.map(({ id }) => id)).toEqual(["recalled", "review-day-is-over", "soon", "later", "upgrade"]);
  expect([plan.waiting, plan.done.map(({ id }) => id)]).toEqual([1, ["done"]]);
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
