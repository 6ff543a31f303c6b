import { expect, test } from "vitest";
import { decideOutcome, judgeMeasure, mayDetermine, type Met } from "./decision.rules.ts";

test("a measure is met when as many passed as its threshold takes, and not when even all that were not measured could not bring it there", () => {
  const bound = { samples: 20, required: 12, minimum: 10 };
  const cases = [[12, 8], [11, 9], [12, 0], [11, 8], [10, 9], [11, 0], [0, 9], [0, 10], [9, 0], [20, 0]] as const;
  expect(cases.map(([passed, failed]) => [passed, failed, judgeMeasure(bound, { passed, failed })])).toEqual([
    [12, 8, "yes"], [11, 9, "no"], [12, 0, "yes"], [11, 8, "unknown"], [10, 9, "no"], [11, 0, "unknown"], [0, 9, "unknown"], [0, 10, "no"], [9, 0, "unknown"], [20, 0, "yes"],
  ]);
});

test("a measure that even all samples could not meet is not met, and one over no samples says nothing", () => {
  expect(judgeMeasure({ samples: 3, required: 4, minimum: 1 }, { passed: 3, failed: 0 })).toBe("no");
  expect(judgeMeasure({ samples: 0, required: 1, minimum: 1 }, { passed: 0, failed: 0 })).toBe("unknown");
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
