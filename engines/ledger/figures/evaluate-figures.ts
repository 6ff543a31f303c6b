import { openDeadlines } from "./count-deadlines.ts";
import { openCount, openDuration, openStated, openTable, type Counter } from "./count-figure.ts";
import { openPairs } from "./count-pairs.ts";
import type { CountedEntry, Figure, FigureCounts, FigureForm, Period } from "./figure.types.ts";

export interface FigureEvaluation {
  /** Kinds of the entries that matter; others may be left out, as long as `index` is the place in the whole log. */
  readonly kinds: readonly string[];
  /** One entry after another, in the log's order. */
  take(entry: CountedEntry, index: number): void;
  /** By figure id; standing figures, which are made of others, have none. */
  read(): ReadonlyMap<string, FigureCounts>;
}

/**
 * Computes figures in one pass over the entries. What it keeps grows with what is open (acts that wait for their second one),
 * not with the log. The same entries, definitions and period give the same counts, wherever they are computed.
 */
export function evaluateFigures(figures: readonly Pick<Figure, "id" | "how">[], period: Period): FigureEvaluation {
  const counters = figures.flatMap(({ id, how }) => {
    const counter = openCounter(how, period);
    return counter ? [{ id, counter }] : [];
  });
  const byKind = new Map<string, Counter[]>();
  for (const { counter } of counters) {
    for (const kind of new Set(counter.selections.flatMap(({ kinds }) => kinds))) byKind.set(kind, [...(byKind.get(kind) ?? []), counter]);
  }
  return {
    kinds: [...byKind.keys()].toSorted(),
    take: (entry, index) => {
      for (const counter of byKind.get(entry.kind) ?? []) counter.take(entry, index);
    },
    read: () => new Map(counters.map(({ id, counter }) => [id, counter.read()])),
  };
}

function openCounter(how: FigureForm, period: Period): Counter | undefined {
  switch (how.form) {
    case "count":
      return openCount(how, period);
    case "table":
      return openTable(how, period);
    case "duration":
      return openDuration(how, period);
    case "pairs":
      return openPairs(how, period);
    case "deadlines":
      return openDeadlines(how, period);
    case "stated":
      return openStated(how, period);
    case "standing":
      return undefined;
  }
}
