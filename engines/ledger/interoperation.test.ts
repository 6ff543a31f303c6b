// Against implementations that are not ours: sigstore's for JavaScript, and a checkpoint that torchwood's test suite holds.
import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { crypto as theirCrypto } from "@sigstore/core";
import { LogCheckpoint, verifyCheckpoint } from "@sigstore/verify/dist/tlog/checkpoint.js";
import { verifyMerkleInclusion } from "@sigstore/verify/dist/tlog/merkle.js";
import { describe, expect, test } from "vitest";
import { openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { TORCHWOOD } from "./interoperation.fixture.ts";
import { verifyInclusion } from "./merkle-proof.ts";
import { generateNoteKey, parseSignerKey, parseVerifierKey } from "./note-key.ts";
import { makeLogOf, ORIGIN } from "../../tests/setup/small-log.ts";

type TheirEntry = Parameters<typeof verifyCheckpoint>[0];
type TheirLog = Parameters<typeof verifyCheckpoint>[1][number];

/** Our log as sigstore's trusted root would list it: by the first bytes of the note's key id. */
function asTheirLog(verifierKey: string): TheirLog {
  const { name, keyId } = parseVerifierKey(verifierKey);
  const raw = Buffer.from(verifierKey.slice(`${name}+${keyId}+`.length), "base64").subarray(1);
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  return { logID: Buffer.from(keyId, "hex"), baseURL: `https://${name}`, publicKey, validFor: { start: new Date(0), end: new Date(8e15) } };
}

const asTheirEntry = (checkpoint: string, inclusion: object = {}, body = Buffer.alloc(0)): TheirEntry => ({ inclusionProof: { checkpoint: { envelope: checkpoint }, ...inclusion }, canonicalizedBody: body }) as unknown as TheirEntry;

describe("sigstore's implementation", () => {
  test("opens a checkpoint of ours that an ML-DSA-65 key has signed as well, and finds every entry in it", async () => {
    const log = await makeLogOf(21);
    const root = await log.tree.root();
    const signers = [log.key, generateNoteKey(ORIGIN, "ml-dsa-65")].map(({ signerKey }) => parseSignerKey(signerKey));
    const checkpoint = signCheckpoint({ origin: ORIGIN, size: 21, root }, ...signers);
    const opened = verifyCheckpoint(asTheirEntry(checkpoint), [asTheirLog(log.key.verifierKey)]);
    expect(opened).toEqual(new LogCheckpoint(ORIGIN, 21n, Buffer.from(root), []));
    for (const [index, line] of log.lines.entries()) {
      const hashes = (await log.tree.inclusionProof(index)).map((hash) => Buffer.from(hash));
      const entry = (content: string) => asTheirEntry(checkpoint, { logIndex: String(index), hashes }, Buffer.from(content));
      expect(() => verifyMerkleInclusion(entry(line), opened)).not.toThrow();
      expect(() => verifyMerkleInclusion(entry(`${line} `), opened)).toThrow("calculated root hash does not match inclusion proof");
    }
  });

  test("refuses a checkpoint of ours of which one digit was changed", async () => {
    const log = await makeLogOf(21);
    const checkpoint = await log.checkpointAt(21);
    expect(() => verifyCheckpoint(asTheirEntry(checkpoint.replace("\n21\n", "\n22\n")), [asTheirLog(log.key.verifierKey)])).toThrow("invalid checkpoint signature");
  });

  test("hashes two leaves into a checkpoint that ours opens and proves from", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const point = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    const leaves = ["one", "two"].map((leaf) => theirCrypto.digest("sha256", Buffer.of(0), Buffer.from(leaf)));
    const root = theirCrypto.digest("sha256", Buffer.of(1), ...leaves);
    const { origin, logSize, logHash } = new LogCheckpoint("log.sigstore.example", 2n, root, []);
    const text = `${origin}\n${logSize}\n${logHash.toString("base64")}\n`;
    const data = Buffer.concat([Buffer.of(1), point]);
    const hint = theirCrypto.digest("sha256", Buffer.from(`${origin}\n`), data).subarray(0, 4);
    const note = `${text}\n\u2014 ${origin} ${Buffer.concat([hint, sign(null, Buffer.from(text), privateKey)]).toString("base64")}\n`;
    const opened = openCheckpoint(note, [parseVerifierKey(`${origin}+${hint.toString("hex")}+${data.toString("base64")}`)]);
    expect(opened).toMatchObject({ origin, size: 2, root });
    expect(verifyInclusion({ leafHash: leaves[1] as Buffer, index: 1, size: 2, proof: [leaves[0] as Buffer], root: opened.root })).toBe(true);
  });
});

describe("torchwood's implementation", () => {
  test("has signed a checkpoint with ML-DSA-44 that ours opens, and not after a change", () => {
    const verifier = parseVerifierKey(TORCHWOOD.verifierKey);
    expect(openCheckpoint(TORCHWOOD.checkpoint, [verifier])).toMatchObject({
      origin: "example.com/mldsa-log",
      size: 1,
      signatures: [{ name: "example.com/mldsa-log", algorithm: "cosignature-ml-dsa-44", at: null }],
    });
    expect(() => openCheckpoint(TORCHWOOD.checkpoint.replace("\n1\n", "\n2\n"), [verifier])).toThrow('the ML-DSA-44 cosignature of "example.com/mldsa-log" does not fit the text');
  });
});
