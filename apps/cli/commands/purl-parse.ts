import { answerLines, type LineAnswer } from "../answer-lines.ts";
import { EXIT, type Command } from "../command.types.ts";

export const purlParse: Command = {
  noun: "purl",
  verb: "parse",
  summary: "Take a package URL apart, and write it in its one canonical form",
  details: `Without PURL, one is read from each line of standard input, as text, as a JSON string or as {"purl": …}, and each has its answer; a line that is
no package URL is answered with an error, and the rest goes on. No (exit code 1) means that there was such a line.`,
  operands: [{ name: "PURL", help: "a package URL such as pkg:npm/lodash@4.17.21", optional: true }],
  options: {},
  examples: ["purl parse pkg:deb/debian/openssl@3.0.11?arch=amd64", "purl parse pkg:npm/%40types/node@24 --json"],
  async run(given, talk) {
    const { buildPurl, IdentifierError, parsePurl } = await import("#engines/exposure");
    const answer = (purl: string): LineAnswer => {
      const parts = parsePurl(purl);
      const canonical = buildPurl(parts);
      const shown = Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [`  ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`]));
      return { document: { purl: canonical, ...parts }, lines: [canonical, ...shown] };
    };
    if (given.operands.length === 0) return answerLines(talk, (line) => answer(readPurl(line)), (error) => error instanceof IdentifierError);
    const { document, lines } = answer(given.operand(0));
    talk.answer(document, lines);
    return EXIT.done;
  },
};

/** A line is the text itself, a JSON string, or an object that has it. */
function readPurl(line: string): string {
  if (!/^["{]/.test(line)) return line;
  const document = JSON.parse(line) as unknown;
  if (typeof document === "object" && document !== null && "purl" in document) return String(document.purl);
  return String(document);
}
