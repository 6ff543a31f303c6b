import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";

import { isSelected } from "./pattern.rules.ts";
import type { FileSelection } from "./set.types.ts";

export interface SelectedFile {
  readonly content: Uint8Array;
  /** 0o755 where the file can be run, else 0o644. */
  readonly mode: number;
}
/** Files by path below the folder that was selected from, in the order of their paths. */
export type SelectedFiles = ReadonlyMap<string, SelectedFile>;

/** What one task's files may amount to. */
const MOST_FILES = 20_000;
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;
const LARGEST_SELECTION_BYTES = 256 * 1024 * 1024;

export class SelectionError extends Error {
  override readonly name = "SelectionError";
}

/** Paths of the regular files that a selection names, sorted. Links are left out: they could show what is not of the task. */
export async function listSelection(directory: string, selection: FileSelection): Promise<readonly string[]> {
  const root = join(directory, selection.from);
  const paths: string[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== ".git") await walk(path);
      else if (entry.isFile() && isSelected(path, selection)) paths.push(path);
      if (paths.length > MOST_FILES) throw new SelectionError(`${selection.from} holds more than ${MOST_FILES} files; narrow it with include or exclude`);
    }
  };
  // A task need not have files to show.
  if ((await lstat(root).catch(() => null))?.isDirectory()) await walk("");
  return paths.toSorted();
}

export async function readSelection(directory: string, selection: FileSelection | null): Promise<SelectedFiles> {
  const files = new Map<string, SelectedFile>();
  if (!selection) return files;
  let total = 0;
  for (const path of await listSelection(directory, selection)) {
    const file = await readTaskFile(directory, join(selection.from, path));
    total += file.content.length;
    if (total > LARGEST_SELECTION_BYTES) throw new SelectionError(`${selection.from} is larger than ${LARGEST_SELECTION_BYTES} bytes; narrow it with include or exclude`);
    files.set(path, file);
  }
  return files;
}

export async function readTaskFile(directory: string, path: string): Promise<SelectedFile> {
  await using file = await open(join(directory, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const { mode, size } = await file.stat();
  if (size > LARGEST_FILE_BYTES) throw new SelectionError(`${path} is larger than ${LARGEST_FILE_BYTES} bytes; exclude it`);
  return { content: new Uint8Array(await file.readFile()), mode: mode & 0o111 ? 0o755 : 0o644 };
}
