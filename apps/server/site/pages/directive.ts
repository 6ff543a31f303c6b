import { directive, type Deadline, type Directive } from "#contracts/directives";
import { html, link, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { code, day, facts, list, paragraphs, table } from "../words.ts";
import { describeState, KIND_WORDS } from "./directives.ts";

/** One directive in one version: what it asks, of whom, by when. It names no agency. */
export const directivePage: SitePage = {
  path: "/directives/:id",
  write: async ({ ask, id }) => {
    const one = await ask(`/directives/${encodeURIComponent(id)}`, directive);
    return {
      title: `${one.number}: ${one.title}`,
      lead: one.summary,
      main: html`
${facts([
  ["Kind", KIND_WORDS[one.kind]],
  ["State", describeState(one)],
  ["Version", html`${one.version}, issued ${day(one.issuedOn)}`],
  ["In effect from", day(one.effectiveOn)],
  ["Whom it binds", one.scope],
  ...(one.supersedes.length === 0 ? [] : [["Takes the place of", one.supersedes.join(", ")] as const]),
  ...(one.source === null ? [] : [["Source", link(one.source, one.source)] as const]),
  ...(one.revocationReason === null ? [] : [["Why it was taken back", one.revocationReason] as const]),
])}
${one.actions.length > 0 && html`<h2>What it asks</h2>
${table({
  caption: "Required actions, with how many agencies have done each",
  columns: ["Action", "Due", "Done by", "Late"],
  rows: one.actions.map((action) => [action.title, showDue(action), countWords(action.agenciesDone), countWords(action.agenciesLate)]),
})}
<p>Agencies that owe something under it: ${countWords(one.agencies)}. Which agency is late is said to nobody in public.</p>
${one.actions.map(({ title, words, appliesTo }) => html`<section><h3>${title}</h3>${paragraphs(words)}<p>Applies to: ${appliesTo}</p></section>
`)}`}
${one.table.length > 0 && describeTable(one)}
${one.phases.length > 0 && html`<h2>Phases</h2>${list(one.phases.map(({ on, what }) => html`${day(on)}: ${what}`))}`}
${one.sections.map(({ heading, text }) => html`<h2>${heading}</h2>${paragraphs(text)}`)}
${one.definitions.length > 0 && html`<h2>Words it uses</h2>${facts(one.definitions.map(({ term, meaning }) => [term, meaning]))}`}
${one.notes.length > 0 && html`<h2>Notes</h2>${list(one.notes)}`}
${describeHistory(one)}
<p><a href="/api/directives/${one.id}">The same as data</a> (JSON) · <a href="${ROOT}/directives">All directives</a></p>`,
    };
  },
};

function showDue({ dueOn, deadline }: Directive["actions"][number]): Html {
  return dueOn === null ? html`${describeDeadline(deadline)}` : day(dueOn);
}

function describeDeadline(deadline: Deadline): string {
  switch (deadline.kind) {
    case "day":
      return deadline.on;
    case "days-after-issue":
      return `${deadline.days} days after it is issued`;
    case "table":
      return `for each flaw its own day, by the table below (${deadline.rule})`;
  }
}

/** Every row, so that anybody can look up when a flaw has to be fixed without a program. */
function describeTable({ table: rows }: Directive): Html {
  return html`<h2 id="table">When each flaw has to be fixed</h2>
<p>Look for the row that fits the flaw and the place where it was found. Days count from the first of two: the day it was listed as known to be exploited, and the day it was found there. A day ends at midnight UTC.</p>
${table({
  caption: "Days to fix a flaw, by four answers",
  columns: ["Row", "Known to be exploited", "Exposed to the internet", "Attack can be automated", "What an attacker gains", "Fix it", "Look for traces of an attack"],
  rows: rows.map((one) => [one.row, yesOrNo(one.inKev), yesOrNo(one.exposed), yesOrNo(one.automatable), one.technicalImpact === "total" ? "full control" : "some control", describeDays(one.days), yesOrNo(one.forensic)]),
})}`;
}

function describeDays(days: number | null): string {
  if (days === null) return "at the next upgrade";
  return days === 1 ? "within 1 day" : `within ${days} days`;
}

function yesOrNo(is: boolean): string {
  return is ? "yes" : "no";
}

function countWords(count: number | null): string {
  return count === null ? "withheld" : String(count);
}

function describeHistory({ digest, changes, versions, movedDeadlines }: Directive): Html {
  return html`<h2>History</h2>
${changes !== null && html`<p>What this version changes: ${changes}</p>`}
${movedDeadlines.length > 0 && html`<p>Days that it moved:</p>${list(movedDeadlines.map(({ title, from, to }) => html`${title}: from ${from === null ? "no day" : day(from)} to ${to === null ? "no day" : day(to)}`))}`}
<ol>${versions.map(({ id, version, issuedOn }) => html`<li><a href="${ROOT}/directives/${id}">Version ${version}</a>, ${day(issuedOn)}</li>`)}</ol>
<p>SHA-256 of this version’s content: ${code(digest)}</p>`;
}
