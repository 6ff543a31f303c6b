import { explainError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readInput } from "../read-input.ts";

const MOST_BYTES = 4 * 1024 * 1024;

export const cvssScore: Command = {
  noun: "cvss",
  verb: "score",
  summary: "Score CVSS vectors of versions 2.0, 3.0, 3.1 and 4.0",
  details: `One answer for each vector: the base score, those with the threat (temporal) and environmental metrics, the score of
everything the vector holds, and its band. Yes means that each one is a vector. One bad vector hides no other.`,
  operands: [{ name: "VECTOR", help: "a vector, or - for one a line on standard input", many: true }],
  options: {},
  examples: ["cvss score CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss score - --json < vectors.txt"],
  async run(given, talk) {
    const { cvssScores } = await import("#engines/advisories");
    let isAllWell = true;
    for (const operand of given.operands) {
      const vectors = operand === "-" ? readLines(await readInput("-", talk, MOST_BYTES)) : [operand];
      for (const vector of vectors) {
        try {
          const scores = cvssScores(vector);
          const parts = [`base ${scores.base}`, ...(scores.threat === null ? [] : [`threat ${scores.threat}`]), ...(scores.environmental === null ? [] : [`environmental ${scores.environmental}`])];
          talk.answer(scores, `${vector}  ${scores.overall} ${scores.overallRating}  (${parts.join(", ")})`);
        } catch (error) {
          const known = explainError(error);
          if (known === undefined) throw error;
          isAllWell = false;
          const { code, message } = known;
          talk.answer({ vector, refused: { code, message } }, message);
        }
      }
    }
    return isAllWell ? EXIT.done : EXIT.no;
  },
};

function readLines(bytes: Uint8Array): readonly string[] {
  return new TextDecoder().decode(bytes).split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
