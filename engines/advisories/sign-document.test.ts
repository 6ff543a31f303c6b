import { generateKeyPairSync, verify } from "node:crypto";
import { expect, test } from "vitest";
import { bareMinimum, tidegate } from "./fixtures/advisories.ts";
import { serializeDocument, signDocument, toCsaf20, toPublicAdvisory, verifyDocument } from "./index.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const bytes = serializeDocument(toCsaf20(toPublicAdvisory(tidegate)));
const signature = signDocument(bytes, privateKey);

test("a signed document verifies, by us after a trip through JSON and by plain Ed25519", () => {
  expect(verifyDocument(bytes, JSON.parse(JSON.stringify(signature)), publicKey)).toEqual({ valid: true, keyId: signature.keyId });
  expect(verify(null, bytes, publicKey, Buffer.from(signature.sig, "base64"))).toBe(true);
});

test("one changed byte anywhere in the document is noticed", () => {
  for (const at of [0, 1, Math.floor(bytes.length / 2), bytes.length - 1]) {
    const changed = Uint8Array.from(bytes);
    changed[at] = changed[at]! ^ 1;
    expect(verifyDocument(changed, signature, publicKey)).toEqual({ valid: false, reason: "document-changed" });
  }
});

test("a digest rewritten to fit another document does not carry the signature over to it", () => {
  const other = serializeDocument(toCsaf20(toPublicAdvisory(bareMinimum)));
  const { digest } = signDocument(other, privateKey);
  expect(verifyDocument(other, { ...signature, digest }, publicKey)).toEqual({ valid: false, reason: "bad-signature" });
});

test("a signature by another key is not taken, even one that claims our key id", () => {
  const stranger = generateKeyPairSync("ed25519");
  const forged = signDocument(bytes, stranger.privateKey);
  expect(verifyDocument(bytes, forged, publicKey)).toEqual({ valid: false, reason: "other-key" });
  expect(verifyDocument(bytes, { ...forged, keyId: signature.keyId }, publicKey)).toEqual({ valid: false, reason: "bad-signature" });
});

test.each([null, "text", [], {}, { ...signature, alg: "none" }, { ...signature, sig: "AAAA" }, { ...signature, extra: 1 }])("a malformed signature file (%j) is no signature", (file) => {
  expect(verifyDocument(bytes, file, publicKey)).toEqual({ valid: false, reason: "malformed" });
});

test("a key of another kind does not sign", () => {
  expect(() => signDocument(bytes, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)).toThrow(/Ed25519/);
});
