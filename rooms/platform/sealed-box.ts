import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from "node:crypto";

/*
 * A message that only the holder of one key can open, from a sender without a key: X25519 (RFC 7748) with a key pair used
 * once, HKDF-SHA-256 (RFC 5869) bound to both public keys, AES-256-GCM. Base64 of: sender's public key, tag, ciphertext.
 */

const PUBLIC_KEY_BYTES = 32;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const IV_BYTES = 12;
// What stands before the 32 raw bytes in the DER of an X25519 public key (RFC 8410).
const SPKI_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

export interface SealingKey {
  readonly publicKeyPem: string;
  /** Secret. */
  readonly privateKeyPem: string;
}

export function generateSealingKey(): SealingKey {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  return { publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString(), privateKeyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString() };
}

/**
 * Seals for the holder of an X25519 key; the sender cannot open it again.
 * @returns base64, 64 characters longer than the plaintext's own base64
 * @throws Error when the text is not an X25519 public key in PEM
 */
export function sealTo(publicKeyPem: string, plaintext: Uint8Array | string): string {
  const recipient = readPublicKey(publicKeyPem);
  const sender = generateKeyPairSync("x25519");
  const { key, iv } = agree({ privateKey: sender.privateKey, publicKey: recipient, sender: sender.publicKey, recipient });
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const body = Buffer.concat([cipher.update(plaintext instanceof Uint8Array ? plaintext : Buffer.from(plaintext)), cipher.final()]);
  return Buffer.concat([rawOf(sender.publicKey), cipher.getAuthTag(), body]).toString("base64");
}

/**
 * Opens what `sealTo` made for this key. `sealed` is attacker-controlled.
 * @throws Error when it was made for another key, cut or changed
 */
export function openSealed(privateKeyPem: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, "base64");
  if (bytes.length < PUBLIC_KEY_BYTES + TAG_BYTES) throw new Error("The sealed message is cut short");
  const privateKey = createPrivateKey(privateKeyPem);
  const sender = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes.subarray(0, PUBLIC_KEY_BYTES)]), format: "der", type: "spki" });
  const { key, iv } = agree({ privateKey, publicKey: sender, sender, recipient: createPublicKey(privateKey) });
  const decipher = createDecipheriv("aes-256-gcm", key, iv);
  decipher.setAuthTag(bytes.subarray(PUBLIC_KEY_BYTES, PUBLIC_KEY_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(PUBLIC_KEY_BYTES + TAG_BYTES)), decipher.final()]);
}

interface Agreement {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly sender: KeyObject;
  readonly recipient: KeyObject;
}

/** The sender's key is used once, so that key and IV may both be derived and never repeat. */
function agree({ privateKey, publicKey, sender, recipient }: Agreement): { key: Buffer; iv: Buffer } {
  const secret = diffieHellman({ privateKey, publicKey });
  const info = Buffer.concat([Buffer.from("breakwater-sealed-box/1"), rawOf(sender), rawOf(recipient)]);
  const derived = Buffer.from(hkdfSync("sha256", secret, new Uint8Array(0), info, KEY_BYTES + IV_BYTES));
  return { key: derived.subarray(0, KEY_BYTES), iv: derived.subarray(KEY_BYTES) };
}

function readPublicKey(pem: string): KeyObject {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== "x25519") throw new Error(`A sealing key is an X25519 key, not ${key.asymmetricKeyType ?? "unknown"}`);
  return key;
}

function rawOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX.length);
}
