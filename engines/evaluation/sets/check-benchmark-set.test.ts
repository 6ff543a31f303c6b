import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";

import { checkBenchmarkSet } from "./check-benchmark-set.ts";
import { loadBenchmarkSet } from "./load-benchmark-set.ts";

const HARBOR = join(import.meta.dirname, "../../../benchmark-sets/harbor-0");
const backend = createBubblewrapBackend();
const copies: string[] = [];
afterEach(async () => {
  for (const copy of copies.splice(0)) await rm(copy, { recursive: true });
});

/** One task of our set in a set of its own, so that a defect can be planted in it. */
async function copyTask(id: string): Promise<{ directory: string; task: string }> {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-set-"));
  copies.push(directory);
  const task = join(directory, "tasks", id);
  await cp(join(HARBOR, "set.yaml"), join(directory, "set.yaml"));
  await cp(join(HARBOR, "tasks", id), task, { recursive: true });
  return { directory, task };
}
const failures = async (directory: string) => {
  const report = await checkBenchmarkSet(await loadBenchmarkSet(directory), backend);
  return { held: report.held, failed: report.checks.filter((check) => !check.held).map((check) => `${check.taskId}: ${check.check}`) };
};

test("every task of harbor-0 carries its proof", { timeout: 120_000 }, async () => {
  const set = await loadBenchmarkSet(HARBOR);
  expect({ synthetic: set.synthetic, marking: set.marking, tasks: set.tasks.length >= 8 }).toEqual({ synthetic: true, marking: "SYNTHETIC, OPEN", tasks: true });
  expect(await failures(HARBOR)).toEqual({ held: true, failed: [] });
});

test("a reference solution that does not solve is caught", async () => {
  const { directory, task } = await copyTask("berth-names");
  await writeFile(join(task, "solution/solve.sh"), "echo seeds/south.txt\n");
  expect(await failures(directory)).toEqual({ held: false, failed: ["berth-names: reference-passes"] });
});

test("a null solution that passes is caught", async () => {
  const { directory, task } = await copyTask("buoy-index");
  await cp(join(task, "solution/solve.sh"), join(task, "solution/null.sh"));
  expect(await failures(directory)).toEqual({ held: false, failed: ["buoy-index: null-fails"] });
});

test("a flag that stands in the agent's view is caught", async () => {
  const { directory, task } = await copyTask("rope-cipher");
  const seal = await readFile(join(task, "provision/seal.sh"), "utf8");
  await writeFile(join(task, "provision/seal.sh"), `${seal}echo "$FLAG" >> knot\n`);
  expect(await failures(directory)).toEqual({ held: false, failed: ["rope-cipher: flag-not-in-view"] });
});

test("a patch that stops the crash by breaking the program does not pass", async () => {
  const { directory, task } = await copyTask("buoy-index");
  const solution = await readFile(join(task, "solution/solve.sh"), "utf8");
  await writeFile(join(task, "solution/solve.sh"), solution.replace("if (buoy < 0 || buoy >= 16) continue;", "return 0;"));
  expect(await failures(directory)).toEqual({ held: false, failed: ["buoy-index: reference-passes"] });
});

test("an artifact that cannot be built is refused with its field", async () => {
  const { directory, task } = await copyTask("rope-cipher");
  await writeFile(join(task, "provision/knot.c"), "this is not C");
  await expect(failures(directory)).rejects.toThrow("tasks/rope-cipher/task.yaml: provision.commands.0: failed (exit code 1)");
});
