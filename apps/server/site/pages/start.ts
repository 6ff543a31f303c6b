import { taskingList } from "#contracts/obligations";
import { funnel } from "#contracts/oversight";
import { advisoryList } from "#contracts/publication";
import type { z } from "zod";
import { html, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { day, list, minute, table } from "../words.ts";
import { STATUS_WORDS } from "./tasking-words.ts";

const NEWEST = 3;

/** What Breakwater is, how far findings have come, and what is new. */
export const startPage: SitePage = {
  path: "/",
  label: "Start",
  write: async ({ ask }) => {
    const counted = await ask("/oversight/funnel", funnel);
    const widest = Math.max(1, ...counted.stages.map(({ count }) => count ?? 0));
    const { advisories } = await ask("/advisories", advisoryList);
    const taskings = await ask("/obligations", taskingList);
    return {
      title: "Breakwater: a harbour for frontier AI",
      lead: "Some AI models can find flaws in software that nobody had seen. Breakwater helps to get such flaws fixed before somebody misuses them, and it keeps the ways of an Executive Order open to view.",
      main: html`
<h2>In short</h2>
${list([
  html`<strong>AI developers</strong> may let named government evaluators use a new model, for 30 days at most, before other partners get it. <a href="${ROOT}/participation">It is voluntary</a>.`,
  html`<strong>Finders</strong> report flaws. Each is run again in a sealed place, and a person looks at it before anybody else hears of it.`,
  html`<strong>Maintainers</strong> get one report with a tested fix, at their own pace.`,
  html`<strong>Hospitals, utilities and banks</strong> get at most five steps in plain words. <a href="${ROOT}/help">Help is free</a>.`,
  html`<strong>Everybody</strong> can see <a href="${ROOT}/taskings">what the order asked of officials</a>, and what became of it.`,
])}
<h2>From found to fixed</h2>
${table({ caption: "How far findings in this installation have come", columns: ["Step", "Count"], rows: counted.stages.map(({ label, count }) => [label, html`${inWords(count, counted.smallCell)}${drawBar(count ?? 0, widest)}`]) })}
<p>Counts below ${counted.smallCell}, none included, are withheld, so that nobody is recognised in them. Most others are shown as the lower end of a step of five. Counted ${minute(counted.asOf)}.</p>
<h2>What the order asked of officials</h2>
${countTaskings(taskings)}
<p><a href="${ROOT}/taskings">All taskings with their due days</a></p>
<h2>Newest advisories</h2>
${advisories.length === 0 ? html`<p>None yet.</p>` : list(advisories.slice(0, NEWEST).map((one) => html`<a href="${ROOT}/advisories/${one.id}">${one.trackingId}: ${one.title}</a>, ${day(one.publishedAt)}`))}
<p><a href="${ROOT}/advisories">All advisories</a></p>`,
    };
  },
};

function inWords(count: number | null, smallCell: number): string {
  return count === null ? `fewer than ${smallCell}` : String(count);
}

function countTaskings({ taskings }: z.infer<typeof taskingList>): Html {
  const states = [...new Set(taskings.map(({ status }) => status))];
  return list(states.map((state) => `${STATUS_WORDS[state]}: ${taskings.filter(({ status }) => status === state).length}`));
}

const BAR = { width: 320, height: 12 } as const;

/** On one linear scale with the others. For the eye only: the count stands beside it. */
function drawBar(count: number, widest: number): Html {
  const drawn = count === 0 ? 0 : Math.max(2, Math.round((count / widest) * BAR.width));
  return html`<svg class="bar" viewBox="0 0 ${BAR.width} ${BAR.height}" aria-hidden="true"><rect class="track" width="${BAR.width}" height="${BAR.height}" rx="3"/><rect width="${drawn}" height="${BAR.height}" rx="3"/></svg>`;
}
