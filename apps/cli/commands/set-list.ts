import { EXIT, type Command } from "../command.types.ts";
import { listBenchmarkSets, setsOption, toSetPath } from "../find-benchmark-set.ts";

export const setList: Command = {
  noun: "set",
  verb: "list",
  summary: "List the benchmark sets",
  operands: [],
  options: setsOption,
  examples: ["set list", "set list --sets ./benchmark-sets --json"],
  async run(given, talk) {
    const { loadBenchmarkSet } = await import("#engines/evaluation");
    const folder = given.text("sets");
    const names = await listBenchmarkSets(folder);
    const sets = await Promise.all(names.map((name) => loadBenchmarkSet(toSetPath(folder, name))));
    talk.answer(
      sets.map(({ id, version, title, synthetic, digest, tasks }) => ({ id, version, title, synthetic, digest, tasks: tasks.length })),
      sets.map(({ id, version, title, tasks }) => `${id} ${version}  ${title} (${tasks.length} tasks)`),
    );
    return EXIT.done;
  },
};
