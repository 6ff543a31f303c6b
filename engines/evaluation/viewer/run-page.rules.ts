import { describeEvent } from "./describe-event.rules.ts";
import { formatDollars, formatInstant, formatNumber, formatSeconds, renderFacts, renderPage, show, type Links } from "./page.rules.ts";
import { renderEvent } from "./sample-page.rules.ts";
import { filterSamples, isSolved, outcomeOf, tallySamples, type SampleFilter, type Tally } from "./tally.rules.ts";
import type { RunStatus, ViewedRun, ViewedSample } from "./view.types.ts";

const SAMPLES_PER_PAGE = 100;
/** More kinds of ending or flag than these are a stranger's log. */
const MOST_CHOICES = 100;

const STATUS: Readonly<Record<RunStatus, readonly [tone: string, words: string]>> = {
  running: ["attention", "running"],
  paused: ["attention", "paused"],
  interrupted: ["urgent", "not at its end, and nobody is writing it"],
  finished: ["good", "finished"],
  stopped: ["quiet", "stopped"],
  halted: ["urgent", "halted"],
  failed: ["urgent", "failed"],
};

export interface RunPageOptions {
  readonly filter: SampleFilter;
  /** From 1. */
  readonly page: number;
  /** Null in a page that is kept as a file: it lists all samples, and leads nowhere. */
  readonly links: Links | null;
  /** Whether the page asks for itself again; null where it need not. */
  readonly following: boolean | null;
}

/** A run as it stands: how far it is, what it spent, whether its isolation held, and its samples. */
export function renderRunPage(run: ViewedRun, options: RunPageOptions): string {
  const tally = tallySamples(run);
  const { links } = options;
  const [tone, words] = STATUS[run.status];
  const body = [
    links?.toLogs ? `<p><a href="${show(links.toLogs)}">All logs of this folder</a></p>` : "",
    `<h1>${show(run.set)}</h1>`,
    `<p class="lead">${show(run.model)}${run.agent === null ? "" : `, agent ${show(run.agent)}`} · <span class="state ${tone}">${words}</span></p>`,
    renderFollowing(options),
    renderProgress(run, tally),
    renderContainment(run, tally),
    renderSamples(run, tally, options),
    run.happenings.length === 0 ? "" : `<section><h2>What happened to the run</h2><details${run.status === "running" ? "" : " open"}><summary>${run.happenings.length} events, the newest last</summary>${run.happenings.map((event) => renderEvent(describeEvent({ ...event, digest: event.chained?.digest ?? null }))).join("")}</details></section>`,
  ];
  return renderPage({ title: `${run.set}, ${run.model}`, marking: run.marking, body: body.filter(Boolean).join("\n") });
}

/** A page that moves by itself can be told to stand still. */
function renderFollowing({ following, links, filter, page }: RunPageOptions): string {
  if (following === null || !links) return "";
  const query = { ...toFields(filter), ...(page > 1 && { page: String(page) }) };
  return following
    ? `<p class="follow">This page is asked for anew while the run goes on. <a href="${show(links.toRun({ ...query, follow: "no" }))}">Let it stand still</a></p>`
    : `<p class="follow">This page stands still. <a href="${show(links.toRun(query))}">Follow the run</a></p>`;
}

function renderProgress({ shareRead, expected, begunAt, newestAt, spent, limits, reason }: ViewedRun, tally: Tally): string {
  const reading = shareRead < 1 ? `<p><label for="read">The log is being read: ${(100 * shareRead).toFixed(0)} %</label></p><progress id="read" max="100" value="${(100 * shareRead).toFixed(0)}"></progress>` : "";
  return `<section><h2>Progress</h2>${reading}
<p><label for="done"><strong>${formatNumber(tally.ended)} of ${formatNumber(expected)} samples have ended</strong>${tally.open > 0 ? `, ${formatNumber(tally.open)} under way` : ""}</label></p>
<progress id="done" max="${Math.max(1, expected)}" value="${Math.min(tally.ended, Math.max(1, expected))}"></progress>
${renderFacts([
  ["Solved", tally.ended === 0 ? null : `${formatNumber(tally.solved)} of ${formatNumber(tally.ended)}`],
  ...tally.outcomes.slice(0, MOST_CHOICES).filter(([outcome]) => outcome !== "open").map(([outcome, samples]) => [`Ended: ${outcome}`, formatNumber(samples)] as const),
  ["Tokens spent", spent.tokens === null ? "not said by this log" : formatNumber(spent.tokens)],
  ["Cost", spent.costMicroUsd === null ? "not known" : formatDollars(spent.costMicroUsd)],
  ["Begun", formatInstant(begunAt)],
  ["Newest event", newestAt === null ? null : formatInstant(newestAt)],
  ...Object.entries(limits).map(([name, value]) => [`Limit: ${name}`, formatNumber(value)] as const),
  ["Why it ended", reason],
])}</section>`;
}

function renderContainment({ isolation }: ViewedRun, { flagged, refused, flags }: Tally): string {
  const held = isolation && isolation.roundsFailed === 0 && isolation.alarms === 0;
  const words = !isolation ? `<p>This log's list does not say how often the sandboxes were probed; the samples do.</p>`
    : isolation.rounds === 0 && isolation.alarms === 0 ? "<p>No sandbox was needed so far.</p>"
    : `<p class="${held ? "good" : "urgent"}"><strong>${held ? `Isolation held in ${formatNumber(isolation.rounds)} of ${formatNumber(isolation.rounds)} rounds of probes.` : "Isolation did not hold, or a program tried to leave."}</strong></p>`;
  return `<section><h2>Isolation and review</h2>${words}${renderFacts([
    ["Rounds that failed", isolation && isolation.roundsFailed > 0 ? formatNumber(isolation.roundsFailed) : null],
    ["Probes that failed", isolation ? isolation.failed.join(", ") : null],
    ["Alarms", isolation ? formatNumber(isolation.alarms) : null],
    ["Samples flagged", formatNumber(flagged)],
    ...flags.slice(0, MOST_CHOICES).map(([flag, samples]) => [`Flag: ${flag}`, formatNumber(samples)] as const),
    ["Samples declined", refused > 0 ? formatNumber(refused) : null],
  ])}</section>`;
}

