import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { LedgerRefusal } from "./ledger.errors.ts";
import { sha256 } from "./sha256.ts";
import { generateNoteKey, parseSignerKey, parseVerifierKey } from "./note-key.ts";
import type { NoteSigner } from "./note-key.ts";
import { openNote, signNote } from "./signed-note.ts";

const ORIGIN = "ledger.example/breakwater";
const key = generateNoteKey(ORIGIN);
const signer = parseSignerKey(key.signerKey);
const verifier = parseVerifierKey(key.verifierKey);
const head = { origin: ORIGIN, size: 42, root: sha256("root") };

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return "accepted";
  } catch (error) {
    if (error instanceof LedgerRefusal) return error.code;
    throw error;
  }
};
const signed = (body: string): string => signNote(body, [signer]);

describe("signed note", () => {
  test("opens the note that Go's sumdb/note publishes as its example", () => {
    const example = parseVerifierKey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    const note = "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    expect(openNote(note, [example])).toEqual({ text: "This is an example message.\n", signatures: [{ verifier: example, seconds: null }], unchecked: [] });
    expect(codeOf(() => openNote(note.replace("an example", "no example"), [example]))).toBe("bad-signature");
  });

  test("takes the last empty line as the border, so that a text may hold empty lines", () => {
    expect(openNote(signed("one\n\ntwo\n"), [verifier]).text).toBe("one\n\ntwo\n");
  });

  test.each([
    ["no empty line", "text\n\u2014 a b\n"],
    ["no signature", "text\n\n"],
    ["no line break at the end", signed("text\n").slice(0, -1)],
    ["a hyphen for the dash", signed("text\n").replace("\u2014", "-")],
    ["a carriage return", signed("text\n").replace("text", "te\rxt")],
    ["a lone surrogate", signed("text\n").replace("text", "\ud800")],
    ["a second spelling of the base64", signed("text\n").replace(/=?=?\n$/, "===\n")],
    ["17 signatures", `text\n\n${signed("text\n").slice("text\n\n".length).repeat(17)}`],
    ["a megabyte", `${"x".repeat(1 << 20)}\n\n${signed("text\n").slice("text\n\n".length)}`],
  ])("refuses a note with %s", (_, note) => {
    expect(codeOf(() => openNote(note, [verifier]))).toBe("malformed");
  });

  test("accepts its keys only whole", () => {
    expect(key.verifierKey).toMatch(/^ledger\.example\/breakwater\+[0-9a-f]{8}\+A[A-Za-z0-9+/]{43}$/);
    expect(signer.verifierKey).toBe(key.verifierKey);
    const [name, keyId, data] = [ORIGIN, verifier.keyId, key.verifierKey.slice(-44)];
    for (const text of [
      "",
      name,
      `other.example+${keyId}+${data}`,
      `${name}+00000000+${data}`,
      `${name}+${keyId}+B${data.slice(1)}`,
      `${name}+${keyId}+${data.slice(0, -4)}`,
      `na me+${keyId}+${data}`,
      `${"n".repeat(2000)}+${keyId}+${data}`,
    ]) {
      expect(codeOf(() => parseVerifierKey(text))).toBe("bad-key");
      expect(codeOf(() => parseSignerKey(`PRIVATE+KEY+${text}`))).toBe("bad-key");
    }
    expect(codeOf(() => generateNoteKey("with space"))).toBe("bad-key");
    expect(codeOf(() => generateNoteKey("with+plus"))).toBe("bad-key");
  });

  test("never shows a signer key in a refusal", () => {
    const secret = key.signerKey.slice(-44);
    expect(() => parseSignerKey(`${key.signerKey} `)).toThrow(expect.not.stringContaining(secret) as never);
  });
});

