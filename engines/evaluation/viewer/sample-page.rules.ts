import { describeEvent, type DescribedEvent } from "./describe-event.rules.ts";
import { formatDollars, formatInstant, formatNumber, formatSeconds, renderFacts, renderPage, show, type Links } from "./page.rules.ts";
import { isSolved, outcomeOf } from "./tally.rules.ts";
import type { SampleWindow, ViewedRun, ViewedSample } from "./view.types.ts";

export interface SamplePageOptions {
  readonly sample: ViewedSample;
  readonly window: SampleWindow;
  readonly from: number;
  readonly count: number;
  readonly links: Links;
  readonly following: boolean | null;
}

/** One sample's transcript, by window. */
export function renderSamplePage(run: Pick<ViewedRun, "set" | "model" | "marking">, options: SamplePageOptions): string {
  const { sample, window, links, following, from, count } = options;
  const here = { from: String(from), count: String(count) };
  const body = [
    `<p><a href="${show(links.toRun({}))}">All samples of this run</a></p>`,
    `<h1>${show(sample.sample)}</h1>`,
    `<p class="lead">${show(run.set)}, ${show(run.model)} · <span class="state ${sample.state === "open" ? "attention" : isSolved(sample) ? "good" : "quiet"}">${show(outcomeOf(sample))}</span></p>`,
    following === null ? "" : following
      ? `<p class="follow">This page is asked for anew while the sample goes on. <a href="${show(links.toSample(sample.sample, here))}">Let it stand still</a></p>`
      : `<p class="follow">This page stands still. <a href="${show(links.toSample(sample.sample, { follow: "yes" }))}">Follow the sample</a></p>`,
    `<section><h2>The sample</h2>${renderFacts([
      ["Turns", sample.turns === null ? null : formatNumber(sample.turns)],
      ["Tokens", sample.tokens === null ? null : formatNumber(sample.tokens)],
      ["Cost", sample.costMicroUsd === null ? null : formatDollars(sample.costMicroUsd)],
      ["Time", sample.seconds === null ? null : formatSeconds(sample.seconds)],
      ["Flags", sample.flags.join(", ")],
      ["What failed", sample.error],
      ["Events", formatNumber(window.total)],
    ])}</section>`,
    renderWindowLinks(options, "Events"),
    ...window.events.map((event) => renderEvent(describeEvent({ ...event, digest: event.chained?.digest ?? null }))),
    window.events.length === 0 ? "<p>No event is here.</p>" : renderWindowLinks(options, "Events, again"),
  ];
  return renderPage({ title: `${sample.sample}, ${run.set}`, marking: run.marking, body: body.filter(Boolean).join("\n") });
}

function renderWindowLinks({ sample, window: { events, total }, from, count, links }: SamplePageOptions, label: string): string {
  const link = (to: number, words: string, isThere: boolean): string => (isThere ? `<a href="${show(links.toSample(sample.sample, { from: String(Math.max(0, to)), count: String(count) }))}">${words}</a>` : "");
  const end = from + events.length;
  const shown = events.length === 0 ? `No event of ${formatNumber(total)}` : `Events ${formatNumber(from)} to ${formatNumber(end - 1)} of ${formatNumber(total)}`;
  return `<nav class="pages" aria-label="${label}"><span>${shown}</span>${link(0, "First", from > 0)}${link(from - count, "Earlier", from > 0)}${link(end, "Later", end < total)}${link(total - count, "Last", end < total)}</nav>`;
}

export function renderEvent({ sequence, at, kind, title, tone, facts, texts, stages, withheld, digest }: DescribedEvent): string {
  const parts = [
    renderFacts(facts.map(({ term, text }) => [term, text] as const)),
    ...texts.map(({ term, text, folded }) => {
      const block = `<pre tabindex="0">${show(text)}</pre>`;
      if (folded) return `<details><summary>${show(term)}</summary>${block}</details>`;
      return term === "" ? block : `<h4>${show(term)}</h4>${block}`;
    }),
    stages.length === 0 ? "" : `<ul class="stages">${stages.map(({ name, held, observed }) => `<li><strong class="${held ? "good" : "attention"}">${held ? "held" : "did not hold"}</strong> ${show(name)}: ${show(observed)}</li>`).join("")}</ul>`,
    withheld.length === 0 ? "" : `<p class="withheld"><strong>Withheld:</strong> ${show(withheld.map((part) => (part === "" ? "everything that has no name of its own" : part)).join(", "))}. Their digests are part of the event's.</p>`,
    digest === null ? "" : `<p class="proof">Digest <code>${show(digest)}</code></p>`,
  ];
  return `<article class="event ${tone}" id="event-${sequence}"><header><h3>${show(title)}</h3><span class="place">#${sequence} · ${show(kind)} · ${show(formatInstant(at))}</span></header>${parts.join("")}</article>`;
}
