import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The keys that encrypt keys. Each sealed record has a data key of its own, wrapped by one of these; whoever holds the
 * database holds wrapped keys only. This is all that another key store (a hardware module, a cloud's key service) has
 * to do; the default keeps files.
 */
export interface KeyEncryption {
  /** The id of the key that wraps from now on. */
  currentId(): string;
  /** Wraps a data key of 32 bytes under the current key. */
  wrap(dataKey: Uint8Array): { readonly keyId: string; readonly wrapped: Buffer };
  /** The data key again. @throws when the key is not here, or the wrapped bytes were altered */
  unwrap(keyId: string, wrapped: Uint8Array): Buffer;
  /** Makes a new key and wraps under it from now on; earlier ones stay for reading. Returns its id. */
  rotate(): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const FIRST = "0";
const KEY_FILE = /^kek-([0-9a-f]{8})\.key$/;

/**
 * Keys in files of mode 0600 in one folder. The first is derived from `master.key`; each rotation adds `kek-<id>.key`
 * and then moves `kek-current` to it, so that a kill between the two leaves the earlier key in force.
 */
export function createFileKeyEncryption(directory: string, masterKey: Uint8Array): KeyEncryption {
  const currentFile = join(directory, "kek-current");
  const keys = new Map<string, Buffer>([[FIRST, Buffer.from(hkdfSync("sha256", masterKey, "breakwater", "key-encryption", 32))]]);
  const load = () => {
    if (!existsSync(directory)) return;
    for (const file of readdirSync(directory)) {
      const id = KEY_FILE.exec(file)?.[1];
      if (id && !keys.has(id)) keys.set(id, readKeyFile(join(directory, file)));
    }
  };
  load();
  const find = (keyId: string): Buffer => {
    // Another process may have rotated since.
    if (!keys.has(keyId)) load();
    const key = keys.get(keyId);
    if (!key) throw new Error(`The key kek-${keyId}.key is not in ${directory}; restore it from your backup`);
    return key;
  };
  const currentId = () => (existsSync(currentFile) ? readFileSync(currentFile, "utf8").trim() : FIRST);
  return {
    currentId,
    wrap: (dataKey) => {
      const keyId = currentId();
      return { keyId, wrapped: encrypt(find(keyId), keyId, dataKey) };
    },
    unwrap: (keyId, wrapped) => decrypt(find(keyId), keyId, wrapped),
    rotate: () => {
      const id = randomBytes(4).toString("hex");
      writeOnce(join(directory, `kek-${id}.key`), randomBytes(32).toString("hex"));
      const draft = `${currentFile}.${process.pid}.${id}`;
      writeSynced(draft, id);
      renameSync(draft, currentFile);
      return id;
    },
  };
}

/**
 * AES-256-GCM: iv, tag, ciphertext. `associated` is bound in and not kept. The key goes in as a key object: from bare bytes
 * Node makes one in 11 µs, which by itself takes it 0.8.
 */
export function encrypt(key: Uint8Array, associated: string, plaintext: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", createSecretKey(key), iv);
  cipher.setAAD(Buffer.from(associated));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** What `encrypt` took. @throws when a byte, the key or `associated` differs */
export function decrypt(key: Uint8Array, associated: string, bytes: Uint8Array): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", createSecretKey(key), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** 32 bytes in hex. */
export function readKeyFile(path: string): Buffer {
  const key = Buffer.from(readFileSync(path, "utf8").trim(), "hex");
  if (key.length !== 32) throw new Error(`The key file ${path} does not hold 32 bytes in hex; restore it from your backup`);
  return key;
}

/** Written beside and linked into place: a kill never leaves half a file, and of two processes the first one's stays. */
export function writeOnce(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeSynced(draft, text);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
