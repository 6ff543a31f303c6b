import { describe, expect, test } from "vitest";
import { commitCounts, commitRule, requireProvable, SAMPLES_PER_SLOT, SLOTS, type DecisionClaim, type DecisionSecret } from "./index.ts";
import { CLAIM, SECRET } from "../../tests/setup/proven-decision.ts";

// Plain values through the circuit's own constraints: no proof is made here.
const { reference } = CLAIM;

async function claimOf(secret: DecisionSecret, changes: Partial<DecisionClaim> = {}): Promise<DecisionClaim> {
  const ruleCommitment = await commitRule({ reference, rule: secret.rule, salt: secret.ruleSalt });
  return { ...CLAIM, ruleCommitment, countsCommitment: await commitCounts({ reference, counts: secret.counts, salt: secret.countsSalt }), ...changes };
}

const refusal = (claim: DecisionClaim, secret: DecisionSecret) => requireProvable(claim, secret).then(() => "provable", (error: { code?: string }) => error.code);

describe("a claim", () => {
  test("can be proven when its outcome follows, or leaves the question open, and no other", async () => {
    expect(await refusal(CLAIM, SECRET)).toBe("provable");
    expect(await refusal({ ...CLAIM, outcome: "insufficient" }, SECRET)).toBe("provable");
    expect(await refusal({ ...CLAIM, outcome: "not_covered" }, SECRET)).toBe("does-not-follow");
  });

  test("cannot be proven from another rule or other counts than were committed to, nor by another salt", async () => {
    const [first, ...rest] = SECRET.rule.measures;
    const changed: readonly DecisionSecret[] = [
      { ...SECRET, rule: { ...SECRET.rule, rule: "all" } },
      { ...SECRET, rule: { ...SECRET.rule, measures: first ? [{ ...first, required: 8 }, ...rest] : [] } },
      { ...SECRET, rule: { ...SECRET.rule, measures: first ? [{ ...first, minimum: 9 }, ...rest] : [] } },
      { ...SECRET, rule: { ...SECRET.rule, measures: first ? [{ ...first, samples: 13 }, ...rest] : [] } },
      { ...SECRET, rule: { ...SECRET.rule, measures: first ? [{ ...first, slots: [0, 1, 2, 3, 4] }, ...rest] : [] } },
      { ...SECRET, rule: { ...SECRET.rule, measures: first ? [first] : [] } },
      { ...SECRET, ruleSalt: SECRET.countsSalt },
      { ...SECRET, counts: SECRET.counts.with(0, { passed: 1, failed: 1 }) },
      { ...SECRET, counts: SECRET.counts.toReversed() },
      { ...SECRET, countsSalt: SECRET.ruleSalt },
    ];
    expect(await Promise.all(changed.map((secret) => refusal(CLAIM, secret)))).toEqual(changed.map(() => "does-not-follow"));
  });

  test("cannot be proven when more samples were counted than the standard fixed", async () => {
    const more = { ...SECRET, counts: SECRET.counts.with(3, { passed: 3, failed: 0 }) };
    expect(await refusal(await claimOf(more), more)).toBe("does-not-follow");
  });

  test("has commitments that are bound to each name it stands for", async () => {
    const references = [
      reference,
      { ...reference, standard: { ...reference.standard, id: "another" } },
      { ...reference, standard: { ...reference.standard, version: "2" } },
      { ...reference, standard: { ...reference.standard, commitment: "3".repeat(128) } },
      { ...reference, benchmarkSet: { ...reference.benchmarkSet, id: "harbor-1" } },
      { ...reference, benchmarkSet: { ...reference.benchmarkSet, version: "2" } },
      { ...reference, benchmarkSet: { ...reference.benchmarkSet, digest: "c".repeat(64) } },
    ];
    const rules = await Promise.all(references.map((one) => commitRule({ reference: one, rule: SECRET.rule, salt: SECRET.ruleSalt })));
    expect(new Set(rules).size).toBe(references.length);
    const runs = [...references, { ...reference, determinationId: "det_another" }, { ...reference, modelDigest: "e".repeat(64) }, { ...reference, resultsCommitment: "4".repeat(128) }];
    const counts = await Promise.all(runs.map((one) => commitCounts({ reference: one, counts: SECRET.counts, salt: SECRET.countsSalt })));
    expect(new Set(counts).size).toBe(runs.length);
    expect([rules[0], counts[0]]).toEqual([CLAIM.ruleCommitment, CLAIM.countsCommitment]);
  });
});

describe("the circuit's room", () => {
  const everything: DecisionSecret = {
    ...SECRET,
    rule: {
      rule: "all",
      measures: Array.from({ length: 8 }, () => ({ slots: Array.from({ length: SLOTS }, (_, slot) => slot), samples: SLOTS * SAMPLES_PER_SLOT, required: SLOTS * SAMPLES_PER_SLOT, minimum: SLOTS * SAMPLES_PER_SLOT })),
    },
    counts: Array.from({ length: SLOTS }, () => ({ passed: SAMPLES_PER_SLOT, failed: 0 })),
  };

  test("holds 400 tasks of 31 samples under eight measures", async () => {
    expect([SLOTS, SAMPLES_PER_SLOT]).toEqual([400, 31]);
    expect(await refusal(await claimOf(everything), everything)).toBe("provable");
    const oneShort = { ...everything, counts: everything.counts.with(399, { passed: 30, failed: 1 }) };
    expect(await refusal(await claimOf(oneShort), oneShort)).toBe("does-not-follow");
    expect(await refusal(await claimOf(oneShort, { outcome: "not_covered" }), oneShort)).toBe("provable");
  });

  test("refuses what does not fit, by name", async () => {
    const [measure] = everything.rule.measures;
    if (!measure) throw new Error("no measure");
    const rule = (measures: DecisionSecret["rule"]["measures"]) => commitRule({ reference, rule: { rule: "any", measures }, salt: SECRET.ruleSalt });
    const counts = (counted: DecisionSecret["counts"], salt = SECRET.countsSalt) => commitCounts({ reference, counts: counted, salt });
    for (const attempt of [
      () => rule([...everything.rule.measures, measure]),
      () => rule([{ ...measure, slots: [SLOTS] }]),
      () => rule([{ ...measure, required: 65_536 }]),
      () => rule([{ ...measure, samples: -1 }]),
      () => rule([{ ...measure, minimum: 0.5 }]),
      () => counts([...everything.counts, { passed: 0, failed: 0 }]),
      () => counts([{ passed: 32, failed: 0 }]),
      () => counts(SECRET.counts, "f".repeat(64)),
      () => counts(SECRET.counts, "0B".repeat(32)),
    ]) await expect(attempt()).rejects.toMatchObject({ name: "DecisionProofError", code: "out-of-range" });
  });
});
