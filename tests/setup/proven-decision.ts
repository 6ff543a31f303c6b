import { mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { DecisionClaim, DecisionProof, DecisionSecret } from "#engines/decision-proof";
import proof from "./proven-decision.json" with { type: "json" };

/** What compiling and checking work out once, kept between the test files and runs of one person; the engine refuses it where others can write. */
export const PROOF_WORK = join(tmpdir(), `breakwater-decision-proof-${userInfo().uid}`);
mkdirSync(PROOF_WORK, { recursive: true, mode: 0o700 });

const ZEROS = "0".repeat(20);

/** An invented decision over six tasks, each run twice: 8 of 12 passed where 7 were asked for, so that one of two measures is met. */
export const SECRET: DecisionSecret = {
  rule: {
    rule: "any",
    measures: [
      { slots: [0, 1, 2, 3, 4, 5], samples: 12, required: 7, minimum: 10 },
      { slots: [4, 5], samples: 4, required: 4, minimum: 4 },
    ],
  },
  ruleSalt: "0b".repeat(32),
  counts: [{ passed: 2, failed: 0 }, { passed: 2, failed: 0 }, { passed: 1, failed: 1 }, { passed: 1, failed: 0 }, { passed: 2, failed: 0 }, { passed: 0, failed: 2 }],
  countsSalt: "0c".repeat(32),
};

export const CLAIM: DecisionClaim = {
  reference: {
    standard: { id: "exercise-standard", version: "1", commitment: "1a".repeat(64) },
    benchmarkSet: { id: "harbor-0", version: "1", digest: "b".repeat(64) },
    determinationId: `det_${ZEROS}`,
    modelDigest: "cd".repeat(32),
    resultsCommitment: "2b".repeat(64),
  },
  ruleCommitment: "26428ca9a963f2eabb0d7f1f4fbc052c7dc77b52735fdb535bf9728ad08008e5",
  countsCommitment: "37dcda8a02d0f741e779d09fb3a390cb7d644f010df22462dd422d92bccd2312",
  outcome: "covered",
};

/** After a change of the circuit make it again: `createProver(folder).prove(CLAIM, SECRET)`. */
export const PROOF: DecisionProof = proof;
