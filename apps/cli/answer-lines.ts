// Batches: one question a line on standard input, one answer a line on standard output. A line that cannot be answered gets an
// answer that says why, and the rest goes on; lines are answered as they come, so a batch of any length is never held.
import { EXIT, type ExitCode, type Talk } from "./command.types.ts";

const LONGEST_LINE = 64 * 1024;

/** What a line's answer says, and whether it is a yes. */
export interface LineAnswer {
  readonly document: Readonly<Record<string, unknown>>;
  readonly lines: string | readonly string[];
  readonly isYes?: boolean;
}

/**
 * Answers every line that is not blank. `answer` is given the line; what it throws of the class that `isRefusal` knows becomes
 * that line's answer. Ends with `done` when every line had its answer, `no` when one had not or was answered no.
 */
export async function answerLines(talk: Talk, answer: (line: string) => LineAnswer, isRefusal: (error: unknown) => error is Error): Promise<ExitCode> {
  let isAllYes = true;
  for await (const line of readLines(talk)) {
    try {
      const { document, lines, isYes = true } = answer(requireLength(line));
      isAllYes &&= isYes;
      talk.answer(document, lines);
    } catch (error) {
      if (!isRefusal(error) && !(error instanceof SyntaxError) && !(error instanceof LineTooLong)) throw error;
      isAllYes = false;
      const message = error instanceof SyntaxError ? `Not JSON: ${error.message}` : error.message;
      talk.answer({ input: line.slice(0, 200), error: message }, `${line.slice(0, 200)}: ${message}`);
    }
  }
  return isAllYes ? EXIT.done : EXIT.no;
}

class LineTooLong extends Error {}

function requireLength(line: string): string {
  if (line.length > LONGEST_LINE) throw new LineTooLong(`The line is longer than ${LONGEST_LINE} characters; send one question a line`);
  return line;
}

/** Lines without their ends. What is beyond the bound is cut off while it is read, so that no line is held whole. */
async function* readLines(talk: Talk): AsyncGenerator<string, void, undefined> {
  const utf8 = new TextDecoder();
  let rest = "";
  for await (const piece of talk.surroundings.stdin) {
    const parts = (typeof piece === "string" ? piece : utf8.decode(piece, { stream: true })).split("\n");
    rest = (rest + (parts.shift() ?? "")).slice(0, LONGEST_LINE + 1);
    for (const part of parts) {
      if (rest.trim() !== "") yield rest.trim();
      rest = part.slice(0, LONGEST_LINE + 1);
    }
  }
  if (rest.trim() !== "") yield rest.trim();
}
