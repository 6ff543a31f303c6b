import { constants } from "node:fs";
import { mkdir, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";

/** Largest bundle that is looked at. */
export const BUNDLE_BYTES = 64 * 1024;
/** A folder full of junk must not hold a guard up for ever; what is left comes next time. */
export const FILES_AT_ONCE = 500;
const BUNDLE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.json$/;

/** Names of the bundles in a folder, in order; none when the folder is not there yet. */
async function listBundleFiles(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => BUNDLE_NAME.test(name)).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

export interface BundleFile {
  readonly name: string;
  /** Changes when the file is replaced. */
  readonly stamp: string;
  /** At most one byte more than `BUNDLE_BYTES`, so that a larger file shows itself as one. */
  readonly bytes: Buffer;
}

/**
 * Reads a bundle the other side wrote. Whoever fills the folder is not trusted: links are not followed, pipes not waited
 * for, and no more is read than a bundle may hold. Undefined when there is no regular file (any more) or it is as `known`.
 */
export async function readBundleFile(directory: string, name: string, known?: string): Promise<BundleFile | undefined> {
  let file;
  try {
    file = await open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ELOOP", "ENXIO", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  try {
    const { ino, size, mtimeMs, ...stats } = await file.stat();
    const stamp = `${ino}/${size}/${mtimeMs}`;
    if (stamp === known || (stats.mode & constants.S_IFMT) !== constants.S_IFREG) return undefined;
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

/** The newly written or replaced bundles; `seen` (name → stamp) is the caller's memory of the others. */
export async function readNewBundles(directory: string, seen: ReadonlyMap<string, string>): Promise<readonly BundleFile[]> {
  const files: BundleFile[] = [];
  for (const name of await listBundleFiles(directory)) {
    const file = await readBundleFile(directory, name, seen.get(name));
    if (file) files.push(file);
    if (files.length >= FILES_AT_ONCE) break;
  }
  return files;
}

/** Written beside, synced, then renamed: the other side sees the whole file or none. */
export async function writeBundleFile(directory: string, name: string, text: string): Promise<void> {
  if (!BUNDLE_NAME.test(name)) throw new Error(`${JSON.stringify(name)} is not a bundle's file name`);
  await mkdir(directory, { recursive: true });
  const draft = join(directory, `${name}.${process.pid}.draft`);
  const file = await open(draft, "w", 0o640);
  try {
    await file.writeFile(text);
    // The other side may run as another user; the folder's group is the one both belong to.
    await file.chmod(0o640);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, name));
  const folder = await open(directory, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
