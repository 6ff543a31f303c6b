export interface TextLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** A text's lines that are not empty, with their numbers; ends of lines of every system, a lone CR too. */
export function splitLines(text: string): readonly TextLine[] {
  return text.split(/\r\n|\n|\r/).map((line, index) => ({ line: index + 1, text: line })).filter((line) => line.text.trim() !== "");
}
