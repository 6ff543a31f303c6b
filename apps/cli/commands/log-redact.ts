import type { Part, SampleKey } from "#engines/evaluation";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given } from "../command.types.ts";
import { aboutLog, logOperand } from "./log-refusals.ts";

export const logRedact: Command = {
  noun: "log",
  verb: "redact",
  summary: "Write a log with parts withheld, and with the proof of what was withheld",
  details: `Each withheld part leaves a salted digest: chains, root and receipts still verify, and whoever has the log as it was can open an event later.
Give --fields, --samples, or both: fields alone are withheld in all samples, samples alone with all that their events say. Sample names, kinds, instants and numbers of events stay.
Fields are listed with commas between: text, reasoning, toolCalls, arguments, output, answer, message, stages, evidence, summary, command, lastWords, reason, error, opaque. A text that was called and replied stands in several: a tool's input in toolCalls and arguments, an answer in answer, toolCalls and arguments.`,
  operands: [logOperand],
  options: {
    fields: { value: "NAMES", help: "fields to withhold, with commas between" },
    samples: { value: "NAMES", help: "samples to withhold them in, with commas between" },
    to: { value: "FILE", required: true, help: "where it is written; ends with .eval" },
  },
  examples: ["log redact ./run --fields text,reasoning,output --to public.eval", "log redact run.eval --samples lamp#1,lamp#2 --to public.eval --json"],
  async run(given, talk) {
    const to = given.requiredText("to");
    if (!to.endsWith(".eval")) throw new UsageError(`--to ${to}: the name must end with .eval: the other form has no place for the proof.`);
    const fields = readNames(given, "fields");
    const samples = readNames(given, "samples");
    if (fields.length === 0 && samples.length === 0) throw new UsageError("--fields or --samples is missing: say what is withheld.");
    const { exportRedacted, PARTS, verifyLog } = await import("#engines/evaluation");
    const parts = fields.map((field): Part => {
      const part = PARTS.find((known) => known === field);
      if (part === undefined) throw new UsageError(`--fields: "${field}" cannot be withheld by itself. Those that can: ${PARTS.join(", ")}.`);
      return part;
    });
    const written = await aboutLog(() => exportRedacted(given.operand(0), to, { parts, samples: samples as readonly SampleKey[] }));
    // What is handed out is what its reader will find.
    const { root, withheld } = await aboutLog(() => verifyLog(to));
    talk.answer({ from: given.operand(0), ...written, root, withheld }, `${to}: ${written.samples} samples, ${written.bytes} bytes; parts of ${withheld} events are withheld; root ${root ?? ""}`);
    return EXIT.done;
  },
};

function readNames(given: Given, option: string): readonly string[] {
  const names = given.text(option)?.split(",") ?? [];
  if (names.some((name) => name === "")) throw new UsageError(`--${option} ${given.text(option) ?? ""}: a name between the commas is missing.`);
  return names;
}
