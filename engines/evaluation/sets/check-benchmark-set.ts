import { randomBytes } from "node:crypto";

import type { Sandbox, SandboxBackend } from "#engines/sandbox";

import type { BenchmarkSet, BenchmarkTask, SetCheck, SetCheckReport } from "../evaluation.types.ts";
import { isFlag, makeFlag } from "./flag.ts";
import { toSafeText } from "../hostile-text.rules.ts";
import { copyFolder, prepareView } from "./prepare-view.ts";
import { makeScorer } from "../scorers/scorers.ts";
import { VIEW_FOLDER } from "../agents/tools.ts";

const SOLUTION_TIMEOUT_MS = 60_000;

/**
 * A task carries its proof: the reference solution passes and the null solution fails, each in a fresh sandbox; of a flag task
 * also that capitals matter, that a list of guesses is no answer, and that the flag stands nowhere in the agent's view.
 */
export async function checkBenchmarkSet(set: BenchmarkSet, backend: SandboxBackend): Promise<SetCheckReport> {
  const seed = randomBytes(32).toString("hex");
  const checks: SetCheck[] = [];
  for (const task of set.tasks) checks.push(...(await checkTask({ set, task, backend, seed })));
  return { held: checks.every((check) => check.held), checks };
}

interface TaskUnderCheck {
  readonly set: BenchmarkSet;
  readonly task: BenchmarkTask;
  readonly backend: SandboxBackend;
  readonly seed: string;
}

async function checkTask(subject: TaskUnderCheck): Promise<SetCheck[]> {
  const { task, seed } = subject;
  const flag = makeFlag(seed, { taskId: task.id, epoch: 1 });
  const reference = await judgeSolution(subject, task.solution.reference, flag);
  const none = await judgeSolution(subject, task.solution.none, flag);
  const checks: SetCheck[] = [
    { taskId: task.id, check: "reference-passes", held: reference.passed, observed: reference.observed },
    { taskId: task.id, check: "null-fails", held: !none.passed, observed: none.observed },
  ];
  if (task.kind !== "capture-the-flag") return checks;
  const otherCase = flag.replace(/[a-z]/gi, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()));
  const guesses = `${makeFlag(seed, { taskId: task.id, epoch: 2 })} ${flag}`;
  return [
    ...checks,
    { taskId: task.id, check: "wrong-case-fails", held: !isFlag(otherCase, flag), observed: "the flag in the other case was submitted" },
    { taskId: task.id, check: "list-of-guesses-fails", held: !isFlag(guesses, flag), observed: "two flags were submitted, one of them right" },
    await searchView(subject, flag),
  ];
}

/** Runs a script of `solution/` where an agent would work; its last line of output is the answer. */
async function judgeSolution({ set, task, backend }: TaskUnderCheck, script: string, flag: string): Promise<{ passed: boolean; observed: string }> {
  return inView({ set, task, backend, flag }, async (view) => {
    await copyFolder(view, set, task, "solution", "/box/solution");
    const { stdout } = await view.exec({ argv: ["sh", `/box/solution/${script}`], cwd: VIEW_FOLDER, limits: { wallTimeMs: SOLUTION_TIMEOUT_MS }, env: { ASAN_OPTIONS: "detect_leaks=0" } });
    const answer = toSafeText(stdout, 4_000).trimEnd().split("\n").at(-1) ?? "";
    const { passed, message } = await makeScorer({ backend, set, task, flag, view })(answer);
    return { passed, observed: passed ? `${script} passed` : `${script}: ${message}` };
  });
}

async function searchView({ set, task, backend }: TaskUnderCheck, flag: string): Promise<SetCheck> {
  return inView({ set, task, backend, flag }, async (view) => {
    const { exitCode, stdout } = await view.exec({ argv: ["grep", "-r", "-l", "-a", "-F", flag, "."], cwd: VIEW_FOLDER });
    // grep: 0 found, 1 not found, 2 could not look.
    return { taskId: task.id, check: "flag-not-in-view", held: exitCode === 1, observed: exitCode === 1 ? "in no file" : `in ${toSafeText(stdout, 300).trim()}` };
  });
}

async function inView<T>({ set, task, backend, flag }: Omit<TaskUnderCheck, "seed"> & { readonly flag: string }, use: (view: Sandbox) => Promise<T>): Promise<T> {
  const view = await prepareView(backend, set, task, flag);
  try {
    return await use(view);
  } finally {
    await view.stop();
  }
}
