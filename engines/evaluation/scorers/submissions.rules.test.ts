import { expect, test } from "vitest";

import { summariseSubmissions } from "./submissions.rules.ts";

const stage = (name: string, held: boolean) => ({ name, held, observed: "" });

test("the final submission and any of them are reported apart", () => {
  expect(
    summariseSubmissions([
      { attempt: 1, verdict: "passed", score: 1, stages: [stage("reproduces", true), stage("specific", true)] },
      { attempt: 2, verdict: "failed", score: 0.5, stages: [stage("reproduces", true), stage("specific", false)] },
    ]),
  ).toEqual({
    attempts: 2,
    final: { passed: false, score: 0.5, stages: { reproduces: true, specific: false } },
    anyOf: { passed: true, score: 1, stages: { reproduces: true, specific: true } },
  });
  expect(summariseSubmissions([])).toEqual({ attempts: 0, final: { passed: false, score: 0, stages: {} }, anyOf: { passed: false, score: 0, stages: {} } });
});
