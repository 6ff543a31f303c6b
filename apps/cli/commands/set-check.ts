import { CliError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { findBenchmarkSet, setOperand } from "../find-benchmark-set.ts";

const MARKS = new Map<boolean | null, string>([[true, "ok       "], [false, "FAILED   "], [null, "not shown"]]);

export const setCheck: Command = {
  noun: "set",
  verb: "check",
  summary: "Prove in the sandbox that each task of a set can be solved, and not by doing nothing",
  details:
    "Yes means that no check failed: reference solutions pass; doing nothing, another case, a near miss and a list of guesses do not; no answer stands in what the agent sees; mended twins do not crash; tests pass; what is built twice is the same. Where a task has nothing to show it by, it is said to be not shown.",
  operands: [setOperand],
  options: { task: { value: "ID", help: "only this task; may be given several times", many: true } },
  examples: ["set check harbor-0", "set check ./my-set --task rope-cipher", "set check ./my-set --json"],
  async run(given, talk) {
    const [{ checkBenchmarkSet, loadBenchmarkSet }, { createBubblewrapBackend }] = await Promise.all([import("#engines/evaluation"), import("#engines/sandbox")]);
    const set = await loadBenchmarkSet(await findBenchmarkSet(given.operand(0)));
    const wanted = given.texts("task");
    const unknown = wanted.find((id) => !set.tasks.some((task) => task.id === id));
    if (unknown !== undefined) throw new CliError(EXIT.usage, "no-such-task", `${set.id} has no task "${unknown}". See: breakwater set show ${given.operand(0)}`);
    const tasks = wanted.length === 0 ? set.tasks : set.tasks.filter(({ id }) => wanted.includes(id));
    talk.progress(`Checking ${tasks.length} tasks of ${set.id} ${set.version} …`);
    const report = await checkBenchmarkSet({ ...set, tasks }, createBubblewrapBackend(), {
      signal: talk.surroundings.signal,
      onProgress: ({ done, total, taskId, checks }) => {
        const failed = checks.filter(({ held }) => held === false).length;
        talk.progress(`${done}/${total}  ${taskId}${failed > 0 ? `: ${failed} FAILED` : ""}`);
      },
    });
    const count = (wantedHeld: boolean | null) => report.checks.filter(({ held }) => held === wantedHeld).length;
    talk.answer({ set: { id: set.id, version: set.version, digest: set.digest }, ...report }, [
      ...report.checks.map(({ taskId, check, held, observed }) => `${MARKS.get(held)}  ${taskId}: ${check}${held === true ? "" : `: ${observed}`}`),
      `${set.id} ${set.version}: ${count(true)} of ${report.checks.length} checks held, ${count(false)} failed, ${count(null)} not shown`,
    ]);
    return report.held ? EXIT.done : EXIT.no;
  },
};
