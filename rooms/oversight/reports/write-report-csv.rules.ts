import type { ReportDocument } from "#contracts/oversight";
import { tellFigure, type Told } from "./tell-figure.rules.ts";

const HEADINGS = ["figure", "section", "title", "row", "measure", "to_date", "to_date_least", "to_date_most", "in_period", "in_period_least", "in_period_most", "period_from", "period_to", "ledger_size", "ledger_root"];

/** A report as a table (RFC 4180): a line for each figure and row. The same document gives the same bytes. */
export function writeReportCsv(report: ReportDocument): string {
  const { period, checkpoint } = report;
  const lines = report.figures.flatMap(({ definition: { id, section, title }, value }) =>
    tellFigure(value).map(({ row, measure, toDate, inPeriod }) => [id, section, title, row, measure, ...toCells(toDate), ...toCells(inPeriod), period.from, period.to, String(checkpoint.size), checkpoint.root]),
  );
  return [HEADINGS, ...lines].map((cells) => `${cells.map(toField).join(",")}\r\n`).join("");
}

function toCells(told: Told | null): readonly string[] {
  return told ? [told.text, String(told.least ?? ""), String(told.most ?? "")] : ["", "", ""];
}

/** Quoted; and what a spreadsheet would take for a formula is made text. */
export function toField(text: string): string {
  const inert = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}
