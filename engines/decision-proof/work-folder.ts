import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cache } from "o1js";
import { DecisionProofError } from "./decision-proof.errors.ts";

const PARTIAL = /\.partial-(\d+)$/;

/**
 * A folder in which the proof system keeps what it worked out, for processes that come later or run beside. Each entry is
 * one file, named by what it was worked out from (for the circuit's, its digest), and appears there whole or not at all:
 * o1js's own cache leaves half a file behind a process that was killed, and shows one to a process that reads meanwhile.
 * Made when it is absent, for its user alone.
 * @throws DecisionProofError `prover-failed` where somebody else could write to it: they could make a false proof hold
 */
export function openWorkFolder(folder: string): Cache {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  requireOwn(folder);
  removeLeftovers(folder);
  const pathOf = ({ persistentId, uniqueId }: { readonly persistentId: string; readonly uniqueId: string }) => join(folder, `${persistentId}-${createHash("sha256").update(uniqueId).digest("hex").slice(0, 32)}`);
  return {
    read: (header) => {
      try {
        const { buffer, byteOffset, byteLength } = readFileSync(pathOf(header));
        return new Uint8Array(buffer, byteOffset, byteLength);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    write: (header, data) => {
      const path = pathOf(header);
      const partial = `${path}.partial-${process.pid}`;
      writeFileSync(partial, data, { mode: 0o600 });
      renameSync(partial, path);
    },
    canWrite: true,
  };
}

function requireOwn(folder: string): void {
  const { uid, mode } = statSync(folder);
  // Windows has neither users' numbers nor modes.
  const own = process.getuid?.() ?? uid;
  if (uid !== own || (mode & 0o022) !== 0) throw new DecisionProofError("prover-failed", `Somebody else can write to ${folder}, where the proof system keeps its work; remove it or name another folder`);
  if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/** Of processes that were killed while they wrote. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = PARTIAL.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
