import { randomUUID } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseOutOfMemoryKills, type ControlGroupHost } from "./control-group.ts";
import { toHostName } from "./remove-leftovers.ts";
import type { SandboxLimits } from "./sandbox.types.ts";

/*
 * A control group is used by one run after another, because to make and to remove one takes 0.1 ms of our CPU, and more of the
 * kernel's behind it:
 *
 *   made → of a run → empty → idle → of another run … → idle for half a second, or the process exits → removed
 *                   ↘ empty, but memory is still charged to it, or enough are idle → removed
 *                   ↘ not empty after its processes were killed for 5 s → the run fails, and the group is never used again
 *
 * What a run could leave to the next: a process (the kernel counts none in a group that is taken), memory (a little, see below),
 * the count of kills (the next run's begins at it), limits (set before the run has the group).
 * What a killed process leaves, `removeLeftovers` of a later one removes.
 *
 * A process joins by writing 0 ("myself") to `joinFiles` before it becomes bwrap. Being moved by us instead would take the
 * kernel's global lock against all forks: 9 ms measured, against 0.06 ms.
 */

type GroupLimits = Pick<SandboxLimits, "memoryBytes" | "processes">;

/** Of one run, until it is given back. */
export interface ControlGroup {
  /** Where a process writes 0 to join. */
  readonly joinFiles: readonly string[];
  /** Processes that the kernel killed because the group was over its memory. */
  countOutOfMemoryKills(): number;
  /** Resolves when no process of the run is left. */
  giveBack(): Promise<void>;
}

const EMPTYING_MS = 5_000;
// bubblewrap outside, the first process inside, and what it forks to write the id maps.
const OWN_PROCESSES = 3;
const MOST_IDLE = 8;
const IDLE_MS = 500;
// The kernel's own books of a run that is over hold some hundred kB for a moment. What holds more may be a file system in memory
// whose removal goes on: the next run would be short of it.
const MOST_HELD_BYTES = 4 * 1024 * 1024;

const buffer = Buffer.allocUnsafe(4_096);
/** A file of the kernel's, made anew for each reading from its begin. */
const readAnew = (descriptor: number): string => buffer.toString("latin1", 0, readSync(descriptor, buffer, 0, buffer.length, 0));

class HostGroup {
  readonly joinFiles: readonly string[];
  readonly #folders: readonly string[];
  readonly #memory: string;
  readonly #pids: string;
  readonly #version: 1 | 2;
  readonly #hasSwap: boolean;
  /** Kept open: to open one takes longer than to read it. */
  readonly #descriptors: { readonly tasks: number; readonly bytes: number; readonly kills: number };
  #limits: GroupLimits | undefined;

