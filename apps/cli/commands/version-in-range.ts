import { z } from "zod";
import { answerLines, type LineAnswer } from "../answer-lines.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";

const question = z.object({ version: z.string(), vers: z.string() });

export const versionInRange: Command = {
  noun: "version",
  verb: "in-range",
  summary: "Say whether a version lies in a range",
  details: `The range is in VERS notation, such as vers:npm/>=1.2.0|<2.0.0; with --native, it is in the notation of an ecosystem, such as
^1.2.0, and the answer shows it in VERS. With --json, "result" is true, false, or null where the version or a bound cannot be
ordered. No (exit code 1) means that the version is outside, or that it cannot be said. Without VERSION and VERS, each line of
standard input asks one question: {"version": …, "vers": …}. A line that cannot be answered is answered with an error, and the
rest goes on; then no means that not every version lies in its range.`,
  operands: [
    { name: "VERSION", help: "a version", optional: true },
    { name: "VERS", help: "a range", optional: true },
  ],
  options: { native: { value: "TYPE", help: "the range is one of this package URL type's own, such as npm, pypi or maven" } },
  examples: ["version in-range 1.4.1 'vers:npm/>=1.2.0|<2.0.0'", "version in-range 1.4.1 '^1.2' --native npm --json"],
  async run(given, talk) {
    const { nativeToVers, readVers, versContains, VersError, writeVers } = await import("#engines/exposure");
    const type = given.text("native");
    const answer = (version: string, range: string): LineAnswer => {
      const vers = readVers(type === undefined ? range : nativeToVers(type, range));
      const membership = versContains(vers, version);
      const written = writeVers(vers);
      const said = { in: "lies in", out: "lies outside", undetermined: "cannot be compared with" }[membership];
      const document = { version, vers: written, result: membership === "undetermined" ? null : membership === "in" };
      return { document, lines: `${version} ${said} ${written}`, isYes: membership === "in" };
    };
    if (given.operands.length === 0) {
      return answerLines(talk, (line) => {
        const read = question.safeParse(JSON.parse(line));
        if (!read.success) throw new UsageError('The line is not {"version": VERSION, "vers": RANGE}.');
        return answer(read.data.version, read.data.vers);
      }, (error): error is Error => error instanceof CliError || error instanceof VersError);
    }
    if (given.operands.length === 1) throw new UsageError("VERS is missing: a range.");
    const { document, lines, isYes } = answer(given.operand(0), given.operand(1));
    talk.answer(document, lines);
    return isYes ? EXIT.done : EXIT.no;
  },
};
