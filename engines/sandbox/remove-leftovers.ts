import { readdirSync, rmdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ControlGroupHost } from "./control-group.ts";

/** Start of the name of everything this process makes on the host; a later process can tell whose it was. */
export function toHostName(kind: "sandbox" | "witness" | "group" | "network" | "launcher"): string {
  return `breakwater-${kind}-${process.pid}-`;
}

function isOfDeadProcess(name: string): boolean {
  const pid = /^breakwater-(?:sandbox|witness|group|network|launcher)-(\d+)-/.exec(name)?.[1];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Clears what a killed process left behind. Its sandboxes' programs died with it (die-with-parent). */
export async function removeLeftovers(directories: readonly string[], groups: ControlGroupHost | undefined): Promise<void> {
  for (const directory of directories) {
    for (const name of (await readdir(directory)).filter(isOfDeadProcess)) {
      try {
        await rm(join(directory, name), { recursive: true, force: true });
      } catch (cause) {
        // Another account's, or made undeletable from inside: not worth failing a start for.
        if (!["EPERM", "EACCES", "ENOTEMPTY", "ENAMETOOLONG"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
      }
    }
  }
  for (const folder of new Set(groups ? [groups.memory, groups.pids] : [])) {
    for (const name of readdirSync(folder).filter(isOfDeadProcess)) {
      try {
        rmdirSync(join(folder, name));
      } catch (cause) {
        if (!["EBUSY", "ENOENT", "EPERM", "EACCES"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
      }
    }
  }
}
