import type { DecisionClaim, DecisionCounts, DecisionRule, DecisionSecret, ResultsReference, StandardReference } from "./decision.types.ts";

// o1js is large and most processes never need it, so it is loaded on first use.
const loadInputs = () => import("./circuit-inputs.ts");

/** The commitment to a rule, published with its standard: 64 hex digits. */
export async function commitRule(input: { readonly reference: StandardReference; readonly rule: DecisionRule; readonly salt: string }): Promise<string> {
  return (await loadInputs()).computeRuleCommitment(input);
}

/** The commitment to the counts of a run, published when its results are sealed: 64 hex digits. */
export async function commitCounts(input: { readonly reference: ResultsReference; readonly counts: DecisionCounts; readonly salt: string }): Promise<string> {
  return (await loadInputs()).computeCountsCommitment(input);
}

/**
 * Whether a proof of this can exist at all, by the circuit's own constraints over plain values; in a few tens of milliseconds.
 * @throws DecisionProofError `does-not-follow`, `out-of-range`
 */
export async function requireProvable(claim: DecisionClaim, secret: DecisionSecret): Promise<void> {
  (await import("./make-proof.ts")).requireTrue(claim, secret);
}
