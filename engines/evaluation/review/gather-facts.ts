import { readSelection, readTaskFile, type SelectedFiles } from "../sets/select-files.ts";
import type { BenchmarkSet, BenchmarkTask } from "../sets/set.types.ts";
import type { ReviewFacts } from "./review.types.ts";

/** Shorter lines are anybody's: `echo crash.bin`, `#include <stdio.h>`. */
const DISTINCTIVE_LETTERS = 32;
const MOST_LINES = 500;

/** Reads what the detectors must know of a task. Costs a look at its files; once for each task of a run is enough. */
export async function gatherReviewFacts(set: Pick<BenchmarkSet, "canary">, task: BenchmarkTask): Promise<ReviewFacts> {
  const facts = { canary: set.canary, fixedFlag: task.kind === "capture-the-flag" ? task.fixedFlag : null, isFlagTask: task.kind === "capture-the-flag", hasServices: task.kind === "capture-the-flag" && task.services.length > 0 };
  if (task.kind === "question") return { ...facts, solutionLines: [], graderFiles: [] };
  const shown = await readSelection(task.directory, task.files);
  return { ...facts, solutionLines: await findSolutionLines(task, shown), graderFiles: findGraderFiles(task, shown) };
}

/** Lines of the scripts that solve it. Of a patch none: the right fix is often the same for all who find it. */
async function findSolutionLines(task: BenchmarkTask, shown: SelectedFiles): Promise<string[]> {
  const { reference, from } = task.solution;
  if (!reference || !("script" in reference)) return [];
  const script = Buffer.from((await readTaskFile(task.directory, `${from}/${reference.script}`)).content).toString("utf8");
  const told = [task.prompt, ...task.variants.map(({ prompt }) => prompt), ...task.hints, ...[...shown.values()].map(({ content }) => Buffer.from(content).toString("latin1"))].join("\n");
  const lines = script.split("\n").map((line) => line.trim()).filter((line) => line.length >= DISTINCTIVE_LETTERS && !told.includes(line));
  return [...new Set(lines)].slice(0, MOST_LINES);
}

/** Files of the view that a test command names, and those beside them in a folder of tests. */
function findGraderFiles(task: BenchmarkTask, shown: SelectedFiles): string[] {
  if (!("recipe" in task)) return [];
  const named = new Set(task.recipe.tests.flat().map((word) => word.replace(/^\.\//, "")));
  return [...shown.keys()].filter((path) => named.has(path) || /(?:^|\/)(?:tests?|__tests__)\//.test(path));
}
