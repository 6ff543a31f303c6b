// Files named on the command line may come from a stranger: they are bounded before they are read, and a name never
// leads to anything but a regular file.
import { constants } from "node:fs";
import { open, opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";

const MIB = 1024 * 1024;
/** Larger than any advisory, bundle or inventory we know of; a command may ask for less. */
const MOST_BYTES = 64 * MIB;
const MOST_FILES = 20_000;
const DEEPEST = 8;

/** The bytes of a file, or of standard input for `-`. */
export async function readInput(path: string, talk: Talk, mostBytes = MOST_BYTES): Promise<Uint8Array> {
  return path === "-" ? readStream("standard input", talk.surroundings.stdin, mostBytes) : readFile(path, mostBytes);
}

/** A file's JSON; says which file when it is none. */
export async function readJson(path: string, talk: Talk, mostBytes = MOST_BYTES): Promise<unknown> {
  return parseJson(path, await readInput(path, talk, mostBytes));
}

export function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) throw unusable("not-json", `${path}: not JSON (${error.message}).`, error);
    if (error instanceof TypeError) throw unusable("not-utf8", `${path}: not UTF-8 text.`, error);
    throw error;
  }
}

/** The `.json` files below a folder, sorted; links are not followed. A file stands for itself. */
export async function listJsonFiles(path: string): Promise<readonly string[]> {
  return listFiles(path, [".json"]);
}

/** The same for other endings. */
export async function listFiles(path: string, endings: readonly string[]): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw explainFileError(path, error);
  });
  if (found.isFile()) return [path];
  const files: string[] = [];
  await collectFiles(path, { files, endings, depth: 0 });
  if (files.length === 0) throw unusable("empty-folder", `${path}: holds no ${endings.join(" or ")} file.`);
  return files.toSorted();
}

/** The folder itself, when it is one. */
export async function requireFolder(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw explainFileError(path, error);
  });
  if (!found.isDirectory()) throw unusable("not-a-folder", `${path}: not a folder.`);
  return path;
}

async function collectFiles(folder: string, { files, endings, depth }: { readonly files: string[]; readonly endings: readonly string[]; readonly depth: number }): Promise<void> {
  if (depth > DEEPEST) throw unusable("too-deep", `${folder}: more than ${DEEPEST} folders deep.`);
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await collectFiles(path, { files, endings, depth: depth + 1 });
    if (entry.isFile() && endings.some((ending) => entry.name.toLowerCase().endsWith(ending))) files.push(path);
    if (files.length > MOST_FILES) throw unusable("too-many-files", `${folder}: more than ${MOST_FILES} files; give a smaller folder.`);
  }
}

async function readFile(path: string, mostBytes: number): Promise<Uint8Array> {
  try {
    // Not to wait for the other end of a pipe; what is no regular file is refused next.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) throw unusable("not-a-file", `${path}: not a regular file.`);
    if (found.size > mostBytes) throw tooLarge(path, mostBytes);
    return await readStream(path, file.createReadStream({ autoClose: false }), mostBytes);
  } catch (error) {
    throw explainFileError(path, error);
  }
}

/** Bounded while it is read, since a file may grow. */
async function readStream(name: string, stream: AsyncIterable<Uint8Array | string>, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
    size += bytes.length;
    if (size > mostBytes) throw tooLarge(name, mostBytes);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not use it",
  EPERM: "this user may not use it",
  EROFS: "nothing can be written there",
  ENOSPC: "no space is left there",
  EEXIST: "a folder in the path is none",
  EISDIR: "is a folder",
  ENOTDIR: "a folder in the path is none",
  ELOOP: "is a link that leads in a circle",
};

/** Puts the name of the file and a sentence in place of what the system says. */
export function explainFileError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  const reason = FILE_ERRORS[error.code];
  return reason === undefined ? error : unusable("unreadable", `${path}: ${reason}.`, error);
}

function tooLarge(path: string, mostBytes: number): CliError {
  return unusable("too-large", `${path}: larger than ${mostBytes < MIB ? `${mostBytes} bytes` : `${mostBytes / MIB} MiB`}, which is the most that is read.`);
}

function unusable(code: string, message: string, cause?: unknown): CliError {
  return new CliError(EXIT.usage, code, message, cause === undefined ? undefined : { cause });
}
