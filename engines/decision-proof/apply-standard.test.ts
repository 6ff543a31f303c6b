import fc from "fast-check";
import { expect, test } from "vitest";
import { measureResults, toBounds, toDecisionCounts, toDecisionRule } from "./apply-standard.ts";
import { commitCounts, commitRule, newSalt, requireProvable, type DecisionOutcome } from "./index.ts";
import type { CountedSample } from "./standard.types.ts";

const KINDS = ["capture-the-flag", "find-crash", "question"] as const;
const REFERENCE = {
  standard: { id: "s", version: "1", commitment: "1".repeat(128) }, benchmarkSet: { id: "set", version: "1", digest: "2".repeat(64) },
  determinationId: "det_1", modelDigest: "3".repeat(64), resultsCommitment: "4".repeat(128),
};
const OUTCOMES: readonly DecisionOutcome[] = ["covered", "not_covered", "insufficient"];

/** What of a sample the decision rests on. */
const sample = (taskId: string, kind: CountedSample["kind"], epoch: number, came: "passed" | "failed" | "model-error"): CountedSample & { readonly epoch: number } =>
  ({ taskId, kind, epoch, outcome: came === "model-error" ? came : "correct", score: came === "passed" ? 1 : 0 });

const standards = fc
  .record({
    kinds: fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 12 }),
    epochs: fc.integer({ min: 1, max: 3 }),
    rule: fc.constantFrom("any" as const, "all" as const),
    measures: fc.uniqueArray(
      // Thresholds around what so few samples can reach, so that both sides of each bound come up.
      fc.record({ scope: fc.constantFrom("overall" as const, ...KINDS), threshold: fc.constantFrom(0.01, 0.1, 0.25, 0.4, 0.6, 1), minimumSamples: fc.integer({ min: 1, max: 8 }) }),
      { minLength: 1, maxLength: 4, selector: ({ scope }) => scope },
    ),
  })
  .map(({ kinds, epochs, rule, measures }) => {
    const tasks = kinds.map((kind, place) => ({ id: `task-${String(place).padStart(2, "0")}`, kind }));
    return { tasks, epochs, rule, measures, bounds: toBounds(measures, { tasks, epochs }) };
  });

const cases = standards.chain((standard) => {
  const places = standard.tasks.flatMap((task) => Array.from({ length: standard.epochs }, (_, epoch) => ({ ...task, epoch: epoch + 1 })));
  // Some runs come out all alike, others mixed; some samples were never begun.
  const came = fc.oneof(fc.constant("passed" as const), fc.constantFrom("passed" as const, "failed" as const, "model-error" as const, "missing" as const));
  return fc.array(came, { minLength: places.length, maxLength: places.length }).map((all) => ({
    standard,
    samples: places.flatMap(({ id, kind, epoch }, place) => {
      const how = all[place] ?? "missing";
      return how === "missing" ? [] : [sample(id, kind, epoch, how)];
    }),
  }));
});

test("the circuit proves exactly what the rule says of the results, or that the question stays open, over random standards and runs", { timeout: 120_000 }, async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(cases, async ({ standard, samples }) => {
      const rule = toDecisionRule(standard);
      const counts = toDecisionCounts(standard, samples);
      if (!rule || !counts) throw new Error("nothing to prove");
      const secret = { rule, ruleSalt: newSalt(), counts, countsSalt: newSalt() };
      const ruleCommitment = await commitRule({ reference: REFERENCE, rule, salt: secret.ruleSalt });
      const countsCommitment = await commitCounts({ reference: REFERENCE, counts, salt: secret.countsSalt });
      const provable = [];
      for (const outcome of OUTCOMES) {
        const isProvable = await requireProvable({ reference: REFERENCE, ruleCommitment, countsCommitment, outcome }, secret).then(() => true, () => false);
        if (isProvable) provable.push(outcome);
      }
      const { outcomeByRule, measures } = measureResults(standard, samples);
      seen.add(outcomeByRule).add(measures.map(({ met }) => met).toSorted().join());
      expect(provable).toEqual(OUTCOMES.filter((outcome) => outcome === outcomeByRule || outcome === "insufficient"));
    }),
    { numRuns: 120 },
  );
  // The cases are worth something: every outcome came up, and measures of every kind beside each other.
  expect([...seen]).toEqual(expect.arrayContaining([...OUTCOMES, "no", "yes", "unknown"]));
});

test("a sample of a task that the standard does not know, or of another kind, or one too many, is no result to prove from", () => {
  const standard = { tasks: [{ id: "a", kind: "question" }], epochs: 1 };
  expect(toDecisionCounts(standard, [sample("a", "question", 1, "passed")])).toEqual([{ passed: 1, failed: 0 }]);
  for (const samples of [[sample("b", "question", 1, "passed")], [sample("a", "find-crash", 1, "passed")], [sample("a", "question", 1, "passed"), sample("a", "question", 2, "passed")]])
    expect(toDecisionCounts(standard, samples)).toBeUndefined();
});

test("of a standard from before there were proofs nothing is proven, and its results are held to what was measured", () => {
  const old = { measures: [{ scope: "overall" as const, threshold: 0.1, minimumSamples: 1 }], rule: "any" as const };
  expect(toDecisionRule(old)).toBeUndefined();
  const samples = [sample("a", "question", 1, "passed"), sample("b", "question", 1, "passed"), sample("c", "question", 1, "model-error")];
  // 2 of 2: lower bound 0.158; missing samples were left out of the count then.
  expect(measureResults(old, samples)).toMatchObject({ outcomeByRule: "covered", measures: [{ samples: 2, passed: 2, excluded: 1, low: expect.closeTo(0.158, 3), met: "yes" }] });
});
