import { reportList } from "#contracts/oversight";
import { html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { toPages } from "../paging.ts";
import { code, day, dayWords, table } from "../words.ts";

const REPORTS_A_PAGE = 20;
const OCCASIONS = { quarter: "at the end of a quarter", "at-will": "in between" } as const;

/** Published transparency reports, each in every format. */
export const reportsPage: SitePage = {
  path: "/reports",
  label: "Transparency reports",
  write: async ({ ask, query }) => {
    const { reports, next } = await ask("/reports", reportList);
    const { shown, links } = toPages(reports, { path: `${ROOT}/reports`, query, size: REPORTS_A_PAGE });
    return {
      title: "Transparency reports",
      lead: "What was done here, in figures. No person, model or organisation is named, and small counts are withheld.",
      main: html`
<p>A report comes by itself after each quarter. The next one covers ${day(next.from)} to ${day(lastDay(next.to))}, and comes on ${day(next.dueAt)}.</p>
${shown.length === 0 ? html`<p>None is published yet.</p>` : table({
  caption: "Reports, the newest first",
  columns: ["Period", "Published", "Files", "Proof"],
  rows: shown.map(({ id, occasion, period, publishedAt, sha256, size }) => [
    html`<a href="${ROOT}/reports/${id}">${dayWords(period.from)} to ${dayWords(lastDay(period.to))}</a>`,
    html`${day(publishedAt)}, ${OCCASIONS[occasion]}`,
    html`<a href="/api/reports/${id}/report.html">HTML</a> · <a href="/api/reports/${id}/report.csv">CSV</a> · <a href="/api/reports/${id}/report.json">JSON</a>`,
    html`<a href="/api/reports/${id}/receipt.json">Receipt</a>, at ${size} entries of the ledger. SHA-256 of the JSON: ${code(sha256)}`,
  ]),
})}
${links}
<h2>How to check a report</h2>
<p>Each report is worked out from the <a href="${ROOT}/ledger">ledger</a> as it stood at one moment. The receipt proves that the report’s digest stands in the ledger. So nobody can change a figure later without being seen.</p>
<pre><code>breakwater report verify report.json --receipt receipt.json --key @ledger.key</code></pre>
<p>The same ledger gives the same report, to the last byte. What each figure counts is written beside it, and in the <a href="/api/oversight/figures">list of definitions</a>.</p>`,
    };
  },
};

/** A period ends before this instant; people read its last day. */
export function lastDay(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString();
}
