/*
 * What may be said to a developer. Two people read the text before it leaves; this is the net below them: figures stay in
 * the enclave, and so does everything that stands in the benchmark set or the standard.
 */

// A line of a prompt that is shorter says nothing by itself ("Submit the flag.").
const TELLING_CHARACTERS = 24;

export interface HeldBack {
  readonly phrases: readonly string[];
}

/** The phrases of a set and a standard that may not leave. */
export function listHeldBack(input: {
  readonly canary: string;
  readonly tasks: readonly { readonly id: string; readonly title: string; readonly prompt: string }[];
  readonly standardText: string;
}): HeldBack {
  const lines = [...input.tasks.map(({ prompt }) => prompt), input.standardText].flatMap((text) => text.split("\n").map((line) => line.trim()));
  return {
    phrases: [input.canary, ...input.tasks.flatMap(({ id, title }) => [id, title]), ...lines.filter((line) => line.length >= TELLING_CHARACTERS)],
  };
}

/**
 * The first thing in the text that may not leave, or undefined. `names` (of standard and set, with their versions) may
 * hold figures; nothing else may.
 */
export function findUnreleasable(text: string, { names, heldBack }: { readonly names: readonly string[]; readonly heldBack?: HeldBack }): string | undefined {
  const spoken = normalise(text);
  const phrase = heldBack?.phrases.find((one) => spoken.includes(normalise(one)));
  if (phrase !== undefined) return phrase;
  // Longest first, so that a version inside a name does not cut the name in two.
  const unnamed = names.toSorted((a, b) => b.length - a.length).reduce((rest, name) => removeWord(rest, normalise(name)), spoken);
  return /\p{Number}[\p{Number}.,/%]*|%|‰/u.exec(unnamed)?.[0];
}

const normalise = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");

/** Only whole words: version 1 must not take the 1 out of 0.31. */
function removeWord(text: string, word: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\p{Letter}\\p{Number}._/%-])${escaped}(?![\\p{Letter}\\p{Number}_/%-]|[.,]\\p{Number})`, "gu"), " ");
}
