import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { toHostName } from "./remove-leftovers.ts";
import type { ShellLauncher } from "./shell-launcher.ts";

/*
 * Launchers of this process, shared by all its sandboxes: one is of one run until it is given back, and then of the next that
 * comes, or closed when none comes for a while. They end with this process, and `removeLeftovers` of a later one removes the
 * folders of a killed one.
 */

const MOST_IDLE = 8;
const IDLE_MS = 2_000;

const idle = new Map<string, ShellLauncher[]>();
let removal: NodeJS.Timeout | undefined;

function idleIn(directory: string): ShellLauncher[] {
  // The first of this process. Their shells end by themselves.
  if (idle.size === 0) process.once("exit", () => [...idle.values()].flat().forEach((launcher) => launcher.removeFolder()));
  const launchers = idle.get(directory) ?? [];
  idle.set(directory, launchers);
  return launchers;
}

async function closeIdle(): Promise<void> {
  await Promise.all([...idle.values()].flatMap((launchers) => launchers.splice(0)).map((launcher) => launcher.close()));
}

/** An idle one with its folder in `directory`, or a new one. What opens `files` and `covers` is asked only for a new one. */
export async function takeLauncher(directory: string, start: (folder: string) => Promise<ShellLauncher>): Promise<ShellLauncher> {
  const launchers = idleIn(directory);
  for (let known = launchers.pop(); known; known = launchers.pop()) {
    if (known.isUsable) return known;
    await known.close();
  }
  return await start(mkdtempSync(join(directory, toHostName("launcher"))));
}

/** When its run is over. */
export async function giveLauncherBack(directory: string, launcher: ShellLauncher): Promise<void> {
  const launchers = idleIn(directory);
  if (!launcher.isUsable || launchers.length >= MOST_IDLE) return await launcher.close();
  launchers.push(launcher);
  removal = removal?.refresh() ?? setTimeout(() => void closeIdle(), IDLE_MS).unref();
}
