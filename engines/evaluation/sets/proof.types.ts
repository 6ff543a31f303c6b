import type { SandboxBackend } from "#engines/sandbox";

import type { BenchmarkSet, BenchmarkTask, SetCheckName } from "./set.types.ts";

/** What one task's proof is made with. */
export interface TaskUnderCheck<Task extends BenchmarkTask = BenchmarkTask> {
  readonly set: BenchmarkSet;
  readonly task: Task;
  readonly backend: SandboxBackend;
  readonly seed: string;
}
/** One line of it. */
export interface Finding {
  readonly check: SetCheckName;
  readonly held: boolean | null;
  readonly observed: string;
}
