// Attacker-controlled from end to end, except for the verifier keys that the caller trusts.
import { createRequire } from "node:module";
import { verifyDeterminationBundle, type DeterminationCheck, type DeterminationPayload, type DeterminationVerdict } from "#engines/ledger";
import { checkDecision } from "./create-prover.ts";
import type { DecisionClaim } from "./decision.types.ts";

const LIMITS_PROVEN =
  "These checks show which standard was fixed beforehand, that the results were sealed before anybody decided, that the outcome follows from exactly those results by exactly that standard's rule " +
  "or leaves the question open, and who signed it; threshold and score stay unknown. They do not show that the runs themselves were honest: " +
  "for that stand the isolation probes, the sealed logs, and an inspector to whom standard and results are opened.";

/**
 * Checks a determination bundle offline, all of it: what it rests on in the log, and the proof that the rule was applied.
 * The proof is checked in a process of its own, in seconds; what that works out is kept in `cacheFolder`, where nobody else
 * may be able to write. `trustedVerifierKeys` are the log's keys, had from its publisher
 * beforehand. A determination from before there were proofs verifies too, and the verdict says so.
 */
export async function verifyDetermination(bundle: unknown, { cacheFolder, ...options }: { readonly cacheFolder: string; readonly trustedVerifierKeys?: readonly string[] }): Promise<DeterminationVerdict> {
  const records = verifyDeterminationBundle(bundle, options);
  const rule = await checkRule(records, cacheFolder);
  const isProven = rule.ok && records.decisionProof !== null;
  return { ...records, ok: records.ok && rule.ok, checks: [...records.checks, rule], limits: isProven ? LIMITS_PROVEN : records.limits };
}

/** What the proof of a signed determination has to show; null for one from before there were proofs. */
export function toDecisionClaim(payload: DeterminationPayload): DecisionClaim | null {
  const { standard, benchmarkSet, determinationId, modelDigest, resultsCommitment, countsCommitment, outcome } = payload;
  if (standard.ruleCommitment === undefined || countsCommitment === undefined) return null;
  return { reference: { standard, benchmarkSet, determinationId, modelDigest, resultsCommitment }, ruleCommitment: standard.ruleCommitment, countsCommitment, outcome };
}

async function checkRule({ determination, decisionProof }: DeterminationVerdict, cacheFolder: string): Promise<DeterminationCheck> {
  const say = (ok: boolean, sentence: string): DeterminationCheck => ({ name: "rule-applied", ok, sentence });
  if (!determination) return say(false, "Without a signed determination there is nothing that a proof could show.");
  const claim = toDecisionClaim(determination);
  if (!claim) {
    return decisionProof === null
      ? say(true, "No proof exists: the standard was fixed without a commitment to its rule, before such proofs were made. Whether the outcome follows can be checked by an inspector to whom standard and results are opened.")
      : say(false, "A proof is there that belongs to nothing in this determination.");
  }
  if (decisionProof === null) return say(false, "The proof that the rule was applied is not in this file. It is made within minutes after the signature: fetch the bundle again.");
  if (!isProofSystemHere()) return say(false, "The proof was not checked, because the package o1js is not installed here. Add it with: npm install --no-save o1js@2.15.0");
  return (await checkDecision(claim, decisionProof, { cacheFolder }))
    ? say(true, `It is proven that the outcome "${determination.outcome}" follows from the sealed results by the rule of the fixed standard${determination.outcome === "insufficient" ? ", or that the question was left open" : ""}. Nothing else of either is shown.`)
    : say(false, "The proof does not show that this outcome follows from the sealed results by the rule of the fixed standard.");
}

/** o1js is large, so an installation may leave it out. */
function isProofSystemHere(): boolean {
  try {
    createRequire(import.meta.url).resolve("o1js");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}
