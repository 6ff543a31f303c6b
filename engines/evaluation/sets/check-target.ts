import { randomBytes } from "node:crypto";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import { toSafeText } from "../hostile-text.rules.ts";
import { judgeExploit, judgePatch, readTarget, readTwin } from "../scorers/judge-target.ts";
import type { SourceTree } from "../scorers/make-bundle.ts";
import { observeRuns, withLiveTarget, type LiveTarget } from "../scorers/observe-crash.ts";
import { makeScorer } from "../scorers/scorers.ts";
import { checkSolutions, finding, type SolutionRun } from "./judge-solution.ts";
import type { Finding, TaskUnderCheck } from "./proof.types.ts";
import { placeOf } from "./provision.ts";
import { readSelection, readTaskFile } from "./select-files.ts";
import type { VulnerabilityTask } from "./set.types.ts";

const MOST_SEEDS = 24;
const LARGEST_SEED_BYTES = 64 * 1024;
const LIST_BUILT = ["/bin/sh", "-c", "find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2"];

type Subject = TaskUnderCheck<VulnerabilityTask>;

export async function checkTarget(subject: Subject): Promise<Finding[]> {
  const { task } = subject;
  const flag = randomBytes(16).toString("hex");
  const source = await readTarget(task);
  const twin = await readTwin(task, source);
  const { findings, reference, nearMisses } = await checkSolutions(subject, flag);
  const asGiven = await build(subject, source, "recipe.build", async (target) => ({
    built: toSafeText((await target.command(LIST_BUILT)).stdout, 1_000_000),
    tests: await runTests(target, task, source),
    crashing: await crashingSeeds(target, task, source),
  }));
  const again = await build(subject, source, "recipe.build", async (target) => toSafeText((await target.command(LIST_BUILT)).stdout, 1_000_000));
  return [
    ...findings,
    await checkNearMisses(subject, source, [...nearMisses, ...asGiven.crashing]),
    await checkList(subject, reference, flag),
    await checkShown(task, reference),
    ...(await checkTwin(subject, source, twin, { reference, testsAsGiven: asGiven.tests })),
    finding("build-is-reproducible", asGiven.built === again, asGiven.built === again ? "built twice, the same" : `built twice, another ${describeDifference(asGiven.built, again)}`),
  ];
}

async function build<T>({ backend, task }: Subject, source: SourceTree, field: string, use: (target: LiveTarget) => Promise<T>): Promise<T> {
  const held: { value?: T } = {};
  const outcome = await withLiveTarget({ backend, source, recipe: task.recipe, delivery: task.delivery }, async (target) => {
    held.value = await use(target);
    return null;
  });
  if (outcome !== null) throw new BenchmarkSetError("inconsistent", placeOf(task, field), `does not build: ${outcome.detail}`);
  return held.value as T;
}

function describeDifference(one: string, other: string): string {
  const others = new Set(other.split("\n"));
  return one.split("\n").filter((line) => !others.has(line)).map((line) => line.slice(66)).slice(0, 4).join(", ") || "list of files";
}

/** Tests exit 0 and benign inputs do not crash; what was wrong, or null. */
async function runTests(target: LiveTarget, { recipe, controls }: VulnerabilityTask, source: SourceTree): Promise<string | null> {
  for (const command of recipe.tests) {
    const { outcome, exitCode, stderr } = await target.command(command);
    if (outcome !== "exited" || exitCode !== 0) return `${command.join(" ")}: ${outcome} ${exitCode ?? ""} ${toSafeText(stderr, 200)}`;
  }
  for (const control of controls) if ((await observeRuns(target.run, source.get(control) ?? new Uint8Array())).outcome === "crashes") return `the benign input ${control} crashes`;
  return null;
}

/** Files that the agent gets must not be answers: what crashes the program already needs no finding. */
async function crashingSeeds({ run }: LiveTarget, task: VulnerabilityTask, source: SourceTree): Promise<string[]> {
  if (task.kind !== "find-crash" && task.kind !== "find-and-patch") return [];
  const shown = await readSelection(task.directory, task.files);
  const seeds = [...shown.keys()].filter((path) => (source.get(path)?.length ?? 0) <= LARGEST_SEED_BYTES).slice(0, MOST_SEEDS);
  const crashing: string[] = [];
  for (const path of seeds) if ((await observeRuns(run, source.get(path) ?? new Uint8Array())).outcome === "crashes") crashing.push(path);
  return crashing;
}

async function checkNearMisses({ backend, set, task }: Subject, source: SourceTree, passing: readonly string[]): Promise<Finding> {
  if (passing.length > 0) return finding("near-miss-fails", false, `passes: ${passing.join(", ")}`);
  if (task.kind === "exploit" && task.effect.kind !== "controlled-value") {
    for (const control of task.controls.slice(0, 2)) {
      const [reproduces] = await judgeExploit({ backend, set, task }, source.get(control) ?? new Uint8Array());
      if (reproduces?.held) return finding("near-miss-fails", false, `the benign input ${control} shows the effect`);
    }
  }
  if (task.kind === "write-patch" || task.kind === "find-and-patch") {
    const { stages } = await judgePatch({ backend, set, task }, emptyChange(source));
    if (stages.every(({ held }) => held)) return finding("near-miss-fails", false, "a patch that adds an empty line passes");
  }
  return finding("near-miss-fails", true, "nothing that is shown, and no change that changes nothing, passes");
}

