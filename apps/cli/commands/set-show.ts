import { EXIT, type Command } from "../command.types.ts";
import { findBenchmarkSet, setOperand } from "../find-benchmark-set.ts";

export const setShow: Command = {
  noun: "set",
  verb: "show",
  summary: "Show what a benchmark set holds and the digest it is cited by",
  operands: [setOperand],
  options: {},
  examples: ["set show harbor-0", "set show ./my-set --json"],
  async run(given, talk) {
    const { loadBenchmarkSet } = await import("#engines/evaluation");
    const set = await loadBenchmarkSet(await findBenchmarkSet(given.operand(0)));
    // What would help to solve a task stays in the set: prompts, hints and answers are not shown here.
    const tasks = set.tasks.map(({ id, kind, category, family, difficulty, title, humanMinutes, limits, variants, hints, wrapped }) => ({
      id, kind, category, family, difficulty, title, humanMinutes, limits, variants: variants.map(({ name, framing }) => ({ name, framing })), hints: hints.length, wrapped,
    }));
    const { id, version, title, marking, accessModes, licence, synthetic, digest } = set;
    talk.answer({ id, version, title, marking, accessModes, licence, synthetic, digest, tasks }, [
      `${id} ${version}: ${title}`,
      `  ${marking}; ${licence}; ${synthetic ? "invented for this purpose" : "not synthetic"}`,
      `  may be shown to: ${accessModes.join(", ")}`,
      `  sha256 ${digest}`,
      ...tasks.map((task) => `  ${task.id}  ${task.kind}, ${task.difficulty}, about ${toDuration(task.humanMinutes)} for a person: ${task.title}`),
    ]);
    return EXIT.done;
  },
};

function toDuration(minutes: number): string {
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
}
