import { Proof, verify, Void } from "o1js";
import { toStatement } from "./circuit-inputs.ts";
import { DecisionStatement } from "./decision-circuit.ts";
import { CIRCUIT, MOST_PROOF_CHARACTERS, type DecisionClaim, type DecisionProof } from "./decision.types.ts";
import verificationKey from "./verification-key.json" with { type: "json" };

class ParsedProof extends Proof<DecisionStatement, void> {
  static override publicInputType = DecisionStatement;
  static override publicOutputType = Void;
}

/**
 * Whether the proof shows this claim. Both are attacker-controlled, so what is no claim or no proof at all is simply not
 * one that holds. Takes seconds, after `keepWork`, and memory that this process keeps.
 */
export async function checkProof(claim: DecisionClaim, { circuit, proof }: DecisionProof): Promise<boolean> {
  if (circuit !== CIRCUIT || proof.length > MOST_PROOF_CHARACTERS) return false;
  try {
    const publicInput = DecisionStatement.toFields(toStatement(claim)).map(String);
    const json = { publicInput, publicOutput: [], maxProofsVerified: 0 as const, proof };
    // Only in the spelling the prover gives it: a proof must not carry anything besides itself.
    if ((await ParsedProof.fromJSON(json)).toJSON().proof !== proof) return false;
    return await verify(json, verificationKey.data);
  } catch {
    // A parser of foreign code, fed by an attacker, may stop in any way; none of them is a proof.
    return false;
  }
}
