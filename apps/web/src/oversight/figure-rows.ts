import { t } from "../messages.ts";
import type { FigureValue } from "./oversight.query.ts";
import { inWords, tellRange, tellSpan, type Range } from "./report-words.ts";

interface Row {
  readonly key: string;
  readonly label: string;
  readonly inPeriod: string;
  readonly toDate: string;
}

interface FigureRows {
  readonly rows: readonly Row[];
  /** Words of which there are too few to tell, named together so that they do not hide what there is. */
  readonly few: readonly string[];
  /** Whether it tells of a period, and not only of its end. */
  readonly hasPeriod: boolean;
}

interface Counted {
  readonly toDate: Range;
  readonly inPeriod: Range;
}

/** A figure as the lines of its table. */
export function toFigureRows(value: FigureValue): FigureRows {
  switch (value.form) {
    case "count":
    case "standing":
      return { rows: [], few: [], hasPeriod: value.form === "count" };
    case "table": {
      const lines = value.rows.map((row) => ({ key: row.word, label: inWords(row.word), counted: row }));
      const shown = lines.filter(({ counted }) => !isFew(counted.toDate));
      return { rows: [toRow("", t("reports.all"), value.total), ...shown.map(({ key, label, counted }) => toRow(key, label, counted))], few: lines.filter(({ counted }) => isFew(counted.toDate)).map(({ label }) => label), hasPeriod: true };
    }
    case "duration":
      return { rows: [toRow("", t("reports.all"), value.total), ...value.rows.map((row) => toRow(String(row.overDays), tellSpan(row), row))], few: [], hasPeriod: true };
    case "pairs":
      return { rows: [toRow("checked", t("reports.checked"), value.checked), toRow("exceptions", t("reports.exceptions"), value.exceptions)], few: [], hasPeriod: true };
    case "deadlines": {
      const { notYetDue, inTime, late, begun, silent } = value.atEnd;
      const standing = [
        [t("reports.deadline.notYetDue"), notYetDue],
        [t("reports.deadline.inTime"), inTime],
        [t("reports.deadline.late"), late],
        [t("reports.deadline.begun"), begun],
        [t("reports.deadline.silent"), silent],
      ] as const;
      return { rows: standing.map(([label, range]) => atEnd(label, label, range)), few: [], hasPeriod: false };
    }
    case "stated":
      return { rows: value.rows.filter((row) => !isFew(row.atEnd)).map((row) => atEnd(row.word, inWords(row.word), row.atEnd)), few: value.rows.filter((row) => isFew(row.atEnd)).map(({ word }) => inWords(word)), hasPeriod: false };
  }
}

function toRow(key: string, label: string, { inPeriod, toDate }: Counted): Row {
  return { key, label, inPeriod: tellRange(inPeriod), toDate: tellRange(toDate) };
}

function atEnd(key: string, label: string, range: Range): Row {
  return { key, label, inPeriod: "", toDate: tellRange(range) };
}

/** Fewer than the smallest step: none, or so few that somebody could be recognised. */
function isFew({ least, most }: Range): boolean {
  return least === 0 && most > 0;
}
