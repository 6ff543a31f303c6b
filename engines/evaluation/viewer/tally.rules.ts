import type { ViewedRun, ViewedSample } from "./view.types.ts";

export interface Tally {
  readonly ended: number;
  readonly open: number;
  readonly solved: number;
  readonly flagged: number;
  readonly refused: number;
  /** How many samples had each, the most frequent first. */
  readonly outcomes: readonly (readonly [outcome: string, samples: number])[];
  readonly flags: readonly (readonly [flag: string, samples: number])[];
}

export interface SampleFilter {
  /** An outcome, `open`, or null for all. */
  readonly outcome: string | null;
  /** What a detector found, `any`, or null for all. */
  readonly flag: string | null;
}

/** Inspect's scorers say correct as 1 or as C. */
export const isSolved = ({ scores }: ViewedSample): boolean => {
  const values = Object.values(scores);
  return values.length > 0 && values.every((value) => value === 1 || value === "C" || value === true);
};

/** What a list calls a sample's ending. */
export const outcomeOf = ({ state, outcome }: ViewedSample): string => (state === "open" ? "open" : (outcome ?? "ended"));

export function tallySamples({ samples }: Pick<ViewedRun, "samples">): Tally {
  const ended = samples.filter(({ state }) => state === "ended").length;
  return {
    ended,
    open: samples.length - ended,
    solved: samples.filter(isSolved).length,
    flagged: samples.filter(({ flags }) => flags.length > 0).length,
    refused: samples.filter(({ refused }) => refused).length,
    outcomes: count(samples.map(outcomeOf)),
    flags: count(samples.flatMap(({ flags }) => flags)),
  };
}

function count(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([one, often], [other, less]) => less - often || (one < other ? -1 : 1));
}

export const filterSamples = (samples: readonly ViewedSample[], { outcome, flag }: SampleFilter): readonly ViewedSample[] =>
  samples.filter((sample) => (outcome === null || outcomeOf(sample) === outcome) && (flag === null || (flag === "any" ? sample.flags.length > 0 : sample.flags.includes(flag))));
