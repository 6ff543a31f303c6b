import { spawn } from "node:child_process";
import { getPriority, setPriority } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { giveWay } from "./give-way.ts";

test.each([[0, 10], [5, 10], [10, 10], [15, 15]])("a process of niceness %i that is to give way to 10 has %i", (before, after) => {
  const child = spawn("sleep", ["60"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const pid = child.pid ?? 0;
  // Under a test run that gives way itself, a child begins where its parent is.
  if (getPriority(pid) < before) setPriority(pid, before);
  giveWay(pid, 10);
  expect(getPriority(pid)).toBe(Math.max(after, getPriority(process.pid)));
});
