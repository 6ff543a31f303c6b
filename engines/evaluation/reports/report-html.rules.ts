import type { Interval, Summary } from "../statistics/index.ts";
import { drawSpendingCurves, formatNumber } from "./draw-curves.rules.ts";
import { escapeHtml } from "./html.rules.ts";
import type { Report } from "./report.types.ts";

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1b1b1b}h1,h2,h3{line-height:1.2}
.marking{border:2px solid #1b1b1b;padding:.25rem .5rem;font-weight:700;text-align:center}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{border-bottom:1px solid #a9aeb1;padding:.3rem .5rem;text-align:left;vertical-align:top}td{overflow-wrap:anywhere;min-width:5rem}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.scroll{overflow-x:auto}svg{width:100%;height:auto;font-size:12px}code{overflow-wrap:anywhere;font-size:.85em}dt{font-weight:700}
@media print{body{max-width:none;padding:0}.scroll{overflow:visible}h2{break-after:avoid}table,svg{break-inside:avoid}a{color:inherit}}`;

/** A page of its own without script or outside parts, fit to print; every text from outside is escaped. */
export function writeReportHtml(report: Report): string {
  const marking = escapeHtml([...new Set(report.runs.map(({ set }) => set.marking))].join(" · "));
  const title = escapeHtml(report.title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title}</title><style>${STYLE}</style></head><body>
<p class="marking">${marking}</p><h1>${title}</h1>
${section("What was asked", `<dl>${report.estimands.map(({ name, meaning }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(meaning)}</dd>`).join("")}</dl>`)}
${section("Success by spending", showSpending(report))}
${section("Shares passed", showShares(report))}
${section("These tasks, and tasks such as these", showAccuracies(report))}
${section("Time horizons", showHorizons(report))}
${section("Models compared", showComparisons(report))}
${section("Tasks and models on one scale", showItemResponse(report))}
${section("Containment, review and refusals", showContainment(report))}
${section("Probes for holding back", showConsistency(report))}
${section("Limits of what was learned", list(report.limits))}
${section("What can be checked", showChecks(report))}
<p class="marking">${marking}</p></body></html>
`;
}

const section = (title: string, body: string): string => (body === "" ? "" : `<section><h2>${escapeHtml(title)}</h2>\n${body}</section>`);
const list = (sentences: readonly string[]): string => `<ul>${sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join("")}</ul>`;

/** Cells are text, or figures, which stand to the right. */
type Cell = string | { readonly figure: string };
function table(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const cell = (tag: "th" | "td") => (content: Cell) => (typeof content === "string" ? `<${tag}>${escapeHtml(content)}</${tag}>` : `<${tag} class="n">${escapeHtml(content.figure)}</${tag}>`);
  return `<div class="scroll"><table><thead><tr>${head.map(cell("th")).join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`).join("")}</tbody></table></div>`;
}

const figure = (text: string): Cell => ({ figure: text });
const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "–");
const bounds = ({ low, high }: Interval): Cell => figure(`${percent(low)} to ${percent(high)}`);
const dollars = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(2)}`;

function showSpending({ runs }: Report): string {
  const rows = runs.flatMap(({ figures: { label, tokens } }) =>
    [0.25, 0.5, 0.75, 1].map((part) => part * tokens.watchedUpTo).map((spent) => {
      const point = tokens.points.findLast((one) => one.spent <= spent);
      return [label, figure(formatNumber(spent)), figure(percent(point?.share ?? 0)), point ? bounds(point) : figure("no success yet"), figure(String(point?.atRisk ?? tokens.samples))];
    }),
  );
  const costs = runs.flatMap(({ figures: { label, cost } }) => (cost ? [{ label, curve: cost }] : []));
  return `${drawSpendingCurves(runs.map(({ figures: { label, tokens } }) => ({ label, curve: tokens })), "tokens")}
