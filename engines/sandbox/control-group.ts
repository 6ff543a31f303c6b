import { chownSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Owner } from "./confined-files.ts";
import type { SandboxLimits } from "./sandbox.types.ts";

// Synchronous calls on purpose: these are kernel memory, some 10 µs each.
//
// A process joins by writing 0 ("myself") to `joinFiles` before it becomes bwrap. Being moved by us instead would take
// the kernel's global lock against all forks: 9 ms measured, against 0.06 ms.

/** Where this process may make control groups; one folder for both controllers in version 2. */
export interface ControlGroupHost {
  readonly version: 1 | 2;
  readonly memory: string;
  readonly pids: string;
}

export interface ControlGroup {
  /** Where a process writes 0 to join. */
  readonly joinFiles: readonly string[];
  /** Processes the kernel killed because the group was over its memory. */
  countOutOfMemoryKills(): number;
  /** Resolves when the group is gone, which proves that no process of the run is left. */
  remove(): Promise<void>;
}

const REMOVAL_MS = 5_000;
// bubblewrap outside, the first process inside, and what it forks to write the id maps.
const OWN_PROCESSES = 3;
const MOUNT = "/sys/fs/cgroup";

function pathOf(process: number | "self", controller: string): string {
  for (const line of readFileSync(`/proc/${process}/cgroup`, "utf8").split("\n")) {
    const [, controllers = "", path = "/"] = line.split(":");
    if (controllers.split(",").includes(controller)) return path;
  }
  return "/";
}

function* upwards(path: string): Generator<string> {
  for (let current = path; ; current = join(current, "..")) {
    yield current;
    if (current === "/") return;
  }
}

function findWritable(mount: string, path: string, isUsable: (folder: string) => boolean): string | undefined {
  for (const level of upwards(path)) {
    const folder = join(mount, level);
    if (!existsSync(folder) || !isUsable(folder)) continue;
    const trial = join(folder, `breakwater-trial-${process.pid}`);
    try {
      mkdirSync(trial);
      rmdirSync(trial);
      return folder;
    } catch {
      // Not ours to write: the next folder up may be. Best effort by design; `SandboxInfo` says what held.
    }
  }
  return undefined;
}

/** Looks for a place to make groups: version 2 where memory and pids are delegated, else version 1, else none. */
export function findControlGroupHost(): ControlGroupHost | undefined {
  if (existsSync(`${MOUNT}/cgroup.controllers`)) {
    const folder = findWritable(MOUNT, pathOf("self", ""), (candidate) => {
      const delegated = readFileSync(join(candidate, "cgroup.subtree_control"), "utf8").trim().split(" ");
      return delegated.includes("memory") && delegated.includes("pids");
    });
    return folder === undefined ? undefined : { version: 2, memory: folder, pids: folder };
  }
  const memory = findWritable(`${MOUNT}/memory`, pathOf("self", "memory"), () => true);
  const pids = findWritable(`${MOUNT}/pids`, pathOf("self", "pids"), () => true);
  return memory === undefined || pids === undefined ? undefined : { version: 1, memory, pids };
}

function setIfPresent(file: string, value: string): void {
  if (existsSync(file)) writeFileSync(file, value);
}

/** Belt to the pid namespace's braces: whatever of the run is still in its group ends here. */
function killAll(folder: string): void {
  for (const pid of readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").map(Number)) {
    // The kernel writes 0 for a process that our own namespace does not know; killing 0 would be killing us.
    if (pid <= 1) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
    }
  }
}

// A killed tree closes its pipes a little before the kernel takes its last process off the group.
async function removeWhenEmpty(folder: string): Promise<void> {
  const deadline = performance.now() + REMOVAL_MS;
  for (let pauseMs = 0; ; pauseMs = Math.min(pauseMs + 1, 20)) {
    try {
      return rmdirSync(folder);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EBUSY" || performance.now() > deadline) throw cause;
      killAll(folder);
    }
    await setTimeout(pauseMs);
  }
}

function readOutOfMemoryKills(events: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(readFileSync(events, "utf8"))?.[1] ?? 0);
}

const LOOK_MS = 5;

/**
 * Notices out-of-memory kills in a group that someone else made for this process and will remove. Podman 4 does not
 * tell of them; it removes the group some 50 ms after the last process, so looking this often sees them.
 */
export function watchOutOfMemory(pid: number): { readonly hasKilled: () => boolean; readonly stop: () => void } {
  let events: string | undefined;
  let isKilled = false;
  const look = (): void => {
    try {
      const isVersion2 = existsSync(`${MOUNT}/cgroup.controllers`);
      events ??= isVersion2 ? join(MOUNT, pathOf(pid, ""), "memory.events") : join(MOUNT, "memory", pathOf(pid, "memory"), "memory.oom_control");
      isKilled ||= readOutOfMemoryKills(events) > 0;
    } catch (cause) {
      // Ended, and its group with it; or not ours to see.
      if (!["ENOENT", "ENODEV", "ESRCH", "EACCES"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    }
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return { hasKilled: () => isKilled, stop: () => clearInterval(timer) };
}

/** One group for one run. `name` is unique on the host. `joiner`, if given, is the account that may join. */
export function createControlGroup(host: ControlGroupHost, name: string, limits: SandboxLimits, joiner?: Owner): ControlGroup {
  const folders = [...new Set([join(host.memory, name), join(host.pids, name)])];
  const [memory = "", pids = memory] = folders;
  for (const folder of folders) mkdirSync(folder);
  writeFileSync(join(pids, "pids.max"), String(limits.processes + OWN_PROCESSES));
  if (host.version === 2) {
    writeFileSync(join(memory, "memory.max"), String(limits.memoryBytes));
    setIfPresent(join(memory, "memory.swap.max"), "0");
    setIfPresent(join(memory, "memory.oom.group"), "1");
  } else {
    writeFileSync(join(memory, "memory.limit_in_bytes"), String(limits.memoryBytes));
    setIfPresent(join(memory, "memory.memsw.limit_in_bytes"), String(limits.memoryBytes));
  }
  const joinFiles = folders.map((folder) => join(folder, host.version === 2 ? "cgroup.procs" : "tasks"));
  if (joiner) for (const file of joinFiles) chownSync(file, joiner.uid, joiner.gid);
  const events = join(memory, host.version === 2 ? "memory.events" : "memory.oom_control");
  return {
    joinFiles,
    countOutOfMemoryKills() {
      return readOutOfMemoryKills(events);
    },
    async remove() {
      for (const folder of folders) await removeWhenEmpty(folder);
    },
  };
}
