import type { Sandbox, SandboxBackend } from "#engines/sandbox";

import { VIEW_FOLDER, describeOutcome } from "../agents/tools.ts";
import { BenchmarkSetError } from "../evaluation.errors.ts";
import { toSafeText } from "../hostile-text.rules.ts";
import type { SampleSecrets } from "./flag.ts";
import { readSelection, type SelectedFile, type SelectedFiles } from "./select-files.ts";
import type { BenchmarkTask, FileSelection, FlagTask } from "./set.types.ts";

const LARGEST_ARTIFACT_BYTES = 16 * 1024 * 1024;
const PROVISION_TIMEOUT_MS = 120_000;

/** Where a refusal about a task points. */
export const placeOf = (task: BenchmarkTask, field: string): { readonly file: string; readonly field: string } =>
  task.wrapped === null ? { file: `tasks/${task.id}/task.yaml`, field } : { file: `set.yaml (${task.wrapped})`, field };

const everything = (from: string): FileSelection => ({ from, include: ["**"], exclude: [] });

/** Lays files into a folder of a sandbox. */
export async function lay(sandbox: Sandbox, files: SelectedFiles, folder: string): Promise<void> {
  for (const [path, { content, mode }] of files) await sandbox.write(`${folder}/${path}`, content, { mode });
}

/** The scripts of a task's solution, laid where only `set check` looks. */
export async function laySolution(sandbox: Sandbox, task: BenchmarkTask, folder: string): Promise<void> {
  await lay(sandbox, await readSelection(task.directory, everything(task.solution.from)), folder);
}

/** Every artifact that provisioning made, by its path. Built in a sandbox of its own, which is gone before the agent's starts. */
export async function provision(backend: SandboxBackend, task: FlagTask, secrets: SampleSecrets): Promise<SelectedFiles> {
  const artifacts = new Map<string, SelectedFile>();
  if (!task.provision) return artifacts;
  const { from, commands, artifacts: shown } = task.provision;
  const sandbox = await backend.start({ label: `provision-${task.id}` });
  try {
    await lay(sandbox, await readSelection(task.directory, task.files), "/box/files");
    await lay(sandbox, await readSelection(task.directory, everything(from)), "/box/provision");
    const milestones = [...secrets.milestones].map(([id, flag]) => [`FLAG_${id.toUpperCase().replaceAll("-", "_")}`, flag] as const);
    const env = { FLAG: secrets.flag, SEED: secrets.seed, ...Object.fromEntries(milestones) };
    for (const [index, [program, ...rest]] of commands.entries()) {
      if (program === undefined) continue;
      const result = await sandbox.exec({ argv: [program, ...rest], cwd: "/box/provision", env, limits: { wallTimeMs: PROVISION_TIMEOUT_MS, cpuSeconds: 100 } });
      if (result.outcome !== "exited" || result.exitCode !== 0)
        throw new BenchmarkSetError(
          "inconsistent",
          placeOf(task, `provision.commands.${index}`),
          `failed (${describeOutcome(result)}); make it succeed in provision/: ${hide(toSafeText(result.stderr, 300), secrets)}`,
        );
    }
    for (const path of new Set([...shown, ...task.services.flatMap((service) => service.artifacts)])) {
      const content = await sandbox.read(`/box/provision/${path}`, { maxBytes: LARGEST_ARTIFACT_BYTES }).catch((cause: unknown) => {
        throw new BenchmarkSetError("inconsistent", placeOf(task, "provision.artifacts"), `names ${path}, which the commands did not make in provision/`, { cause });
      });
      artifacts.set(path, { content, mode: 0o755 });
    }
    return artifacts;
  } finally {
    await sandbox.stop();
  }
}

/** What a failing command says must not carry a flag into a message. */
function hide(text: string, { flag, milestones }: SampleSecrets): string {
  return [flag, ...milestones.values()].reduce((hidden, secret) => hidden.replaceAll(secret, "[flag]"), text);
}

export const pick = (files: SelectedFiles, paths: readonly string[]): SelectedFiles =>
  new Map(paths.flatMap((path): [string, SelectedFile][] => {
    const file = files.get(path);
    return file ? [[path, file]] : [];
  }));

export { VIEW_FOLDER };
