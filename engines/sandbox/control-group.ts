import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { SandboxLimits } from "./sandbox.types.ts";

// Synchronous calls on purpose: these are kernel memory, some 10 µs each, and lie between the sandbox's set-up and its
// release.

/** Where this process may make control groups; one folder for both controllers in version 2. */
export interface ControlGroupHost {
  readonly version: 1 | 2;
  readonly memory: string;
  readonly pids: string;
}

export interface ControlGroup {
  add(pid: number): void;
  /** Processes the kernel killed because the group was over its memory. */
  countOutOfMemoryKills(): number;
  /** Resolves when the group is gone, which proves that no process of the run is left. */
  remove(): Promise<void>;
}

const REMOVAL_MS = 5_000;
const MOUNT = "/sys/fs/cgroup";

function ownPath(controller: string): string {
  for (const line of readFileSync("/proc/self/cgroup", "utf8").split("\n")) {
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
    const folder = findWritable(MOUNT, ownPath(""), (candidate) => {
      const delegated = readFileSync(join(candidate, "cgroup.subtree_control"), "utf8").trim().split(" ");
      return delegated.includes("memory") && delegated.includes("pids");
    });
    return folder === undefined ? undefined : { version: 2, memory: folder, pids: folder };
  }
  const memory = findWritable(`${MOUNT}/memory`, ownPath("memory"), () => true);
  const pids = findWritable(`${MOUNT}/pids`, ownPath("pids"), () => true);
  return memory === undefined || pids === undefined ? undefined : { version: 1, memory, pids };
}

function setIfPresent(file: string, value: string): void {
  if (existsSync(file)) writeFileSync(file, value);
}

// A killed tree closes its pipes a little before the kernel takes its last process off the group.
async function removeWhenEmpty(folder: string): Promise<void> {
  const deadline = performance.now() + REMOVAL_MS;
  for (let pauseMs = 0; ; pauseMs = Math.min(pauseMs + 1, 20)) {
    try {
      return rmdirSync(folder);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EBUSY" || performance.now() > deadline) throw cause;
    }
    await setTimeout(pauseMs);
  }
}

/** One group for one run. `name` is unique on the host. */
export function createControlGroup(host: ControlGroupHost, name: string, limits: SandboxLimits): ControlGroup {
  const folders = [...new Set([join(host.memory, name), join(host.pids, name)])];
  const [memory = "", pids = memory] = folders;
  for (const folder of folders) mkdirSync(folder);
  // Two more than the limit: bubblewrap's own first process and prlimit before it becomes the program.
  writeFileSync(join(pids, "pids.max"), String(limits.processes + 2));
  if (host.version === 2) {
    writeFileSync(join(memory, "memory.max"), String(limits.memoryBytes));
    setIfPresent(join(memory, "memory.swap.max"), "0");
    setIfPresent(join(memory, "memory.oom.group"), "1");
  } else {
    writeFileSync(join(memory, "memory.limit_in_bytes"), String(limits.memoryBytes));
    setIfPresent(join(memory, "memory.memsw.limit_in_bytes"), String(limits.memoryBytes));
  }
  const events = join(memory, host.version === 2 ? "memory.events" : "memory.oom_control");
  return {
    add(pid) {
      for (const folder of folders) writeFileSync(join(folder, "cgroup.procs"), String(pid));
    },
    countOutOfMemoryKills() {
      return Number(/^oom_kill (\d+)$/m.exec(readFileSync(events, "utf8"))?.[1] ?? 0);
    },
    async remove() {
      for (const folder of folders) await removeWhenEmpty(folder);
    },
  };
}
