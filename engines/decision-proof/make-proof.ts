import { toCircuitResults, toCircuitRule, toStatement } from "./circuit-inputs.ts";
import { decisionProgram, requireDecision } from "./decision-circuit.ts";
import { CIRCUIT, type DecisionClaim, type DecisionProof, type DecisionSecret } from "./decision.types.ts";
import { DecisionProofError } from "./decision-proof.errors.ts";
import { openWorkFolder } from "./work-folder.ts";
import verificationKey from "./verification-key.json" with { type: "json" };

/**
 * Compiles the circuit and proves the claim. `cacheFolder` keeps what compiling costs most (about 200 MB); what stands in
 * it need not be trusted, because a proof that came out wrong does not verify.
 * @throws DecisionProofError `does-not-follow`, `out-of-range`
 */
export async function makeProof(claim: DecisionClaim, secret: DecisionSecret, cacheFolder: string): Promise<DecisionProof> {
  requireTrue(claim, secret);
  const { verificationKey: compiled } = await decisionProgram.compile({ cache: openWorkFolder(cacheFolder) });
  if (compiled.data !== verificationKey.data) throw new DecisionProofError("prover-failed", `The circuit of this release does not compile to its verification key; empty ${cacheFolder} and try again`);
  const { proof } = await decisionProgram.decide(toStatement(claim), toCircuitRule(secret.rule, secret.ruleSalt), toCircuitResults(secret.counts, secret.countsSalt));
  return { circuit: CIRCUIT, proof: proof.toJSON().proof };
}

/** The circuit's own constraints over plain values: whether a proof of this can exist at all. In milliseconds. */
export function requireTrue(claim: DecisionClaim, secret: DecisionSecret): void {
  const statement = toStatement(claim);
  const rule = toCircuitRule(secret.rule, secret.ruleSalt);
  const results = toCircuitResults(secret.counts, secret.countsSalt);
  try {
    requireDecision(statement, rule, results);
  } catch (cause) {
    throw new DecisionProofError("does-not-follow", `Nothing can be proven: ${cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)}`, { cause });
  }
}
