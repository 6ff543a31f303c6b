import type { FigureValue, ReportDocument } from "#contracts/oversight";

/*
 * A figure as lines of text: what every format of a report shows. Equal documents give equal lines.
 */
type Range = { readonly least: number; readonly most: number };
type Span = { readonly overDays: number; readonly upToDays: number | null };

export interface FigureLine {
  /** What the line is of: empty for the whole figure, a word, a span of days. */
  readonly row: string;
  readonly measure: "count" | "median" | "ninetieth" | "within-goal" | "exceptions" | "at-end";
  /** To the period's end, since the beginning; null where there is none. */
  readonly toDate: Told | null;
  readonly inPeriod: Told | null;
}

export interface Told {
  readonly text: string;
  readonly least: number | null;
  readonly most: number | null;
}

export function tellFigure(value: FigureValue): readonly FigureLine[] {
  switch (value.form) {
    case "count":
      return [counted("", "count", value)];
    case "table":
      return [counted("", "count", value.total), ...value.rows.map((row) => counted(inWords(row.word), "count", row))];
    case "duration":
      return [
        counted("", "count", value.total),
        ...value.rows.map((row) => counted(tellSpan(row), "count", row)),
        { row: "half of them", measure: "median", toDate: tellQuantile(value.median.toDate), inPeriod: tellQuantile(value.median.inPeriod) },
        { row: "nine of ten", measure: "ninetieth", toDate: tellQuantile(value.ninetieth.toDate), inPeriod: tellQuantile(value.ninetieth.inPeriod) },
        ...(value.withinGoal ? [counted("within the aim", "within-goal", value.withinGoal)] : []),
      ];
    case "standing":
      return [atEnd("", value.atEnd)];
    case "pairs":
      return [counted("", "count", value.checked), counted("exceptions", "exceptions", value.exceptions)];
    case "deadlines":
      return [["not yet due", value.atEnd.notYetDue], ["in time", value.atEnd.inTime], ["late", value.atEnd.late], ["begun and overdue", value.atEnd.begun], ["passed in silence", value.atEnd.silent]].map(([row, range]) => atEnd(row as string, range as Range));
    case "stated":
      return value.rows.map(({ word, atEnd: range }) => atEnd(inWords(word), range));
  }
}

/** "developer-withdrew" and "notCovered" as words. */
export function inWords(word: string): string {
  return word.replaceAll(/[-_]/g, " ").replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

export function tellPeriod({ period }: Pick<ReportDocument, "period">): string {
  return `${tellInstant(period.from)} to ${tellInstant(period.to)}`;
}

/** The UTC instant, to the second. */
export function tellInstant(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}

function counted(row: string, measure: FigureLine["measure"], { toDate, inPeriod }: { readonly toDate: Range; readonly inPeriod: Range }): FigureLine {
  return { row, measure, toDate: tellRange(toDate), inPeriod: tellRange(inPeriod) };
}

function atEnd(row: string, range: Range): FigureLine {
  return { row, measure: "at-end", toDate: tellRange(range), inPeriod: null };
}

function tellRange({ least, most }: Range): Told {
  if (least === most) return { text: String(least), least, most };
  return { text: least === 0 ? `fewer than ${most + 1}` : `${least} to ${most}`, least, most };
}

function tellQuantile(span: Span | null): Told | null {
  return span && { text: tellSpan(span), least: span.overDays, most: span.upToDays };
}

function tellSpan({ overDays, upToDays }: Span): string {
  if (upToDays === null) return `more than ${tellDays(overDays)}`;
  return overDays === 0 ? `up to ${tellDays(upToDays)}` : `more than ${overDays} and up to ${tellDays(upToDays)}`;
}

function tellDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
