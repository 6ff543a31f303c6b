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

/** A line of a sheet that says something. */
export interface SheetLine {
  /** The file and the number of the line, for refusals. */
  readonly place: string;
  readonly id: string;
  readonly value: string;
}

export async function readSheet(file: string, talk: Talk): Promise<readonly SheetLine[]> {
  const lines = Buffer.from(await readInput(file, talk, MOST_BYTES)).toString("utf8").split(/\r?\n/);
  return lines.flatMap((line, index): SheetLine[] => {
    const text = line.replace(/^\uFEFF/, "").trim();
    if (text === "" || text.startsWith("#")) return [];
    const place = `${file} line ${index + 1}`;
    const [, id = "", value = ""] = /^(.*?)\s*=\s*(.*)$/.exec(text) ?? [];
    if (id === "") throw new UsageError(`${place}: write the question's id, then =, then the answer.`);
    if (value.length > MOST_ANSWER) throw new UsageError(`${place}: an answer has at most ${MOST_ANSWER} characters.`);
    return value === "" ? [] : [{ place, id, value }];
  });
}

/** What the sheet answers of these questions, and what to say of a line that answers none: the list may have changed since. */
export function toAnswers(sheet: readonly SheetLine[], questions: ReadonlyMap<string, Question>): { readonly settled: readonly Answer[]; readonly unknown: UsageError | undefined } {
  const stranger = sheet.find(({ id }) => !questions.has(id));
  const settled = sheet.flatMap(({ place, id, value }): Answer[] => {
    const question = questions.get(id);
    if (!question) return [];
    const { assetId, kind, product, options } = question;
    if (options.length > 0 && !options.includes(value.toLowerCase())) throw new UsageError(`${place}: answer ${options.join(" or ")}, or leave it empty.`);
    return [{ questionId: id, assetId, kind, product, value: options.length > 0 ? value.toLowerCase() : value }];
  });
  return { settled, unknown: stranger && new UsageError(`${stranger.place}: there is no question ${stranger.id} about this list; run the command with --questions again.`) };
}
