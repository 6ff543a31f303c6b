import { html, type Html, type Value } from "./html.ts";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A day such as `2026-07-02`, or the day of an instant in UTC, in words. */
export function day(iso: string): Html {
  return html`<time datetime="${iso.slice(0, 10)}">${dayWords(iso)}</time>`;
}

/** An instant to the minute, in UTC. */
export function minute(iso: string): Html {
  return html`<time datetime="${iso.slice(0, 16)}Z">${dayWords(iso)}, ${iso.slice(11, 16)} UTC</time>`;
}

export function dayWords(iso: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso) ?? [];
  return year === undefined ? iso : `${Number(date)} ${MONTHS[Number(month) - 1] ?? ""} ${year}`;
}

/** `passed_silent`, `fix-recalled` → `passed silent`, `fix recalled`: a state that no page has words of its own for. */
export function plainState(state: string): string {
  return state.replaceAll(/[_-]/g, " ");
}

interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Value[])[];
}

/** A table that a narrow screen, a screen reader and a text browser can all read: on a phone each cell says its column. */
export function table({ caption, columns, rows }: Table): Html {
  const name = (place: number) => columns[place] ?? "";
  return html`<table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell, place) => html`<td data-column="${name(place + 1)}"><span>${cell}</span></td>`)}</tr>
`)}</tbody>
</table>`;
}

export function facts(pairs: readonly (readonly [term: string, value: Value])[]): Html {
  return html`<dl>${pairs.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Paragraphs of a text that somebody wrote: an empty line parts them. */
export function paragraphs(text: string): readonly Html[] {
  return text.split(/\n\s*\n/).filter((one) => one.trim() !== "").map((one) => html`<p>${one.trim()}</p>`);
}

export function list(items: readonly Value[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** A long number of bytes or letters that may break anywhere. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}
