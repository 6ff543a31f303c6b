import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { LedgerRefusal } from "./ledger.errors.ts";
import { sha256Hex } from "./sha256.ts";

declare const keyIdBrand: unique symbol;
/** SHA-256, hex, of the public key's SPKI DER: what `openssl pkey -pubin -outform DER | sha256sum` prints. */
export type KeyId = string & { readonly [keyIdBrand]: true };

/** A person's or process's Ed25519 key. `privateKeyPem` is secret: keep it encrypted, never log it. */
export interface SigningKey {
  readonly keyId: KeyId;
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

export function generateSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    keyId: keyIdOf(publicKey),
    publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
    privateKeyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

/** The id of a public key in PEM; refuses (`bad-key`) anything but one Ed25519 public key. */
export function computeKeyId(publicKeyPem: string): KeyId {
  return keyIdOf(parsePublicKey(publicKeyPem));
}

export function keyIdOf(publicKey: KeyObject): KeyId {
  return sha256Hex(publicKey.export({ format: "der", type: "spki" })) as KeyId;
}

/** Attacker-controlled text. The pattern comes first because `createPublicKey` would take private keys and certificates too. */
export function parsePublicKey(pem: string): KeyObject {
  // An Ed25519 key is 44 bytes of DER, hence one line of base64.
  if (!/^-----BEGIN PUBLIC KEY-----\r?\n[A-Za-z0-9+/]{59}=\r?\n-----END PUBLIC KEY-----\r?\n?$/.test(pem)) {
    throw new LedgerRefusal("bad-key", "public key must be one Ed25519 key in PEM (-----BEGIN PUBLIC KEY-----)");
  }
  return readKey(() => createPublicKey(pem), "public key");
}

export function parsePrivateKey(pem: string): KeyObject {
  return readKey(() => createPrivateKey(pem), "private key");
}

function readKey(read: () => KeyObject, what: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new LedgerRefusal("bad-key", `${what} cannot be read as PEM`, { cause });
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw new LedgerRefusal("bad-key", `${what} is of kind ${key.asymmetricKeyType ?? "unknown"}, not Ed25519`);
  }
  return key;
}
