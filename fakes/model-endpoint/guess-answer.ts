import type { Brief } from "./agent-steps.ts";

/** Where there are choices, the one that has most words of the question in it: what one takes who has not understood it. */
export function guessAnswer({ prompt }: Brief): string {
  const choices = [...prompt.matchAll(/^([A-Z])\) (.+)$/gm)].map(([, letter = "", text = ""]) => ({ letter, text }));
  const [first] = choices;
  if (!first) return "I do not know.";
  const question = prompt.slice(0, prompt.indexOf(`\n${first.letter}) `));
  const asked = new Set(wordsOf(question));
  const shared = ({ text }: { readonly text: string }) => new Set(wordsOf(text).filter((word) => asked.has(word))).size;
  const best = choices.reduce((one, other) => (shared(other) > shared(one) ? other : one));
  return `ANSWER: ${best.letter}`;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z_]{3,}/g) ?? [];
