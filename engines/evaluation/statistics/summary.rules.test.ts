import { expect, test } from "vitest";

import { accuracies, summarise } from "./summary.rules.ts";

test("samples the endpoint spoiled are counted apart and move no figure", () => {
  const { samples, passed, excluded, accuracy } = summarise([
    { outcome: "correct", score: 1 },
    { outcome: "attempt-limit", score: 0 },
    { outcome: "model-error", score: 0 },
    { outcome: "stopped", score: 0 },
  ]);
  expect({ samples, passed, excluded, accuracy }).toEqual({ samples: 2, passed: 1, excluded: 2, accuracy: 0.5 });
});

const epochsOf = (taskId: string, family: string, scores: readonly number[]) => scores.map((score) => ({ taskId, family, score }));

test("on these tasks and on tasks such as these are two questions", () => {
  // Every epoch of a task ends alike: on these tasks nothing is uncertain, on such tasks much is.
  const { benchmark, generalised, tasks, families } = accuracies([...epochsOf("a", "x", [1, 1]), ...epochsOf("b", "y", [0, 0]), ...epochsOf("c", "z", [1, 1]), ...epochsOf("d", "w", [0, 0])]);
  expect({ tasks, families }).toEqual({ tasks: 4, families: 4 });
  expect(benchmark).toEqual({ accuracy: 0.5, standardError: 0, low: 0.5, high: 0.5 });
  expect(generalised.accuracy).toBe(0.5);
  expect(generalised.standardError).toBeCloseTo(Math.sqrt(1 / 3 / 4), 12);
  expect([generalised.low, generalised.high]).toEqual([0, 1]);
});

test("a task with many epochs weighs no more than one with few, and one epoch tells nothing of its luck", () => {
  const { benchmark, generalised } = accuracies([...epochsOf("a", "x", [1, 1, 1, 1]), ...epochsOf("b", "y", [0])]);
  expect({ benchmark, accuracy: generalised.accuracy }).toEqual({ benchmark: null, accuracy: 0.5 });
});

test("one family says nothing of others: the interval is everything", () => {
  const { generalised } = accuracies([...epochsOf("a", "x", [1]), ...epochsOf("b", "x", [1])]);
  expect([generalised.low, generalised.high, generalised.bootstrap]).toEqual([0, 1, { low: 0, high: 1 }]);
});