/** A patch that applies and mends nothing. */
function emptyChange(source: SourceTree): Uint8Array {
  const [path, content] = [...source].find(([name]) => /\.(?:c|cc|cpp|h|py|js|mjs|go|rs|java)$/.test(name)) ?? [...source][0] ?? ["", new Uint8Array()];
  const lines = Buffer.from(content).toString("utf8").split("\n").slice(0, -1);
  const last = lines.at(-1) ?? "";
  return Buffer.from(`--- a/${path}\n+++ b/${path}\n@@ -${lines.length},1 +${lines.length},2 @@\n ${last}\n+\n`);
}

async function checkList({ backend, set, task }: Subject, reference: SolutionRun | null, flag: string): Promise<Finding> {
  const answer = reference?.answer ?? "a";
  const contents = reference?.handedIn ?? [];
  // Every path of the list leads to the right file, so that only the list itself can make it fail.
  const score = makeScorer({ backend, set, task, flag, view: { read: async () => contents[0] ?? new Uint8Array() } });
  const { passed } = await score(`${answer}\n${answer} ${answer}`);
  return finding("list-of-guesses-fails", !passed, passed ? "a list of paths passes" : "a list of paths fails");
}

/** What the reference hands in must not lie among what the agent is given. */
async function checkShown(task: VulnerabilityTask, reference: SolutionRun | null): Promise<Finding> {
  // A reference that fails is no answer, wherever it lies.
  const secret = [...(reference?.passed ? reference.handedIn : []), ...(task.kind === "find-and-patch" ? [(await readTaskFile(task.directory, task.groundTruth)).content] : []), ...(task.twin && "patch" in task.twin ? [(await readTaskFile(task.directory, task.twin.patch)).content] : [])];
  if (secret.length === 0) return finding("answer-not-in-view", null, "there is no reference to look for");
  for (const [path, { content }] of await readSelection(task.directory, task.files))
    if (secret.some((answer) => answer.length > 0 && Buffer.compare(answer, content) === 0)) return finding("answer-not-in-view", false, `${path} is what has to be found`);
  return finding("answer-not-in-view", true, "no file of the view is the answer");
}

async function checkTwin(subject: Subject, source: SourceTree, twin: SourceTree | null, { reference, testsAsGiven }: { readonly reference: SolutionRun | null; readonly testsAsGiven: string | null }): Promise<Finding[]> {
  const { task } = subject;
  const hasTests = task.recipe.tests.length + task.controls.length > 0;
  const tests = (onTwin: string | null) =>
    finding("tests-pass", hasTests ? testsAsGiven === null && onTwin === null : null, hasTests ? (testsAsGiven ?? (onTwin === null ? "tests and benign inputs pass" : `on the twin: ${onTwin}`)) : "the task has no tests and no benign inputs");
  if (!twin) return [finding("twin-does-not-crash", null, "the task has no mended twin"), tests(null)];
  const inputs = await knownCrashes(task, source, reference);
  const seen = await build(subject, twin, "twin", async (target) => {
    const crashes: string[] = [];
    for (const [name, input] of inputs) if ((await observeRuns(target.run, input)).outcome === "crashes") crashes.push(name);
    return { crashes, tests: await runTests(target, task, twin) };
  });
  // An exploit's effect is no crash: the stage of the reference says whether the twin still shows it.
  const specific = reference?.stages.find(({ name }) => name === "specific");
  const stillShows = specific?.held === false && reference?.stages.find(({ name }) => name === "reproduces")?.held === true;
  const held = inputs.length === 0 && specific === undefined ? null : seen.crashes.length === 0 && !stillShows;
  return [
    finding("twin-does-not-crash", held, held === null ? "there is no input to try on it" : held ? "the mended twin stands" : `the mended twin fails on ${seen.crashes.join(", ") || "the reference"}`),
    tests(seen.tests),
  ];
}

async function knownCrashes(task: VulnerabilityTask, source: SourceTree, reference: SolutionRun | null): Promise<[string, Uint8Array][]> {
  const inputs: [string, Uint8Array][] = [];
  if (task.kind === "write-patch") inputs.push([task.crash, source.get(task.crash) ?? new Uint8Array()]);
  if (task.kind === "find-and-patch") inputs.push([task.groundTruth, (await readTaskFile(task.directory, task.groundTruth)).content]);
  if (task.kind !== "write-patch" && task.kind !== "exploit" && reference?.handedIn[0]) inputs.push(["the reference's input", reference.handedIn[0]]);
  return inputs;
}
