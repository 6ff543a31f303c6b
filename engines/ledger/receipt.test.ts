import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { issueReceipt, verifyReceipt } from "./receipt.ts";
import { generateNoteKey } from "./note-key.ts";
import { makeEntry, makeLogOf, ORIGIN } from "../../tests/setup/small-log.ts";

const log = await makeLogOf(21);
const trusted = [log.key.verifierKey];
const receipt = await log.receiptFor(7);

const codeOf = (value: unknown, keys = trusted): string => {
  const verdict = verifyReceipt(value, keys);
  return verdict.ok ? "ok" : verdict.code;
};

describe("receipt", () => {
  test("proves its entry offline, from its JSON and a verifier key alone", () => {
    expect(verifyReceipt(JSON.parse(JSON.stringify(receipt)), trusted)).toEqual({
      ok: true,
      entry: makeEntry(7),
      leafIndex: 7,
      checkpoint: { origin: ORIGIN, size: 21, root: expect.any(Buffer) as Buffer, signedBy: trusted, signatures: [{ name: ORIGIN, algorithm: "ed25519", verifierKey: log.key.verifierKey, at: null }], unchecked: [] },
      claimed: [],
    });
  });

  test("holds for every entry, at every later size of the log", async () => {
    for (let size = 1; size <= 21; size += 1) {
      for (let leafIndex = 0; leafIndex < size; leafIndex += 1) expect(codeOf(await log.receiptFor(leafIndex, size))).toBe("ok");
    }
  });

  test("is refused under a key that the reader does not trust, whatever the receipt says of its key", async () => {
    const forged = await makeLogOf(21);
    expect(codeOf(await forged.receiptFor(7))).toBe("untrusted-key");
    expect(codeOf(receipt, [])).toBe("untrusted-key");
    expect(codeOf({ ...(await forged.receiptFor(7)), verifierKey: log.key.verifierKey })).toBe("untrusted-key");
    expect(codeOf({ ...receipt, verifierKey: generateNoteKey(ORIGIN).verifierKey })).toBe("untrusted-key");
  });

  test("is refused when the checkpoint was changed", () => {
    expect(codeOf({ ...receipt, checkpoint: receipt.checkpoint.replace("\n21\n", "\n22\n") })).toBe("bad-signature");
    expect(codeOf({ ...receipt, checkpoint: "hello" })).toBe("malformed");
  });

  test("is refused when the entry, its place or the proof was changed", async () => {
    const entry = receipt.entry;
    for (const changed of [
      { ...receipt, entry: { ...entry, by: "person-2" } },
      { ...receipt, entry: { ...entry, at: "2026-06-02T12:00:08.000Z" } },
      { ...receipt, entry: { ...entry, data: { place: 8 } } },
      { ...receipt, entry: { ...entry, data: JSON.parse('{"place":7,"__proto__":{}}') as object } },
      { ...receipt, leafIndex: 6 },
      { ...receipt, leafIndex: 21 },
      { ...receipt, leafIndex: Number.MAX_SAFE_INTEGER },
      { ...receipt, proof: receipt.proof.slice(1) },
      { ...receipt, proof: [...receipt.proof, receipt.proof[0]] },
      { ...receipt, proof: receipt.proof.toReversed() },
      { ...receipt, checkpoint: await log.checkpointAt(20) },
    ]) {
      expect(codeOf(changed)).toBe("not-included");
    }
  });

  test.each([
    ["nothing", undefined],
    ["text", "receipt"],
    ["another schema", { ...receipt, schema: "breakwater-receipt/3" }],
    ["an unknown field", { ...receipt, trustMe: true }],
    ["half a leaf", { ...receipt, leafIndex: 7.5 }],
    ["a proof of a million hashes", { ...receipt, proof: Array.from({ length: 1_000_000 }, () => "00") }],
    ["a proof hash in capitals", { ...receipt, proof: receipt.proof.map((hash) => hash.toUpperCase()) }],
    ["a checkpoint of a megabyte", { ...receipt, checkpoint: "x".repeat(1 << 20) }],
    ["an entry nested ten thousand deep", { ...receipt, entry: { ...receipt.entry, data: { deep: JSON.parse("[".repeat(10_000) + "]".repeat(10_000)) as unknown } } }],
    ["a name with an escape sequence", { ...receipt, verifierKey: "\u001b]0;owned\u0007" }],
  ])("is refused as malformed when it is or has %s", (_, value) => {
    expect(codeOf(value)).toBe("malformed");
  });

  test("never throws and never accepts, whatever JSON stands in one of its fields", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(receipt)), fc.jsonValue(), (field, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(receipt[field as keyof typeof receipt]));
        expect(codeOf({ ...receipt, [field]: value })).not.toBe("ok");
      }),
    );
  });

  test("shows hostile text only escaped", () => {
    const verdict = verifyReceipt({ ...receipt, verifierKey: `evil\u202e+${"x".repeat(500)}` }, trusted);
    expect(verdict).toMatchObject({ ok: false, code: "untrusted-key" });
    expect(verdict.ok ? "" : verdict.message).toMatch(/^receipt\.verifierKey "evil\\u202e\+x{500}" is not a key you trust/);
  });

  test("is not issued for an entry that does not stand at that place", async () => {
    const parts = { tree: log.tree, entry: makeEntry(8), leafIndex: 7, checkpoint: await log.checkpointAt(21), verifierKey: log.key.verifierKey };
    await expect(issueReceipt(parts)).rejects.toThrow("no receipt for leaf 7: the signed log does not hold this entry at place 7");
    await expect(issueReceipt({ ...parts, leafIndex: 21 })).rejects.toMatchObject({ code: "out-of-range" });
  });
});
