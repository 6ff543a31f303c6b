import type { CountedEntry, EntrySelection, FigureCounts, FormOf, Period } from "./figure.types.ts";
import { NOT_STATED } from "./figure.types.ts";
import { findAbout, isSelected, PeriodTally, timesOf } from "./select-entries.ts";

/** Takes the entries one after another, with their places in the log, and tells in the end what they were. */
export interface Counter {
  readonly selections: readonly EntrySelection[];
  take(entry: CountedEntry, index: number): void;
  read(): FigureCounts;
}

export function openCount({ of }: FormOf<"count">, period: Period): Counter {
  const tally = new PeriodTally(period);
  return {
    selections: [of],
    take: (entry) => {
      if (isSelected(of, entry)) tally.add(entry.at, timesOf(of, entry));
    },
    read: () => ({ form: "count", of: tally.read() }),
  };
}

export function openTable({ of, by, words }: FormOf<"table">, period: Period): Counter {
  const tallies = new Map([...words, NOT_STATED].map((word) => [word, new PeriodTally(period)]));
  return {
    selections: [of],
    take: (entry) => {
      if (!isSelected(of, entry)) return;
      const row = tallies.get(String(entry.data[by])) ?? tallies.get(NOT_STATED);
      row?.add(entry.at, timesOf(of, entry));
    },
    read: () => ({ form: "table", rows: [...tallies].map(([word, tally]) => ({ word, ...tally.read() })) }),
  };
}

const DAY_MS = 86_400_000;

/** Keeps the first acts that still wait for their second, and nothing of those that have it. */
export function openDuration({ from, to, stepsDays }: FormOf<"duration">, period: Period): Counter {
  const waiting = new Map<string, string>();
  const rows = [...stepsDays, null].map((upToDays, place) => ({ overDays: stepsDays[place - 1] ?? 0, upToDays, tally: new PeriodTally(period) }));
  const takeSecond = (about: string, { at }: CountedEntry) => {
    const begun = waiting.get(about);
    if (begun === undefined) return;
    waiting.delete(about);
    const days = Math.max(0, Date.parse(at) - Date.parse(begun)) / DAY_MS;
    rows.find(({ upToDays }) => upToDays === null || days <= upToDays)?.tally.add(at);
  };
  return {
    selections: [from, to],
    take: (entry) => {
      const second = findAbout(to, entry);
      if (second !== undefined) takeSecond(second, entry);
      const first = findAbout(from, entry);
      if (first !== undefined && !waiting.has(first)) waiting.set(first, entry.at);
    },
    read: () => ({ form: "duration", rows: rows.map(({ overDays, upToDays, tally }) => ({ overDays, upToDays, ...tally.read() })) }),
  };
}

/** The last statement by the period's end; what it holds was put into bands by whoever stated it. */
export function openStated({ of, words }: FormOf<"stated">, { to }: Period): Counter {
  let last: CountedEntry | undefined;
  return {
    selections: [of],
    take: (entry) => {
      if (entry.at < to && isSelected(of, entry)) last = entry;
    },
    read: () => ({ form: "stated", asOf: last?.at ?? null, rows: words.map((word) => ({ word, least: toCount(last?.data[word]) })) }),
  };
}

const toCount = (value: unknown): number => (typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0);
