import { z } from "zod";
import { answerLines, type LineAnswer } from "../answer-lines.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";

const question = z.object({ a: z.string(), b: z.string(), scheme: z.string().optional() });

export const versionCompare: Command = {
  noun: "version",
  verb: "compare",
  summary: "Say which of two versions is the older one",
  details: `Schemes: semver, npm, pypi, cargo, golang, maven, nuget, gem, composer, debian, rpm, alpine, gentoo, arch, conan, openssl, dotted,
intdot, datetime, lexicographic, generic; a package URL type such as deb or apk stands for its scheme. The answer is -1 when A is
older than B, 0 when they are equal, 1 when A is newer. No (exit code 1) means that the scheme cannot order one of the two.
Without A and B, each line of standard input asks for one comparison: {"a": …, "b": …, "scheme": …}, where --scheme is
for the lines that name none. A line that cannot be answered is answered with an error, and the rest goes on.`,
  operands: [
    { name: "A", help: "a version", optional: true },
    { name: "B", help: "another version", optional: true },
  ],
  options: { scheme: { value: "NAME", help: "whose order of versions" } },
  examples: ["version compare 1.10.0 1.9.3 --scheme semver", "version compare 2.36-9+deb12u4 2.36-9 --scheme debian --json"],
  async run(given, talk) {
    const { compareVersions, isSchemeName, schemeOfPurlType, SCHEME_NAMES } = await import("#engines/exposure");
    const answer = (a: string, b: string, name = given.text("scheme")): LineAnswer => {
      if (name === undefined) throw new UsageError("--scheme NAME is missing.");
      const scheme = schemeOfPurlType(name);
      // An unknown type has no order of its own.
      if (!isSchemeName(name.toLowerCase()) && scheme === "generic") throw new UsageError(`--scheme ${name}: the schemes are ${SCHEME_NAMES.join(", ")}.`);
      const result = compareVersions(scheme, a, b) ?? null;
      const line = result === null ? `${scheme} cannot order ${a} and ${b}` : `${a} ${["is older than", "equals", "is newer than"][result + 1]} ${b}`;
      return { document: { scheme, a, b, result }, lines: line, isYes: result !== null };
    };
    if (given.operands.length === 0) {
      return answerLines(talk, (line) => {
        const read = question.safeParse(JSON.parse(line));
        if (!read.success) throw new UsageError('The line is not {"a": VERSION, "b": VERSION, "scheme": NAME}.');
        return answer(read.data.a, read.data.b, read.data.scheme);
      }, (error): error is Error => error instanceof CliError);
    }
    if (given.operands.length === 1) throw new UsageError("B is missing: another version.");
    const { document, lines, isYes } = answer(given.operand(0), given.operand(1));
    talk.answer(document, lines);
    return isYes ? EXIT.done : EXIT.no;
  },
};
