import { describe, expect, test } from "vitest";
import { openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { issueReceipt, verifyReceipt, type Receipt } from "./receipt.ts";
import { LedgerRefusal } from "./ledger.errors.ts";
import type { NoteAlgorithm } from "./note-algorithms.ts";
import { generateNoteKey, parseSignerKey, parseVerifierKey, parseWitnessKey } from "./note-key.ts";
import { sha256 } from "./sha256.ts";
import { signatureLine } from "./signed-note.ts";
import { makeLogOf, ORIGIN } from "../../tests/setup/small-log.ts";

const SECONDS = 1_764_000_000;
const log = await makeLogOf(21);
const root = await log.tree.root();
const classical = log.key;
const postQuantum = generateNoteKey(ORIGIN, "ml-dsa-65");
const witness = { classical: generateNoteKey("witness.example/w1", "cosignature-ed25519"), postQuantum: generateNoteKey("witness.example/w1", "cosignature-ml-dsa-44") };
const both = [classical.verifierKey, postQuantum.verifierKey];

const text = `${ORIGIN}\n21\n${Buffer.from(root).toString("base64")}\n`;
const lineOf = ({ signerKey }: { readonly signerKey: string }, seconds = SECONDS): string => {
  const signer = parseSignerKey(signerKey);
  return signatureLine(signer, signer.sign(text, seconds));
};
const lines = { classical: lineOf(classical), postQuantum: lineOf(postQuantum), witness: lineOf(witness.classical), witnessPq: lineOf(witness.postQuantum) };
const noteOf = (...given: readonly string[]): string => `${text}\n${given.join("")}`;

/** Another character in the middle of a signature. */
const broken = (line: string): string => `${line.slice(0, 400)}${line[400] === "A" ? "B" : "A"}${line.slice(401)}`;

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return "accepted";
  } catch (error) {
    if (error instanceof LedgerRefusal) return error.code;
    throw error;
  }
};

describe.each<NoteAlgorithm>(["ed25519", "ml-dsa-65", "cosignature-ed25519", "cosignature-ml-dsa-44"])("a key of kind %s", (algorithm) => {
  const key = generateNoteKey(ORIGIN, algorithm);

  test("is read back from its texts, and its id is of the name, its mark and the public key", () => {
    const signer = parseSignerKey(key.signerKey);
    const data = Buffer.from(key.verifierKey.slice(`${ORIGIN}+00000000+`.length), "base64");
    expect({ name: signer.name, keyId: signer.keyId, algorithm: signer.algorithm, verifierKey: signer.verifierKey }).toEqual({
      name: ORIGIN, keyId: sha256(Buffer.concat([Buffer.from(`${ORIGIN}\n`), data])).subarray(0, 4).toString("hex"), algorithm, verifierKey: key.verifierKey,
    });
  });

  test("signs what its verifier key checks, and nothing else", () => {
    const signature = parseSignerKey(key.signerKey).sign(text, SECONDS);
    const { check } = parseVerifierKey(key.verifierKey);
    expect(check(text, signature)).toEqual({ seconds: algorithm.startsWith("cosignature") ? SECONDS : null });
    expect(check(text.replace("21", "22"), signature)).toBeNull();
    expect(check(text, signature.subarray(1))).toBeNull();
    expect(check(text, Buffer.alloc(0))).toBeNull();
    for (const at of [0, 7, 8, signature.length - 1]) {
      const changed = Buffer.from(signature);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(check(text, changed)).toBeNull();
    }
  });
});

test("a witness's key is told from a log's", () => {
  expect(parseWitnessKey(witness.classical.verifierKey).name).toBe("witness.example/w1");
  expect(codeOf(() => parseWitnessKey(classical.verifierKey))).toBe("bad-key");
  expect(codeOf(() => parseVerifierKey(`${"n".repeat(200)}+00000000+${"A".repeat(4000)}`))).toBe("bad-key");
});

