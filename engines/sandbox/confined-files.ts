import { constants } from "node:fs";
import { mkdir, open, opendir, rename, rm, type FileHandle } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { SandboxError, toShownText } from "./sandbox.errors.ts";

// The folder below is written by an untrusted program while we walk it: any name may become a link between two of our
// calls. So each step opens one name relative to an already open folder (/proc/self/fd/N is openat by another name) and
// never follows a link.

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY, O_NONBLOCK, O_WRONLY, O_CREAT, O_EXCL } = constants;
const COPY_LIMIT_BYTES = 256 * 1024 * 1024;
const COPY_LIMIT_FILES = 20_000;

/** Splits a path below /box, given relative or with the `/box/` in front. */
export function parseWorkPath(path: string): readonly string[] {
  const relative = path.startsWith("/box/") ? path.slice("/box/".length) : path;
  const names = relative.split("/").filter((name) => name !== "" && name !== ".");
  const isSafe = !relative.startsWith("/") && !names.includes("..") && !path.includes("\0") && Buffer.byteLength(path) <= 4000;
  if (!isSafe || names.length === 0)
    throw new SandboxError("path-refused", `Path ${toShownText(path)} does not name something below /box`);
  return names;
}

function under(folder: FileHandle, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}

function toRefusal(cause: unknown, path: string): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return new SandboxError("not-found", `No file ${toShownText(path)} in the sandbox`, { cause });
  if (code === "ELOOP" || code === "ENOTDIR" || code === "ENXIO" || code === "EACCES" || code === "EISDIR" || code === "ENOTEMPTY" || code === "ENAMETOOLONG")
    return new SandboxError("path-refused", `Path ${toShownText(path)} goes through a link or is not a regular file (${code})`, { cause });
  return cause;
}

/** Opens the folder that holds the last name of `names`, making missing folders where `owner` is given. */
async function openParent(root: string, names: readonly string[], owner?: Owner): Promise<FileHandle> {
  let folder = await open(root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  for (const name of names.slice(0, -1)) {
    try {
      if (owner) await makeFolder(folder, name, owner);
      const next = await open(under(folder, name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      await folder.close();
      folder = next;
    } catch (cause) {
      await folder.close();
      throw cause;
    }
  }
  return folder;
}

async function makeFolder(parent: FileHandle, name: string, owner: Owner): Promise<void> {
  try {
    await mkdir(under(parent, name), { mode: 0o755 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return;
    throw cause;
  }
  await using made = await open(under(parent, name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  await made.chown(owner.uid, owner.gid);
}

export async function readConfined(root: string, path: string, maxBytes: number): Promise<Uint8Array> {
  const names = parseWorkPath(path);
  try {
    await using folder = await openParent(root, names);
    // O_NONBLOCK: a FIFO left in place of the file must not hold us.
    await using file = await open(under(folder, names.at(-1) ?? ""), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return await readBounded(file, path, maxBytes);
  } catch (cause) {
    throw toRefusal(cause, path);
  }
}

async function readBounded(file: FileHandle, path: string, maxBytes: number): Promise<Uint8Array> {
  const { size, ...status } = await file.stat().then((found) => ({ size: found.size, isFile: found.isFile() }));
  if (!status.isFile) throw new SandboxError("path-refused", `Path ${toShownText(path)} is not a regular file`);
  if (size > maxBytes)
    throw new SandboxError("too-large", `File ${toShownText(path)} has ${size} bytes; at most ${maxBytes} are read`);
  // The file may still grow; what is read is bounded by what was promised.
  const bytes = new Uint8Array(size);
  const { bytesRead } = await file.read(bytes, 0, size, 0);
  return bytes.subarray(0, bytesRead);
}

export async function writeConfined(root: string, path: string, content: Uint8Array | string, mode: number, owner: Owner): Promise<void> {
  const names = parseWorkPath(path);
  try {
    await using folder = await openParent(root, names, owner);
    await replaceFile(folder, names.at(-1) ?? "", content, mode, owner);
  } catch (cause) {
    throw toRefusal(cause, path);
  }
}

/** A new file renamed over the name: whatever stood there (a link, a FIFO, a running program) is replaced, not opened. */
async function replaceFile(folder: FileHandle, name: string, content: Uint8Array | string, mode: number, owner: Owner): Promise<void> {
  const fresh = under(folder, `.breakwater-${randomUUID()}`);
  await using file = await open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await file.writeFile(content);
    await file.chown(owner.uid, owner.gid);
    await file.chmod(mode & 0o777);
    await rename(fresh, under(folder, name));
  } catch (cause) {
    await rm(fresh, { force: true });
    throw cause;
  }
}

/** Copies regular files and folders; links, devices and sockets in the host folder are left out. */
export async function copyInConfined(root: string, hostDirectory: string, path: string, owner: Owner): Promise<void> {
  const budget = { bytes: COPY_LIMIT_BYTES, files: COPY_LIMIT_FILES };
  const copyFolder = async (from: string, to: string): Promise<void> => {
    for await (const entry of await opendir(from)) {
      const source = join(from, entry.name);
      if (entry.isDirectory()) await copyFolder(source, `${to}/${entry.name}`);
      else if (entry.isFile()) {
        await using file = await open(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        const { mode, size } = await file.stat();
        budget.bytes -= size;
        budget.files -= 1;
        if (budget.bytes < 0 || budget.files < 0)
          throw new SandboxError("too-large", `Folder ${toShownText(hostDirectory)} exceeds ${COPY_LIMIT_BYTES} bytes or ${COPY_LIMIT_FILES} files`);
        const content = await readBounded(file, source, COPY_LIMIT_BYTES);
        await writeConfined(root, `${to}/${entry.name}`, content, mode & 0o111 ? 0o755 : 0o644, owner);
      }
    }
  };
  await copyFolder(hostDirectory, path);
}
