import { describe, expect, it } from "vitest";
import type { StackFrame } from "./crash-signature.types.ts";
import { gradeByPerson, gradeFinding, type GradeFacts } from "./grade.rules.ts";
import { draft } from "./greeter.fixture.ts";

const frame = (name: string, file: string, isOwn = true): StackFrame => ({ function: name, file, line: 7, module: null, offset: null, buildId: null, isOwn });
const manifest = { ...draft, schema: "breakwater-evidence/2", target: { ...draft.target, entry: { file: "src/greeter.c", function: "main" }, harness: ["fuzz/harness.c"] } } as const;
const RUN = { shown: true, seen: "heap-buffer-overflow", key: "k" };

const facts = (changes: Partial<GradeFacts> = {}): GradeFacts => ({
  manifest,
  outcome: { outcome: "reproduced", k: 3, n: 3 },
  runs: [RUN, RUN, RUN],
  stack: [frame("__interceptor_strcpy", "asan.cc", false), frame("greet", "/box/target/src/greeter.c"), frame("main", "/box/target/src/greeter.c")],
  controlsShowing: [],
  ...changes,
});
const holds = (changes?: Partial<GradeFacts>) => {
  const { classMatches, reachable, deterministicSite, harnessOnly, vendorNotice } = gradeFinding(facts(changes));
  return [classMatches.holds, reachable.holds, deterministicSite.holds, harnessOnly.holds, vendorNotice.allowed];
};

describe("the grade of a finding", () => {
  it("says with evidence what the runs showed, and by whom it was decided", () => {
    const { classMatches, reachable, deterministicSite } = gradeFinding(facts());
    expect([classMatches, reachable, deterministicSite]).toEqual([
      { holds: true, evidence: ["3 of 3 runs showed a sanitizer report of heap-buffer-overflow"], counterevidence: [], gap: null, by: { kind: "machine" } },
      {
        holds: true,
        evidence: ["the stack leads from main (src/greeter.c) to greet greeter.c:7", "greet greeter.c:7", "main greeter.c:7"],
        counterevidence: [],
        gap: "that the entry is shipped is the finder's word",
        by: { kind: "machine" },
      },
      { holds: true, evidence: ["3 runs failed at greet greeter.c:7"], counterevidence: [], gap: null, by: { kind: "machine" } },
    ]);
  });

  it("holds what speaks against the claim beside what speaks for it", () => {
    const other = { shown: false, seen: "stack-overflow", key: "x" };
    const { classMatches } = gradeFinding(facts({ outcome: { outcome: "flaky", k: 2, n: 3 }, runs: [RUN, other, RUN], controlsShowing: ["controls/a"] }));
    expect(classMatches.counterevidence).toEqual(["run 2 showed stack-overflow", "the benign input controls/a shows it too"]);
  });

  it.each<[string, Partial<GradeFacts>, readonly (boolean | null)[]]>([
    ["a fault in the harness alone blocks notice to the vendor", { stack: [frame("LLVMFuzzerTestOneInput", "/box/target/fuzz/harness.c")] }, [true, false, true, true, false]],
    ["a harness that reaches the project's code leaves the question to a person", {}, [true, true, true, null, true]],
    ["without a harness there is nothing to misuse the interface", { manifest: { ...manifest, target: { ...manifest.target, harness: [] } } }, [true, true, true, false, true]],
    ["an entry that is not in the stack proves no path", { stack: [frame("greet", "src/greeter.c")] }, [true, null, true, null, true]],
    ["an entry that lies in the harness is not shipped", { manifest: { ...manifest, target: { ...manifest.target, entry: { file: "fuzz/harness.c", function: "run" } } } }, [true, false, true, null, true]],
    ["two places are not one", { runs: [RUN, { ...RUN, key: "other" }] }, [true, true, false, null, true]],
    ["one run proves no place", { runs: [RUN, { ...RUN, shown: false }] }, [true, true, null, null, true]],
    ["what did not reproduce must not go out", { outcome: { outcome: "not-reproduced", n: 3 }, runs: [{ ...RUN, shown: false }], stack: [] }, [false, null, null, null, false]],
    ["what was not run is not known", { outcome: { outcome: "does-not-build", detail: "x" }, runs: [], stack: [] }, [null, null, null, null, false]],
  ])("%s", (_name, changes, expected) => {
    expect(holds(changes)).toEqual(expected);
  });

  it("keeps what was measured when a person decides, and lets a person block the notice", () => {
    const before = gradeFinding(facts());
    const after = gradeByPerson(before, { outcome: "reproduced", k: 3, n: 3 }, { claim: "harnessOnly", holds: true, reason: "the harness frees the buffer it passes", name: "V. Validator" });
    expect([after.harnessOnly, after.vendorNotice.allowed, after.classMatches]).toEqual([
      { ...before.harnessOnly, holds: true, evidence: ["the harness frees the buffer it passes"], gap: null, by: { kind: "person", name: "V. Validator" } },
      false,
      before.classMatches,
    ]);
  });
});
