import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Fixed bytes that a child reads from a descriptor. The file is unlinked at once, so nothing is left behind; each call
 * of the result opens it anew, because a reader moves the offset of the descriptor it is given.
 */
export function makeConstantFile(bytes: Uint8Array | string): () => number {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-constant-"));
  try {
    const path = join(folder, "content");
    // For everyone to read: a launcher, which may run as another account, opens its own descriptor of it anew.
    writeFileSync(path, bytes, { flag: "wx", mode: 0o444 });
    // Kept open as long as this process lives: it is what the name in /proc stands for.
    const descriptor = openSync(path, "r");
    return () => openSync(`/proc/self/fd/${descriptor}`, "r");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Opens all of them, or none. */
export function openAll(files: readonly (() => number)[]): number[] {
  const opened: number[] = [];
  try {
    for (const file of files) opened.push(file());
  } catch (cause) {
    opened.forEach((descriptor) => closeSync(descriptor));
    throw cause;
  }
  return opened;
}
