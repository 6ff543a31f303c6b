import type { DeploymentState, PlanAsset, PlanStep } from "#contracts/distribution";
import { createMessages } from "#rooms/platform";
import { expect, test } from "vitest";
import { readingGrade } from "./fixtures/reading-grade.ts";
import messages from "./messages.en.json" with { type: "json" };
import { arrangePlan, takenAsExposed, writeStep, type StepParts } from "./plan.rules.ts";
import { printHtml, printText } from "./print-plan.rules.ts";

const { text } = createMessages([messages]);
const NOW = "2026-09-01T12:00:00.000Z";

function assetOf(change: Partial<PlanAsset> = {}): PlanAsset {
  return {
    id: "mat_00000000000000000001", name: "TidePump 200", version: "1.3", location: "Ward 3", place: "list.csv, line 2", exposed: "no", state: "notified", probability: 0.95, reason: "The name is the same.",
    question: null, scheduledFor: null, reviewOn: null, statement: null, ...change,
  };
}

function stepOf(id: string, dueBy: string | null, change: Partial<StepParts> & { readonly asset?: Partial<PlanAsset> } = {}): PlanStep {
  const { asset, ...parts } = change;
  return writeStep(
    { id, product: { vendor: "Harbor Instruments", name: "TidePump 200" }, fixedVersion: "1.4.2", recalled: false, patch: null, advisories: [], assets: [{ asset: assetOf(asset), dueBy }], ...parts },
    text,
  );
}

test("a plan asks for at most five things, the earliest date first, what is put off last, and a recalled fix before all", () => {
  const steps = [
    stepOf("later", "2026-10-01T00:00:00.000Z"), stepOf("upgrade", null), stepOf("soon", "2026-09-04T00:00:00.000Z"),
    stepOf("put-off", "2026-09-02T00:00:00.000Z", { asset: { state: "deferred", reviewOn: "2026-12-01T00:00:00.000Z" } }),
    stepOf("review-day-is-over", "2026-09-03T00:00:00.000Z", { asset: { state: "deferred", reviewOn: "2026-08-01T00:00:00.000Z" } }),
    stepOf("recalled", null, { recalled: true, asset: { state: "applied" } }),
    stepOf("done", "2026-09-01T00:00:00.000Z", { asset: { state: "applied" } }),
  ];
  const plan = arrangePlan(steps, NOW);
  expect(plan.steps.map(({ id }) => id)).toEqual(["recalled", "review-day-is-over", "soon", "later", "upgrade"]);
  expect([plan.waiting, plan.done.map(({ id }) => id)]).toEqual([1, ["done"]]);
});

test("what an operator did not say about an asset is taken at its worst, and only its own no counts as no", () => {
  expect((["yes", "no", "unknown"] as const).map(takenAsExposed)).toEqual([true, false, true]);
});

test("a due date never binds an operator: every step says that it is advice", () => {
  const step = stepOf("a", "2026-09-04T00:00:00.000Z");
  expect([step.guidance, step.guidanceNote, step.due]).toEqual([true, "The date is advice, not a duty. It comes from a rule (BOD 26-04) that binds federal agencies only.", "Try to do this by 2026-09-04."]);
});

test("several assets of one product are one step, with the earliest date of those still open", () => {
  const at = (id: string, state: DeploymentState, dueBy: string | null) => ({ asset: assetOf({ id, state }), dueBy });
  const step = stepOf("a", null, { assets: [at("1", "applied", "2026-09-02T00:00:00.000Z"), at("2", "notified", "2026-09-09T00:00:00.000Z"), at("3", "scheduled", null)] });
  expect([step.state, step.dueBy, step.why]).toEqual(["notified", "2026-09-09T00:00:00.000Z", "You have 2 of these. The old version has a flaw. Someone could use it to break in or to stop them."]);
});

test("the reading grade is the published formula", () => {
  // 1 sentence, 6 words, 6 syllables; and 13 words, 24 syllables.
  expect(readingGrade("The cat sat on the mat.")).toBeCloseTo(-1.45, 2);
  expect(readingGrade("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.")).toBeGreaterThan(10);
});

test("whatever we say to an operator can be read with eight years of school", () => {
  const steps = [stepOf("a", "2026-09-04T00:00:00.000Z", { asset: { exposed: "yes" } }), stepOf("b", null, { asset: { exposed: "unknown" } }), stepOf("c", null, { recalled: true })];
  const said = [
    ...steps.map((step) => [step.title, step.why, ...step.how, step.due, step.guidanceNote, step.whomToCall].map((sentence) => sentence.replace(/([^.])$/, "$1.")).join(" ")),
    ...Object.entries(messages).filter(([key]) => /\.(body|no-list|nothing-found)$/.test(key)).map(([, sentence]) => sentence),
  ];
  expect(said.length).toBe(7);
  expect(said.filter((words) => readingGrade(words) > 8).map((words) => [readingGrade(words), words])).toEqual([]);
});

test("the printed plan is one file without script or anything to load, and what stands in an operator's list is inert in it", () => {
  const hostile = assetOf({ name: '<script>alert("x")</script><img src=x onerror=y>', question: "Is it <b>yours</b>?" });
  const step = stepOf("a", "2026-09-04T00:00:00.000Z", { assets: [{ asset: hostile, dueBy: null }], product: { vendor: "A & B <i>", name: "'TidePump'" } });
  const plan = { asOf: NOW, steps: [step], waiting: 2, done: [], inventories: 1, note: null };
  const html = printHtml(plan, text);
  const tags = new Set(Array.from(html.matchAll(/<\/?([a-z0-9]+)/g), ([, tag]) => String(tag)));
  expect([...tags].toSorted()).toEqual(["body", "h1", "h2", "h3", "head", "html", "li", "meta", "ol", "p", "strong", "title", "ul"]);
  expect(html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
  expect(html).toContain("Do this first.");
  expect(printText(plan, text)).toContain("1. Update 'TidePump' to version 1.4.2\nDo this first.\n");
});
