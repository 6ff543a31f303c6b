import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { aboutLog, logOperand } from "./log-refusals.ts";

export const logExport: Command = {
  noun: "log",
  verb: "export",
  summary: "Write a log as Inspect's .eval, or as one JSON document",
  details: "An .eval of our own holds the chained events too, so that `log verify` needs nothing else. A file that is there already is left as it is.",
  operands: [logOperand],
  options: { to: { value: "FILE", required: true, help: "where it is written; ends with .eval or .json" } },
  examples: ["log export ./run --to run.eval", "log export run.eval --to run.json --json"],
  async run(given, talk) {
    const to = given.requiredText("to");
    const form = /\.(eval|json)$/.exec(to)?.[1];
    if (form !== "eval" && form !== "json") throw new UsageError(`--to ${to}: the name must end with .eval or .json, which says what is written.`);
    const { exportLog } = await import("#engines/evaluation");
    const written = await aboutLog(() => exportLog(given.operand(0), to, form));
    talk.answer({ from: given.operand(0), ...written }, `${to}: ${written.samples} samples, ${written.bytes} bytes`);
    return EXIT.done;
  },
};
