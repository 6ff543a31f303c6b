import { UsageError, aboutFile } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readJson } from "../read-input.ts";

export const csafConvert: Command = {
  noun: "csaf",
  verb: "convert",
  summary: "Write a CSAF 2.0 document as CSAF 2.1, and say what changed or could not be carried",
  details: `The document goes to standard output, the notes to standard error; --json gives {file, valid, errors, notes, document}.
No (exit code 1) means that the result is not valid: what the source has wrong stays wrong.`,
  operands: [{ name: "FILE", help: "a CSAF 2.0 document, or - for standard input" }],
  options: { to: { value: "2.1", required: true, help: "the version to write; 2.1 is the only one" } },
  examples: ["csaf convert --to 2.1 advisory.json > advisory-2.1.json", "csaf convert --to 2.1 - --json < advisory.json"],
  async run(given, talk) {
    const to = given.requiredText("to");
    if (to !== "2.1") throw new UsageError(`--to ${to}: documents are converted to 2.1.`);
    const { convertCsaf20 } = await import("#engines/advisories");
    const file = given.operand(0);
    const source = await readJson(file, talk);
    const { document, notes, validation } = await aboutFile(file, () => convertCsaf20(source));
    for (const { path, message } of notes) talk.progress(`${path}: ${message}`);
    for (const { test, path, message } of validation.errors) talk.progress(`not valid: ${test} ${path || "/"}: ${message}`);
    talk.answer({ file, valid: validation.valid, errors: validation.errors, notes, document }, JSON.stringify(document, null, 2).split("\n"));
    return validation.valid ? EXIT.done : EXIT.no;
  },
};
