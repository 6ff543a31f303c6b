import type { Counter } from "./count-figure.ts";
import type { CountedEntry, FormOf, Period } from "./figure.types.ts";
import { findAbout, PeriodTally } from "./select-entries.ts";

/** Exceptions are as rare as faults; a ledger of nothing else must not fill the memory. */
const MOST_EXCEPTIONS = 1000;

/**
 * An act by whoever had a part in it before, or of which no first part is known, is an exception. Where one thing can be proposed,
 * taken back and proposed again, a first act begins it anew, and whoever had a part before has none in what follows.
 */
export function openPairs({ first, second, anew }: FormOf<"pairs">, period: Period): Counter {
  const doers = new Map<string, Set<string>>();
  const [checked, exceptions] = [new PeriodTally(period), new PeriodTally(period)];
  const exceptionsAt: number[] = [];
  const noteDoer = (about: string, by: string) => doers.set(about, (doers.get(about) ?? new Set()).add(by));
  const judge = (about: string, { by, at }: CountedEntry, index: number) => {
    checked.add(at);
    const before = doers.get(about);
    if (before !== undefined && !before.has(by)) return;
    exceptions.add(at);
    if (exceptionsAt.length < MOST_EXCEPTIONS) exceptionsAt.push(index);
  };
  return {
    selections: [first, second],
    take: (entry, index) => {
      const ended = findAbout(second, entry);
      if (ended !== undefined) {
        judge(ended, entry, index);
        noteDoer(ended, entry.by);
      }
      const begun = findAbout(first, entry);
      if (begun === undefined) return;
      if (anew) doers.delete(begun);
      noteDoer(begun, entry.by);
    },
    read: () => ({ form: "pairs", checked: checked.read(), exceptions: exceptions.read(), exceptionsAt }),
  };
}
