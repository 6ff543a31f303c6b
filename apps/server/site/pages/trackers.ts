import { grantTracker, hiringTracker, type GrantTracker, type HiringTracker } from "#contracts/trackers";
import { html, link, type Html } from "../html.ts";
import { ROOT, type SitePage } from "../page.ts";
import { day, plainState, table } from "../words.ts";

type Programme = GrantTracker["programmes"][number];
type Pathway = HiringTracker["pathways"][number];

const FUNDS: Readonly<Record<Programme["funds"], string>> = { undetermined: "Not determined yet", available: "Has funds for it", none: "Has no funds for it" };
const AMOUNTS: Readonly<Record<Programme["amountBand"], string>> = { "not-stated": "not stated", "under-1m": "under $1 million", "1m-to-10m": "$1 to 10 million", "10m-to-100m": "$10 to 100 million", "over-100m": "over $100 million" };

/** What became of the taskings on grants (2(e)) and hiring (2(f)): programmes, ways and counts. */
export const trackersPage: SitePage = {
  path: "/trackers",
  label: "Grants and hiring",
  write: async ({ ask }) => {
    const { programmes } = await ask("/trackers/grants", grantTracker);
    const { smallestShown, pathways } = await ask("/trackers/hiring", hiringTracker);
    return {
      title: "Grants and hiring under the order",
      lead: "The order asked two offices to look for money that could pay for finding flaws with AI, and to hire people who can fix them.",
      main: html`
<h2>Grants that could pay for finding flaws with AI</h2>
<p>This is what became of <a href="${ROOT}/taskings#s-2(e)">section 2(e)</a>. Nobody applies here.</p>
${programmes.length === 0 ? html`<p>Nothing is known here yet.</p>` : table({
  caption: "Programmes, as their office last stated them",
  columns: ["Programme", "Funds", "Amount", "Step", "Stated"],
  rows: programmes.map(({ name, payer, funds, amountBand, step, link: address, statedOn }) => [`${name}, ${payer}`, FUNDS[funds], AMOUNTS[amountBand], plainState(step), link(address, day(statedOn))]),
})}
<h2>Ways into federal service</h2>
<p>This is what became of <a href="${ROOT}/taskings#s-2(f)">section 2(f)</a>. Nothing of an applicant is here.</p>
${pathways.length === 0 ? html`<p>Nothing is known here yet.</p>` : pathways.map((one) => describePathway(one, smallestShown))}
<p>The same as data: <a href="/api/trackers/grants">grants</a> · <a href="/api/trackers/hiring">hiring</a> (JSON)</p>`,
    };
  },
};

function describePathway({ name, step, link: address, statedOn, quarters }: Pathway, smallestShown: number): Html {
  const inWords = (count: number | null) => (count === null ? "withheld" : String(count));
  return html`<section>
<h3>${name}</h3>
<p>Step: ${plainState(step)}, as ${link(address, html`stated on ${day(statedOn)}`)}</p>
${quarters.length === 0 ? html`<p>No count is known here yet.</p>` : html`${table({
    caption: `${name}: posts by quarter`,
    columns: ["Quarter", "Opened", "Filled"],
    rows: quarters.map(({ quarter, openings, filled }) => [quarter, inWords(openings), inWords(filled)]),
  })}
<p>Counts below ${smallestShown}, and what would give them away, are withheld.</p>`}
</section>
`;
}
