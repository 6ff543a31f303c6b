import type { AnswerScorer } from "../sets/set.types.ts";

type ExactScorer = Exclude<AnswerScorer, { readonly kind: "rubric" }>;

/** Exact but for blanks at the ends and runs of blanks, which mean nothing in a text. */
const tidy = (text: string): string => text.normalize("NFC").trim().replace(/\s+/g, " ");

/** Whether an answer is right. Only the answer counts, whole: what is right somewhere in a longer text is wrong. */
export function isRightAnswer(answer: string, scorer: ExactScorer): boolean {
  switch (scorer.kind) {
    case "exact":
      return scorer.ignoreCase ? tidy(answer).toLowerCase() === tidy(scorer.answer).toLowerCase() : tidy(answer) === tidy(scorer.answer);
    case "numeric": {
      const number = toNumber(answer);
      return number !== null && Math.abs(number - scorer.answer) <= scorer.tolerance;
    }
    case "choice": {
      const right = choiceAt(scorer.answer, scorer.choices);
      return right !== null && choiceAt(answer, scorer.choices) === right;
    }
    case "set": {
      const given = answer.split(/[,\n]/).map(tidy).filter((part) => part !== "");
      const wanted = new Set(scorer.answers.map(tidy));
      // One more, or one twice, is a guess.
      return given.length === wanted.size && new Set(given).size === wanted.size && given.every((part) => wanted.has(part));
    }
  }
}

/** Decimal, hexadecimal with 0x, or with an exponent; commas between thousands are forgiven, a unit is not. */
function toNumber(answer: string): number | null {
  const text = answer.trim();
  if (/^-?0x[0-9a-f]+$/i.test(text)) return Number(text.replace("-", "")) * (text.startsWith("-") ? -1 : 1);
  const plain = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

/** The place of a choice given by its letter (`B`, `b)`, `(B)`) or by its words. A choice that reads like a letter is meant by its words. */
function choiceAt(answer: string, choices: readonly string[]): number | null {
  const words = choices.findIndex((choice) => tidy(choice) === tidy(answer));
  if (words >= 0) return words;
  const letter = /^\(?([A-Za-z])[).:]?$/.exec(answer.trim())?.[1]?.toUpperCase();
  const place = letter === undefined ? -1 : letter.charCodeAt(0) - 65;
  return place >= 0 && place < choices.length ? place : null;
}

/** A right answer, as a person would give it; null where a model judges. */
export function rightAnswer(scorer: AnswerScorer): string | null {
  switch (scorer.kind) {
    case "exact":
    case "choice":
      return scorer.answer;
    case "numeric":
      return String(scorer.answer);
    case "set":
      return scorer.answers.join(", ");
    case "rubric":
      return null;
  }
}