test("a cosignature's message is that of tlog-cosignature: header, time and the whole text", async () => {
  // Made apart from the code under test, from the specification's own words.
  const { createPublicKey, verify } = await import("node:crypto");
  const bytes = Buffer.from(lines.witness.split(" ")[2] as string, "base64");
  const raw = Buffer.from(witness.classical.verifierKey.slice("witness.example/w1+00000000+".length), "base64").subarray(1);
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  expect(bytes.readBigUInt64BE(4)).toBe(BigInt(SECONDS));
  expect(verify(null, Buffer.from(`cosignature/v1\ntime ${SECONDS}\n${text}`), key, bytes.subarray(12))).toBe(true);
});

test("a witness does not sign without a time", () => {
  expect(codeOf(() => parseSignerKey(witness.classical.signerKey).sign(text))).toBe("out-of-range");
  expect(codeOf(() => parseSignerKey(witness.postQuantum.signerKey).sign(text, 1.5))).toBe("out-of-range");
});

describe("a checkpoint signed with Ed25519 and ML-DSA-65", () => {
  const open = (note: string, keys: readonly string[]) => openCheckpoint(note, keys.map(parseVerifierKey));

  test("opens for whoever trusts one of the keys or both, and says which signatures were checked", () => {
    const note = noteOf(lines.classical, lines.postQuantum);
    expect(open(note, both).signatures.map(({ algorithm }) => algorithm)).toEqual(["ed25519", "ml-dsa-65"]);
    expect(open(note, [classical.verifierKey])).toMatchObject({ signedBy: [classical.verifierKey], unchecked: [{ name: ORIGIN, keyId: parseVerifierKey(postQuantum.verifierKey).keyId }] });
    expect(open(note, [postQuantum.verifierKey]).signedBy).toEqual([postQuantum.verifierKey]);
  });

  test("is refused to whoever trusts both when one line is missing, whichever", () => {
    expect(codeOf(() => open(noteOf(lines.classical), both))).toBe("signature-missing");
    expect(codeOf(() => open(noteOf(lines.postQuantum), both))).toBe("signature-missing");
    expect(() => open(noteOf(lines.classical), both)).toThrow(/has not signed this checkpoint with the ML-DSA-65 key [0-9a-f]{8} that you trust, only with Ed25519/);
  });

  test("is refused when one line is broken beside a good one, and both are named", () => {
    expect(() => open(noteOf(lines.classical, broken(lines.postQuantum)), both)).toThrow(`the ML-DSA-65 signature of "${ORIGIN}" does not fit the text, though the Ed25519 one beside it does`);
  });

  test("around a change of keys, one of several of a kind does", () => {
    const older = generateNoteKey(ORIGIN);
    expect(open(noteOf(lines.classical, lines.postQuantum), [older.verifierKey, ...both]).signedBy).toEqual(both);
  });

  test("with a witness's lines says when the witness saw it", () => {
    const note = noteOf(lines.classical, lines.witness, lines.witnessPq);
    expect(open(note, [classical.verifierKey, witness.classical.verifierKey, witness.postQuantum.verifierKey]).signatures.map(({ algorithm, at }) => [algorithm, at])).toEqual([
      ["ed25519", null], ["cosignature-ed25519", "2025-11-24T16:00:00.000Z"], ["cosignature-ml-dsa-44", "2025-11-24T16:00:00.000Z"],
    ]);
    expect(codeOf(() => open(noteOf(lines.witness), [classical.verifierKey, witness.classical.verifierKey]))).toBe("untrusted-key");
  });
});