${table(["Run", figure("Tokens"), figure("Succeeded by then"), figure("95 % bounds"), figure("In play")], rows)}
${costs.length > 0 ? drawSpendingCurves(costs, "millionths of a US dollar") : "<p>No prices were given, so there is no curve over cost.</p>"}`;
}

function showShares({ runs }: Report): string {
  const row = (label: string, of: string, summary: Summary): readonly Cell[] => [label, of, figure(`${summary.passed} of ${summary.samples}`), figure(percent(summary.accuracy)), bounds(summary.wilson), bounds(summary.clopperPearson), figure(String(summary.excluded))];
  const rows = runs.flatMap(({ figures }) => [
    row(figures.label, "all samples", figures.summary),
    ...(Object.keys(figures.review).some((state) => state !== "clean") ? [
      row(figures.label, "without flagged and confirmed ones", figures.byReview.withoutFlagged),
      row(figures.label, "without confirmed ones", figures.byReview.withoutConfirmed),
      row(figures.label, "all, flagged and confirmed ones as not passed", figures.byReview.flaggedAsFailed),
    ] : []),
    ...figures.byKind.map(({ kind, summary }) => row(figures.label, kind, summary)),
  ]);
  return `${table(["Run", "Of", figure("Passed"), figure("Mean score"), figure("Wilson 95 %"), figure("Exact 95 %"), figure("Counted apart")], rows)}${showStopRules(runs)}`;
}

const VERDICTS = { reached: "decided: above", "not-reached": "decided: below", undecided: "not decided" } as const;

/** Where one looked while the run went on, bounds for a fixed number of samples do not hold. */
function showStopRules(runs: Report["runs"]): string {
  const rows = runs.flatMap(({ stopRule, figures: { label, sequence } }) => (stopRule && sequence ? [[label, figure(percent(stopRule.threshold)), VERDICTS[stopRule.verdict], figure(`${stopRule.passed} of ${stopRule.samples}`), bounds(sequence)]] : []));
  return rows.length === 0 ? "" : `<p>Of runs that could stop early, the confidence sequence below holds, and the intervals above do not.</p>${table(["Run", figure("Threshold"), "The rule", figure("Passed, in the drawn order"), figure("95 % confidence sequence")], rows)}`;
}

function showAccuracies({ runs }: Report): string {
  const rows = runs.flatMap(({ figures: { label, accuracies, passAtK } }) => (accuracies ? [[
    label, figure(`${accuracies.tasks} / ${accuracies.families}`), figure(percent(accuracies.generalised.accuracy)),
    accuracies.benchmark ? bounds(accuracies.benchmark) : figure("one epoch"), bounds(accuracies.generalised), bounds(accuracies.generalised.bootstrap),
    figure(passAtK.map(({ k, passAtK: any, passAllK }) => `k=${k}: ${percent(any)} / ${percent(passAllK)}`).join("; ") || "–"),
  ]] : []));
  return rows.length === 0 ? "" : table(["Run", figure("Tasks / families"), figure("Mean of tasks"), figure("These tasks"), figure("Such tasks"), figure("Such tasks, drawn"), figure("pass@k / pass^k")], rows);
}

function showHorizons({ runs }: Report): string {
  const minutes = (value: number) => (Number.isFinite(value) ? `${value < 10 ? value.toFixed(1) : formatNumber(value)} min` : "none");
  const rows = runs.flatMap(({ figures: { label, horizons } }) => horizons.map((horizon) => [label, figure(percent(horizon.success)), figure(minutes(horizon.minutes)), figure(`${minutes(horizon.low)} to ${minutes(horizon.high)}`), horizon.extrapolated ? "beyond the tasks" : ""]));
  return rows.length === 0 ? "" : table(["Run", figure("Success"), figure("Horizon"), figure("95 % bounds"), ""], rows);
}

function showComparisons({ comparisons }: Report): string {
  const rows = comparisons.map(({ first, second, comparison }) => [first, second, figure(percent(comparison.difference)), bounds(comparison), figure(`${comparison.onlyFirst} / ${comparison.onlySecond}`), figure(comparison.exactProbability.toPrecision(2))]);
  return rows.length === 0 ? "" : table(["First", "Second", figure("First less second"), figure("95 % bounds"), figure("Passed by one alone"), figure("Exact sign test")], rows);
}

function showItemResponse({ itemResponse }: Report): string {
  if (!itemResponse) return "";
  const row = (kind: string) => ({ name, value, low, high }: { name: string; value: number } & Interval): readonly Cell[] => [kind, name, figure(value.toFixed(2)), figure(`${low.toFixed(2)} to ${high.toFixed(2)}`)];
  const { abilities, difficulties } = itemResponse;
  return table(["", "Name", figure("Place"), figure("95 % bounds")], [...abilities.map(row("model")), ...difficulties.toSorted((a, b) => a.value - b.value).map(row("task"))]);
}

function showContainment({ runs }: Report): string {
  const words = (tally: Readonly<Record<string, number>>) => Object.entries(tally).map(([word, count]) => `${word}: ${count}`).join(", ") || "none";
  return table(["Run", "Isolation", "Alarms", "Review flags", "After review", "Refused", "Passed: last / any submission", "Endings"], runs.map(({ isolation, figures }) => [
    figures.label,
    `${isolation.held ? "held" : "DID NOT HOLD"}: probed ${isolation.rounds} times${isolation.failed.length > 0 ? `, failed ${isolation.failed.join(", ")}` : ""}${isolation.untried.length > 0 ? `, not tried ${isolation.untried.join(", ")}` : ""}`,
    String(isolation.alarms), words(figures.flags), words(figures.review), String(figures.refused), `${figures.submissions.finalPassed} / ${figures.submissions.anyPassed}`, words(figures.outcomes),
  ]));
}

function showConsistency({ runs }: Report): string {
  const rows = runs.flatMap(({ figures, consistency }) => (consistency?.findings ?? []).map((finding) => [figures.label, finding.probe, finding.flagged ? "does not fit" : "nothing seen", finding.observed, figure(finding.probability === null ? "–" : finding.probability.toPrecision(2))]));
  return rows.length === 0 ? "" : table(["Run", "Probe", "", "Observed", figure("Probability")], rows);
}

function showChecks({ runs }: Report): string {
  const rows = runs.map(({ figures, set, root, startedAt, finishedAt, samples }) => [figures.label, `${set.id} ${set.version}`, set.digest, root ?? "no log was kept", `${startedAt} to ${finishedAt}`, figure(String(samples.length)), figure(formatNumber(figures.spent.tokens)), figure(figures.spent.costMicroUsd === null ? "–" : dollars(figures.spent.costMicroUsd))]);
  const samples = runs.map(({ figures, samples: cited }) => `<details><summary>${escapeHtml(figures.label)}: ${cited.length} samples by digest</summary>${table(["Task", figure("Epoch"), "Outcome", figure("Score"), figure("Tokens"), "Digest"], cited.map((sample) => [sample.taskId, figure(String(sample.epoch)), sample.outcome, figure(String(sample.score)), figure(formatNumber(sample.tokens)), sample.digest]))}</details>`);
  return `<p>Each sample is cited by the digest of its last event; <code>breakwater log verify</code> recomputes them and the root.</p>${table(["Run", "Set", "Set's digest", "Root of the log", "When", figure("Samples"), figure("Tokens"), figure("Cost")], rows)}${samples.join("")}`;
}
