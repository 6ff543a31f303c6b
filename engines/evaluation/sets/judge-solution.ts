import type { Sandbox } from "#engines/sandbox";

import { VIEW_FOLDER } from "../agents/tools.ts";
import { toSafeText } from "../hostile-text.rules.ts";
import type { Judgement } from "../scorers/judgement.rules.ts";
import { makeScorer } from "../scorers/scorers.ts";
import { prepareView } from "./prepare-view.ts";
import type { Finding, TaskUnderCheck } from "./proof.types.ts";
import { laySolution } from "./provision.ts";
import { readTaskFile } from "./select-files.ts";
import type { GivenSubmission, SetCheckName } from "./set.types.ts";

const SOLUTION_TIMEOUT_MS = 300_000;
const HANDED_IN = { input: "handed-in-input", patch: "handed-in-patch" } as const;

export interface SolutionRun extends Judgement {
  readonly answer: string;
  /** What the answer's paths named, where it names files. */
  readonly handedIn: readonly Uint8Array[];
  readonly endings: number;
}

/** Runs a script of `solution/` where an agent would work, or hands in what the task says; the scorer judges as it would an agent. */
export async function judgeSolution({ set, task, backend }: Pick<TaskUnderCheck, "set" | "task" | "backend">, solution: { readonly script: string } | GivenSubmission | null, flag: string): Promise<SolutionRun> {
  const view = await prepareView(backend, set, task, flag);
  try {
    const answer = solution === null ? "" : "script" in solution ? await runScript(view, { set, task, backend }, solution.script) : await handIn(view, task.directory, solution);
    const judgement = await makeScorer({ backend, set, task, flag, view })(answer);
    const handedIn = task.kind === "capture-the-flag" ? [] : await readNamed(view, answer);
    return { ...judgement, answer, handedIn, endings: view.endings.length };
  } finally {
    await view.stop();
  }
}

async function runScript(view: Sandbox, { task }: Pick<TaskUnderCheck, "set" | "task" | "backend">, script: string): Promise<string> {
  await laySolution(view, task, "/box/solution");
  const { stdout } = await view.exec({ argv: ["sh", `/box/solution/${script}`], cwd: VIEW_FOLDER, limits: { wallTimeMs: SOLUTION_TIMEOUT_MS, cpuSeconds: 280 }, env: { ASAN_OPTIONS: "detect_leaks=0" } });
  return toSafeText(stdout, 4_000).trimEnd().split("\n").at(-1) ?? "";
}

async function handIn(view: Sandbox, directory: string, { input, patch, answer }: GivenSubmission): Promise<string> {
  const paths: string[] = [];
  for (const [kind, path] of [["input", input], ["patch", patch]] as const) {
    if (path === undefined) continue;
    await view.write(`${VIEW_FOLDER}/${HANDED_IN[kind]}`, (await readTaskFile(directory, path)).content);
    paths.push(HANDED_IN[kind]);
  }
  return answer ?? paths.join(" ");
}

async function readNamed(view: Sandbox, answer: string): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for (const path of answer.trim().split(/\s+/).slice(0, 2)) {
    if (!/^[\w.+-][\w.+/-]*$/.test(path) || path.includes("..")) continue;
    contents.push(...(await view.read(`${VIEW_FOLDER}/${path}`).then((content) => [content], () => [])));
  }
  return contents;
}

export const finding = (check: SetCheckName, held: boolean | null, observed: string): Finding => ({ check, held, observed });

/** The reference, and what must fail beside it. */
export async function checkSolutions(subject: TaskUnderCheck, flag: string): Promise<{ readonly findings: readonly Finding[]; readonly reference: SolutionRun | null; readonly nearMisses: readonly string[] }> {
  const { reference, none, nearMisses } = subject.task.solution;
  const right = reference && (await judgeSolution(subject, reference, flag));
  const nothing = await judgeSolution(subject, none === null ? null : { script: none }, flag);
  const passing: string[] = [];
  for (const script of nearMisses) if ((await judgeSolution(subject, { script }, flag)).passed) passing.push(script);
  return {
    reference: right,
    nearMisses: passing,
    findings: [
      right
        ? finding("reference-passes", right.passed && right.endings === 0, right.endings > 0 ? "it ended a service of the task" : right.passed ? "passed" : right.message)
        : finding("reference-passes", null, "the task has no reference solution: nothing shows that it can be solved"),
      finding("null-fails", !nothing.passed, nothing.passed ? `${none ?? "submitting nothing"} passes` : nothing.message),
    ],
  };
}
