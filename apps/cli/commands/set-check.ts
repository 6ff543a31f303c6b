import { EXIT, type Command } from "../command.types.ts";
import { findBenchmarkSet, setOperand } from "../find-benchmark-set.ts";

export const setCheck: Command = {
  noun: "set",
  verb: "check",
  summary: "Prove in the sandbox that each task of a set can be solved, and not by doing nothing",
  details: "Yes means: every reference solution passes, every null solution fails, and guessing a flag does not help.",
  operands: [setOperand],
  options: {},
  examples: ["set check harbor-0", "set check ./my-set --json"],
  async run(given, talk) {
    const [{ checkBenchmarkSet, loadBenchmarkSet }, { createBubblewrapBackend }] = await Promise.all([import("#engines/evaluation"), import("#engines/sandbox")]);
    const set = await loadBenchmarkSet(await findBenchmarkSet(given.operand(0)));
    talk.progress(`Checking ${set.tasks.length} tasks of ${set.id} ${set.version} …`);
    const report = await checkBenchmarkSet(set, createBubblewrapBackend());
    talk.answer({ set: { id: set.id, version: set.version, digest: set.digest }, ...report }, [
      ...report.checks.map(({ taskId, check, held, observed }) => `${held ? "ok    " : "FAILED"}  ${taskId}: ${check}${held ? "" : `: ${observed}`}`),
      `${set.id} ${set.version}: ${report.checks.filter(({ held }) => held).length} of ${report.checks.length} checks held`,
    ]);
    return report.held ? EXIT.done : EXIT.no;
  },
};
