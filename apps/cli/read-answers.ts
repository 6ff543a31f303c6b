import type { Answer, Question } from "#engines/exposure";
import { UsageError } from "./cli-error.ts";
import type { Talk } from "./command.types.ts";
import { readInput } from "./read-input.ts";

const MOST_BYTES = 1024 * 1024;
const MOST_ANSWER = 200;

/** Questions as a sheet that is filled in behind each `=` and given back with `--answers`. */
export function writeQuestionSheet(questions: readonly Question[]): readonly string[] {
  if (questions.length === 0) return ["# There is nothing to ask."];
  return [
    "# Write your answer behind each = sign. Leave a line empty if you do not know.",
    "# Then run the same command with --answers and the name of this file.",
    ...questions.flatMap(({ id, text, options }) => ["", `# ${text}${options.length > 0 ? ` (${options.join(" or ")})` : ""}`, `${id} =`]),
  ];
}

/** Reads such a sheet. What answers no question of this inventory is told: the list may have changed since. */
export async function readAnswers(file: string, questions: readonly Question[], talk: Talk): Promise<readonly Answer[]> {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const lines = Buffer.from(await readInput(file, talk, MOST_BYTES)).toString("utf8").split(/\r?\n/);
  return lines.flatMap((line, index): Answer[] => {
    const text = line.replace(/^\uFEFF/, "").trim();
    if (text === "" || text.startsWith("#")) return [];
    const [, id = "", value = ""] = /^(.*?)\s*=\s*(.*)$/.exec(text) ?? [];
    if (id === "") throw new UsageError(`${file} line ${index + 1}: write the question's id, then =, then the answer.`);
    if (value === "") return [];
    if (value.length > MOST_ANSWER) throw new UsageError(`${file} line ${index + 1}: an answer has at most ${MOST_ANSWER} characters.`);
    const question = byId.get(id);
    if (!question) throw new UsageError(`${file} line ${index + 1}: there is no question ${id} about this list; run the command with --questions again.`);
    if (question.options.length > 0 && !question.options.includes(value.toLowerCase())) throw new UsageError(`${file} line ${index + 1}: answer ${question.options.join(" or ")}, or leave it empty.`);
    return [{ questionId: id, assetId: question.assetId, kind: question.kind, product: question.product, value: question.options.length > 0 ? value.toLowerCase() : value }];
  });
}