describe("checkpoint", () => {
  test("is a note of origin, size and root, one a line, and opens to what was signed", () => {
    const text = signCheckpoint(head, signer);
    const root = head.root.toString("base64");
    expect(text).toMatch(/^ledger\.example\/breakwater\n42\n[^\n]{44}\n\n\u2014 ledger\.example\/breakwater [^\n]+\n$/);
    expect(text.split("\n")[2]).toBe(root);
    expect(openCheckpoint(text, [verifier])).toEqual({ ...head, signedBy: [key.verifierKey], signatures: [{ name: ORIGIN, algorithm: "ed25519", verifierKey: key.verifierKey, at: null }], unchecked: [] });
  });

  test("refuses every change of a single character", () => {
    const text = signCheckpoint(head, signer);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(text[at] !== character);
        expect(codeOf(() => openCheckpoint(text.slice(0, at) + character + text.slice(at + 1), [verifier]))).not.toBe("accepted");
      }),
      { numRuns: 500 },
    );
  });

  test("carries further signatures of algorithms and witnesses that the reader does not know", () => {
    const witnessKey = generateNoteKey("witness.example");
    const otherAlgorithm: NoteSigner = { name: ORIGIN, keyId: "0badcafe", algorithm: "ml-dsa-65", verifierKey: "", sign: () => Buffer.alloc(3309, 7) };
    const text = signCheckpoint(head, signer, parseSignerKey(witnessKey.signerKey), otherAlgorithm);
    expect(text.split("\n").filter((line) => line.startsWith("\u2014 "))).toHaveLength(3);
    expect(openCheckpoint(text, [verifier]).signedBy).toEqual([key.verifierKey]);
    expect(openCheckpoint(text, [parseVerifierKey(witnessKey.verifierKey), verifier]).signedBy).toEqual([key.verifierKey, witnessKey.verifierKey]);
  });

  test("is refused without the log's own signature, whoever else has signed", () => {
    const witnessKey = generateNoteKey("witness.example");
    const text = signCheckpoint(head, signer, parseSignerKey(witnessKey.signerKey));
    expect(codeOf(() => openCheckpoint(text, [parseVerifierKey(witnessKey.verifierKey)]))).toBe("untrusted-key");
    expect(codeOf(() => openCheckpoint(text, []))).toBe("untrusted-key");
    expect(codeOf(() => signCheckpoint(head, parseSignerKey(witnessKey.signerKey)))).toBe("bad-key");
  });

  test("is refused as a whole when one of two known signatures is false", () => {
    const witnessKey = generateNoteKey("witness.example");
    const falseWitness: NoteSigner = { ...parseSignerKey(witnessKey.signerKey), sign: () => Buffer.alloc(64, 1) };
    const text = signCheckpoint(head, signer, falseWitness);
    expect(codeOf(() => openCheckpoint(text, [verifier, parseVerifierKey(witnessKey.verifierKey)]))).toBe("bad-signature");
  });

  const root = head.root.toString("base64");
  test.each([
    ["no root", `${ORIGIN}\n42\n`],
    ["an extension line", `${ORIGIN}\n42\n${root}\nmore\n`],
    ["an empty origin", `\n42\n${root}\n`],
    ["a leading zero", `${ORIGIN}\n042\n${root}\n`],
    ["a negative size", `${ORIGIN}\n-1\n${root}\n`],
    ["a size beyond 2^53", `${ORIGIN}\n9007199254740993\n${root}\n`],
    ["a short root", `${ORIGIN}\n42\nAAAA\n`],
    ["a root in no base64", `${ORIGIN}\n42\n${"!".repeat(44)}\n`],
  ])("is refused with %s, even if the log has signed it", (_, body) => {
    expect(codeOf(() => openCheckpoint(signed(body), [verifier]))).toBe("malformed");
  });

  test("is not signed with a size or root that no tree has", () => {
    expect(codeOf(() => signCheckpoint({ ...head, size: -1 }, signer))).toBe("out-of-range");
    expect(codeOf(() => signCheckpoint({ ...head, root: Buffer.alloc(31) }, signer))).toBe("malformed");
  });
});
