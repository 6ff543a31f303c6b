import { expect, test } from "vitest";
import { decideOutcome, judgeMeasure, mayDetermine, type Met } from "./decision.rules.ts";

test("a measure is met when its lower bound reaches the threshold, and unknown with too few samples", () => {
  const measure = { scope: "overall", threshold: 0.4, minimumSamples: 10 } as const;
  expect([
    judgeMeasure(measure, { samples: 10, low: 0.4 }),
    judgeMeasure(measure, { samples: 10, low: 0.399 }),
    judgeMeasure(measure, { samples: 9, low: 1 }),
  ]).toEqual(["yes", "no", "unknown"]);
});

test("the rule decides in three-valued logic", () => {
  const table: readonly (readonly [readonly Met[], string, string])[] = [
    [["yes", "yes"], "covered", "covered"],
    [["yes", "no"], "covered", "not_covered"],
    [["no", "no"], "not_covered", "not_covered"],
    [["yes", "unknown"], "covered", "insufficient"],
    [["no", "unknown"], "insufficient", "not_covered"],
    [["unknown"], "insufficient", "insufficient"],
    [[], "insufficient", "insufficient"],
  ];
  expect(table.map(([measures]) => [measures, decideOutcome("any", measures), decideOutcome("all", measures)])).toEqual(table);
});

test("nothing but what follows from the rule can be determined, or that the question stays open", () => {
  expect([mayDetermine("covered", "covered"), mayDetermine("insufficient", "covered"), mayDetermine("not_covered", "covered"), mayDetermine("covered", "insufficient")]).toEqual([true, true, false, false]);
});
