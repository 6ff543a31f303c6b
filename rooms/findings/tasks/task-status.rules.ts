import type { SubmissionStatus } from "#contracts/aixcc";
import type { FindingState } from "#contracts/findings";
import type { PatchVerdict } from "#engines/verification";

/** What a proof of vulnerability is by the finding it became: by a person's word, or by what its last run showed. */
export function toPovStatus({ state, outcome }: { readonly state: FindingState; readonly outcome: string | null }): SubmissionStatus {
  switch (state) {
    case "rejected":
      return "failed";
    case "validated":
    case "prioritised":
    case "in_case":
    case "closed":
      return "passed";
    case "reproducing":
      return outcome === "halted" ? "errored" : "accepted";
    case "submitted":
    case "needs_info":
      return "accepted";
    case "needs_validation":
    case "duplicate_of":
    case "subsumed_by":
      return outcome === "reproduced" ? "passed" : "inconclusive";
  }
}

/** What a patch is by its verdict, and whether the target's own tests passed with it; null where they were not run. */
export function toPatchStatus({ verdict, evidence }: Pick<PatchVerdict, "verdict"> & { readonly evidence: Pick<PatchVerdict["evidence"], "steps"> }): { readonly status: SubmissionStatus; readonly testsPassing: boolean | null } {
  const tests = evidence.steps.find(({ step }) => step === "tests-after");
  const isOurFault = evidence.steps.some(({ step, ok }) => step === "isolation" && !ok);
  const status = isOurFault ? "errored" : verdict === "verified" ? "passed" : verdict === "inconclusive" ? "inconclusive" : "failed";
  return { status, testsPassing: tests?.ok ?? null };
}
