import type { CountedEntry, EntrySelection, Period, Tally } from "./figure.types.ts";

/** Whether an entry is meant; its kind has been looked at. */
export function isSelected({ where }: EntrySelection, { data }: CountedEntry): boolean {
  if (!where) return true;
  const value = data[where.field];
  if (where.is === null) return value !== null && value !== undefined;
  return where.is.includes(String(value));
}

/** How many one entry stands for. */
export function timesOf({ times }: EntrySelection, { data }: CountedEntry): number {
  const value = times === undefined ? undefined : data[times];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 1;
}

/** What an entry is about; undefined when the field that should say so does not. */
export function aboutOf({ about }: EntrySelection, { subject, data }: CountedEntry): string | undefined {
  if (about === undefined) return subject;
  const value = data[about];
  return typeof value === "string" ? value : undefined;
}

/** What an entry is about, if it is meant; undefined otherwise. */
export function findAbout(selection: EntrySelection, entry: CountedEntry): string | undefined {
  return selection.kinds.includes(entry.kind) && isSelected(selection, entry) ? aboutOf(selection, entry) : undefined;
}

/** Counts by an act's own instant: entries of one moment may stand in the log in another order. */
export class PeriodTally implements Tally {
  before = 0;
  toDate = 0;
  readonly #period: Period;

  constructor(period: Period) {
    this.#period = period;
  }

  add(at: string, times = 1): void {
    if (at < this.#period.from) this.before += times;
    if (at < this.#period.to) this.toDate += times;
  }

  read(): Tally {
    return { before: this.before, toDate: this.toDate };
  }
}
