import type { PatchStep, PatchStepName, PatchVerdictName } from "./verification.types.ts";

/** Variants of the reproducer that must crash before the patch and not after it. */
export const VARIANTS_NEEDED = 20;

const VERDICT_OF_FAILURE: Readonly<Record<PatchStepName, PatchVerdictName>> = {
  isolation: "inconclusive",
  apply: "does-not-apply",
  "build-before": "inconclusive",
  "reproducer-before": "inconclusive",
  "tests-before": "inconclusive",
  "build-after": "does-not-build",
  honest: "incomplete",
  "sanitizer-after": "incomplete",
  "reproducer-after": "incomplete",
  variants: "incomplete",
  "earlier-bypasses": "incomplete",
  controls: "breaks-behaviour",
  "tests-untouched": "breaks-behaviour",
  "tests-after": "breaks-behaviour",
};

// A crash that is left outweighs a changed behaviour, and both outweigh what could not be told.
const ORDER: readonly PatchVerdictName[] = ["does-not-apply", "does-not-build", "incomplete", "breaks-behaviour", "inconclusive"];

/** The verdict follows from the steps alone: the gravest failure, or verified when every step held. */
export function reachPatchVerdict(steps: readonly PatchStep[], countedVariants: number): { readonly verdict: PatchVerdictName; readonly reason: string } {
  const failures = steps.filter((step) => !step.ok).map((step) => ({ verdict: VERDICT_OF_FAILURE[step.step], reason: step.detail }));
  const gravest = ORDER.flatMap((verdict) => failures.find((failure) => failure.verdict === verdict) ?? [])[0];
  if (gravest) return gravest;
  if (countedVariants < VARIANTS_NEEDED)
    return { verdict: "inconclusive", reason: `only ${countedVariants} of ${VARIANTS_NEEDED} variants of the reproducer could be found, too few to say that the fault is gone` };
  return { verdict: "verified", reason: `the reproducer and ${countedVariants} variants of it stop, the controls behave as before, the tests pass` };
}
