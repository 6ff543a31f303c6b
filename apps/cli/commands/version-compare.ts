import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";

const SCHEMES = ["semver", "debian", "generic"] as const;

export const versionCompare: Command = {
  noun: "version",
  verb: "compare",
  summary: "Say which of two versions is the older one",
  details: `Schemes: ${SCHEMES.join(", ")}. The answer is -1 when A is older than B, 0 when they are equal, 1 when A is newer.
No (exit code 1) means that the scheme cannot order one of the two.`,
  operands: [
    { name: "A", help: "a version" },
    { name: "B", help: "another version" },
  ],
  options: { scheme: { value: "NAME", required: true, help: "whose order of versions" } },
  examples: ["version compare 1.10.0 1.9.3 --scheme semver", "version compare 2.36-9+deb12u4 2.36-9 --scheme debian --json"],
  async run(given, talk) {
    const { compareVersions } = await import("#engines/exposure");
    const name = given.requiredText("scheme");
    const scheme = SCHEMES.find((known) => known === name);
    if (scheme === undefined) throw new UsageError(`--scheme ${name}: the schemes are ${SCHEMES.join(", ")}.`);
    const [a, b] = [given.operand(0), given.operand(1)];
    const order = compareVersions(scheme, a, b);
    const result = order === undefined ? null : Math.sign(order);
    talk.answer({ scheme, a, b, result }, result === null ? `${scheme} cannot order ${a} and ${b}` : `${a} ${["is older than", "equals", "is newer than"][result + 1]} ${b}`);
    return result === null ? EXIT.no : EXIT.done;
  },
};