describe("a receipt of such a checkpoint", () => {
  const issue = (checkpoint: string): Promise<Receipt> =>
    issueReceipt({ tree: log.tree, entry: log.entries[7] as Receipt["entry"], leafIndex: 7, checkpoint, verifierKey: classical.verifierKey, furtherKeys: [postQuantum.verifierKey] });
  const verdictOf = (receipt: unknown, keys: readonly string[] = both, witnesses: readonly string[] = []) => {
    const verdict = verifyReceipt(receipt, keys, { witnesses });
    return verdict.ok ? "ok" : verdict.code;
  };

  test("holds for whoever trusts either key or both, and tells trusted signatures from those it only claims", async () => {
    const receipt = await issue(noteOf(lines.classical, lines.postQuantum));
    expect([verdictOf(receipt), verdictOf(receipt, [postQuantum.verifierKey])]).toEqual(["ok", "ok"]);
    expect(verifyReceipt(receipt, [classical.verifierKey])).toMatchObject({ ok: true, checkpoint: { signatures: [{ algorithm: "ed25519" }] }, claimed: [{ algorithm: "ml-dsa-65" }] });
  });

  test("is refused with a broken ML-DSA-65 line beside a good Ed25519 one, also by whoever trusts Ed25519 alone", async () => {
    const receipt = await issue(noteOf(lines.classical, lines.postQuantum));
    const spoilt = { ...receipt, checkpoint: noteOf(lines.classical, broken(lines.postQuantum)) };
    expect(verifyReceipt(spoilt, both)).toMatchObject({ ok: false, code: "bad-signature", message: expect.stringContaining("ML-DSA-65") as string });
    expect(verifyReceipt(spoilt, [classical.verifierKey])).toMatchObject({ ok: false, code: "bad-signature", message: expect.stringMatching(/ML-DSA-65 .* while the signature by the key you trust fits/) as string });
  });

  test("is refused when the line of a key that it names was taken out", async () => {
    const receipt = await issue(noteOf(lines.classical, lines.postQuantum));
    const stripped = { ...receipt, checkpoint: noteOf(lines.classical) };
    expect([verdictOf(stripped), verdictOf(stripped, [classical.verifierKey])]).toEqual(["signature-missing", "signature-missing"]);
    // Without the claim, only whoever trusts both can know.
    expect([verdictOf({ ...stripped, furtherKeys: [] }), verdictOf({ ...stripped, furtherKeys: [] }, [classical.verifierKey])]).toEqual(["signature-missing", "ok"]);
  });

  test("of the first form, which named one key, still holds", async () => {
    const { furtherKeys: _, ...receipt } = await issue(noteOf(lines.classical, lines.postQuantum));
    expect(verdictOf({ ...receipt, schema: "breakwater-receipt/1" }, [classical.verifierKey])).toBe("ok");
    expect(verdictOf({ ...receipt, schema: "breakwater-receipt/1", furtherKeys: [] }, [classical.verifierKey])).toBe("malformed");
  });

  test("is refused without the cosignature of a witness that the reader demands, and with a false one", async () => {
    const plain = await issue(noteOf(lines.classical, lines.postQuantum));
    const seen = await issue(noteOf(lines.classical, lines.postQuantum, lines.witness));
    const demand = [witness.classical.verifierKey];
    expect([verdictOf(plain, both, demand), verdictOf(seen, both, demand), verdictOf(seen, both, [...demand, witness.postQuantum.verifierKey])]).toEqual(["not-witnessed", "ok", "not-witnessed"]);
    const later = lines.witness.replace(/ ([A-Za-z0-9+/=]+)\n$/, (_line, base64: string) => {
      const bytes = Buffer.from(base64, "base64");
      bytes.writeBigUInt64BE(BigInt(SECONDS + 1), 4);
      return ` ${bytes.toString("base64")}\n`;
    });
    expect(verdictOf({ ...seen, checkpoint: noteOf(lines.classical, lines.postQuantum, later) }, both, demand)).toBe("bad-signature");
    expect(verdictOf(seen, both, [classical.verifierKey])).toBe("malformed");
  });

  test("is signed the same way by signCheckpoint", () => {
    const note = signCheckpoint({ origin: ORIGIN, size: 21, root }, parseSignerKey(classical.signerKey), parseSignerKey(postQuantum.signerKey));
    expect(note.startsWith(noteOf(lines.classical))).toBe(true);
  });
});