  constructor({ version, memory, pids }: ControlGroupHost) {
    const name = `${toHostName("group")}${randomUUID()}`;
    this.#version = version;
    this.#memory = join(memory, name);
    this.#pids = join(pids, name);
    // Processes are counted by the group that is joined first: whoever is in the other is in it too.
    this.#folders = [...new Set([this.#pids, this.#memory])];
    for (const folder of this.#folders) mkdirSync(folder);
    this.joinFiles = this.#folders.map((folder) => join(folder, version === 2 ? "cgroup.procs" : "tasks"));
    const swap = join(this.#memory, version === 2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    this.#hasSwap = existsSync(swap);
    if (version === 2) {
      if (this.#hasSwap) writeFileSync(swap, "0");
      if (existsSync(join(this.#memory, "memory.oom.group"))) writeFileSync(join(this.#memory, "memory.oom.group"), "1");
    }
    const open = (folder: string, file: string) => openSync(join(folder, file), "r");
    this.#descriptors = {
      tasks: open(this.#pids, "pids.current"),
      bytes: open(this.#memory, version === 2 ? "memory.current" : "memory.usage_in_bytes"),
      kills: open(this.#memory, version === 2 ? "memory.events" : "memory.oom_control"),
    };
  }

  /** Those included that have ended and were not waited for: they count against the next run's limit. */
  countTasks(): number {
    return Number(readAnew(this.#descriptors.tasks));
  }
  countBytes(): number {
    return Number(readAnew(this.#descriptors.bytes));
  }
  countOutOfMemoryKills(): number {
    return parseOutOfMemoryKills(readAnew(this.#descriptors.kills));
  }

  prepare({ memoryBytes, processes }: GroupLimits): void {
    if (this.#limits?.processes !== processes) writeFileSync(join(this.#pids, "pids.max"), String(processes + OWN_PROCESSES));
    if (this.#limits?.memoryBytes !== memoryBytes) {
      const plain = this.#version === 2 ? "memory.max" : "memory.limit_in_bytes";
      const files = this.#version === 2 || !this.#hasSwap ? [plain] : [plain, "memory.memsw.limit_in_bytes"];
      // The second may at no time be below the first.
      for (const file of memoryBytes > (this.#limits?.memoryBytes ?? Infinity) ? files.toReversed() : files) writeFileSync(join(this.#memory, file), String(memoryBytes));
    }
    this.#limits = { memoryBytes, processes };
  }

  /** A killed tree closes its pipes a little before the kernel takes its last process off the group. */
  async untilEmpty(): Promise<void> {
    const deadline = performance.now() + EMPTYING_MS;
    for (let pauseMs = 0; this.countTasks() > 0; pauseMs = Math.min(pauseMs + 1, 20)) {
      const members = this.joinFiles.flatMap((file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number));
      // Those that have ended are members no more.
      if (members.length === 0) return;
      if (performance.now() > deadline) throw new Error(`processes ${members.join(", ")} of a run outlived its end by ${EMPTYING_MS} ms`);
      killAll(members);
      await delay(pauseMs);
    }
  }

  remove(): void {
    for (const descriptor of Object.values(this.#descriptors)) closeSync(descriptor);
    for (const folder of this.#folders) rmdirSync(folder);
  }
}

/** Belt to the pid namespace's braces: whatever of the run is still in its group ends here. */
function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    // The kernel writes 0 for a process that our own namespace does not know; killing 0 would be killing us.
    if (pid <= 1) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
    }
  }
}

const idle = new Map<string, HostGroup[]>();
let removal: NodeJS.Timeout | undefined;

function idleOf({ memory, pids }: ControlGroupHost): HostGroup[] {
  // The first of this process.
  if (idle.size === 0) process.once("exit", removeIdle);
  const place = `${memory}\n${pids}`;
  const groups = idle.get(place) ?? [];
  idle.set(place, groups);
  return groups;
}

function removeIdle(): void {
  for (const group of [...idle.values()].flatMap((groups) => groups.splice(0))) {
    try {
      group.remove();
    } catch (cause) {
      // Somebody else's process went in, or removed it: `removeLeftovers` of a later process looks again.
      if (!["EBUSY", "ENOENT"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    }
  }
}

function keep(group: HostGroup, groups: HostGroup[]): void {
  groups.push(group);
  removal = removal?.refresh() ?? setTimeout(removeIdle, IDLE_MS).unref();
}

/** An empty group with these limits, for one run. Who joins is of our own account. */
export function takeControlGroup(host: ControlGroupHost, limits: GroupLimits): ControlGroup {
  const groups = idleOf(host);
  const at = groups.findLastIndex((known) => known.countTasks() === 0);
  const group = groups.splice(at, at < 0 ? 0 : 1)[0] ?? new HostGroup(host);
  try {
    group.prepare(limits);
  } catch (cause) {
    group.remove();
    throw cause;
  }
  const before = group.countOutOfMemoryKills();
  return {
    joinFiles: group.joinFiles,
    countOutOfMemoryKills: () => group.countOutOfMemoryKills() - before,
    async giveBack() {
      await group.untilEmpty();
      if (groups.length < MOST_IDLE && group.countBytes() <= MOST_HELD_BYTES) keep(group, groups);
      else group.remove();
    },
  };
}
