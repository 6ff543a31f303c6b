import { stat } from "node:fs/promises";
import { join } from "node:path";

import type { Sandbox, SandboxBackend } from "#engines/sandbox";
import { BenchmarkSetError } from "../evaluation.errors.ts";
import type { BenchmarkSet, BenchmarkTask, FlagTask } from "../evaluation.types.ts";
import { toSafeText } from "../hostile-text.rules.ts";
import { describeOutcome, VIEW_FOLDER } from "../agents/tools.ts";

const LARGEST_ARTIFACT_BYTES = 8 * 1024 * 1024;

/** A fresh sandbox with what the agent may see: the task's files, and for a flag task what was built around this flag. */
export async function prepareView(backend: SandboxBackend, set: BenchmarkSet, task: BenchmarkTask, flag: string): Promise<Sandbox> {
  const artifacts = task.kind === "capture-the-flag" ? await provision(backend, set, task, flag) : [];
  const sandbox = await backend.start({ label: `sample-${task.id}` });
  try {
    await copyFolder(sandbox, set, task, "files", VIEW_FOLDER);
    for (const { path, content } of artifacts) await sandbox.write(`${VIEW_FOLDER}/${path}`, content, { mode: 0o755 });
    return sandbox;
  } catch (cause) {
    await sandbox.stop();
    throw cause;
  }
}

/** Builds in a sandbox of its own, which is gone before the agent's starts: only the artifacts carry the flag over. */
async function provision(backend: SandboxBackend, set: BenchmarkSet, task: FlagTask, flag: string): Promise<{ path: string; content: Uint8Array }[]> {
  const sandbox = await backend.start({ label: `provision-${task.id}` });
  try {
    await copyFolder(sandbox, set, task, "files", "/box/files");
    await copyFolder(sandbox, set, task, "provision", "/box/provision");
    for (const [index, [program, ...rest]] of task.provision.commands.entries()) {
      if (program === undefined) continue;
      const result = await sandbox.exec({ argv: [program, ...rest], cwd: "/box/provision", env: { FLAG: flag } });
      if (result.outcome !== "exited" || result.exitCode !== 0)
        throw new BenchmarkSetError(
          "inconsistent",
          { file: `tasks/${task.id}/task.yaml`, field: `provision.commands.${index}` },
          `failed (${describeOutcome(result)}); make it succeed in provision/: ${toSafeText(result.stderr, 300).replaceAll(flag, "[flag]")}`,
        );
    }
    const artifacts: { path: string; content: Uint8Array }[] = [];
    for (const path of task.provision.artifacts) {
      artifacts.push({ path, content: await sandbox.read(`/box/provision/${path}`, { maxBytes: LARGEST_ARTIFACT_BYTES }) });
    }
    return artifacts;
  } finally {
    await sandbox.stop();
  }
}

type TaskFolder = "files" | "provision" | "solution";
export const taskFolder = (set: BenchmarkSet, task: BenchmarkTask, folder: TaskFolder): string => join(set.directory, "tasks", task.id, folder);

export async function copyFolder(sandbox: Sandbox, set: BenchmarkSet, task: BenchmarkTask, folder: TaskFolder, to: string): Promise<void> {
  const host = taskFolder(set, task, folder);
  // A flag task may show nothing but what is built.
  const found = await stat(host).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return null;
    throw cause;
  });
  if (found) await sandbox.copyIn(host, to);
  // The place must be there even when nothing is copied to it: commands start in it.
  else await sandbox.write(`${to}/.keep`, "");
}
