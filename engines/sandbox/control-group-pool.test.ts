import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { findControlGroupHost } from "./control-group.ts";
import { takeControlGroup, type ControlGroup } from "./control-group-pool.ts";

const host = findControlGroupHost();
const SHARED_MEMORY = "/dev/shm";
const LIMITS = { memoryBytes: 64 * 1024 * 1024, processes: 20 };
const taken: ControlGroup[] = [];
afterEach(async () => {
  for (const group of taken.splice(0)) await group.giveBack();
});
function take(limits = LIMITS): ControlGroup {
  if (!host) throw new Error("no host");
  const group = takeControlGroup(host, limits);
  taken.push(group);
  return group;
}
const giveBack = async (group: ControlGroup) => taken.splice(taken.indexOf(group), 1)[0]?.giveBack();
const foldersOf = ({ joinFiles }: ControlGroup) => joinFiles.map(dirname);
const fileOf = (group: ControlGroup, ...names: readonly string[]) => {
  const path = foldersOf(group).flatMap((folder) => names.map((name) => join(folder, name))).find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : readFileSync(path, "utf8").trim();
};
const limitsOf = (group: ControlGroup) => ({ memory: fileOf(group, "memory.max", "memory.limit_in_bytes"), pids: fileOf(group, "pids.max") });
/** A program in the group, that has begun when this resolves. */
async function runIn(group: ControlGroup, program: string) {
  const [first = "", second = first] = group.joinFiles;
  const child = spawn("/bin/sh", ["-c", `echo 0 > "$1" && echo 0 > "$2" && echo in && ${program}`, "sh", first, second], { stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  return child;
}

describe.skipIf(!host)("a control group", () => {
  test("is used by the next run when no process of the last is left, with the next run's limits", async () => {
    const first = take();
    const folders = foldersOf(first);
    await once(await runIn(first, "true"), "close");
    await giveBack(first);
    for (const [memoryBytes, processes] of [[128 * 1024 * 1024, 7], [32 * 1024 * 1024, 9]] as const) {
      const next = take({ memoryBytes, processes });
      expect(foldersOf(next)).toEqual(folders);
      expect(limitsOf(next)).toEqual({ memory: String(memoryBytes), pids: String(processes + 3) });
      expect(next.countOutOfMemoryKills()).toBe(0);
      await giveBack(next);
    }
  });

  test("is not shared by two runs at once", () => {
    expect(foldersOf(take())).not.toEqual(foldersOf(take()));
  });

  test("is given back only when what was left in it is killed and gone", async () => {
    const group = take();
    const child = await runIn(group, "(trap '' TERM; while :; do sleep 1; done)");
    const closed = once(child, "close");
    await giveBack(group);
    expect(await closed).toEqual([null, "SIGKILL"]);
    expect(fileOf(group, "cgroup.procs") ?? "").toBe("");
  });

  test("is no other run's as long as a process that has ended still counts in it, since nobody has waited for it", async () => {
    const group = take();
    const [first = "", second = first] = group.joinFiles;
    const parent = spawn("/bin/sh", ["-c", '(echo 0 > "$1"; echo 0 > "$2"; echo in) & exec sleep 60', "sh", first, second], { stdio: ["ignore", "pipe", "ignore"] });
    await once(parent.stdout, "data");
    await giveBack(group);
    expect(foldersOf(take())).not.toEqual(foldersOf(group));
    parent.kill("SIGKILL");
    await once(parent, "close");
  });

  test("counts the kills of its own run, and not those of the run before", async () => {
    const group = take();
    const child = await runIn(group, "perl -e '$x = \"x\" x 500_000_000; sleep 9'");
    await once(child, "close");
    expect(group.countOutOfMemoryKills()).toBeGreaterThan(0);
    await giveBack(group);
    const next = take();
    expect([foldersOf(next), next.countOutOfMemoryKills()]).toEqual([foldersOf(group), 0]);
  });

  test.skipIf(!existsSync(SHARED_MEMORY))("is removed when a run left memory charged to it", async () => {
    const folder = await mkdtemp(join(SHARED_MEMORY, "breakwater-test-"));
    try {
      const group = take();
      await once(await runIn(group, `head -c 16000000 /dev/zero > ${folder}/held`), "close");
      await giveBack(group);
      expect(foldersOf(group).filter((path) => existsSync(path))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("is removed when no run has used it for a while", async () => {
    const group = take();
    await giveBack(group);
    expect(foldersOf(group).every((path) => existsSync(path))).toBe(true);
    await expect.poll(() => foldersOf(group).filter((path) => existsSync(path)), { timeout: 20_000 }).toEqual([]);
  });
});
