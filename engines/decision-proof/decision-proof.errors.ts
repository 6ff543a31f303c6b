/**
 * - `out-of-range`: a rule or counts that the circuit has no room for, or a text that is no field element.
 * - `does-not-follow`: no proof exists, because the claim is not true of rule and counts.
 * - `prover-failed`: the proving process ended without an answer; it may be run again.
 */
export type DecisionProofCode = "out-of-range" | "does-not-follow" | "prover-failed";

export class DecisionProofError extends Error {
  override readonly name = "DecisionProofError";
  readonly code: DecisionProofCode;

  constructor(code: DecisionProofCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
