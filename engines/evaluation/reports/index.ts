// What was measured, told to a reader: JSON, a page to print, and a line a sample.
export { readReportedRun } from "./read-reported-run.ts";
export { buildReport } from "./build-report.rules.ts";
export { writeReportHtml } from "./report-html.rules.ts";
export { writeReportCsv } from "./report-csv.rules.ts";
export type { Report, ReportedRun, ReportedSample, RunFigures } from "./report.types.ts";
