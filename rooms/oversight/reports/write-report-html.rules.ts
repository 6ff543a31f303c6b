import { FIGURE_SECTIONS, type ReportDocument } from "#contracts/oversight";
import { inWords, tellFigure, tellInstant, tellPeriod, type FigureLine } from "./tell-figure.rules.ts";

type Figure = ReportDocument["figures"][number];

// Two sizes of paper are served by one layout: it is made of a single column, and no figure is torn in two.
const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.5rem; border-bottom: 1px solid #8888; }
thead th { border-bottom-width: 2px; }
td:nth-child(n+2), th:nth-child(n+2) { text-align: right; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
section.figure { break-inside: avoid; margin-bottom: 1.5rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
@page { margin: 18mm; }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; } h2 { break-after: avoid; } a { color: inherit; text-decoration: none; } }
`;

/** A report as one page that needs nothing else, to be read or printed. The same document and digest give the same bytes. */
export function writeReportHtml(report: ReportDocument, sha256: string): string {
  const sections = FIGURE_SECTIONS.map((section) => ({ section, figures: report.figures.filter(({ definition }) => definition.section === section) })).filter(({ figures }) => figures.length > 0);
  const { checkpoint } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Transparency report, ${escape(tellPeriod(report))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Transparency report</h1>
<p>${report.occasion === "quarter" ? "The report of a quarter" : "A report at will"}, from ${escape(tellPeriod(report))}. The last instant is not in the period.</p>
<h2>How to read it</h2>
<p>Counts of people, organisations and their records are shown in steps of ${report.smallCell}, so that nobody is recognised in a small number and no two reports tell more than each. “Fewer than ${report.smallCell}” may be none. What came in the period is the difference of what is shown at its two ends. Days are shown as steps, and the median is read off them. What anybody can count from public documents is shown as it is.</p>
<h2>How to check it</h2>
<p>Each figure was computed from the first ${checkpoint.size} entries of the ledger and from nothing else. Take <code>report.json</code> and <code>receipt.json</code>, and the ledger’s key from its publisher: <code>breakwater report verify report.json --receipt receipt.json --key KEY</code>. Whoever may read the whole ledger adds <code>--ledger ledger.json</code>, and every figure is computed again.</p>
<dl id="checkpoint">
<dt>Report</dt><dd>${escape(report.id)}</dd>
<dt>SHA-256 of report.json</dt><dd>${escape(sha256)}</dd>
<dt>Ledger</dt><dd>${escape(checkpoint.origin)}</dd>
<dt>Entries</dt><dd>${checkpoint.size}</dd>
<dt>Root</dt><dd>${escape(checkpoint.root)}</dd>
<dt>SHA-256 of the definitions</dt><dd>${escape(report.definitionsSha256)}</dd>
</dl>
<nav aria-label="Sections"><ul>
${sections.map(({ section }) => `<li><a href="#${section}">${escape(capitalise(section))}</a></li>`).join("\n")}
</ul></nav>
${sections.map(({ section, figures }) => `<h2 id="${section}">${escape(capitalise(section))}</h2>\n${figures.map((figure) => writeFigure(figure, checkpoint.size)).join("\n")}`).join("\n")}
</main>
</body>
</html>
`;
}

function writeFigure({ definition, value }: Figure, size: number): string {
  const asOf = value.form === "stated" ? `<p>Stated ${value.asOf === null ? "never yet: there were fewer than five" : `at ${escape(tellInstant(value.asOf))}`}.</p>` : "";
  return `<section class="figure" aria-labelledby="figure-${escape(definition.id)}">
<h3 id="figure-${escape(definition.id)}">${escape(definition.title)}</h3>
<p id="definition-${escape(definition.id)}">${escape(definition.definition)}${definition.shown === "bands" ? "" : " Shown as it is."}</p>${asOf}
<table aria-describedby="definition-${escape(definition.id)}">
<thead><tr><th scope="col">What</th><th scope="col">Since the beginning</th><th scope="col">In the period</th></tr></thead>
<tbody>
${tellFigure(value).map(writeLine).join("\n")}
</tbody>
</table>
<p><a href="#checkpoint">Computed at entry ${size} of the ledger</a></p>
</section>`;
}

function writeLine({ row, toDate, inPeriod, measure }: FigureLine): string {
  const absent = measure === "at-end" ? "–" : "not told";
  return `<tr><th scope="row">${escape(row === "" ? "All" : capitalise(row))}</th><td>${escape(toDate?.text ?? absent)}</td><td>${escape(inPeriod?.text ?? absent)}</td></tr>`;
}

function capitalise(text: string): string {
  const words = inWords(text);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
