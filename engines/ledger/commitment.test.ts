import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commit, openCommitment } from "./commitment.ts";

describe("commitment", () => {
  test("is SHA3-512 over the domain tag, the salt and the canonical JSON", () => {
    const salt = Buffer.from(Array.from({ length: 32 }, (_, place) => place)).toString("hex");
    // Computed with Python's hashlib.
    const known = "32115cf3926669da57c6498852322d14e0d24df562826f1d1dc159940f1af92383ee42f9426989a005fb84d4cbb47ae9896c51f350d0d2e5feafeb0292d7810e";
    expect(openCommitment(known, salt, { a: 1 })).toBe(true);
    expect(openCommitment(known, salt, { a: 2 })).toBe(false);
  });

  test("opens to the value it was made of, however its keys are ordered, and to no other", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        const { commitment, salt } = commit(value);
        expect(openCommitment(commitment, salt, JSON.parse(JSON.stringify(value)))).toBe(true);
        fc.pre(JSON.stringify(value) !== JSON.stringify(other));
        expect(openCommitment(commitment, salt, [value])).toBe(false);
      }),
    );
    const { commitment, salt } = commit({ threshold: 5, rule: "k >= 5" });
    expect(openCommitment(commitment, salt, { rule: "k >= 5", threshold: 5 })).toBe(true);
    expect(openCommitment(commitment, salt, { rule: "k >= 5", threshold: 4 })).toBe(false);
  });

  test("shows nothing: two commitments to the same value have nothing in common", () => {
    const [one, other] = [commit("covered"), commit("covered")];
    expect(one.commitment).not.toBe(other.commitment);
    expect(openCommitment(one.commitment, other.salt, "covered")).toBe(false);
  });

  test("is simply not opened by malformed input", () => {
    const { commitment, salt } = commit(1);
    for (const [c, s, v] of [
      ["", salt, 1],
      [commitment.slice(1), salt, 1],
      [commitment.toUpperCase(), salt, 1],
      [commitment, "", 1],
      [commitment, `${salt}00`, 1],
      [commitment, salt, Number.NaN],
      [commitment, salt, undefined],
    ] as const) {
      expect(openCommitment(c, s, v)).toBe(false);
    }
    expect(() => commit(undefined)).toThrow("value is of type undefined");
  });
});
