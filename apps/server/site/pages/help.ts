import { catalogue, grants } from "#contracts/assistance-lists";
import { sectorChoices } from "#contracts/enrolment";
import { html, link } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { list, table } from "../words.ts";

const COSTS = { free: "Free", paid: "Paid", depends: "It depends" } as const;
const GRANT_STATES = { open: "Open now", "opens-later": "Opens later", closed: "Closed", ask: "Ask there" } as const;

/** For a hospital, a utility, a bank: how to join, also without a computer, and what help there is. */
export const helpPage: SitePage = {
  path: "/help",
  label: "Help for operators",
  write: async ({ ask }) => {
    const { choices } = await ask("/sector-choices", sectorChoices);
    const { entries } = await ask("/assistance/catalogue", catalogue);
    const listed = await ask("/assistance/grants", grants);
    return {
      title: "Help for hospitals, utilities, banks and others",
      lead: "Tell us what you own, and you get at most five things to do, in plain words. It is free, and you can stop at any time.",
      main: html`
<h2>How to join</h2>
<ol>
<li><strong>On the web:</strong> <a href="/operator/join">answer five short questions</a>. This page of the app needs JavaScript.</li>
<li><strong>On paper:</strong> <a href="/operator/paper">print the form</a>, fill in what you know, and hand or post it to whoever helps you. The page that prints it needs JavaScript, as each form gets a number of its own. Your association, the office of your State that helps you, or the clearinghouse can print it for you.</li>
<li><strong>With a helper:</strong> a firm, an association or your State may look after your plan. You decide that, and you can end it.</li>
</ol>
<p>What you give is used for your plan and for nothing else: not for regulation, insurance or ranking. When you leave, it is erased.</p>
<h2>What the form asks</h2>
${list([
  html`What you do: one of these. ${choices.map(({ name }) => name).join("; ")}.`,
  "How many people work there: fewer than 10, 10 to 49, 50 to 249, or 250 and more.",
  "Where you are: Northeast, Midwest, South, West, or Territories. We do not ask for more.",
  "Who looks after your computers, if somebody else does.",
  "What you own: maker, product, model, version if you know it, and how many. Begin with what patients, customers or the public depend on. Leave passwords out.",
  "A name, and how to reach you: by mail, by telephone or by post.",
])}
<p>Half of it is fine. If you are not sure of a version, say so; we ask, and never take silence for “not affected”.</p>
<h2>Tools and services</h2>
${entries.length === 0 ? html`<p>None is listed yet.</p>` : table({
  caption: "Defensive tools and services, free to choose",
  columns: ["Name", "What it does", "For whom", "Cost"],
  rows: entries.map(({ name, what, eligibility, cost, costWords, source, stale }) => [
    source === null ? name : link(source, name),
    html`${what}${stale && html` <small>(Not checked lately.)</small>`}`,
    eligibility,
    costWords === COSTS[cost] ? costWords : `${COSTS[cost]}. ${costWords}`,
  ]),
})}
<h2>Programmes that could pay for it</h2>
${listed.grants.length === 0 ? html`<p>None is listed yet.</p>` : table({
  caption: "Grants and loans; nobody applies here",
  columns: ["Programme", "Who may apply", "Pays for", "State"],
  rows: listed.grants.map(({ name, payer, who, pays, state, source }) => [html`${link(source, name)}, ${payer}`, who, pays, GRANT_STATES[state]]),
})}
<p><a href="${ROOT}/contact">Ask a person</a></p>`,
    };
  },
};
