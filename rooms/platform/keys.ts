import { createHmac, hash, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileKeyEncryption, decrypt, encrypt, readKeyFile, writeOnce, type KeyEncryption } from "./key-encryption.ts";

/**
 * Secrets at rest and keyed names. The keys stay outside the database (in files by default), so that a copy of the
 * database alone opens nothing.
 */
export interface KeyService {
  /** Encrypts for one record: `purpose` and `recordId` are bound in, so a value moved to another record does not open. */
  seal(purpose: string, recordId: string, plaintext: Uint8Array | string): string;
  /** Decrypts what `seal` made for the same purpose and record; throws otherwise. */
  open(purpose: string, recordId: string, sealed: string): Buffer;
  /** Keyed hash (HMAC-SHA-256, hex) for tokens and for canonical targets that must not be guessable from the database. */
  keyedHash(purpose: string, value: string): string;
  /**
   * A secret of this side kept in a sealed file of its own, such as a signing key in text; `make` is called once ever.
   * Two processes that ask at once get the same one.
   */
  secret(name: string, make: () => string): string;
  /** Whether this secret was ever made. */
  hasSecret(name: string): boolean;
  /** Puts a new key-encryption key in force; returns its id. What was sealed before still opens. */
  rotate(): string;
  /** The same sealed value with its data key wrapped under the key in force; undefined when it is so already. */
  rewrap(sealed: string): string | undefined;
}

/** `bw2.<key id>.<wrapped data key>.<body>`, the last two in base64url. */
const ENVELOPE = /^bw2\.([0-9a-f]{1,8})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
export const ENVELOPE_PREFIX = "bw2.";

/**
 * Envelope encryption with AES-256-GCM: a data key per sealed value, wrapped by a key-encryption key. Keyed hashes come
 * from the master key by HKDF-SHA-256 (RFC 5869), one key per purpose, and survive a rotation: they are names.
 * @param directory holds `master.key` (made on first use, mode 0600), later key-encryption keys, and the sealed secrets
 * @param keyEncryption where key-encryption keys are kept; files in `directory` by default
 */
export function createKeyService(directory: string, keyEncryption?: KeyEncryption): KeyService {
  const masterPath = join(directory, "master.key");
  if (!existsSync(masterPath)) writeOnce(masterPath, randomBytes(32).toString("hex"));
  const masterKey = readKeyFile(masterPath);
  // Purposes are a handful of words of ours; deriving costs more than all that is then done with the key.
  const derived = new Map<string, Buffer>();
  const derive = (purpose: string): Buffer => {
    const key = derived.get(purpose) ?? Buffer.from(hkdfSync("sha256", masterKey, "breakwater", purpose, 32));
    derived.set(purpose, key);
    return key;
  };
  const hashes = new Map<string, (value: string) => string>();
  const hashOf = (purpose: string) => {
    const keyed = hashes.get(purpose) ?? keyedSha256(derive(`hash:${purpose}`));
    hashes.set(purpose, keyed);
    return keyed;
  };
  const wrapping = keyEncryption ?? createFileKeyEncryption(directory, masterKey);

  const service: KeyService = {
    seal: (purpose, recordId, plaintext) => {
      const dataKey = randomBytes(32);
      const body = encrypt(dataKey, `${purpose}\0${recordId}`, plaintext instanceof Uint8Array ? plaintext : Buffer.from(plaintext));
      return toEnvelope({ ...wrapping.wrap(dataKey), body });
    },
    open: (purpose, recordId, sealed) => {
      // Before envelopes, values were encrypted under a key per purpose; an installation may still hold some.
      if (!sealed.startsWith(ENVELOPE_PREFIX)) return decrypt(derive(`seal:${purpose}`), recordId, Buffer.from(sealed, "base64"));
      const { keyId, wrapped, body } = readEnvelope(sealed);
      return decrypt(wrapping.unwrap(keyId, wrapped), `${purpose}\0${recordId}`, body);
    },
    keyedHash: (purpose, value) => hashOf(purpose)(value),
    secret: (name, make) => {
      const path = join(directory, `${name}.sealed`);
      if (!existsSync(path)) writeOnce(path, service.seal("secret", name, make()));
      return service.open("secret", name, readFileSync(path, "utf8")).toString("utf8");
    },
    hasSecret: (name) => existsSync(join(directory, `${name}.sealed`)),
    rotate: () => wrapping.rotate(),
    rewrap: (sealed) => {
      const { keyId, wrapped, body } = readEnvelope(sealed);
      return keyId === wrapping.currentId() ? undefined : toEnvelope({ ...wrapping.wrap(wrapping.unwrap(keyId, wrapped)), body });
    },
  };
  return service;
}

interface Envelope {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly body: Buffer;
}

function toEnvelope({ keyId, wrapped, body }: Envelope): string {
  return `${ENVELOPE_PREFIX}${keyId}.${wrapped.toString("base64url")}.${body.toString("base64url")}`;
}

function readEnvelope(sealed: string): Envelope {
  const [, keyId, wrapped, body] = ENVELOPE.exec(sealed) ?? [];
  if (keyId === undefined || wrapped === undefined || body === undefined) throw new Error("A sealed value is not in the form that sealing gives it");
  return { keyId, wrapped: Buffer.from(wrapped, "base64url"), body: Buffer.from(body, "base64url") };
}

const BLOCK_BYTES = 64;

/**
 * HMAC-SHA-256 (RFC 2104) under one key of at most a block. Lists check one for each of their rows, and an Hmac object
 * for each costs some 24 µs where two hashes in one go cost 2.
 */
function keyedSha256(key: Buffer): (value: string) => string {
  const pad = (byte: number) => Buffer.from(Uint8Array.from({ length: BLOCK_BYTES }, (_none, at) => (key[at] ?? 0) ^ byte));
  const [inner, outer] = [pad(0x36), pad(0x5c)];
  return (value) => hash("sha256", Buffer.concat([outer, hash("sha256", Buffer.concat([inner, Buffer.from(value)]), "buffer")]), "hex");
}

/** Compares two secrets in constant time, whatever their lengths. */
export function equalSecrets(left: string, right: string): boolean {
  const a = createHmac("sha256", "compare").update(left).digest();
  const b = createHmac("sha256", "compare").update(right).digest();
  return timingSafeEqual(a, b);
}
