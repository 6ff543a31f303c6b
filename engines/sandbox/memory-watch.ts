import { readdirSync, readFileSync } from "node:fs";

// 20 looks a second find a runaway program before it harms the host, and cost well under one per cent of a core.
const INTERVAL_MS = 50;

/** What a look at a process gives, or `gone` when it ended between two looks. */
function lookIfAlive<Seen>(look: () => Seen, gone: Seen): Seen {
  try {
    return look();
  } catch (cause) {
    if (["ENOENT", "ESRCH"].includes((cause as NodeJS.ErrnoException).code ?? "")) return gone;
    throw cause;
  }
}

const readIfAlive = (file: string): string => lookIfAlive(() => readFileSync(file, "utf8"), "");

function childrenOf(pid: number): number[] {
  return lookIfAlive(() => readdirSync(`/proc/${pid}/task`), []).flatMap((task) =>
    readIfAlive(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean).map(Number),
  );
}

function residentBytes(pid: number): number {
  const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readIfAlive(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
  return childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), own);
}

/**
 * Stands in for a memory control group where the host gives none: looks at the tree's resident memory and calls
 * `onExceeded` once. Pages shared between processes are counted for each, so it errs towards killing.
 */
export function watchMemory(pid: number, limitBytes: number, onExceeded: () => void): () => void {
  const timer = setInterval(() => {
    if (residentBytes(pid) <= limitBytes) return;
    clearInterval(timer);
    onExceeded();
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
