import { describe, expect, test } from "vitest";
import { FINDING_STATES, type FindingState } from "#contracts/findings";
import { choosePrimary, isBehindWall, judgeReproduction, judgeValidator, LEDGER_KINDS, reduceFinding, replayFindings, type FindingEvent, type FindingStep, type Standing } from "./findings.rules.ts";

const STEPS = [...(Object.keys(LEDGER_KINDS) as FindingStep[]), "restore" as const];
const toEvent = (step: FindingStep): FindingEvent => (step === "merge" || step === "subsume" ? { step, parentId: "find_parent" } : { step });

/** A standing with the steps that no walk may go without. */
interface Walked extends Standing {
  readonly validated: boolean;
  readonly prioritised: boolean;
}

/** Every standing that can be reached, with every step that is open there: nothing is sampled. */
function walk(): { readonly reached: readonly Walked[]; readonly edges: ReadonlySet<string> } {
  const start: Walked = { state: "submitted", heldState: null, parentId: null, validated: false, prioritised: false };
  const reached = [start, { ...start, state: "needs_info" as const }];
  const known = new Set(reached.map((walked) => JSON.stringify(walked)));
  const edges = new Set<string>();
  for (const walked of reached) {
    for (const step of STEPS) {
      const next = reduceFinding(walked, toEvent(step));
      if (!next) continue;
      edges.add(`${walked.state} ${step} ${next.state}`);
      const to = { ...next, validated: walked.validated || step === "validate", prioritised: walked.prioritised || step === "prioritise" };
      if (known.has(JSON.stringify(to))) continue;
      known.add(JSON.stringify(to));
      reached.push(to);
    }
  }
  return { reached, edges };
}

describe("the work track", () => {
  const { reached, edges } = walk();

  test("no finding comes into a case without a person's validation and a priority, on any path (INV-12)", () => {
    const inCase = reached.filter(({ state }) => state === "in_case");
    expect(inCase.length).toBeGreaterThan(0);
    expect(inCase.filter(({ validated, prioritised }) => !validated || !prioritised)).toEqual([]);
  });

  test("a finding's only exits are a case, a rejection, another finding and the end of either (INV-13)", () => {
    expect(new Set(reached.map(({ state }) => state))).toEqual(new Set(FINDING_STATES));
    expect([...edges].filter((edge) => / (?:in_case|rejected|duplicate_of|subsumed_by|closed)$/.test(edge)).toSorted()).toEqual([
      "duplicate_of merge duplicate_of", "in_case close closed", "in_case prioritise in_case", "needs_info merge duplicate_of", "needs_info reject rejected",
      "needs_validation merge duplicate_of", "needs_validation reject rejected", "needs_validation subsume subsumed_by", "prioritised merge duplicate_of", "prioritised open-case in_case",
      "prioritised subsume subsumed_by", "reproducing merge duplicate_of", "reproducing reject-on-evidence rejected", "subsumed_by close closed", "subsumed_by subsume subsumed_by",
      "validated merge duplicate_of", "validated subsume subsumed_by",
    ]);
    expect([...edges].filter((edge) => edge.startsWith("closed "))).toEqual([]);
  });

  test("taken apart again, a finding is what it was, however often its parent moved", () => {
    const held: FindingState[] = ["reproducing", "needs_info", "needs_validation", "validated", "prioritised"];
    const back = held.map((state) => ["merge", "merge", "restore"].reduce<Standing | undefined>((standing, step) => standing && reduceFinding(standing, toEvent(step as FindingStep)), { state, heldState: null, parentId: null })?.state);
    expect(back).toEqual(["needs_validation", "needs_info", "needs_validation", "validated", "prioritised"]);
  });

  test("the ledger alone says where a finding stands, and an entry that was not open is found out", () => {
    const act = (kind: string, data: object = {}) => ({ kind, subject: "find_1", data: data as Record<string, unknown> });
    expect(replayFindings([act("findings.submitted"), act("findings.reproduction-begun"), act("findings.reproduction-halted", { isolationHeld: false }), act("findings.reproduced"), act("findings.merged", { duplicateOf: "find_2" })]).get("find_1"))
      .toEqual({ state: "duplicate_of", heldState: "needs_validation", parentId: "find_2" });
    expect(() => replayFindings([act("findings.submitted"), act("findings.validated")])).toThrow("findings.validated of find_1 was not open from submitted");
  });

  test("of one bug the finding that somebody has decided on leads, else the better evidence, else the earlier arrival", () => {
    const one = { submittedAt: "2026-09-02", rank: 10, state: "needs_validation" } as const;
    expect([
      choosePrimary(one, { ...one, submittedAt: "2026-09-01" }), choosePrimary(one, { ...one, submittedAt: "2026-09-03" }), choosePrimary(one, { ...one, submittedAt: "2026-09-01", rank: 9 }),
      choosePrimary(one, { ...one, rank: 0, state: "validated" }), choosePrimary({ ...one, state: "in_case" }, { ...one, rank: 12 }),
    ]).toEqual(["other", "this", "this", "other", "this"]);
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
