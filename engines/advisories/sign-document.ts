import type { KeyObject } from "node:crypto";
import { createHash, createPublicKey, sign, timingSafeEqual, verify } from "node:crypto";
import { z } from "zod";

/**
 * A detached signature, the content of a `.sig` file. The signature is plain Ed25519 (RFC 8032) over the document's exact bytes,
 * so that any tool can check it; a key that signs documents must therefore sign nothing else.
 */
export interface DetachedSignature {
  readonly alg: "Ed25519";
  /** SHA-256, hex, of the public key in SPKI DER. */
  readonly keyId: string;
  /** SHA-512, hex, of the document. */
  readonly digest: string;
  /** Base64 of the 64 signature bytes. */
  readonly sig: string;
}

export type SignatureCheck =
  | { readonly valid: true; readonly keyId: string }
  | { readonly valid: false; readonly reason: "malformed" | "other-key" | "document-changed" | "bad-signature" };

const signatureFile = z.strictObject({
  alg: z.literal("Ed25519"),
  keyId: z.string().regex(/^[0-9a-f]{64}$/),
  digest: z.string().regex(/^[0-9a-f]{128}$/),
  sig: z.base64().length(88),
});

/** Signs a document's bytes with an Ed25519 private key. The same bytes and key give the same signature. */
export function signDocument(bytes: Uint8Array, privateKey: KeyObject): DetachedSignature {
  if (privateKey.asymmetricKeyType !== "ed25519") throw new TypeError(`signDocument needs an Ed25519 key, not ${privateKey.asymmetricKeyType ?? privateKey.type}`);
  return {
    alg: "Ed25519",
    keyId: keyIdOf(createPublicKey(privateKey)),
    digest: createHash("sha512").update(bytes).digest("hex"),
    sig: sign(null, bytes, privateKey).toString("base64"),
  };
}

/** Checks a signature from outside (parsed JSON of a `.sig` file) against a document's bytes and a key the caller trusts. */
export function verifyDocument(bytes: Uint8Array, signature: unknown, publicKey: KeyObject): SignatureCheck {
  const parsed = signatureFile.safeParse(signature);
  if (!parsed.success) return { valid: false, reason: "malformed" };
  const { keyId, digest, sig } = parsed.data;
  if (keyId !== keyIdOf(publicKey)) return { valid: false, reason: "other-key" };
  if (!timingSafeEqual(createHash("sha512").update(bytes).digest(), Buffer.from(digest, "hex"))) return { valid: false, reason: "document-changed" };
  return verify(null, bytes, publicKey, Buffer.from(sig, "base64")) ? { valid: true, keyId } : { valid: false, reason: "bad-signature" };
}

function keyIdOf(publicKey: KeyObject): string {
  return createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("hex");
}
