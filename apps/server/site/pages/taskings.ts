import { taskingList, type Evidence, type Tasking, type TaskingStatus } from "#contracts/obligations";
import { html, link, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { day, facts, list, table } from "../words.ts";
import { EVIDENCE_WORDS, STATUS_MEANINGS, STATUS_WORDS } from "./tasking-words.ts";

/** What the order asked of officials, its due days, and what is publicly known of each. */
export const taskingsPage: SitePage = {
  path: "/taskings",
  label: "Taskings of the order",
  write: async ({ ask, query }) => {
    const wanted = query.get("asOf") ?? "";
    const { signedOn, source, asOf, taskings } = await ask(wanted === "" ? "/obligations" : `/obligations?asOf=${encodeURIComponent(wanted)}`, taskingList);
    const states = (Object.keys(STATUS_WORDS) as TaskingStatus[]).filter((state) => taskings.some(({ status }) => status === state));
    return {
      title: "What the order asked, of whom, by when",
      lead: "An Executive Order gave officials tasks with a number of days. This page says what became of each, by public evidence alone.",
      main: html`
<p>The order was signed on ${day(signedOn)} (${source}). Every due day is counted from there. Nobody can move one. A day ends at midnight UTC.</p>
<h2>In one look</h2>
<p>As known on ${day(asOf)}:</p>
${facts(states.map((state) => [STATUS_WORDS[state], html`<strong>${taskings.filter(({ status }) => status === state).length}</strong> · ${STATUS_MEANINGS[state]}`]))}
<form method="get" action="${ROOT}/taskings">
<p><label for="asOf">See what was known on another day</label>
<input type="date" id="asOf" name="asOf" value="${asOf}" min="${signedOn}">
<button type="submit">Show that day</button></p>
</form>
<h2>All taskings</h2>
${table({
  caption: "Taskings, in the order of their paragraphs",
  columns: ["Section", "Task", "Due", "Status"],
  rows: taskings.map((one) => [html`<a href="#s-${one.paragraph}">${one.paragraph}</a>`, words(one), html`${day(one.dueOn)} (day ${one.days})`, showStatus(one)]),
})}
<p>Words in quotation marks are the order’s own.</p>
<h2>Who was asked, and what is known</h2>
${taskings.map(describeTasking)}
<h2 id="follow">Follow changes</h2>
${list([
  html`<a href="/api/obligations.ics">Due days for your calendar</a> (iCal)`,
  html`<a href="/api/obligations.rss">Changes, for your feed reader</a> (RSS)`,
  html`<a href="/api/obligations">The same as data</a> (JSON)`,
])}`,
    };
  },
};

function showStatus({ status, daysLate }: Tasking): Html {
  return html`<strong>${STATUS_WORDS[status]}</strong>${daysLate > 0 && html`, ${daysLate} ${daysLate === 1 ? "day" : "days"} ${status === "met_late" ? "late" : "past its day"}`}`;
}

function describeTasking({ paragraph, parts, officials, consulted, source, evidence, statements }: Tasking): Html {
  return html`<section id="s-${paragraph}">
<h3>Section ${paragraph}</h3>
${parts.length > 0 && list(parts.map((part) => html`${part.paragraph}: ${words(part)}`))}
${facts([
  ["Who", officials],
  ...(consulted === "" ? [] : [["Consulting", consulted] as const]),
  ["Source", html`${source.citation}${source.reliability === "B" && " (as told by others; the exact words are not public here)"}`],
  ["Evidence", evidence.length + statements.length === 0 ? "No public evidence is known here." : list([...evidence.map(describeEvidence), ...statements.map(describeStatement)])],
])}
</section>
`;
}

function words({ task, quoted }: Pick<Tasking, "task" | "quoted">): Html {
  return quoted ? html`“${task}”` : html`${task}`;
}

function describeEvidence({ kind, link: address, digest, publishedOn, archivedOn, archiveLink, retraction }: Evidence): Html {
  const line = html`${link(address, EVIDENCE_WORDS[kind])}: published ${day(publishedOn)}, archived ${day(archivedOn)}${archiveLink !== null && html` (${link(archiveLink, "archived copy")})`}. SHA-256 of the copy: <code>${digest}</code>`;
  return retraction === null ? line : html`<s>${line}</s> <strong>Struck</strong> ${day(retraction.at)}: ${retraction.reason}`;
}

function describeStatement({ installation, status: state, asOf, stands }: Tasking["statements"][number]): Html {
  return html`${STATUS_WORDS[state]} on ${day(asOf)}, stated and signed by a second installation: ${installation}${!stands && " (it stands no more)"}`;
}
