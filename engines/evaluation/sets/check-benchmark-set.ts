import { randomBytes } from "node:crypto";

import type { SandboxBackend } from "#engines/sandbox";
import { BundleError } from "#engines/verification";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import { checkFlagTask } from "./check-flag-task.ts";
import { checkQuestion } from "./check-question.ts";
import { checkTarget } from "./check-target.ts";
import type { Finding, TaskUnderCheck } from "./proof.types.ts";
import type { BenchmarkSet, SetCheck, SetCheckReport } from "./set.types.ts";

// A task compiles as much as it computes; two at once keep two cores busy.
const TASKS_AT_ONCE = 2;

export interface CheckSetOptions {
  /** Tasks under check at a time; default 2. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly taskId: string; readonly checks: readonly SetCheck[] }) => void;
}

/**
 * A task carries its proof: the reference passes, doing nothing, a wrong case, a near miss and a list of guesses fail, the
 * answer is not to be found in the view, the mended twin does not crash, tests pass, and what is built twice is the same.
 * A task that cannot be checked at all has failed; the others are checked all the same.
 */
export async function checkBenchmarkSet(set: BenchmarkSet, backend: SandboxBackend, { concurrency = TASKS_AT_ONCE, signal, onProgress }: CheckSetOptions = {}): Promise<SetCheckReport> {
  const seed = randomBytes(32).toString("hex");
  const results: (readonly SetCheck[])[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let index = next; index < set.tasks.length; index = next) {
      next += 1;
      signal?.throwIfAborted();
      const task = set.tasks[index];
      if (!task) return;
      const checks = await checkTask({ set, task, backend, seed });
      results[index] = checks;
      done += 1;
      onProgress?.({ done, total: set.tasks.length, taskId: task.id, checks });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  const checks = results.flat();
  return { held: checks.every(({ held }) => held !== false), checks };
}

async function checkTask(subject: TaskUnderCheck): Promise<readonly SetCheck[]> {
  const { task } = subject;
  const findings = await prove(subject).catch((cause: unknown): Finding[] => {
    // What the verification engine will not pack (a name with a space, say) is the task's fault too.
    if (!(cause instanceof BenchmarkSetError || cause instanceof BundleError)) throw cause;
    return [{ check: "reference-passes", held: false, observed: cause.message }];
  });
  return findings.map((finding) => ({ taskId: task.id, ...finding }));
}

function prove({ task, ...rest }: TaskUnderCheck): Promise<Finding[]> {
  if (task.kind === "capture-the-flag") return checkFlagTask({ task, ...rest });
  return task.kind === "question" ? checkQuestion({ task, ...rest }) : checkTarget({ task, ...rest });
}
