import { constants } from "node:fs";
import { mkdir, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Services } from "#rooms/platform";

/** Largest bundle that is looked at. */
export const BUNDLE_BYTES = 64 * 1024;
// A folder full of junk must not hold the guard up for ever; what is left comes next time.
const FILES_AT_ONCE = 500;
const BUNDLE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.json$/;

export interface ExchangeFolders {
  readonly incoming: string;
  readonly outgoing: string;
}

/** The two folders, or undefined in an installation without an enclave. */
export function findExchangeFolders(services: Services): ExchangeFolders | undefined {
  const { exchangeDirectory } = services.configuration;
  return exchangeDirectory === undefined ? undefined : { incoming: join(exchangeDirectory, "from-enclave"), outgoing: join(exchangeDirectory, "to-enclave") };
}

export interface BundleFile {
  readonly name: string;
  /** Changes when the file is replaced. */
  readonly stamp: string;
  /** At most one byte more than `BUNDLE_BYTES`, so that a larger file shows itself as one. */
  readonly bytes: Buffer;
}

/** The newly written or replaced bundles; `seen` (name → stamp) is the caller's memory of the others. */
export async function readNewBundles(directory: string, seen: ReadonlyMap<string, string>): Promise<readonly BundleFile[]> {
  const files: BundleFile[] = [];
  for (const name of await listNames(directory)) {
    const file = await readBundle(directory, name, seen.get(name));
    if (file) files.push(file);
    if (files.length >= FILES_AT_ONCE) break;
  }
  return files;
}

async function listNames(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => BUNDLE_NAME.test(name)).toSorted();
  } catch (error) {
    // Before the enclave's first start there is no folder.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Whoever fills the folder is not trusted: links are not followed, pipes not waited for, and no more is read than a bundle may hold. */
async function readBundle(directory: string, name: string, known: string | undefined): Promise<BundleFile | undefined> {
  let file;
  try {
    file = await open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ELOOP", "ENXIO", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  try {
    const stats = await file.stat();
    const stamp = `${stats.ino}/${stats.size}/${stats.mtimeMs}`;
    if (stamp === known || !stats.isFile()) return undefined;
    const buffer = Buffer.alloc(BUNDLE_BYTES + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { name, stamp, bytes: buffer.subarray(0, length) };
  } finally {
    await file.close();
  }
}

/** Written beside, synced, then renamed: the other side sees the whole file or none. Its user reads it by group. */
export async function writeBundleFile(directory: string, name: string, text: string): Promise<void> {
  if (!BUNDLE_NAME.test(name)) throw new Error(`${JSON.stringify(name)} is not a bundle's file name`);
  await mkdir(directory, { recursive: true });
  const draft = join(directory, `${name}.${process.pid}.draft`);
  const file = await open(draft, "w", 0o640);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, name));
}
