import { describe, expect, test } from "vitest";
import { checkProof } from "./check-proof.ts";
import { commitCounts, commitRule, createProver, type DecisionClaim, type DecisionProof } from "./index.ts";
import { keepWork } from "./keep-work.ts";
import { CLAIM, PROOF, PROOF_WORK, SECRET } from "../../tests/setup/proven-decision.ts";

// The one slow test of this engine: it compiles the circuit, from nothing where nobody has yet, and proves, which takes a
// minute and a half of one processor.

// In this process, so that the proof system is made ready once; `createProver` gives each check a process of its own.
const check = (claim: DecisionClaim, proof: DecisionProof = PROOF) => checkProof(claim, proof);
const { reference } = CLAIM;

test("the circuit compiles to the verification key of this release, and what it proves verifies", { timeout: 1_800_000 }, async () => {
  const insufficient = { ...CLAIM, outcome: "insufficient" } as const;
  // Refused by the prover if another key came out.
  const proof = await createProver(PROOF_WORK).prove(insufficient, SECRET);
  await keepWork(PROOF_WORK);
  expect(await check(insufficient, proof)).toBe(true);
  expect(await check(CLAIM, proof)).toBe(false);
});

describe("a real proof", () => {
  test("verifies with the claim it was made for", { timeout: 120_000 }, async () => {
    expect(await check(CLAIM)).toBe(true);
  });

  test.each<readonly [string, DecisionClaim]>([
    ["another outcome", { ...CLAIM, outcome: "not_covered" }],
    ["another standard", { ...CLAIM, reference: { ...reference, standard: { ...reference.standard, commitment: "1b".repeat(64) } } }],
    ["another version of the standard", { ...CLAIM, reference: { ...reference, standard: { ...reference.standard, version: "2" } } }],
    ["other results", { ...CLAIM, reference: { ...reference, resultsCommitment: "3b".repeat(64) } }],
    ["another version of the benchmark set", { ...CLAIM, reference: { ...reference, benchmarkSet: { ...reference.benchmarkSet, version: "2" } } }],
    ["another determination", { ...CLAIM, reference: { ...reference, determinationId: "det_11111111111111111111" } }],
    ["another model", { ...CLAIM, reference: { ...reference, modelDigest: "ce".repeat(32) } }],
  ])("does not verify for %s", { timeout: 120_000 }, async (_what, claim) => {
    expect(await check(claim)).toBe(false);
  });

  test("does not verify for the commitment to a rule that was made up afterwards, nor to other counts", { timeout: 120_000 }, async () => {
    const lenient = { ...SECRET.rule, measures: SECRET.rule.measures.map((measure) => ({ ...measure, required: 1 })) };
    expect(await check({ ...CLAIM, ruleCommitment: await commitRule({ reference, rule: lenient, salt: SECRET.ruleSalt }) })).toBe(false);
    expect(await check({ ...CLAIM, countsCommitment: await commitCounts({ reference, counts: SECRET.counts.toReversed(), salt: SECRET.countsSalt }) })).toBe(false);
  });

  test("does not verify once a character of it was changed, when something was added to it, or when it is no proof", { timeout: 120_000 }, async () => {
    const middle = PROOF.proof.length / 2;
    const changed = `${PROOF.proof.slice(0, middle)}${PROOF.proof[middle] === "A" ? "B" : "A"}${PROOF.proof.slice(middle + 1)}`;
    const longer = Buffer.concat([Buffer.from(PROOF.proof, "base64"), Buffer.from("threshold 12")]).toString("base64");
    for (const proof of [changed, longer, "", "AAAA", "x".repeat(40_001)]) expect(await check(CLAIM, { ...PROOF, proof })).toBe(false);
    expect(await check(CLAIM, { ...PROOF, circuit: "breakwater-decision-0" })).toBe(false);
    expect(await check({ ...CLAIM, ruleCommitment: "f".repeat(64) })).toBe(false);
  });

  test("has the same length whatever it proves, so that it tells nothing by it", () => {
    expect(Buffer.from(PROOF.proof, "base64").length).toBeGreaterThan(20_000);
    expect(PROOF.proof.length).toBeLessThan(40_000);
  });
});

describe("the proving process", () => {
  test("makes no proof of what is not so, and says so at once", { timeout: 120_000 }, async () => {
    await expect(createProver(PROOF_WORK).prove({ ...CLAIM, outcome: "not_covered" }, SECRET)).rejects.toMatchObject({ code: "does-not-follow" });
    await expect(createProver(PROOF_WORK).prove({ ...CLAIM, ruleCommitment: "no field element" }, SECRET)).rejects.toMatchObject({ code: "out-of-range" });
  });

  test("can be ended at any time, and asked again", { timeout: 120_000 }, async () => {
    const end = new AbortController();
    const proving = createProver(PROOF_WORK).prove(CLAIM, SECRET, end.signal);
    end.abort();
    await expect(proving).rejects.toMatchObject({ name: "DecisionProofError", code: "prover-failed" });
    expect(await createProver(PROOF_WORK).check(CLAIM, PROOF)).toBe(true);
  });
});
