import { expect, it } from "vitest";
import { reachPatchVerdict, VARIANTS_NEEDED } from "./patch-verdict.rules.ts";
import { reachOutcome } from "./reproduction.rules.ts";
import type { PatchStep } from "./verification.types.ts";

it("a finding is reproduced when every run shows it, flaky when some do, and never more than was seen", () => {
  expect([0, 1, 2, 3].map((shown) => reachOutcome(shown, 3))).toEqual([
    { outcome: "not-reproduced", n: 3 }, { outcome: "flaky", k: 1, n: 3 }, { outcome: "flaky", k: 2, n: 3 }, { outcome: "reproduced", k: 3, n: 3 },
  ]);
});

const step = (name: PatchStep["step"], ok: boolean): PatchStep => ({ step: name, ok, detail: name });

it.each<[readonly PatchStep[], number, string]>([
  [[step("apply", true), step("variants", true)], VARIANTS_NEEDED, "verified"],
  [[step("apply", true), step("variants", true)], VARIANTS_NEEDED - 1, "inconclusive"],
  [[step("variants", false), step("controls", false)], VARIANTS_NEEDED, "incomplete"],
  [[step("sanitizer-after", false)], VARIANTS_NEEDED, "incomplete"],
  [[step("controls", false), step("tests-before", false)], VARIANTS_NEEDED, "breaks-behaviour"],
  [[step("tests-before", false)], VARIANTS_NEEDED, "inconclusive"],
  [[step("isolation", false)], 0, "inconclusive"],
  [[step("honest", false), step("controls", false)], VARIANTS_NEEDED, "incomplete"],
  [[step("earlier-bypasses", false)], VARIANTS_NEEDED, "incomplete"],
  [[step("tests-untouched", false)], VARIANTS_NEEDED, "breaks-behaviour"],
  [[step("apply", false)], 0, "does-not-apply"],
  [[step("build-after", false)], 0, "does-not-build"],
])("a patch verdict is the gravest thing that failed (%#)", (steps, variants, expected) => {
  expect(reachPatchVerdict(steps, variants).verdict).toBe(expected);
});
