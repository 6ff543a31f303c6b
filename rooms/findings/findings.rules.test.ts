import { describe, expect, test } from "vitest";
import { FINDING_STATES, type FindingState } from "#contracts/findings";
import { advance, canonicalTarget, isBehindWall, judgeReproduction, judgeValidator, type FindingStep } from "./findings.rules.ts";

const STEPS: readonly FindingStep[] = ["begin-reproduction", "keep-for-person", "reject-on-evidence", "merge", "validate", "reject", "prioritise", "open-case", "close"];

/** Every history from `submitted`, without walking a loop twice. */
function walk(state: FindingState, taken: readonly FindingStep[] = []): { readonly state: FindingState; readonly taken: readonly FindingStep[] }[] {
  const next = STEPS.flatMap((step) => {
    const to = advance(state, step);
    return to === undefined || taken.includes(step) ? [] : walk(to, [...taken, step]);
  });
  return [{ state, taken }, ...next];
}

describe("the work track", () => {
  test("no finding comes into a case without a person's validation and a priority, on any path (INV-12)", () => {
    const inCase = walk("submitted").filter(({ state }) => state === "in_case" || state === "closed");
    expect(inCase.length).toBeGreaterThan(0);
    for (const { taken } of inCase) expect(taken.indexOf("validate")).toBeGreaterThan(-1);
    for (const { taken } of inCase) expect(taken.indexOf("prioritise")).toBeGreaterThan(taken.indexOf("validate"));
  });

  test("a finding's only ends are a closed case, a rejection and a merge (INV-13)", () => {
    const ends = FINDING_STATES.filter((state) => STEPS.every((step) => advance(state, step) === undefined));
    expect(ends).toEqual(["rejected", "duplicate_of", "closed"]);
    expect(new Set(walk("submitted").map(({ state }) => state))).toEqual(new Set(FINDING_STATES));
  });

  test("only evidence rejects by itself; what the machine cannot tell, a person sees", () => {
    const outcomes = ["reproduced", "flaky", "not-reproduced", "does-not-build", "unsupported", "inconclusive"] as const;
    expect(outcomes.filter((outcome) => judgeReproduction(outcome) === "reject-on-evidence")).toEqual(["not-reproduced", "does-not-build"]);
  });
});

test("a validator is another person, of another house, and not helped by the model that found it", () => {
  const finder = { personId: "per_f", organisationId: "org_f", model: "Model A" };
  const judge = (personId: string, organisationId: string, assistedByModel: string | null) => judgeValidator({ validator: { personId, organisationId }, assistedByModel, finder });
  expect(judge("per_v", "org_v", null)).toBe("may");
  expect(judge("per_v", "org_v", "Model B")).toBe("may");
  expect(judge("per_v", "org_v", " model  a ")).toBe("same-model");
  expect(judge("per_v", "org_f", null)).toBe("own-finding");
  expect(judge("per_f", "org_v", null)).toBe("own-finding");
});

test("the wall stands before benchmarking roles even beside another role", () => {
  expect([["benchmark-analyst"], ["validator", "nsa-director"], ["validator"], []].map(isBehindWall)).toEqual([true, true, false, false]);
});

test("spellings of one target become one", () => {
  const one = { project: "repository:code.example/a/b", path: "src/x.c", weakness: "CWE-79" };
  for (const [repository, path, weakness] of [["https://code.example/a/b", "src/x.c", "CWE-79"], ["http://user@CODE.example/A/b.git/?x=1", "/src//x.c", "cwe-079"], ["https://code.example//a/b/", "./src/x.c/", " CWE-79 "]]) {
    expect(canonicalTarget({ repository, path, weakness })).toEqual(one);
  }
  expect(canonicalTarget({ product: " Tide\u00a0 Gauge " })).toEqual({ project: "product:tide gauge", path: null, weakness: null });
});
