import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, readSync, rmdirSync } from "node:fs";
import { join } from "node:path";

// Synchronous calls on purpose: these are kernel memory, some 10 µs each.

/** Where this process may make control groups; one folder for both controllers in version 2. */
export interface ControlGroupHost {
  readonly version: 1 | 2;
  readonly memory: string;
  readonly pids: string;
}

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

/** Of the text of `memory.events`, or of version 1's `memory.oom_control`. */
export function parseOutOfMemoryKills(events: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
}

const LOOK_MS = 5;

/**
 * Notices out-of-memory kills in a group that someone else made for this process and will remove. Podman 4 does not
 * tell of them; it removes the group some 50 ms after the last process, so looking this often sees most of them. What a
 * busy host made us miss, `isInKernelLog` finds.
 */
export function watchOutOfMemory(pid: number): { readonly hasKilled: () => boolean; readonly stop: () => void } {
  let events: string | undefined;
  let isKilled = false;
  const look = (): void => {
    try {
      const isVersion2 = existsSync(`${MOUNT}/cgroup.controllers`);
      events ??= isVersion2 ? join(MOUNT, pathOf(pid, ""), "memory.events") : join(MOUNT, "memory", pathOf(pid, "memory"), "memory.oom_control");
      isKilled ||= parseOutOfMemoryKills(readFileSync(events, "utf8")) > 0;
    } catch (cause) {
      // Ended, and its group with it; or not ours to see.
      if (!["ENOENT", "ENODEV", "ESRCH", "EACCES"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    }
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return { hasKilled: () => isKilled, stop: () => clearInterval(timer) };
}

const KERNEL_LOG = "/dev/kmsg";
const RECORD_BYTES = 8192;

function* readRecords(log: number): Generator<string> {
  const record = Buffer.alloc(RECORD_BYTES);
  for (;;) {
    try {
      yield record.toString("utf8", 0, readSync(log, record, 0, RECORD_BYTES, null));
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "EAGAIN") return;
      // The oldest records were overwritten meanwhile; the next call goes on with what is left.
      if (code !== "EPIPE") throw cause;
    }
  }
}

/**
 * Whether the kernel's log tells of an out-of-memory kill in the group of this unguessable name, which may be gone: some
 * 5 ms. False also where the log is not ours to read. The kernel leaves such lines out beyond ten in five seconds.
 */
export function isInKernelLog(group: string): boolean {
  let log: number;
  try {
    log = openSync(KERNEL_LOG, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    if (["ENOENT", "EPERM", "EACCES"].includes((cause as NodeJS.ErrnoException).code ?? "")) return false;
    throw cause;
  }
  try {
    for (const record of readRecords(log)) if (record.includes("oom_memcg=") && record.includes(group)) return true;
    return false;
  } finally {
    closeSync(log);
  }
}
