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
    const tasks = set.tasks.map(({ id, kind, family, title, humanMinutes, limits }) => ({ id, kind, family, title, humanMinutes, limits }));
    const { id, version, title, marking, licence, synthetic, digest } = set;
    talk.answer({ id, version, title, marking, licence, synthetic, digest, tasks }, [
      `${id} ${version}: ${title}`,
      `  ${marking}; ${licence}; ${synthetic ? "invented for this purpose" : "not synthetic"}`,
      `  sha256 ${digest}`,
      ...tasks.map((task) => `  ${task.id}  ${task.kind}, about ${task.humanMinutes} min for a person: ${task.title}`),
    ]);
    return EXIT.done;
  },
};
