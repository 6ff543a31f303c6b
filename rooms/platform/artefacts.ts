import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PlatformRefusal } from "./refusal.ts";
import type { KeyService } from "./keys.ts";

/** Bytes kept by their SHA-256 digest, encrypted at rest. Nothing in it can be changed, only added. */
export interface ArtefactStore {
  /** Keeps the bytes durably (synced before it returns) and returns their SHA-256 digest, hex. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes of a digest; throws when they are missing or were altered on disk. */
  get(digest: string): Promise<Buffer>;
  has(digest: string): Promise<boolean>;
}

const DIGEST = /^[0-9a-f]{64}$/;
const MAX_BYTES = 64 * 1024 * 1024;

export function createArtefactStore(directory: string, keys: KeyService): ArtefactStore {
  const pathOf = (digest: string) => {
    if (!DIGEST.test(digest)) throw new PlatformRefusal("invalid-input", "digest: expected a SHA-256 in hex", { field: "digest" });
    return join(directory, digest.slice(0, 2), digest);
  };
  return {
    put: async (bytes) => {
      if (bytes.length > MAX_BYTES) throw new PlatformRefusal("too-large", `The file is larger than ${MAX_BYTES / 1048576} MiB`);
      const digest = createHash("sha256").update(bytes).digest("hex");
      const path = pathOf(digest);
      if (!(await exists(path))) await replaceDurably(path, keys.seal("artefact", digest, bytes));
      return digest;
    },
    get: async (digest) => {
      const bytes = keys.open("artefact", digest, await readFile(pathOf(digest), "utf8"));
      if (createHash("sha256").update(bytes).digest("hex") !== digest) throw new Error(`Artefact ${digest} was altered on disk`);
      return bytes;
    },
    has: (digest) => exists(pathOf(digest)),
  };
}

/** Writes a file whole: a kill leaves the earlier one, or none. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
