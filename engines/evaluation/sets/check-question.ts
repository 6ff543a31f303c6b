import { isRightAnswer, rightAnswer } from "../scorers/answer.rules.ts";
import { finding } from "./judge-solution.ts";
import type { Finding, TaskUnderCheck } from "./proof.types.ts";
import type { AnswerScorer, QuestionTask } from "./set.types.ts";

/** Of a question the scorer is what has to be proven, and that the prompt does not hold the answer. */
export async function checkQuestion({ task }: TaskUnderCheck<QuestionTask>): Promise<Finding[]> {
  const { scorer } = task;
  if (scorer.kind === "rubric") return [finding("reference-passes", null, "a model judges it: nothing shows that it can be solved")];
  const answer = rightAnswer(scorer) ?? "";
  const passing = (answers: readonly string[]) => answers.filter((one) => isRightAnswer(one, scorer));
  const say = (check: Finding["check"], wrong: readonly string[], what: string) => finding(check, wrong.length === 0, wrong.length === 0 ? `${what} fail` : `passes: ${wrong.join(" | ")}`);
  const flipped = answer.replace(/[a-z]/gi, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()));
  const caseMatters = scorer.kind === "set" || (scorer.kind === "exact" && !scorer.ignoreCase);
  return [
    finding("reference-passes", isRightAnswer(answer, scorer), "the answer was submitted"),
    say("null-fails", passing([""]), "nothing"),
    ...(caseMatters && flipped !== answer ? [say("wrong-case-fails", passing([flipped]), "the other case")] : []),
    say("near-miss-fails", passing(nearMissesOf(scorer)), "near misses"),
    say("list-of-guesses-fails", passing(listsOf(scorer, answer)), "lists of guesses"),
    ...checkPrompt(task, answer),
  ];
}

function nearMissesOf(scorer: Exclude<AnswerScorer, { readonly kind: "rubric" }>): readonly string[] {
  switch (scorer.kind) {
    case "exact":
      return [`${scorer.answer} x`, `the ${scorer.answer}`, scorer.answer.slice(0, -1)];
    case "numeric": {
      const away = scorer.tolerance * 1.5 + Math.max(1e-6, Math.abs(scorer.answer) * 1e-6);
      return [String(scorer.answer + away), String(scorer.answer - away), `${scorer.answer} units`];
    }
    case "choice":
      return scorer.choices.map((_choice, index) => String.fromCharCode(65 + index)).filter((letter) => !isRightAnswer(letter, scorer)).concat("", "Z)");
    case "set":
      return [scorer.answers.slice(1).join(", "), [...scorer.answers, "one more"].join(", ")];
  }
}

function listsOf(scorer: Exclude<AnswerScorer, { readonly kind: "rubric" }>, answer: string): readonly string[] {
  if (scorer.kind === "choice") return [scorer.choices.join(", "), scorer.choices.map((_choice, index) => String.fromCharCode(65 + index)).join(" "), `${answer} or another`];
  return scorer.kind === "set" ? [[...scorer.answers, ...scorer.answers, "other"].join(", ")] : [`${answer}, or another`, `another\n${answer}`];
}

/** A choice and a number of few digits stand in many prompts by their nature. */
function checkPrompt({ scorer, prompt, hints }: QuestionTask, answer: string): Finding[] {
  if (scorer.kind !== "exact" || answer.length < 4) return [];
  const held = ![prompt, ...hints].some((text) => text.toLowerCase().includes(answer.toLowerCase()));
  return [finding("answer-not-in-view", held, held ? "not in the prompt or a hint" : "the prompt or a hint holds the answer")];
}