const toFields = ({ outcome, flag }: SampleFilter): Record<string, string> => ({ ...(outcome !== null && { outcome }), ...(flag !== null && { flag }) });

function renderSamples(run: ViewedRun, tally: Tally, { filter, page, links }: RunPageOptions): string {
  const chosen = filterSamples(run.samples, filter);
  const pages = links ? Math.max(1, Math.ceil(chosen.length / SAMPLES_PER_PAGE)) : 1;
  const at = Math.min(page, pages);
  const shown = links ? chosen.slice((at - 1) * SAMPLES_PER_PAGE, at * SAMPLES_PER_PAGE) : chosen;
  return `<section><h2 id="samples">Samples</h2>${links ? renderFilter(tally, filter, links) : ""}
${shown.length === 0 ? `<p>${run.samples.length === 0 ? "No sample has begun." : "No sample is like this."}</p>` : renderTable(shown, { of: chosen.length, links })}
${links && pages > 1 ? renderPages({ at, pages, toPage: (number) => links.toRun({ ...toFields(filter), page: String(number) }) }) : ""}</section>`;
}

function renderFilter({ outcomes, flags }: Tally, filter: SampleFilter, links: Links): string {
  const choice = (value: string, words: string, chosen: string | null): string => `<option value="${show(value)}"${(chosen ?? "") === value ? " selected" : ""}>${show(words)}</option>`;
  const select = (name: "outcome" | "flag", label: string, choices: readonly (readonly [string, number])[], more: readonly string[]): string =>
    `<label>${label} <select name="${name}">${[choice("", "all", filter[name]), ...more, ...choices.slice(0, MOST_CHOICES).map(([value, samples]) => choice(value, `${value} (${samples})`, filter[name]))].join("")}</select></label>`;
  const [action, given = ""] = links.toRun({}).split("?");
  const hidden = [...new URLSearchParams(given)].map(([name, value]) => `<input type="hidden" name="${show(name)}" value="${show(value)}">`).join("");
  return `<form method="get" action="${show(action ?? "")}">${hidden}${select("outcome", "Outcome", outcomes, [])}${select("flag", "Flag", flags, [choice("any", "any flag", filter.flag)])}<button>Show</button></form>`;
}

function renderPages({ at, pages, toPage }: { readonly at: number; readonly pages: number; readonly toPage: (page: number) => string }): string {
  const link = (page: number, words: string): string => (page < 1 || page > pages || page === at ? "" : `<a href="${show(toPage(page))}">${words}</a>`);
  return `<nav class="pages" aria-label="Pages"><span>Page ${formatNumber(at)} of ${formatNumber(pages)}</span>${link(1, "First")}${at > 2 ? link(at - 1, "Previous") : ""}${at < pages - 1 ? link(at + 1, "Next") : ""}${link(pages, "Last")}</nav>`;
}

function renderTable(samples: readonly ViewedSample[], { of, links }: { readonly of: number; readonly links: Links | null }): string {
  const rows = samples.map((sample) => {
    const { tokens, turns, costMicroUsd, seconds, flags, error } = sample;
    const tone = sample.state === "open" ? "attention" : isSolved(sample) ? "good" : "quiet";
    const cell = (label: string, text: string, css = ""): string => (text === "" ? `<td${css}></td>` : `<td${css} data-label="${label}">${text}</td>`);
    const figure = (label: string, value: number | null, format: (value: number) => string): string => cell(label, value === null ? "" : format(value), ' class="n"');
    return `<tr><th scope="row">${links ? `<a href="${show(links.toSample(sample.sample, {}))}">${show(sample.sample)}</a>` : show(sample.sample)}</th>
${cell("Outcome", `<span class="${tone}">${show(outcomeOf(sample))}</span>${error === null ? "" : `: ${show(error.slice(0, 300))}`}`)}${cell("Score", show(describeScores(sample)))}${figure("Turns", turns, formatNumber)}${figure("Tokens", tokens, formatNumber)}${figure("Cost", costMicroUsd, formatDollars)}${figure("Time", seconds, formatSeconds)}${cell("Flags", [...flags, ...(sample.refused ? ["declined"] : [])].map((flag) => `<span class="urgent">${show(flag)}</span>`).join(", "))}</tr>`;
  });
  const head = [["Sample", ""], ["Outcome", ""], ["Score", ""], ["Turns", "n"], ["Tokens", "n"], ["Cost", "n"], ["Time", "n"], ["Flags", ""]] as const;
  return `<table><caption>${formatNumber(samples.length)} of ${formatNumber(of)}</caption><thead><tr>${head.map(([words, css]) => `<th scope="col"${css && ` class="${css}"`}>${words}</th>`).join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

const MOST_SCORES = 5;
const describeScores = ({ scores }: ViewedSample): string => {
  const entries = Object.entries(scores).slice(0, MOST_SCORES);
  const toText = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(Number(value.toFixed(4))) : (JSON.stringify(value) ?? "")).slice(0, 100);
  return entries.length === 1 && entries[0]?.[0] === "breakwater" ? toText(entries[0][1]) : entries.map(([scorer, value]) => `${scorer} ${toText(value)}`).join(", ");
};
