import { publishedReport, type FigureDefinition } from "#contracts/oversight";
import { z } from "zod";
import { html, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { code, day, dayWords, facts, plainState, table } from "../words.ts";
import { lastDay } from "./reports.ts";

/** One line of a report's CSV: the words that every format of the report shows. */
interface Line {
  readonly row: string;
  readonly toDate: string;
  /** Null for what stands at the end, which belongs to no period. */
  readonly inPeriod: string | null;
}

/** One report, a section at a time, with what each figure counts. */
export const reportPage: SitePage = {
  path: "/reports/:id",
  write: async ({ ask, id, query }) => {
    const address = `/reports/${encodeURIComponent(id)}`;
    const { period, publishedAt, size, sha256, document } = await ask(address, publishedReport);
    const lines = readLines(await ask(`${address}/report.csv`, z.string()));
    const sections = [...new Set(document.figures.map(({ definition }) => definition.section))];
    const section = sections.find((one) => one === query.get("section")) ?? sections[0];
    return {
      title: `Transparency report to ${dayWords(lastDay(period.to))}`,
      lead: "Counts are shown in steps of five where they could point at somebody.",
      main: html`
<div id="checkpoint">
${facts([
  ["Period", html`${day(period.from)} to ${day(lastDay(period.to))}`],
  ["Published", day(publishedAt)],
  ["Worked out from", html`the first ${size} entries of the <a href="${ROOT}/ledger">ledger</a>`],
  ["Root of these entries", code(document.checkpoint.root)],
  ["SHA-256", code(sha256)],
  ["Files", html`<a href="/api${address}/report.html">HTML</a> · <a href="/api${address}/report.csv">CSV</a> · <a href="/api${address}/report.json">JSON</a> · <a href="/api${address}/receipt.json">Receipt</a>`],
])}
</div>
<nav aria-label="Sections of this report"><ul>${sections.map((one) => html`<li><a href="${ROOT}${address}?section=${one}"${one === section && html` aria-current="page"`}>${sectionWords(one)}</a></li>`)}</ul></nav>
${section !== undefined && html`<h2>${sectionWords(section)}</h2>`}
${document.figures.filter(({ definition }) => definition.section === section).map(({ definition }) => describeFigure(definition, { lines: lines.get(definition.id) ?? [], size }))}
<p><a href="${ROOT}/reports">All reports, and how to check one</a></p>`,
    };
  },
};

function sectionWords(section: string): string {
  return section.slice(0, 1).toUpperCase() + plainState(section.slice(1));
}

function describeFigure({ id, title, definition }: FigureDefinition, { lines, size }: { readonly lines: readonly Line[]; readonly size: number }): Html {
  return html`<section id="${id}">
<h3>${title}</h3>
<p>${definition}</p>
${lines.length > 0 && table({
    caption: `${title}: figures`,
    columns: ["What", "In the period", "Since the beginning"],
    rows: lines.map(({ row, toDate, inPeriod }) => [row === "" ? "All" : row, inPeriod === null ? "–" : inWords(inPeriod), inWords(toDate)]),
  })}
<p><a href="#checkpoint">Computed at entry ${size} of the ledger</a></p>
</section>
`;
}

function inWords(cell: string): string {
  return cell === "" ? "too few to say" : cell;
}

/** A report's CSV by figure. Every cell of it is quoted, and what a spreadsheet could take for a formula has an apostrophe before it. */
function readLines(csv: string): ReadonlyMap<string, readonly Line[]> {
  const lines = new Map<string, Line[]>();
  for (const line of csv.split("\r\n").slice(1)) {
    const [figure, , , row = "", measure, toDate = "", , , inPeriod = ""] = [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = ""]) => cell.replaceAll('""', '"').replace(/^'(?=[=+\-@])/, ""));
    if (figure !== undefined) lines.set(figure, [...(lines.get(figure) ?? []), { row, toDate, inPeriod: measure === "at-end" ? null : inPeriod }]);
  }
  return lines;
}
