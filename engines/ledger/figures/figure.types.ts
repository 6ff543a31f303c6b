// What a figure is: a definition as plain data over the ledger's entries, so that whoever has the entries can compute it.

/** As much of an entry as a figure may look at. */
export interface CountedEntry {
  readonly kind: string;
  readonly subject: string;
  readonly by: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EntrySelection {
  readonly kinds: readonly string[];
  /** The field holds one of these words; null: anything but null. */
  readonly where?: { readonly field: string; readonly is: readonly string[] | null } | undefined;
  /** A field that says how many there were in this one act; without it an entry counts once. */
  readonly times?: string | undefined;
  /** A field that names what the act is about; otherwise the entry's subject. */
  readonly about?: string | undefined;
}

export type FigureForm =
  | { readonly form: "count"; readonly of: EntrySelection }
  | { readonly form: "table"; readonly of: EntrySelection; readonly by: string; readonly words: readonly string[] }
  | { readonly form: "duration"; readonly from: EntrySelection; readonly to: EntrySelection; readonly stepsDays: readonly number[]; readonly goalDays: number | null }
  | { readonly form: "standing"; readonly plus: readonly string[]; readonly minus: readonly string[] }
  | { readonly form: "pairs"; readonly first: EntrySelection; readonly second: EntrySelection; readonly anew?: true | undefined }
  | { readonly form: "deadlines"; readonly items: readonly Deadline[]; readonly sign: EntrySelection; readonly done: EntrySelection; readonly struck: EntrySelection; readonly on: string }
  | { readonly form: "stated"; readonly of: EntrySelection; readonly words: readonly string[] };
export type FormOf<Form extends FigureForm["form"]> = Extract<FigureForm, { readonly form: Form }>;

export interface Deadline {
  readonly about: string;
  readonly dueAt: string;
}

/** The parts of a definition that decide its value; its words are for readers. */
export interface Figure {
  readonly id: string;
  readonly shown: "bands" | "exact";
  readonly how: FigureForm;
}

/** Acts from the first instant on and before the second, by their own instants. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** How many there were before the period began, and before it ended. */
export interface Tally {
  readonly before: number;
  readonly toDate: number;
}

/** The row of a table in which no word of the list was stated. */
export const NOT_STATED = "not-stated";

/** What the entries say, exactly. A standing figure is made of others and has none. */
export type FigureCounts =
  | { readonly form: "count"; readonly of: Tally }
  | { readonly form: "table"; readonly rows: readonly (Tally & { readonly word: string })[] }
  | { readonly form: "duration"; readonly rows: readonly (Tally & DaySpan)[] }
  /** `exceptionsAt`: the places in the log of the second acts by the person who did the first, or of which the first is missing. */
  | { readonly form: "pairs"; readonly checked: Tally; readonly exceptions: Tally; readonly exceptionsAt: readonly number[] }
  | { readonly form: "deadlines"; readonly notYetDue: number; readonly inTime: number; readonly late: number; readonly begun: number; readonly silent: number }
  /** Lower ends of bands, as they were stated; all 0 before anything was. */
  | { readonly form: "stated"; readonly asOf: string | null; readonly rows: readonly { readonly word: string; readonly least: number }[] };

/** More days than the first and at most the second; null: without an end. */
export interface DaySpan {
  readonly overDays: number;
  readonly upToDays: number | null;
}

/** A count lies between these, both included. */
export interface CountRange {
  readonly least: number;
  readonly most: number;
}

export interface Counted {
  readonly toDate: CountRange;
  readonly inPeriod: CountRange;
}

export interface Spans {
  readonly toDate: DaySpan | null;
  readonly inPeriod: DaySpan | null;
}

/** What is shown. */
export type FigureValue =
  | ({ readonly form: "count" } & Counted)
  | { readonly form: "table"; readonly total: Counted; readonly rows: readonly (Counted & { readonly word: string })[] }
  | { readonly form: "duration"; readonly total: Counted; readonly rows: readonly (Counted & DaySpan)[]; readonly median: Spans; readonly ninetieth: Spans; readonly withinGoal: Counted | null }
  | { readonly form: "standing"; readonly atEnd: CountRange }
  | { readonly form: "pairs"; readonly checked: Counted; readonly exceptions: Counted }
  | { readonly form: "deadlines"; readonly atEnd: Readonly<Record<"notYetDue" | "inTime" | "late" | "begun" | "silent", CountRange>> }
  | { readonly form: "stated"; readonly asOf: string | null; readonly rows: readonly { readonly word: string; readonly atEnd: CountRange }[] };
