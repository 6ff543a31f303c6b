import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { SandboxError } from "./sandbox.errors.ts";
import type { SandboxLimits } from "./sandbox.types.ts";

const FIRST_LOOK_MS = 100;
const STAT_BLOCK_BYTES = 512;
// What a program can write in this time is less than one file's limit, and looking would cost as much as the run.
const TOO_SHORT_MS = 25;

type DiskLimits = Pick<SandboxLimits, "diskBytes" | "diskFiles">;

function isGone(cause: unknown): boolean {
  // EACCES: a folder the program closed to itself, and so to new files as well.
  return ["ENOENT", "ENOTDIR", "EACCES"].includes((cause as NodeJS.ErrnoException).code ?? "");
}

/** Whether the tree is over a limit. Stops counting at the limit, so that its cost is bounded whatever lies there. */
async function isOver(folder: string, limits: DiskLimits): Promise<boolean> {
  let bytes = 0;
  let files = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    try {
      for (const entry of await readdir(next, { withFileTypes: true })) {
        const path = join(next, entry.name);
        if (entry.isDirectory()) folders.push(path);
        files += 1;
        bytes += (await lstat(path)).blocks * STAT_BLOCK_BYTES;
        if (bytes > limits.diskBytes || files > limits.diskFiles) return true;
      }
    } catch (cause) {
      // Deeper than a path may be long: nobody builds that to work in it.
      if ((cause as NodeJS.ErrnoException).code === "ENAMETOOLONG") return true;
      if (!isGone(cause)) throw cause;
    }
  }
  return false;
}

export interface DiskWatch {
  /** No more looks, and no answer. */
  cancel(): void;
  /** The last look, after the program has ended; true when it left more than it may. */
  finish(wallMs: number): Promise<boolean>;
}

/** Looks at what lies below the folder, seldom where looking takes long; calls `onExceeded` at most once. */
export function watchDisk(folder: string, limits: DiskLimits, onExceeded: () => void): DiskWatch {
  let timer: NodeJS.Timeout;
  let looking: Promise<void> | undefined;
  let failure: SandboxError | undefined;
  let isFinished = false;
  const look = async (): Promise<void> => {
    const startedAt = performance.now();
    if (await isOver(folder, limits)) onExceeded();
    // At most a tenth of the time is spent looking.
    else if (!isFinished) schedule(Math.max(FIRST_LOOK_MS, 10 * (performance.now() - startedAt)));
  };
  const schedule = (afterMs: number): void => {
    timer = setTimeout(() => {
      looking = look().catch((cause: unknown) => {
        failure = new SandboxError("start-failed", "The sandbox's folder could not be looked at while its program ran", { cause });
      });
    }, afterMs);
  };
  schedule(FIRST_LOOK_MS);
  const cancel = (): void => {
    isFinished = true;
    clearTimeout(timer);
  };
  return {
    cancel,
    async finish(wallMs) {
      cancel();
      await looking;
      if (failure !== undefined) throw failure;
      return wallMs >= TOO_SHORT_MS && (await isOver(folder, limits));
    },
  };
}
