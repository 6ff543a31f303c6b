import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Secrets at rest and keyed names. The master key stays outside the database (a file by default), so that a copy of
 * the database alone opens nothing.
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
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key derived per purpose with HKDF-SHA-256 (RFC 5869) from the master key of an installation.
 * @param directory holds `master.key` (made on first use, mode 0600) and the sealed secrets
 */
export function createKeyService(directory: string): KeyService {
  const masterKey = loadMasterKey(join(directory, "master.key"));
  return serviceOf(masterKey, directory);
}

function serviceOf(masterKey: Uint8Array, directory: string): KeyService {
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", masterKey, "breakwater", purpose, 32));
  const service: KeyService = {
    seal: (purpose, recordId, plaintext) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", derive(`seal:${purpose}`), iv);
      cipher.setAAD(Buffer.from(recordId));
      const body = Buffer.concat([cipher.update(plaintext instanceof Uint8Array ? plaintext : Buffer.from(plaintext)), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
    },
    open: (purpose, recordId, sealed) => {
      const bytes = Buffer.from(sealed, "base64");
      const decipher = createDecipheriv("aes-256-gcm", derive(`seal:${purpose}`), bytes.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(recordId));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    },
    keyedHash: (purpose, value) => createHmac("sha256", derive(`hash:${purpose}`)).update(value).digest("hex"),
    secret: (name, make) => {
      const path = join(directory, `${name}.sealed`);
      if (!existsSync(path)) createOnce(path, service.seal("secret", name, make()));
      return service.open("secret", name, readFileSync(path, "utf8")).toString("utf8");
    },
  };
  return service;
}

function loadMasterKey(path: string): Buffer {
  if (!existsSync(path)) createOnce(path, randomBytes(32).toString("hex"));
  const key = Buffer.from(readFileSync(path, "utf8").trim(), "hex");
  if (key.length !== 32) throw new Error(`The key file ${path} does not hold 32 bytes in hex; restore it from your backup`);
  return key;
}

/** Written beside and linked into place: a kill never leaves half a file, and of two processes the first one's stays. */
function createOnce(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}

/** Compares two secrets in constant time, whatever their lengths. */
export function equalSecrets(left: string, right: string): boolean {
  const a = createHmac("sha256", "compare").update(left).digest();
  const b = createHmac("sha256", "compare").update(right).digest();
  return timingSafeEqual(a, b);
}
